"""One question, asked in every world that matters: settings, and announced days (S1, S7).

A statement in force only by an announced day is judged beside what it supersedes; where the two
answers differ, the answer says what it assumes and what holds otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from graph.catalogue import Catalogue
from graph.snapshot import Snapshot, compile_snapshot
from queries.budget import Allowance, Budget, begun
from queries.citing import evidence
from queries.coming import coming
from queries.ends import find_starts, ref_text
from queries.no_route import explain
from queries.question import Question, RouteOptions, check, resolve
from queries.results import Assuming, CatalogueStamp, NoRoute, RoutesAnswer, StartAnswer
from queries.routes import make_plan, plan_routes
from queries.together import agree, conditional, grouped, in_short, shape, touches

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """A catalogue with its hash, ready to be asked; snapshots are made once and kept."""

    catalogue: Catalogue
    catalogue_hash: str

    def __hash__(self) -> int:
        return hash(self.catalogue_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, World) and other.catalogue_hash == self.catalogue_hash

    def snapshot(self, question: Question, *, accept: bool = True) -> Snapshot:
        """The snapshot of a question's date and sources."""
        return _snapshot(self, question.as_of, question.sources, accept)


@lru_cache(maxsize=64)
def _snapshot(world: World, as_of: Any, sources: tuple[str, ...], accept: bool) -> Snapshot:
    return compile_snapshot(
        world.catalogue,
        as_of,
        sources,
        accept_announced=accept,
        catalogue_hash=world.catalogue_hash,
    )


def settings_of(snapshot: Snapshot, question: Question) -> list[str | None]:
    """The settings to judge in: the one asked for, else every one, else none (S7)."""
    if question.setting is not None:
        return [question.setting]
    return [s.id for s in snapshot.of_kind("setting")] or [None]


def stamp(snapshot: Snapshot, question: Question) -> CatalogueStamp:
    """Catalogue, date, sources and setting of an answer."""
    return CatalogueStamp(
        hash=snapshot.catalogue_hash,
        as_of=snapshot.as_of,
        sources=snapshot.sources,
        setting=question.setting,
    )


def assuming(
    snapshot: Snapshot, touched: Callable[[str], bool], otherwise: str
) -> tuple[Assuming, ...]:
    """The announced statements that an answer rests on."""
    found = []
    for told in snapshot.announced:
        if touched(told.entry):
            seen = snapshot.get(told.entry)
            tellings = {t.id: t for t in seen.tellings} if seen is not None else {}
            telling = tellings.get(told.telling)
            extent = telling.extent if telling is not None else ()
            proof = evidence(snapshot, telling) if telling is not None else ()
            found.append(
                Assuming(
                    what=f"{snapshot.label(told.entry)}: the change announced is in force",
                    by=told.by,
                    from_=told.day,
                    otherwise=otherwise,
                    extent=extent,
                    evidence=proof,
                )
            )
    return tuple(found)


def routes(
    world: World,
    question: Question,
    goal: str,
    options: RouteOptions | None = None,
    budget: Budget | Allowance | None = None,
) -> RoutesAnswer:
    """Routes from each start to the goal, or why there is none, in every setting that matters."""
    options, allowed = options or RouteOptions(), begun(budget)
    question = check(world.catalogue, question)
    if options.stay_in is not None:
        resolve(world.catalogue, options.stay_in, ("strand",), "a strand to stay in")
    snapshot = world.snapshot(question)
    answer, complete = _routes_in(snapshot, question, goal, options, allowed)
    told: tuple[Assuming, ...] = ()
    if snapshot.announced:
        plain = world.snapshot(question, accept=False)
        other, sure = _routes_in(plain, question, goal, options, allowed)
        complete = complete and sure
        if shape(answer) != shape(other):
            told = assuming(snapshot, lambda entry: touches(answer, other, entry), in_short(other))
            answer = tuple(conditional(a, told) for a in answer)
    asks = dict.fromkeys(a for s in answer for a in s.asks)
    found = [a.no_route for a in answer if a.no_route is not None]
    later = coming(snapshot, lambda day: world.snapshot(_on(question, day)), found)
    depends = len({a.setting for a in answer}) > 1
    return RoutesAnswer(
        question=question.echo(to=goal, **options.model_dump(exclude_none=True)),
        catalogue=stamp(snapshot, question),
        complete=complete and not allowed.cut,
        asks=tuple(asks),
        assuming=told,
        warnings=("It depends on the setting.",) if depends else (),
        goal=goal,
        goal_label=goal_label(snapshot, goal),
        by_start=answer,
        coming=tuple(later),
    )


def _on(question: Question, day: date) -> Question:
    return question.model_copy(update={"as_of": day})


def goal_label(snapshot: Snapshot, goal: str) -> str:
    """A goal as people call it."""
    name, _, band = goal.removeprefix("band:").partition("@")
    found = snapshot.catalogue.retired.get(name, (name,))[0]
    label = snapshot.label(found)
    return f"{label}, {snapshot.label(band)}" if band else label


def _routes_in(
    snapshot: Snapshot,
    question: Question,
    goal: str,
    options: RouteOptions,
    allowed: Allowance,
) -> tuple[tuple[StartAnswer, ...], bool]:
    starts, missing = find_starts(snapshot, question, options.stay_in)
    complete = True
    found: list[StartAnswer] = []
    group = question.from_.startswith("group:")
    for start in starts:
        per_setting: list[StartAnswer] = []
        for setting in settings_of(snapshot, question):
            there = question.model_copy(update={"setting": setting})
            plan = make_plan(snapshot, there, options, start, goal, allowed)
            own = goal_settings(snapshot, plan.goal.refs[0].id if plan.goal.refs else None)
            if question.setting is None and own and plan.goal.band is None and setting not in own:
                continue
            planned = plan_routes(plan)
            complete = complete and planned.complete
            no_route, asks = (None, ()) if planned.routes else explain(plan, planned.complete)
            per_setting.append(
                StartAnswer(
                    starts=(ref_text(start, group),),
                    setting=setting,
                    routes=planned.routes,
                    trade_offs=planned.trade_offs,
                    no_route=no_route,
                    asks=asks,
                    told=plan.person.told,
                )
            )
        found += agree(per_setting, question.setting)
    if missing:
        found = [_no_such_start(snapshot, question, a) for a in found] or [
            StartAnswer(starts=(), no_route=_bare_no_start(snapshot, question, goal))
        ]
    return tuple(grouped(found)), complete


def goal_settings(snapshot: Snapshot, goal: str | None) -> tuple[str, ...]:
    """The settings that a post sought is stated to be in; none where it is no post."""
    seen = snapshot.get(goal) if goal else None
    return seen.flat("settings") if seen is not None and seen.kind == "role" else ()


def _no_such_start(snapshot: Snapshot, question: Question, answer: StartAnswer) -> StartAnswer:
    """Answered for a post of unstated band ("if this is your post"), and saying so."""
    if answer.no_route is None:
        return answer
    text = _start_text(snapshot, question)
    none = answer.no_route.model_copy(update={"kind": "no-such-start", "text": text})
    return answer.model_copy(update={"no_route": none})


def _bare_no_start(snapshot: Snapshot, question: Question, goal: str) -> NoRoute:
    return NoRoute(kind="no-such-start", text=_start_text(snapshot, question), goal=goal)


def _start_text(snapshot: Snapshot, question: Question) -> str:
    band = snapshot.label(question.from_.removeprefix("band:"))
    where = f" in {snapshot.label(question.in_strand)}" if question.in_strand else ""
    return f"None of the sources names a post at {band}{where} to start from."

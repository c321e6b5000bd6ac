"""Simple, exact forms of structure questions: chokepoints, settings side by side, coverage."""

from __future__ import annotations

from collections.abc import Iterator

from graph.snapshot import Snapshot
from queries.ask import World, settings_of, stamp
from queries.citing import evidence
from queries.ends import find_starts
from queries.engine import Budget, search
from queries.person import Person
from queries.question import GOAL_KINDS, Question, RouteOptions, check, parse_ref
from queries.result_lists import (
    Choke,
    ChokepointsAnswer,
    CompareAnswer,
    Comparison,
    Coverage,
    CoverageAnswer,
)
from queries.routes import Plan, make_plan
from queries.verdicts import entry_verdict
from queries.ways import lowest_band, ref


def chokepoints(
    world: World, question: Question, goals: tuple[str, ...], budget: Budget | None = None
) -> ChokepointsAnswer:
    """What lies on every route to each goal: remove each step of one route and search again."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    on_all: list[Choke] = []
    none: list[str] = []
    complete = True
    starts, _ = find_starts(snapshot, question, None)
    for goal in goals:
        found: set[str] | None = None
        for start in starts:
            for setting in settings_of(snapshot, question):
                there = question.model_copy(update={"setting": setting})
                plan = make_plan(snapshot, there, RouteOptions(), start, goal, budget)
                on_route, whole = _chokes(plan, budget)
                complete = complete and whole
                if on_route is not None:
                    found = on_route if found is None else found & on_route
        if found is None:
            none.append(goal)
            continue
        wanted = {r.id for r in make_plan(snapshot, question, RouteOptions(), None, goal).goal.refs}
        for item in sorted(found - wanted):
            seen = snapshot.entries[item]
            proof = evidence(snapshot, seen.tellings[0]) if seen.tellings else ()
            on_all.append(Choke(goal=goal, id=item, label=seen.label, evidence=proof))
    return ChokepointsAnswer(
        question=question.echo(to=list(goals)),
        catalogue=stamp(snapshot, question),
        complete=complete,
        on_all=tuple(on_all),
        no_route_to=tuple(none),
    )


def _chokes(plan: Plan, budget: Budget | None) -> tuple[set[str] | None, bool]:
    """The steps on every route of one plan; None where there is no route."""

    def first(banned: str | None) -> tuple[set[str] | None, bool]:
        kept = [w for w in plan.ways if w.target != banned]
        found = search(
            plan.snapshot,
            plan.limits,
            plan.person,
            kept,
            plan.goal.refs,
            wanted=1,
            budget=budget,
        )
        if not found.nodes:
            return None, found.complete
        return {
            t.taken.way.target for t in found.nodes[0].steps if t.taken.way.kind != "serve"
        }, True

    route, whole = first(None)
    if route is None:
        return None, whole
    chokes = set()
    for item in route:
        other, sure = first(item)
        whole = whole and sure
        if other is None:
            chokes.add(item)
    return chokes, whole


def compare(world: World, question: Question, ids: tuple[str, ...]) -> CompareAnswer:
    """Entries side by side in every setting (or the one asked for): what each asks there."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    items = []
    for name in ids:
        wanted = parse_ref(world.catalogue, name, GOAL_KINDS, "an entry to compare")
        seen = snapshot.get(wanted.id)
        if seen is None:
            continue
        for setting in settings_of(snapshot, question):
            band = wanted.band or (lowest_band(snapshot, seen) if seen.kind == "role" else None)
            own = seen.flat("settings") if seen.kind == "role" else ()
            verdict = entry_verdict(snapshot, Person(), seen, setting, band)
            if own and setting not in own:
                text = "not stated to exist in this setting"
                verdict = verdict.model_copy(update={"text": text, "state": "unknown"})
            items.append(
                Comparison(
                    id=seen.id,
                    label=seen.label,
                    setting=setting,
                    verdict=verdict,
                    moves_here=tuple(_moves_here(snapshot, seen.id, setting)),
                )
            )
    return CompareAnswer(
        question=question.echo(ids=list(ids)),
        catalogue=stamp(snapshot, question),
        items=tuple(items),
    )


def _moves_here(snapshot: Snapshot, name: str, setting: str | None) -> Iterator[str]:
    for move in snapshot.of_kind("move"):
        for telling in move.tellings:
            if ref(telling.to or "").id == name and telling.setting in (None, setting):
                yield move.id


def coverage(world: World, question: Question) -> CoverageAnswer:
    """Courses that run or are told of, per strand and audience."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    cells: dict[tuple[str, str], list[str]] = {}
    for course in snapshot.of_kind("course"):
        audience = {i for a, _ in course.values("audience") for i in a.ids} or {"not stated"}
        for strand in course.flat("strands") or ("not stated",):
            for stage in audience:
                cells.setdefault((strand, stage), []).append(course.id)
    return CoverageAnswer(
        question=question.echo(),
        catalogue=stamp(snapshot, question),
        items=tuple(
            Coverage(strand=strand, stage=stage, ids=tuple(sorted(ids)))
            for (strand, stage), ids in sorted(cells.items())
        ),
    )

"""What changes would open and shut, before and after: for every start, or for the one asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from graph.catalogue import digest
from graph.errors import QuestionError
from graph.facts import SourceFacts
from queries.ask import World, assuming, goal_label, routes, settings_of, stamp
from queries.before_after import Side, compared, every_start, reachable, starts_asked
from queries.budget import Allowance, Budget, begun
from queries.change_kinds import CHANGES, Add, Changes, Open, WayIn, about, kind_of
from queries.changes import SOURCE, ChangeError, apply
from queries.changing import find
from queries.question import (
    CLAIM_KINDS,
    GOAL_KINDS,
    Question,
    RouteOptions,
    check,
    parse_ref,
    resolve,
)
from queries.result_changes import GoalChange, Made, Outcome, Row, WhatIfAnswer
from queries.results import Evidence, RoutesAnswer, StartAnswer
from queries.ways import ref

OPENABLE = ("role", "qualification", "registration")


@lru_cache(maxsize=16)
def _changed(world: World, changes: bytes) -> World:
    catalogue = apply(world.catalogue, CHANGES.validate_json(changes))
    return World(catalogue, digest(catalogue))


def changed_world(world: World, changes: Changes) -> World:
    """The world with the changes made; raises ChangeError for one that cannot be made."""
    return _changed(world, CHANGES.dump_json(changes, by_alias=True, exclude_defaults=True))


def what_if(
    world: World,
    question: Question,
    changes: Changes,
    goals: Sequence[str] = (),
    options: RouteOptions | None = None,
    budget: Budget | Allowance | None = None,
) -> WhatIfAnswer:
    """What the changes open and shut; a question without a start is asked from every one.

    With goals, each is answered before and after; without, all that can be reached is compared.
    """
    options, allowed = options or RouteOptions(), begun(budget)
    after = _after(world, changes, question, options)
    before = _before(world, after, question)
    _in_lens(before, changes)
    every = "from_" not in question.model_fields_set
    starts = every_start(after) if every else starts_asked(after)
    found = [_goal(before, after, starts, goal, allowed, every) for goal in goals]
    opened, shut = ((), ()) if goals else compared(before, after, starts, allowed)
    whole = [a for g in found for a in (g.before, g.after) if a is not None]
    told = {a.what: a for answer in whole for a in answer.assuming}
    if after.snapshot.announced and not whole:
        ends = {d.id for d in (*opened, *shut)} | {ref(goal).id for goal in goals}
        told = {a.what: a for a in assuming(after.snapshot, ends.__contains__, "not-asked")}
    asks = {a.id: a for g in found if g.after is not None for a in g.after.asks}
    complete = not allowed.over and all(a.complete for a in whole)
    echo = before.question.echo(to=list(goals), **options.model_dump(exclude_none=True))
    return WhatIfAnswer(
        question={**echo, "from": None if every else question.from_},
        catalogue=stamp(before.snapshot, before.question),
        complete=complete,
        asks=tuple(asks.values()),
        assuming=tuple(told.values()),
        changed=after.world.catalogue_hash,
        changes=tuple(_made(after, n, changes) for n in range(1, len(changes) + 1)),
        starts=tuple(starts),
        opened=opened,
        shut=shut,
        goals=tuple(found),
        not_reached=tuple(_not_reached(after, starts, changes)) if complete else (),
    )


def _after(world: World, changes: Changes, question: Question, options: RouteOptions) -> Side:
    changed = changed_world(world, changes)
    sources = (*question.sources, SOURCE) if question.sources else ()
    asked = question.model_copy(update={"sources": sources})
    return Side(changed, check(changed.catalogue, asked), options)


def _before(world: World, after: Side, question: Question) -> Side:
    """The question before: what only a change adds can neither be held nor avoided."""
    there, asked = world.catalogue.entries, after.question
    update = {
        "holds": tuple(i for i in asked.holds if i in there),
        "avoid": tuple(i for i in asked.avoid if i in there),
        "served": tuple(s for s in asked.served if s.partition("=")[0] in there),
        "sources": question.sources,
    }
    return Side(world, check(world.catalogue, asked.model_copy(update=update)), after.options)


def _in_lens(before: Side, changes: Changes) -> None:
    """Refuse to change a statement of a source that the question leaves out."""
    lens = before.snapshot.sources
    seen = {t.id for entry in before.snapshot.entries.values() for t in entry.tellings}
    for number, change in enumerate(changes, start=1):
        name = getattr(change, "statement", None)
        if kind_of(change) in ("drop", "replace"):
            name = about(change)
        if name is None or not lens or name in seen:
            continue
        try:
            _, _, telling = find(before.world.catalogue, name)
        except QuestionError:
            continue  # a statement that an earlier change made
        if telling.cite is not None and telling.cite.source not in lens:
            text = f"The sources asked do not say '{name}'. Ask '{telling.cite.source}' as well."
            raise ChangeError(number, text)


def _made(after: Side, number: int, changes: Changes) -> Made:
    """A change as it was understood, cited to its own place in the source of the changes."""
    catalogue, change = after.world.catalogue, changes[number - 1]
    source = catalogue.entries[SOURCE]
    places = list(source.places) if isinstance(source, SourceFacts) else []
    name, kind = about(change), str(kind_of(change))
    entry = find(catalogue, name)[0] if kind in ("drop", "replace") else ref(name).id
    at = places[len(places) - len(changes) + number - 1]
    proof = Evidence(source=SOURCE, at=(at,), basis="assumption", note=change.text)
    return Made(
        number=number,
        kind=kind,
        about=name,
        entry=catalogue.retired.get(entry, (entry,))[0],
        text=change.text,
        change=change.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        evidence=(proof,),
    )


def _not_reached(after: Side, starts: Sequence[str], changes: Changes) -> Iterator[str]:
    """What a change opens or adds and yet no start can reach: no source says how."""
    made = {ref(about(c)).id for c in changes if isinstance(c, Add | Open | WayIn)}
    entries = after.world.catalogue.entries
    left = {i for i in made if i in entries and entries[i].kind in OPENABLE}
    for start in starts if left else ():
        for setting in settings_of(after.snapshot, after.question):
            plan = after.plan(start, setting)
            left -= {target.id for target in reachable(plan)}
            left -= {p.id for p in plan.person.posts} | plan.person.held if plan else set()
    return iter(sorted(left))


def _goal(
    before: Side, after: Side, starts: Sequence[str], goal: str, allowed: Allowance, every: bool
) -> GoalChange:
    """One goal from each start, before and after, in every setting that matters."""
    name = _checked(after, goal)
    rows: list[Row] = []
    was: RoutesAnswer | None = None
    now: RoutesAnswer | None = None
    for start in starts:
        if allowed.over:
            break
        was = _answer(before, start, name, allowed)
        now = _answer(after, start, name, allowed, _told_everywhere(was))
        rows += _rows(start, was, now)
    if not every and len(starts) > 1:
        was = _answer(before, before.question.from_, name, allowed)
        now = _answer(after, after.question.from_, name, allowed)
    return GoalChange(
        goal=name,
        goal_label=goal_label(after.snapshot, name),
        rows=tuple(_alike(rows)),
        before=None if every else was,
        after=None if every else now,
    )


def _checked(after: Side, goal: str) -> str:
    """The goal, if the changed catalogue has it."""
    if goal.startswith("band:"):
        resolve(after.world.catalogue, goal.removeprefix("band:"), ("band",), "a band")
    else:
        parse_ref(after.world.catalogue, goal, GOAL_KINDS, "a goal")
    return goal


def _answer(
    side: Side, start: str, goal: str, allowed: Allowance, held: Sequence[str] = ()
) -> RoutesAnswer | None:
    """The answer on one side; None where the start or the goal does not exist there."""
    known = side.world.catalogue.entries
    names = [ref(text.partition(":")[2] or text).id for text in (start, goal)]
    if any(n not in known and n not in side.world.catalogue.retired for n in names if n != "none"):
        return None
    asked = side.asked_from(start)
    more = [h for h in held if known[h].kind in CLAIM_KINDS]
    asked = asked.model_copy(update={"holds": tuple(dict.fromkeys((*asked.holds, *more)))})
    return routes(side.world, asked, goal, side.options, allowed)


def _told_everywhere(was: RoutesAnswer | None) -> tuple[str, ...]:
    """What a start tells today in every setting: the same person is asked about afterwards."""
    told = [set(a.told) for a in was.by_start] if was is not None else []
    return tuple(sorted(set.intersection(*told))) if told else ()


def _rows(start: str, was: RoutesAnswer | None, now: RoutesAnswer | None) -> Iterator[Row]:
    """A start before and after, apart for each setting where one of the two depends on it."""
    sides = (was.by_start if was is not None else (), now.by_start if now is not None else ())
    settings = {a.setting for side in sides for a in side}
    split: list[str | None] = [*sorted(s for s in settings if s is not None)]
    for setting in split or [None]:
        old, new = (_outcome(next((a for a in s if a.setting in (None, setting)), None))
                    for s in sides)  # fmt: skip
        yield Row(starts=(start,), setting=setting, before=old, after=new)


def _outcome(answer: StartAnswer | None) -> Outcome:
    if answer is None:
        return Outcome(state=None)
    if answer.routes:
        best, totals = answer.routes[0], answer.routes[0].totals
        return Outcome(
            state=best.state,
            months=totals.months,
            steps=totals.steps,
            unknown_months=totals.unknown_months,
            conditions=best.conditions,
        )
    none = answer.no_route
    assert none is not None
    return Outcome(state=none.kind, blocking=none.blocking)


def _alike(rows: Sequence[Row]) -> list[Row]:
    """Rows that differ only in their start as one; those that change first."""
    groups: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (row.setting, row.before, row.after)
        first = groups.setdefault(key, row)
        if first is not row:
            groups[key] = first.model_copy(update={"starts": (*first.starts, *row.starts)})
    return sorted(groups.values(), key=lambda r: r.before == r.after)

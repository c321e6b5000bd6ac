"""Two catalogues side by side: the same people, and what they can reach in one and not the other.

Whoever is in a post today holds what it asks today, also where a change asks for something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.snapshot import Snapshot
from queries.ask import World, settings_of
from queries.budget import Allowance
from queries.closure import Reach
from queries.ends import POSTS, Goal, find_starts, grades_of, ref_text
from queries.person import Person
from queries.question import Question, Ref, RouteOptions
from queries.result_changes import Difference
from queries.routes import Plan, make_plan, plan_routes
from queries.ways import USABLE, status

LEARNT = ("take-up", "register", "qualify")


@dataclass(frozen=True)
class Side:
    """The world before or after, and the question as it is asked there."""

    world: World
    question: Question
    options: RouteOptions

    @property
    def snapshot(self) -> Snapshot:
        """The catalogue as the question sees it."""
        return self.world.snapshot(self.question)

    def asked_from(self, start: str) -> Question:
        """The question from one start."""
        return self.question.model_copy(update={"from_": start})

    def plan(self, start: str, setting: str | None) -> Plan | None:
        """What is searched from a start in a setting; None where the start does not exist."""
        name, _, band = start.removeprefix("group:").partition("@")
        begin = None if start == "none" else Ref(name, band or None)
        if begin is not None and self.snapshot.get(name) is None:
            return None
        one = self.options.model_copy(update={"alternatives": 1})
        asked = self.asked_from(start).model_copy(update={"setting": setting})
        return make_plan(self.snapshot, asked, one, begin, None)


def every_start(side: Side) -> list[str]:
    """No post yet, every post that there is at each of its grades, and every staff group."""
    found: list[str] = ["none"]
    for seen in side.snapshot.of_kind("role"):
        if seen.first("type") in POSTS and status(seen) in (*USABLE, None):
            bands = dict.fromkeys(low for low, _ in grades_of(seen))
            found += [f"{seen.id}@{b}" for b in bands] or [seen.id]
    return [*found, *(f"group:{g.id}" for g in side.snapshot.of_kind("staff-group"))]


def starts_asked(side: Side) -> list[str]:
    """The starts of the question, one a grade."""
    starts, _ = find_starts(side.snapshot, side.question, side.options.stay_in)
    group = side.question.from_.startswith("group:")
    return [ref_text(start, group) for start in starts]


def same_person(now: Plan | None, was: Plan | None) -> Plan | None:
    """The later plan for whoever stands there today, with all that the post tells of them today."""
    if now is None or was is None:
        return now
    held = was.person.held | now.person.held
    kinds = was.person.kinds_told | now.person.kinds_told
    return replace(now, person=replace(now.person, held=held, kinds_told=kinds))


def reachable(plan: Plan | None) -> list[Ref]:
    """The posts, functions, registers and qualifications that a start can come to at most."""
    if plan is None:
        return []
    reach = Reach(plan.snapshot, plan.limits, plan.person, plan.ways)
    facts = reach.gain().facts
    found: dict[Ref, None] = {}
    for way in plan.ways:
        target = Ref(way.target, way.band)
        if way.kind in LEARNT and not _has(plan.person, target):
            own = {reach.form.held.get(way.target), reach.form.posts.get(target)}
            if facts & own:
                found[target] = None
    return list(found)


def _has(person: Person, target: Ref) -> bool:
    return target.id in person.held or target in person.posts


def compared(
    before: Side, after: Side, starts: Sequence[str], allowed: Allowance
) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    """What only the changed catalogue lets a start reach, and what only the present one does."""
    opened: list[Difference] = []
    shut: list[Difference] = []
    settings = settings_of(after.snapshot, after.question)
    for start in starts:
        for setting in settings:
            if allowed.over:
                break
            was = before.plan(start, setting)
            now = same_person(after.plan(start, setting), was)
            old, new = reachable(was), reachable(now)
            opened += _only(now, start, [t for t in new if t not in old], allowed)
            shut += _only(was, start, [t for t in old if t not in new], allowed)
    return together(opened, settings), together(shut, settings)


def _only(
    plan: Plan | None, start: str, targets: Sequence[Ref], allowed: Allowance
) -> Iterator[Difference]:
    """The targets to which the search finds a route; nothing is claimed without one."""
    if plan is None:
        return
    for target in targets:
        text = f"{target.id}@{target.band}" if target.band else target.id
        goal = Goal(text, (target,))
        if allowed.over:
            return
        found = plan_routes(replace(plan, goal=goal, allowed=allowed)).routes
        seen = plan.snapshot.entries[target.id]
        if found:
            yield Difference(
                id=target.id,
                label=seen.label,
                kind=seen.kind,
                type=seen.first("type") if seen.kind == "role" else None,
                band=target.band,
                setting=plan.question.setting,
                starts=(start,),
                route=found[0],
            )


def together(found: Sequence[Difference], settings: Sequence[str | None]) -> tuple[Difference, ...]:
    """Starts with the same route as one, and without a setting where every setting agrees."""
    alike: dict[tuple[object, ...], dict[str | None, Difference]] = {}
    for item in found:
        alike.setdefault((item.starts, *_way(item)), {})[item.setting] = item
    merged: list[Difference] = []
    for by_setting in alike.values():
        everywhere = len(by_setting) == len(settings)
        items = list(by_setting.values())
        merged += (
            [i.model_copy(update={"setting": None}) for i in items[:1]] if everywhere else items
        )
    groups: dict[tuple[object, ...], Difference] = {}
    for item in merged:
        key = (item.setting, *_way(item))
        first = groups.setdefault(key, item)
        if first is not item:
            starts = {"starts": (*first.starts, *item.starts)}
            groups[key] = first.model_copy(update=starts)
    order = sorted(groups.values(), key=lambda d: (-len(d.starts), d.id, d.band or ""))
    return tuple(order)


def _way(item: Difference) -> tuple[object, ...]:
    """What two starts have to share to be told as one."""
    steps = tuple((s.id, s.band, s.way_id) for s in item.route.steps)
    return (item.id, item.band, item.route.state, steps)

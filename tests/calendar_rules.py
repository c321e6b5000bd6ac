"""What every calendar keeps, whatever the route: replayed step by step as the steps begin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from queries import routes as module
from queries.engine import Node
from queries.order import in_order
from queries.person import BEGIN, Person
from queries.result_calendar import RouteCalendar, Span
from queries.results import Route
from queries.routes import Plan
from queries.taking import take
from queries.timetable import timetable

FINE = 0.011
"""Times are told to the hundredth of a month."""


@dataclass(frozen=True)
class Made:
    """A route that was found, with the plan behind it."""

    plan: Plan
    node: Node
    route: Route

    def calendar(self, studies: int | None) -> RouteCalendar:
        """Its calendar with so many studies at once."""
        plan, steps = self.plan, self.node.steps
        shown = in_order(steps)
        return timetable(plan.snapshot, plan.limits, plan.person, steps, shown, studies)


@contextmanager
def noted() -> Iterator[list[Made]]:
    """Every route that is made meanwhile."""
    found: list[Made] = []
    real = module.as_route

    def as_route(plan: Plan, node: Node, gap: float | None = 0) -> Route:
        route = real(plan, node, gap)
        found.append(Made(plan, node, route))
        return route

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "as_route", as_route)
        yield found


def broken(made: Made, studies: int | None) -> list[str]:
    """The rules that the calendar of a route breaks, in words."""
    found = made.calendar(studies)
    faults = [*_replayed(made, found), *_one_post(found)]
    if not found.kept:
        faults.append("no schedule was found")
    running = [s for s in found.spans if s.lane == "study" and s.ends > s.starts]
    most = max((sum(a.starts <= b.starts < a.ends for a in running) for b in running), default=0)
    if studies is not None and most > studies:
        faults.append(f"{most} studies at once")
    if abs(found.months - max((s.ends for s in found.spans), default=0)) > FINE:
        faults.append("the finish is not the end of the last step")
    plain = made.calendar(None).months
    if plain > made.route.totals.months + FINE:
        faults.append(f"finishes in {plain} months, the search in {made.route.totals.months}")
    if found.months < plain - FINE:
        faults.append("earlier with a limit than without")
    return faults


def _replayed(made: Made, found: RouteCalendar) -> Iterator[str]:
    """Steps that cannot be taken with what is over by then, and what has begun."""
    plan, steps = made.plan, in_order(made.node.steps)
    spans = sorted(found.spans, key=lambda s: (s.starts, s.step))

    def after(person: Person, span: Span) -> Person | None:
        way = steps[span.step - 1].taken.way
        taken = take(plan.snapshot, plan.limits, person, way, {})
        return None if taken is None else taken.person

    for at, span in enumerate(spans):
        person = plan.person
        for before in spans[:at]:
            if before.ends <= span.starts:
                person = after(person, before) or person
            else:
                gives = steps[before.step - 1].taken.way.gives
                begun = frozenset(g for g in gives if g.startswith(BEGIN))
                person = replace(person, held=person.held | begun)
        if after(person, span) is None:
            yield f"step {span.step} ({span.id}) cannot be taken at month {span.starts}"


def _one_post(found: RouteCalendar) -> Iterator[str]:
    """Posts held at once, and what is done inside a post that is not held."""
    posts = sorted((s for s in found.spans if s.lane == "post"), key=lambda s: (s.starts, s.step))
    for one, then in pairwise(posts):
        if one.until is None or one.until > then.starts:
            yield f"two posts at once: {one.id} and {then.id}"
    held = {s.step: (s.starts, s.until) for s in posts} | {
        0: (0, posts[0].starts if posts else None)
    }
    for span in found.spans:
        if span.inside is None:
            continue
        since, until = held[span.inside]
        if span.starts < since or (until is not None and span.starts > until):
            yield f"{span.id} begins outside its post"
        if span.lane == "service" and until is not None and span.ends > until:
            yield f"{span.id} is served after its post is left"

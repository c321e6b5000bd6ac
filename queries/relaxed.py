"""What the integers tell at once, without a search: a route, and the least time and money of any.

The kernel knows nothing of the order of posts. What its quick route says is really taken, step by
step; what cannot be taken in some order after all is no route, and there is then none to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from queries.duration import lasts, price, sums_of
from queries.ends import reached
from queries.engine import Field, Node, Wish, extend, pounds
from queries.kernel.problem import UNREACHED
from queries.kernel.quick import quick
from queries.kernel.relax import Kind, full
from queries.taking import hangs_on, take
from queries.ways import Way

HANGING = 10_000
"""What a step weighs more that hangs on something: as much as a hundred steps."""

PARTS = 10_000
"""Months are counted in so many parts: an hour of learning is some of them."""


def least_months(field: Field) -> float:
    """What every route takes at least, were everything done at once that can be.

    Service counts where one kind of it alone could be asked for, since kinds may count for one
    another.
    """
    form, snapshot = field.reach.form, field.snapshot
    served = {n for s, n in form.way_of.items() if field.reach.leads_on(s)}
    served = {n for n in served if form.ways[n].kind == "serve"}
    alone = len(served) == 1 and not field.start.served
    weights = [0] * form.problem.steps
    for step, number in form.way_of.items():
        way = form.ways[number]
        if way.kind != "serve" or alone:
            weights[step] = floor(PARTS * lasts(snapshot, way))
    return _relaxed(field, weights, "max") / PARTS


def least_pounds(field: Field) -> float:
    """What every route costs at least: what it cannot do without."""
    return sum(min(price(field.snapshot, way) for way in cut) for cut in field.landmarks.cuts)


def _relaxed(field: Field, weights: list[int], kind: Kind) -> int:
    form = field.reach.form
    values = full(form.problem, weights, kind, form.facts_of(field.start), _shut(field))
    return min(map(values.value, field.goals))


def _shut(field: Field) -> list[int]:
    """The steps that play no part."""
    return [step for step in field.reach.form.way_of if not field.reach.leads_on(step)]


def quick_route(field: Field, wish: Wish) -> Node | None:
    """An executable route found without a search, with no step that it can do without."""
    if not field.within:
        return None
    by = wish.by
    form = field.reach.form
    weights = [0] * form.problem.steps
    for step, number in form.way_of.items():
        weights[step] = _weight(field, form.ways[number], by)
    values = full(form.problem, weights, "sum", form.facts_of(field.start), _shut(field))
    goal = min(field.goals, key=values.value, default=None)
    if goal is None or values.value(goal) >= UNREACHED:
        return None
    found = quick(values, goal)
    ways = [form.ways[form.way_of[s]] for s in found.steps if s in form.way_of] if found else []
    ways = list(dict.fromkeys(ways))
    node = _taken(field, ways, by)
    for way in list(ways) if node is not None else ():
        fewer = [w for w in ways if w is not way]
        other = _taken(field, fewer, by)
        if other is not None:
            node, ways = other, fewer
    return node if node is not None and _within(field, node, wish) else None


def _within(field: Field, node: Node, wish: Wish) -> bool:
    """Whether a route is as short and as cheap as was asked."""
    paid = round(pounds(field.snapshot, node), 2)
    short = wish.longest is None or round(node.months, 2) <= wish.longest
    return short and (wish.dearest is None or paid <= wish.dearest)


def _weight(field: Field, way: Way, by: str) -> int:
    unknown, known, steps = sums_of(field.snapshot, way, by)
    hanging = way.kind != "serve" and bool(hangs_on(field.snapshot, field.limits, way))
    return round(HANGING * hanging + 1000 * unknown + 100 * known) + int(steps) + 1


def _taken(field: Field, ways: Sequence[Way], by: str) -> Node | None:
    """The ways taken as soon as each can be, until the goal is reached."""
    node, left = Node(field.start), list(ways)
    while not reached(field.wants, node.person):
        for way in left:
            times = dict(node.times)
            taken = take(field.snapshot, field.limits, node.person, way, times)
            if taken is not None:
                node = extend(field.snapshot, node, taken, by)
                left.remove(way)
                break
        else:
            return None
    return node

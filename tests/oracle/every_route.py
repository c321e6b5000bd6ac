"""Every route by brute force: the steps of a route taken again, and what known routes come to."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count
from typing import Any

from oracle import Mode, TooLarge, there
from oracle_steps import Taken, steps
from oracle_view import State, View

from queries.results import Step

Deed = tuple[str, str, str | float | None]
CAP = 300
"""More states than this are left to others."""
Point = tuple[int, float, float]
"""Steps, months and pounds."""


def deed(step: Step) -> Deed:
    """What a step of an answer does: a post at a band, months of service, or a thing."""
    if step.kind == "serve":
        return ("serve", "", step.months.typical if step.months is not None else None)
    return (step.kind, step.id, step.band)


def done(taken: Taken) -> Deed:
    """What a step of brute force does, in the same words."""
    post = taken.state.present
    if taken.kind == "serve":
        return ("serve", "", taken.state.served[-1][1])
    moved = taken.kind == "take-up" and post is not None and post[0] == taken.id
    return (taken.kind, taken.id, post[1] if moved and post else None)


def in_this_order(view: View, start: State, deeds: list[Deed]) -> list[State]:
    """Where brute force can be after these very steps."""
    found = [start]
    for one in deeds:
        found = [t.state for state in found for t in steps(view, state) if done(t) == one]
    return found


def in_any_order(view: View, start: State, goal: str, deeds: list[Deed]) -> list[Point]:
    """What these steps can come to, each taken once in whatever order."""
    found: list[Point] = []
    seen = set()
    todo = [(start, tuple(sorted(deeds, key=str)), (0, 0.0, 0.0))]
    while todo:
        state, left, point = todo.pop()
        if not left:
            found += [point] if there(state, goal) else []
            continue
        for taken in steps(view, state):
            if done(taken) not in left:
                continue
            rest = list(left)
            rest.remove(done(taken))
            new = after(point, taken)
            key = (taken.state.key(True), tuple(rest), new)
            if key not in seen:
                seen.add(key)
                todo.append((taken.state, tuple(rest), new))
        if len(seen) > CAP:
            raise TooLarge
    return found


def after(point: Point, taken: Taken) -> Point:
    """What a route comes to with one step more."""
    number, months, pounds = point
    return (number + 1, max(months, round(taken.ends, 2)), pounds + (taken.pounds or 0.0))


def known_points(
    view: View, start: State, goal: str, mode: Mode, longest: float | None
) -> list[Point]:
    """What routes of which everything is known come to, as far as none of them beats another."""
    order, found = count(), []
    best: dict[Any, list[Point]] = {}
    heap: list[Any] = [((0, 0.0, 0.0), next(order), start)]
    while heap:
        point, _, state = heapq.heappop(heap)
        if any(beats(p, point) for p in found):
            continue
        if there(state, goal):
            found.append(point)
            continue
        for taken in _known(view, state, mode):
            new = after(point, taken)
            kept = best.setdefault(taken.state.key(True), [])
            if (longest is None or new[1] <= longest) and not any(beats(p, new) for p in kept):
                kept.append(new)
                heapq.heappush(heap, (new, next(order), taken.state))
        if len(best) > CAP:
            raise TooLarge
    return found


def _known(view: View, state: State, mode: Mode) -> Iterator[Taken]:
    for taken in steps(view, state):
        unsaid = taken.unknown or taken.pounds is None
        if not (unsaid or (taken.pilot and not mode[0]) or (taken.conditional and not mode[1])):
            yield taken


def beats(one: Point, other: Point) -> bool:
    """Whether one point is as good as another by every count."""
    return all(a <= b for a, b in zip(one, other, strict=True))

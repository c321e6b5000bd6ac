"""Proved lower bounds of the cheapest route: LM-cut of the delete relaxation, with counts.

After Helmert and Domshlak (2009). A step that needs k of n facts hangs on its n-k+1 dearest ones:
whoever takes it holds one of them. Each cut is a set of steps of which every route takes one; what
a cut is worth is charged to its steps, and the next is made at the weights left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from queries.kernel.problem import UNREACHED, Problem
from queries.kernel.relax import Values

ROUNDS = 12
"""How often all cuts of one kind are made at once, at most."""


@dataclass(frozen=True)
class Bound:
    """No route is cheaper than `value`; `cuts` are sets of steps of which every route takes one.

    `left[s]` is what of a step's weight the cuts did not use up, and `before[s]` at such weights
    the least that leads up to it: a route through s weighs value + before[s] + left[s] at least.
    `value` is UNREACHED where no route exists.
    """

    value: int
    cuts: tuple[tuple[int, ...], ...]
    left: list[int]
    before: list[int]


def bound(
    problem: Problem,
    weights: Sequence[int],
    have: Iterable[int],
    goals: Iterable[int],
    deadline: float | None = None,
    most: int = UNREACHED,
) -> Bound:
    """The LM-cut bound for reaching all goals.

    Ends early at the deadline (time.monotonic), or once no route below `most` can exist.
    """
    return _Cutting(problem, weights, have, tuple(goals)).run(deadline, most)


def coarse(values: Values, goals: Sequence[int], most: int, deadline: float) -> tuple[Values, int]:
    """A bound from few rounds of many cuts each, and the values at the weights that they leave.

    Takes values of kind "max". Ends early where another round might pass the deadline, or once no
    route below `most` can exist.
    """
    spent, longest, began = 0, 0.0, time.monotonic()
    for _ in range(ROUNDS):
        goal = max(goals, key=values.value)
        value = values.value(goal)
        now = time.monotonic()
        longest, began = max(longest, now - began), now
        if value == 0 or spent >= most or now + longest >= deadline:
            break
        spent += value
        charged = _charged(values, goal)
        values = values.lowered(cheaper={s: values.weight(s) - c for s, c in charged.items()})
    return values, spent


def _charged(values: Values, goal: int) -> dict[int, int]:
    """What one cut for every distance from the goal takes from each step.

    Distances run backwards along what steps hang on: up to the goal's value nothing held is met,
    so that the cuts come to that value, and none takes more than the step leads on.
    """
    most = values.value(goal)
    far: dict[int, int] = {}
    start: dict[int, int] = {}
    hangs: dict[int, Sequence[int]] = {}
    queue = [(0, goal)]
    while queue:
        near, fact = heappop(queue)
        if fact in far:
            continue
        far[fact] = near
        for step in values.problem.givers[fact]:
            if step in start or values.cost(step) >= UNREACHED:
                continue
            start[step] = near
            hangs[step] = hangs_on(values.problem, step, values.value)
            beyond = near + values.weight(step)
            if beyond < most:
                for need in hangs[step]:
                    if need not in far:
                        heappush(queue, (beyond, need))
    ends = {s: max((far.get(f, most) for f in hangs[s]), default=most) for s in start}
    return {s: ends[s] - near for s, near in start.items() if ends[s] > near}


def hangs_on(problem: Problem, step: int, value: Callable[[int], int]) -> Sequence[int]:
    """The dearest needs, of which whoever takes the step holds one."""
    needs, need = problem.needs[step], problem.need[step]
    if need == len(needs):
        return (max(needs, key=value),) if needs else ()
    return sorted(needs, key=value)[need - 1 :] if need else ()


class _Cutting:
    """Values by Knuth's generalisation of Dijkstra, lowered again after each cut."""

    def __init__(
        self,
        problem: Problem,
        weights: Sequence[int],
        have: Iterable[int],
        goals: tuple[int, ...],
    ) -> None:
        self.problem = problem
        self.goals = goals
        self.left = list(weights)
        self.values = [UNREACHED] * problem.facts
        self.before = [0 if n == 0 else UNREACHED for n in problem.need]
        self.hangs: list[Sequence[int]] = [()] * problem.steps
        self._lower(sorted((0, f) for f in have), problem.free)

    def run(self, deadline: float | None, most: int) -> Bound:
        """Cut until the goals cost nothing at the weights left."""
        value = 0
        cuts: list[tuple[int, ...]] = []
        while dearest := max((self.values[g] for g in self.goals), default=0):
            if dearest >= UNREACHED:
                value = UNREACHED
                break
            if value >= most or (deadline is not None and time.monotonic() >= deadline):
                break
            cut = self._cut(dearest)
            least = min(self.left[s] for s in cut)
            for step in cut:
                self.left[step] -= least
            value += least
            cuts.append(cut)
            self._lower([], cut)
        return Bound(value, tuple(cuts), self.left, self.before)

    def _lower(self, queue: list[tuple[int, int]], cheaper: Iterable[int]) -> None:
        """Lower values from facts newly held and steps newly cheaper; all others stay."""
        users, gives = self.problem.users, self.problem.gives
        values, before, left = self.values, self.before, self.left
        for step in cheaper:
            for fact in gives[step]:
                heappush(queue, (before[step] + left[step], fact))
        while queue:
            value, fact = heappop(queue)
            old = values[fact]
            if value >= old:
                continue
            values[fact] = value
            for step in users[fact]:
                if old < before[step] or value >= before[step]:
                    continue  # what the step costs does not turn on this fact
                self.hangs[step] = hangs_on(self.problem, step, values.__getitem__)
                now = values[self.hangs[step][0]]
                if now < before[step]:
                    before[step] = now
                    for given in gives[step]:
                        if now + left[step] < values[given]:
                            heappush(queue, (now + left[step], given))

    def _cut(self, dearest: int) -> tuple[int, ...]:
        """The steps that lead from what is held into the zone from where the goal costs nothing."""
        givers, hangs, left = self.problem.givers, self.hangs, self.left
        zone = {next(g for g in self.goals if self.values[g] == dearest)}
        stack = list(zone)
        while stack:
            for step in givers[stack.pop()]:
                if left[step] == 0:
                    fresh = [f for f in hangs[step] if f not in zone]
                    zone.update(fresh)
                    stack += fresh
        cut = []
        apart: dict[int, bool] = {}
        for step in dict.fromkeys(s for f in zone for s in givers[f]):
            if not left[step] or self.before[step] >= UNREACHED:
                continue
            if self.before[step] < dearest or any(
                self._apart(f, zone, dearest, apart) for f in hangs[step]
            ):
                cut.append(step)
        return tuple(sorted(cut))

    def _apart(self, fact: int, zone: set[int], dearest: int, known: dict[int, bool]) -> bool:
        """Whether some way of what facts hang on leads to the fact without entering the zone.

        The zone holds no fact below `dearest`, so that whatever is below has such a way.
        """
        if fact in known or fact in zone:
            return known.get(fact, False)
        stack, seen, found = [fact], {fact}, False
        while stack and not found:
            for step in self.problem.givers[stack.pop()]:
                if self.before[step] < dearest:
                    found = True
                    break
                for f in self.hangs[step]:
                    if known.get(f):
                        found = True
                    elif f not in seen and f not in zone and f not in known:
                        seen.add(f)
                        stack.append(f)
        known.update(dict.fromkeys(seen, False) if not found else {fact: True})
        return found

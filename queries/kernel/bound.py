"""Proved lower bounds of the cheapest route: LM-cut of the delete relaxation, with counts.

After Helmert and Domshlak (2009). A step that needs k of n facts hangs on its n-k+1 dearest ones:
whoever takes it holds one of them. Each cut is a set of steps of which every route takes one; what
a cut is worth is charged to its steps, and the next is made at the weights left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import inf

from queries.kernel.problem import UNREACHED, Problem
from queries.kernel.relax import Values, full

Row = tuple[Mapping[int, int], int]
"""Numbers by step that come to so much at least in every route."""

OFTEN = 1_000
"""After so many facts the clock is looked at."""

ROUNDS = 12
"""How often many cuts are made at once, at most; so much oftener where they are made in parts."""


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
    return Cutting.of(full(problem, weights, "max", have), tuple(goals)).run(deadline, most)


@dataclass(frozen=True)
class Coarse:
    """What rounds of cuts charge in all, each round, and by step what they leave, as in Bound.

    In every route the charges of a round come to its sum at least.
    """

    spent: int
    rounds: tuple[Row, ...]
    left: list[int]
    before: list[int]


def coarse(
    values: Values, goals: Sequence[int], most: int, deadline: float, parts: int = 1
) -> Coarse:
    """A bound from few rounds of many cuts each, from values of kind "max".

    A round charges the given part of `most` at the most: other parts leave other weights, so that
    what one bound cannot exclude another may. Ends early at the deadline, or once no route below
    `most` can exist.
    """
    cutting = Cutting.of(values, tuple(goals))
    spent = 0
    rounds: list[Row] = []
    while len(rounds) < ROUNDS + parts and spent < most and time.monotonic() < deadline:
        goal = max(goals, key=cutting.values.__getitem__)
        worth = min(cutting.values[goal], max(1, most // parts))
        if worth == 0:
            break
        spans = cutting.spans(goal, worth, deadline)
        if spans is None:
            break
        charged = {step: end - near for step, (near, end) in spans.items()}
        for step, charge in charged.items():
            cutting.left[step] -= charge
        spent += worth
        rounds.append((charged, worth))
        if not cutting.lower(charged, deadline):
            break
    return Coarse(spent, tuple(rounds), cutting.left, cutting.before)


def hangs_on(problem: Problem, step: int, value: Callable[[int], int]) -> Sequence[int]:
    """The dearest needs, of which whoever takes the step holds one."""
    needs, need = problem.needs[step], problem.need[step]
    if need == len(needs):
        return (max(needs, key=value),) if needs else ()
    return sorted(needs, key=value)[need - 1 :] if need else ()


class Cutting:
    """Values by Knuth's generalisation of Dijkstra, lowered again after each cut."""

    def __init__(
        self,
        problem: Problem,
        goals: tuple[int, ...],
        left: list[int],
        values: list[int],
        before: list[int],
    ) -> None:
        self.problem = problem
        self.goals = goals
        self.left = left
        self.values = values
        self.before = before
        self.known: dict[int, Sequence[int]] = {}

    @classmethod
    def of(cls, values: Values, goals: tuple[int, ...]) -> Cutting:
        """From values of kind "max"."""
        problem = values.problem
        costs, weights = values.by_step()
        before = [c - w for c, w in zip(costs, weights, strict=True)]
        return cls(problem, goals, weights, values.by_fact(), before)

    def hangs(self, step: int) -> Sequence[int]:
        """What the step hangs on at the values there are."""
        found = self.known.get(step)
        if found is None:
            found = self.known[step] = hangs_on(self.problem, step, self.values.__getitem__)
        return found

    def spans(self, goal: int, most: int, deadline: float) -> dict[int, tuple[int, int]] | None:
        """Between which distances from the goal each step leads on; None once the deadline is over.

        Distances run backwards along what steps hang on, to `most`: up to the goal's value nothing
        held is met, so that every route crosses each, and no step is longer than it weighs.
        """
        left, before = self.left, self.before
        far: dict[int, int] = {}
        start: dict[int, int] = {}
        queue = [(0, goal)]
        while queue:
            near, fact = heappop(queue)
            if fact in far:
                continue
            far[fact] = near
            if not len(far) % OFTEN and time.monotonic() >= deadline:
                return None
            for step in self.problem.givers[fact]:
                if step in start or before[step] >= UNREACHED:
                    continue
                start[step] = near
                beyond = near + left[step]
                if beyond < most:
                    for need in self.hangs(step):
                        if need not in far:
                            heappush(queue, (beyond, need))
        found = {}
        for step, near in start.items():
            end = max((far.get(f, most) for f in self.hangs(step)), default=most)
            if end > near:
                found[step] = near, end
        return found

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
            self.lower(cut)
        return Bound(value, tuple(cuts), self.left, self.before)

    def lower(self, cheaper: Iterable[int], deadline: float = inf) -> bool:
        """Lower what follows from steps newly cheaper; whether it was done by the deadline."""
        users, gives, all_needs = self.problem.users, self.problem.gives, self.problem.needs
        need, known = self.problem.need, self.known
        values, before, left = self.values, self.before, self.left
        value_of = values.__getitem__
        queue = [
            (before[step] + left[step], fact)
            for step in cheaper
            for fact in gives[step]
            if before[step] + left[step] < values[fact]
        ]
        heapify(queue)
        count = 0
        while queue:
            value, fact = heappop(queue)
            old = values[fact]
            if value >= old:
                continue
            count += 1
            if not count % OFTEN and time.monotonic() >= deadline:
                return False
            values[fact] = value
            for step in users[fact]:
                was = before[step]
                if old < was or value >= was:
                    continue  # what the step costs does not turn on this fact
                known.pop(step, None)
                needs = all_needs[step]
                if len(needs) == 1:
                    now = value
                elif need[step] == len(needs):
                    now = max(map(value_of, needs))
                else:
                    now = sorted(map(value_of, needs))[need[step] - 1]
                if now < was:
                    before[step] = now
                    now += left[step]
                    for given in gives[step]:
                        if now < values[given]:
                            heappush(queue, (now, given))
        return True

    def _cut(self, dearest: int) -> tuple[int, ...]:
        """The steps that lead from what is held into the zone from where the goal costs nothing."""
        givers, hangs, left = self.problem.givers, self.hangs, self.left
        zone = {next(g for g in self.goals if self.values[g] == dearest)}
        stack = list(zone)
        while stack:
            for step in givers[stack.pop()]:
                if left[step] == 0:
                    fresh = [f for f in hangs(step) if f not in zone]
                    zone.update(fresh)
                    stack += fresh
        cut = []
        apart: dict[int, bool] = {}
        for step in dict.fromkeys(s for f in zone for s in givers[f]):
            if not left[step] or self.before[step] >= UNREACHED:
                continue
            if self.before[step] < dearest or any(
                self._apart(f, zone, dearest, apart) for f in hangs(step)
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
                for f in self.hangs(step):
                    if known.get(f):
                        found = True
                    elif f not in seen and f not in zone and f not in known:
                        seen.add(f)
                        stack.append(f)
        known.update(dict.fromkeys(seen, False) if not found else {fact: True})
        return found

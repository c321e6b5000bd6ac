"""The cheapest route, what is needed twice paid once, with a proved bound.

The quick route is improved among the cheapest ways to what it needs; then all that no cheaper
route can use is pruned from the whole problem, by cuts and by the prices of a linear program, and
what is left is solved exactly.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from queries.kernel.bound import Coarse, Row, bound, coarse
from queries.kernel.narrow import LEAST_GAIN, narrowed, renumbered
from queries.kernel.problem import UNREACHED
from queries.kernel.quick import quick, read_off
from queries.kernel.reduce import Core, core, useful
from queries.kernel.relax import Values

WAYS = 3
"""How many of the cheapest ways to each needed fact the first stage looks at."""

NEARBY = 600
"""How many steps the first stage looks at; no more than a third of all."""

SIZES = 3_000, 40_000
"""Steps that are looked into: few for a better route, then as many as can be for the proof."""

LEAST_SHARE = 1 / 20
"""How closely the weight is sought below which routes use no more steps than that."""

NEAREST, MOST_NEAREST = 150, 300
"""Steps among which prices often leave the best route: at first, and once those had none."""

ENOUGH = 600
"""Steps up to which the exact model is faster than another round of pruning."""

SOLVED = 3_000
"""Steps above which no exact model is made: it would take seconds to build."""

NEAREST_WORK = 0.1
NEARBY_WORK = 0.5
PROOF_WORK = 10.0
"""Deterministic work of the solver in each stage, about seconds, so that answers recur."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """An executable route of real steps, its weight, and what every route weighs at least."""

    steps: tuple[int, ...]
    weight: int
    bound: int

    @property
    def proved(self) -> bool:
        """Whether no route is cheaper."""
        return self.bound >= self.weight


def solver_here() -> bool:
    """Whether the optional exact solver is installed."""
    return find_spec("ortools") is not None


def optimum(
    sums: Values, least: Values, goals: Sequence[int], seconds: float, prove: bool = True
) -> Optimum | None:
    """The best route to all goals found within the seconds, and its bound; None without a route.

    `sums` and `least` are a person's values of kind "sum" and "max" at the same weights. Without
    `prove` it stops after the first stage. Without the optional solver it is the quick route, with
    the bound by cuts.
    """
    return _Search(sums, least, goals, time.monotonic() + seconds).run(prove)


class _Search:
    """One search: the cheapest executable steps so far."""

    def __init__(self, sums: Values, least: Values, goals: Sequence[int], deadline: float) -> None:
        self.sums = sums
        self.least = least
        self.goals = list(dict.fromkeys(goals))
        self.search = [g for g in self.goals if least.value(g) > 0]
        self.deadline = deadline
        self.problem = sums.problem
        self.steps: tuple[int, ...] = ()
        self.weight = UNREACHED

    def run(self, prove: bool) -> Optimum | None:
        """Quick, then better, then proved."""
        lowest = max((self.least.value(g) for g in self.search), default=0)
        if lowest >= UNREACHED:
            return None
        routes = [quick(self.sums, goal) for goal in self.goals]
        self.take(s for route in routes if route for s in route.steps)
        if self.weight > lowest and solver_here():
            near = self.core(self.nearby(min(NEARBY, self.problem.steps // 3)))
            if near is not None:
                self.solve(near, (), 0, NEARBY_WORK)
        if self.weight > lowest and prove:
            cut = coarse(self.least, self.search, self.weight, self.deadline)
            lowest = self.widen(cut, max(lowest, cut.spent))
        return Optimum(self.steps, self.weight, min(lowest, self.weight))

    def widen(self, cut: Coarse, lowest: int) -> int:
        """Look among routes that weigh little more than what cuts have charged, then among more.

        Few steps are of use to those, so that a better route comes fast, and leaves less to prove.
        """
        for size in SIZES:
            if lowest >= self.weight or time.monotonic() >= self.deadline:
                break
            most, steps = self.widest(cut, size)
            if steps:
                lowest = max(lowest, min(self.improve(steps, cut.rounds, PROOF_WORK, most), most))
        return lowest

    def widest(self, cut: Coarse, size: int) -> tuple[int, list[int]]:
        """Below what weight all routes use no more than so many steps, about, and which."""
        left, gap, found = cut.left, self.weight - cut.spent, list[int]()
        cost = [b + w for b, w in zip(cut.before, left, strict=True)]
        low, high, slack = 0, gap + 1, gap
        while high - low > max(1, gap * LEAST_SHARE) and time.monotonic() < self.deadline:
            steps = useful(
                self.problem, left.__getitem__, cost.__getitem__, self.search, slack, size
            )
            if steps is None:
                high = slack
            else:
                low, found = slack, steps
            slack = (low + high) // 2
        return cut.spent + low, found

    def improve(
        self, steps: Iterable[int], rounds: Sequence[Row], work: float, most: int = UNREACHED
    ) -> int:
        """Look among these steps for a better route; what every one of those weighs at least.

        A bound above `most` is of no use, so that it ends early where only that could come of it.
        """
        whole = self.core(steps)
        if whole is None:
            return self.weight
        if not solver_here():
            goals = (whole.goal,)
            return bound(whole.problem, whole.weights, (), goals, self.deadline, self.weight).value
        from queries.kernel.tighten import tightened  # which takes long to import

        rows = renumbered(rounds, whole.origin)
        less = narrowed(whole, rows, self.weight, self.deadline)
        if less is None:
            return self.weight
        whole, rows = less
        lowest, nearest, again = 0, NEAREST, True
        while again:
            tight = tightened(whole, rows, self.weight, lowest, nearest, self.deadline)
            if tight is None:
                return lowest
            if tight.core is None:
                return self.weight
            whole, lowest, rows, again = tight.core, tight.bound, list(tight.rows), tight.again
            again = again and whole.problem.steps > ENOUGH
            if tight.nearest and nearest <= MOST_NEAREST and nearest < whole.problem.steps:
                before = self.weight
                self.solve(tight.nearest, (), 0, NEAREST_WORK)
                better = before - self.weight > LEAST_GAIN * (before - lowest)
                again, nearest = again or better, NEAREST if better else 2 * nearest
            if nearest > MOST_NEAREST and min(lowest, self.weight) >= most:
                return lowest
        if whole.problem.steps > SOLVED:
            return lowest
        return self.solve(whole, [list(row) for row, once in rows if once == 1], lowest, work)

    def core(self, steps: Iterable[int]) -> Core | None:
        """The problem of these steps alone; None where they reach no goal."""
        least = self.least
        return core(self.problem, least.weight, lambda f: least.value(f) == 0, self.search, steps)

    def solve(self, small: Core, cuts: Sequence[Iterable[int]], lowest: int, work: float) -> int:
        """Look for a better route in a small core; what every one of its routes weighs at least."""
        from queries.kernel.model import solve

        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            return lowest
        solved = solve(small, cuts, lowest, self.weight, seconds, work)
        if solved.steps is not None:
            self.take(small.origin[step] for step in solved.steps)
        return solved.bound

    def take(self, steps: Iterable[int]) -> None:
        """Put steps that reach the goals in order, and drop what is not used."""
        self.steps = in_order(self.sums, self.goals, steps)
        self.weight = sum(map(self.sums.weight, self.steps))

    def nearby(self, most: int) -> list[int]:
        """The cheapest ways to the goals and to what those need, and so on."""
        found = dict.fromkeys(s for g in self.search for s in read_off(self.sums, g)[1])
        waiting = deque(self.search)
        seen = set(waiting)
        while waiting and len(found) < most:
            ways = self.problem.givers[waiting.popleft()]
            for step in sorted(ways, key=self.sums.cost)[:WAYS]:
                if self.sums.cost(step) >= UNREACHED:
                    break
                found[step] = None
                for fact in self.problem.needs[step]:
                    if fact not in seen and self.least.value(fact) > 0:
                        seen.add(fact)
                        waiting.append(fact)
        return list(found)


def in_order(values: Values, goals: Sequence[int], steps: Iterable[int]) -> tuple[int, ...]:
    """The real ones of the steps that lead to the goals, as they can be taken.

    Steps that weigh nothing are added where they are of use.
    """
    problem, chosen = values.problem, set(steps)
    waiting, seen, usable = list(goals), set(goals), set[int]()
    while waiting:
        for step in problem.givers[waiting.pop()]:
            if step not in usable and (step in chosen or values.weight(step) == 0):
                usable.add(step)
                fresh = [f for f in problem.needs[step] if f not in seen]
                seen.update(fresh)
                waiting += fresh
    came = {fact: (-1, -1) for fact in values.have}  # when each fact was first given, and by what
    left = {step: problem.need[step] for step in usable}
    ready = deque(sorted(s for s in usable if left[s] == 0))
    due = list(values.have)
    while due or ready:
        for fact in due:
            for step in problem.users[fact]:
                if step in usable:
                    left[step] -= 1
                    if left[step] == 0:
                        ready.append(step)
        due = []
        if ready:
            step = ready.popleft()
            for fact in problem.gives[step]:
                if fact not in came:
                    came[fact] = (len(came), step)
                    due.append(fact)
    used: dict[int, int] = {}
    waiting = list(goals)
    while waiting:
        when, step = came[waiting.pop()]
        if step >= 0 and step not in used:
            used[step] = when
            needs = sorted((f for f in problem.needs[step] if f in came), key=came.__getitem__)
            waiting += needs[: problem.need[step]]
    return tuple(s for s in sorted(used, key=used.__getitem__) if problem.real[s])

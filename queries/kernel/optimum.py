"""The cheapest route, what is needed twice paid once, with a proved bound.

The quick route is improved among the cheapest ways to what it needs; then all that no cheaper
route can use is pruned from the whole problem, and what is left is solved exactly.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil

from queries.kernel.bound import coarse
from queries.kernel.problem import UNREACHED
from queries.kernel.quick import quick, read_off
from queries.kernel.reduce import core, reduced, useful
from queries.kernel.relax import Values

WAYS = 3
"""How many of the cheapest ways to each needed fact the first stage looks at."""

NEARBY = 600
"""How many steps the first stage looks at; no more than a third of all."""

FIRST_SHARE, LEAST_SHARE = 1 / 3, 1 / 20
"""How much of what a bound leaves open is looked into at first; then twice as much, and so on."""

LARGE = 12_000
"""Steps above which no fine cuts are made: they would take seconds."""

SOLVED = 3_000
"""Steps above which no exact model is made: it would take seconds to build."""

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
        bound = max((self.least.value(g) for g in self.search), default=0)
        if bound >= UNREACHED:
            return None
        routes = [quick(self.sums, goal) for goal in self.goals]
        self.take(s for route in routes if route for s in route.steps)
        if self.weight > bound and solver_here():
            self.improve(
                self.nearby(min(NEARBY, self.problem.steps // 3)), NEARBY_WORK, self.weight
            )
        if self.weight > bound and prove:
            left, spent = coarse(self.least, self.search, self.weight, self.deadline)
            bound = self.widen(left, spent, max(bound, spent))
        return Optimum(self.steps, self.weight, min(bound, self.weight))

    def widen(self, left: Values, spent: int, bound: int) -> int:
        """Look among routes that weigh little more than what cuts have charged, then more and more.

        Few steps are of use to those, so that the next bound comes fast and is a good one.
        """
        share, sure = FIRST_SHARE, 0.0
        while bound < self.weight and share - sure > LEAST_SHARE:
            most = min(self.weight, spent + ceil((self.weight - spent) * share))
            slack = most - spent
            steps = useful(self.problem, left.weight, left.cost, self.search, slack, LARGE)
            if time.monotonic() >= self.deadline:
                break
            if steps is None:
                share = (share + sure) / 2
                continue
            bound = max(bound, min(self.improve(steps, PROOF_WORK, most), most))
            if bound < min(most, self.weight):
                break
            share, sure = min(2 * share, 1.0), share
        return bound

    def improve(self, steps: Iterable[int], work: float, most: int) -> int:
        """Look among these steps for a route below `most`; what every one of those weighs."""
        least = self.least
        whole = core(self.problem, least.weight, lambda f: least.value(f) == 0, self.search, steps)
        if whole is None:
            return most
        left = reduced(whole, most, self.deadline)
        seconds = self.deadline - time.monotonic()
        if left.core is None or seconds <= 0 or not solver_here():
            return left.bound
        if left.core.problem.steps > SOLVED:
            return left.bound
        from queries.kernel.model import solve  # which takes long to import

        solved = solve(left, most, seconds, work)
        if solved.steps is not None:
            self.take(left.core.origin[step] for step in solved.steps)
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

"""The plainest way to every answer of the kernel, slow and independent of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from queries.kernel.problem import UNREACHED, Problem


def closure(problem: Problem, have: Iterable[int], steps: Collection[int]) -> set[int]:
    """What is held in the end by somebody who takes all of the steps that they can."""
    held = set(have)
    while True:
        before = len(held)
        for step in steps:
            if sum(fact in held for fact in problem.needs[step]) >= problem.need[step]:
                held.update(problem.gives[step])
        if len(held) == before:
            return held


def without(problem: Problem, have: Iterable[int], fact: int, target: int) -> bool:
    """Whether the target is reached where nobody can ever hold the fact."""
    gives = tuple(tuple(f for f in row if f != fact) for row in problem.gives)
    less = Problem(problem.facts, problem.needs, problem.need, gives, problem.real)
    return target in closure(less, set(have) - {fact}, range(problem.steps))


def values(problem: Problem, weights: Sequence[int], kind: str, have: Iterable[int]) -> list[int]:
    """Values by going round until nothing changes (Bellman and Ford), from above."""
    found = [UNREACHED] * problem.facts
    for fact in have:
        found[fact] = 0
    moving = True
    while moving:
        moving = False
        for step in range(problem.steps):
            needs = sorted(found[fact] for fact in problem.needs[step])[: problem.need[step]]
            before = sum(needs) if kind == "sum" else max(needs, default=0)
            for fact in problem.gives[step]:
                if before + weights[step] < found[fact]:
                    found[fact] = before + weights[step]
                    moving = True
    return found


@dataclass(frozen=True)
class Routes:
    """All sets of real steps that reach a target and of which none can be left out."""

    smallest: tuple[frozenset[int], ...]

    def cheapest(self, weights: Sequence[int]) -> int:
        """The weight of the best of them."""
        return min((sum(weights[s] for s in steps) for steps in self.smallest), default=UNREACHED)

    def shared(self) -> set[int]:
        """The steps of every route."""
        return set.intersection(*map(set, self.smallest)) if self.smallest else set()


def routes(problem: Problem, have: Iterable[int], target: int) -> Routes:
    """Try every subset of the real steps, small ones first; helpers are free."""
    rows = [
        (sum(1 << f for f in needs), need, sum(1 << f for f in gives))
        for needs, need, gives in zip(problem.needs, problem.need, problem.gives, strict=True)
    ]
    helpers = [row for row, real in zip(rows, problem.real, strict=True) if not real]
    real = [step for step in range(problem.steps) if problem.real[step]]
    start = sum(1 << fact for fact in set(have))
    found: list[frozenset[int]] = []
    for size in range(len(real) + 1):
        for steps in combinations(real, size):
            if any(known.issubset(steps) for known in found):
                continue
            if _holds([*helpers, *(rows[s] for s in steps)], start) >> target & 1:
                found.append(frozenset(steps))
    return Routes(tuple(found))


def _holds(rows: Sequence[tuple[int, int, int]], held: int) -> int:
    """`closure` in bits."""
    moving = True
    while moving:
        moving = False
        for needs, need, gives in rows:
            if gives & ~held and (needs & held).bit_count() >= need:
                held |= gives
                moving = True
    return held

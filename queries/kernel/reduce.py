"""The part of a problem that a route cheaper than a known one can use, and nothing else.

Every reduction is exact: all routes that are cheaper survive it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from queries.kernel.problem import Problem


@dataclass(frozen=True)
class Core:
    """A small problem with nothing held; step `s` of it is step `origin[s]` of the large one."""

    problem: Problem
    weights: tuple[int, ...]
    goal: int
    origin: tuple[int, ...]


def useful(
    problem: Problem,
    weight: Callable[[int], int],
    cost: Callable[[int], int],
    goals: Iterable[int],
    most: int,
    limit: int,
) -> list[int] | None:
    """The steps that a route below `most` can use, by the least cost of each with what it needs.

    What a step needs comes before it in a route and what leads on from it comes after, so that
    the least of both add up. None where there are more than `limit`.
    """
    steps: dict[int, int] = {}
    facts: set[int] = set()
    queue = [(0, g) for g in goals]
    while queue:
        far, fact = heappop(queue)
        if fact in facts:
            continue
        facts.add(fact)
        if len(steps) > limit:
            return None
        for step in problem.givers[fact]:
            if step not in steps and cost(step) + far < most:
                steps[step] = far + weight(step)
                for need in problem.needs[step]:
                    if need not in facts:
                        heappush(queue, (steps[step], need))
    return sorted(steps)


def core(
    problem: Problem,
    weight: Callable[[int], int],
    held: Callable[[int], bool],
    goals: Sequence[int],
    steps: Iterable[int],
) -> Core | None:
    """The problem of these steps alone, its goals as one; what is held costs nothing and goes.

    None where no step gives one of the goals.
    """
    number: dict[int, int] = {}
    alive = {s: row for s in steps if (row := [f for f in problem.gives[s] if not held(f)])}
    for row in alive.values():
        for fact in row:
            number.setdefault(fact, len(number))
    origin, rows = [], []
    for step, row in alive.items():
        open_ = [f for f in problem.needs[step] if not held(f)]
        count = problem.need[step] - (len(problem.needs[step]) - len(open_))
        known = [number[f] for f in open_ if f in number] if count > 0 else []
        if count <= len(known):
            origin.append(step)
            rows.append((known, max(count, 0), [number[f] for f in row]))
    if any(g not in number for g in goals):
        return None
    target = [number[g] for g in goals]
    if len(target) == 1:
        goal, facts = target[0], len(number)
    else:
        goal, facts = len(number), len(number) + 1
        origin.append(-1)
        rows.append((target, len(target), [goal]))
    small = Problem(
        facts=facts,
        needs=tuple(tuple(r[0]) for r in rows),
        need=tuple(r[1] for r in rows),
        gives=tuple(tuple(r[2]) for r in rows),
        real=tuple(s >= 0 and problem.real[s] for s in origin),
    )
    return Core(small, tuple(weight(s) if s >= 0 else 0 for s in origin), goal, tuple(origin))


def part(whole: Core, steps: Iterable[int]) -> tuple[Core, tuple[int, ...]] | None:
    """The core of some steps of a core, and which they are; None where none gives the goal."""
    less = core(whole.problem, whole.weights.__getitem__, lambda fact: False, (whole.goal,), steps)
    if less is None:
        return None
    origin = tuple(whole.origin[s] for s in less.origin)
    return Core(less.problem, less.weights, less.goal, origin), less.origin

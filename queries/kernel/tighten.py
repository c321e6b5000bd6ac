"""A core problem made smaller by the prices of its linear program, and its bound raised by cuts.

Prices leave something of each step; what is left of a step, of the least that leads up to it and
of the least that leads on adds to the bound of every route through it (reduced-cost fixing).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from queries.kernel.bound import Row, bound
from queries.kernel.landmarks import AllChokepoints
from queries.kernel.narrow import LEAST_GAIN, MOST_OF, renumbered, time_for
from queries.kernel.problem import UNREACHED, Problem
from queries.kernel.program import UNIT, Program
from queries.kernel.reduce import Core, part, useful
from queries.kernel.relax import Values, full

CUTTING, PRUNED_CUTTING = 1_500, 8_000
"""Steps above which no cuts are made, at first and once prices have pruned: it would take long."""

FAR = 1_000
"""How far a step is, in looking for cuts, of which a solution takes nothing."""

VIOLATED = 0.99
"""A cut is of use where a solution takes less than this of it."""


@dataclass(frozen=True)
class Tight:
    """What a route below `most` can use of a core, its bound, and rows of every such route.

    `core` is None where no such route exists. `nearest` is a smaller core, of what the routes use
    that the prices make cheapest. `again` tells whether another round may be of use.
    """

    core: Core | None
    bound: int
    rows: tuple[Row, ...] = ()
    nearest: Core | None = None
    again: bool = False


def tightened(
    whole: Core, rows: Sequence[Row], most: int, lowest: int, nearest: int, deadline: float
) -> Tight | None:
    """One round of cuts, prices and pruning; None where the time does not suffice.

    `lowest` is what is known to be the least; `nearest` is how many steps are to be the nearest.
    """
    if not time_for(whole.problem.steps, deadline):
        return None
    none = Tight(None, most)
    values = full(whole.problem, whole.weights, "max")
    if values.value(whole.goal) >= most or any(sum(r.values()) < least for r, least in rows):
        return none
    chokepoints = AllChokepoints(values)
    problem, must = first_givers(values, chokepoints), chokepoints.passed(whole.goal)
    goals, steps = (whole.goal,), problem.steps
    cutting = steps <= (PRUNED_CUTTING if lowest else CUTTING)
    cuts: tuple[tuple[int, ...], ...] = ()
    if cutting:
        told = bound(problem, whole.weights, (), goals, deadline, most)
        if told.value >= most:
            return none
        cuts = told.cuts
    pairs = chokepoints.pairs(must) if cutting else ()  # on more they cost more than they save
    rows = [*rows, *((dict.fromkeys(cut, 1), 1) for cut in cuts)]
    if time.monotonic() >= deadline:
        return None
    program = Program(problem, whole.weights, must, pairs, rows)
    solution = program.solve(deadline - time.monotonic())
    if solution is None:
        return None
    slack = UNIT * (most - 1) - solution.value + 1
    priced = full(problem, solution.left, "max")
    kept = useful(problem, priced.weight, priced.cost, goals, slack, steps) if slack > 0 else None
    smaller = part(replace(whole, problem=problem), kept or ())
    if smaller is None or kept is None:
        return none
    fresh = violated(problem, whole.goal, solution.taken, deadline) if cutting else ()
    still = renumbered((*rows, *((dict.fromkeys(cut, 1), 1) for cut in fresh)), smaller[1])
    now = max(lowest, -(-solution.value // UNIT))
    near = part(replace(whole, problem=problem), _nearest(problem, goals, priced, slack, nearest))
    gained = now - lowest > (most - now) * LEAST_GAIN
    again = gained or len(smaller[1]) < MOST_OF * steps
    again = again or (not cutting and len(smaller[1]) <= PRUNED_CUTTING)
    return Tight(smaller[0], now, tuple(still), near and near[0], again)


def _nearest(
    problem: Problem, goals: tuple[int, ...], priced: Values, slack: int, number: int
) -> list[int]:
    """The steps of the cheapest routes by what prices leave: about so many, or twice as many."""
    low, high, found = 0, slack, list[int]()
    while high - low > (slack // 64 if found else 0) + 1 and len(found) < number // 2:
        middle = (low + high) // 2
        steps = useful(problem, priced.weight, priced.cost, goals, middle, number)
        if steps is None:
            high = middle
        else:
            low, found = middle, steps
    return found or useful(problem, priced.weight, priced.cost, goals, high, 2 * number) or []


def first_givers(values: Values, chokepoints: AllChokepoints) -> Problem:
    """The problem without what a step gives too late to matter.

    Who takes a step holds what every route to it passes, so that it is not the first to give that
    (first achievers: Imai and Fukunaga 2015).
    """
    problem, passed = values.problem, chokepoints.passed
    gives: list[tuple[int, ...]] = []
    for step, row in enumerate(problem.gives):
        before = values.cost(step) - values.weight(step)
        late = set[int]()
        for fact in row:
            if before >= UNREACHED:
                late.add(fact)
            elif values.value(fact) <= before:  # no fact is cheaper than what it passes
                needs = [f for f in problem.needs[step] if values.value(f) < UNREACHED]
                through = sum(fact in passed(f) for f in needs)
                if through > len(needs) - problem.need[step]:
                    late.add(fact)
        gives.append(tuple(f for f in row if f not in late) if late else row)
    return replace(problem, gives=tuple(gives))


def violated(
    problem: Problem, goal: int, taken: Sequence[float], deadline: float
) -> tuple[tuple[int, ...], ...]:
    """Sets of steps of which every route takes one, and of which the solution takes less."""
    far = [int(FAR * (1 - min(1.0, share))) for share in taken]
    cuts = bound(problem, far, (), (goal,), deadline).cuts
    return tuple(cut for cut in cuts if sum(taken[s] for s in cut) < VIOLATED)

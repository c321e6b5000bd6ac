"""The cheapest routes against an independent planner: pyperplan, A* with its own LM-cut."""

from __future__ import annotations

import logging
from itertools import combinations, islice

from queries.kernel.optimum import optimum
from queries.kernel.problem import Problem
from queries.kernel.relax import full
from tests.kernel.instances import Instance, make

COUNT = 400
MOST_WAYS = 40


def plain(one: Instance) -> Problem:
    """The instance without helpers, which a planner of unit costs would count."""
    kept = [s for s in range(one.problem.steps) if one.problem.real[s]]
    problem = one.problem
    return Problem(
        problem.facts,
        tuple(problem.needs[s] for s in kept),
        tuple(problem.need[s] for s in kept),
        tuple(problem.gives[s] for s in kept),
        tuple(problem.real[s] for s in kept),
    )


def planned(problem: Problem, have: tuple[int, ...], target: int) -> int | None:
    """How many steps the planner's best plan has; k of n needs become one operator for each k."""
    from pyperplan.heuristics.lm_cut import LmCutHeuristic
    from pyperplan.search.a_star import astar_search
    from pyperplan.task import Operator, Task

    logging.disable(logging.CRITICAL)
    try:
        operators = [
            Operator(f"{step} {chosen}", set(map(str, chosen)), set(map(str, gives)), set())
            for step, gives in enumerate(problem.gives)
            for chosen in islice(combinations(problem.needs[step], problem.need[step]), MOST_WAYS)
        ]
        facts = set(map(str, range(problem.facts)))
        task = Task("route", facts, frozenset(map(str, have)), frozenset([str(target)]), operators)
        plan = astar_search(task, LmCutHeuristic(task))
    finally:
        logging.disable(logging.NOTSET)
    return None if plan is None else len(plan)


def test_an_independent_planner_finds_routes_of_the_same_length() -> None:
    deep = none = 0
    for seed in range(COUNT):
        one = make(seed)
        problem, ones = plain(one), [1] * plain(one).steps
        sums, least = (full(problem, ones, kind, one.have) for kind in ("sum", "max"))
        found = optimum(sums, least, [one.target], 60.0)
        right = planned(problem, one.have, one.target)
        assert (None if found is None else len(found.steps)) == right, seed
        deep += found is not None and len(found.steps) >= 5
        none += found is None
    print(f"\n{COUNT} plans agree: {deep} of five steps or more, {none} times there is none")
    assert min(deep, none) > 10

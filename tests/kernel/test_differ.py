"""Alternatives can be taken and differ as stated; of fronts none beats another."""

from __future__ import annotations

from itertools import combinations

import pytest

from queries.kernel.differ import SHARED_PERCENT, Fronts, Objective, alternatives
from queries.kernel.landmarks import chokepoints
from queries.kernel.problem import Problem
from queries.kernel.quick import quick
from queries.kernel.relax import full
from tests.kernel import brute
from tests.kernel.instances import BATCHES, batch
from tests.kernel.test_relax import check_tidy

EVERY_BATCH = pytest.mark.parametrize("number", range(BATCHES))


@EVERY_BATCH
def test_alternatives_can_be_taken_and_differ(number: int) -> None:
    several = 0
    for asked in batch(number):
        values = full(asked.problem, asked.weights).lowered(asked.have)
        routes = alternatives(values, asked.target, 3)
        first = quick(values, asked.target)
        assert routes[:1] == ((first,) if first else ())
        always = chokepoints(values, asked.target)
        forced = set(always.steps) if always else set()
        several += len(routes) > 1
        for route in routes:
            assert route.weight == sum(asked.weights[s] for s in route.steps)
            check_tidy(asked, route.steps)
        for one, other in combinations((set(route.steps) - forced for route in routes), 2):
            assert 100 * len(one & other) <= SHARED_PERCENT * len(one)
            assert 100 * len(one & other) <= SHARED_PERCENT * len(other)
    assert several > 20


@EVERY_BATCH
def test_fronts_hold_routes_that_can_be_taken_and_none_beats_another(number: int) -> None:
    several = 0
    for asked in batch(number):
        problem, have, target = asked.problem, asked.have, asked.target
        ones = [int(real) for real in problem.real]
        objectives = [Objective(asked.weights, "max"), Objective(asked.others), Objective(ones)]
        found = Fronts(problem, objectives).non_dominated(have, target)
        possible = target in brute.closure(problem, have, range(problem.steps))
        assert bool(found) == possible
        several += len(found) > 1
        for weighed in found:
            check_tidy(asked, weighed.route.steps)
            steps = weighed.route.steps
            alone = [
                w if s in steps or not problem.real[s] else 1 << 60
                for s, w in enumerate(asked.weights)
            ]
            expected = (
                brute.values(problem, alone, "max", have)[target],
                sum(asked.others[s] for s in steps),
                len(steps),
            )
            assert weighed.totals == expected
        for one, other in combinations((weighed.totals for weighed in found), 2):
            assert any(a < b for a, b in zip(one, other, strict=True))
            assert any(a > b for a, b in zip(one, other, strict=True))
    assert several > 5


def test_a_shared_first_step_does_not_make_two_ways_one() -> None:
    # 0 -> 1, then by 2 or by 3 to 4: the first step is left aside, the rest is all different
    needs, gives = ((0,), (1,), (2,), (1,), (3,)), ((1,), (2,), (4,), (3,), (4,))
    problem = Problem(5, needs, (1,) * 5, gives, (True,) * 5)
    values = full(problem, [9, 1, 1, 2, 2]).lowered([0])
    routes = alternatives(values, 4, 5)
    assert [(r.steps, r.weight) for r in routes] == [((0, 1, 2), 11), ((0, 3, 4), 13)]

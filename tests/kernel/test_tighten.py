"""The linear program's bound and what its prices prune, against every subset of the steps."""

from __future__ import annotations

import random
from collections.abc import Sequence
from time import monotonic

import pytest

from queries.kernel import narrow, program, tighten
from queries.kernel.bound import Row
from queries.kernel.landmarks import AllChokepoints
from queries.kernel.narrow import narrowed
from queries.kernel.problem import UNREACHED
from queries.kernel.program import UNIT, Program
from queries.kernel.reduce import Core, core
from queries.kernel.relax import full
from queries.kernel.tighten import first_givers, tightened
from tests.kernel import brute
from tests.kernel.instances import BATCHES, Instance, batch

pytest.importorskip("ortools")

SECONDS = 60.0


def cored(one: Instance) -> Core | None:
    """The whole problem as a core; what is held goes."""
    held = set(one.have)
    steps = range(one.problem.steps)
    weights = one.weights
    return core(one.problem, weights.__getitem__, held.__contains__, [one.target], steps)


@pytest.mark.parametrize("number", range(BATCHES))
def test_no_prices_make_the_bound_too_high_and_no_route_lighter_than_what_they_leave(
    number: int,
) -> None:
    tight = several = 0
    for one in batch(number):
        small = cored(one)
        routes = brute.routes(one.problem, one.have, one.target)
        right = routes.cheapest(one.weights)
        if small is None or right == UNREACHED:
            continue
        values = full(small.problem, small.weights, "max")
        chokepoints = AllChokepoints(values)
        problem, must = first_givers(values, chokepoints), chokepoints.passed(small.goal)
        linear = Program(problem, small.weights, must, chokepoints.pairs(must), ())
        chance = random.Random(one.seed)
        prices = [chance.randint(0, 9 * UNIT) for _ in linear.least]
        found = linear.solve(SECONDS)
        assert found is not None, one.seed
        for value, left in (linear.priced(prices), (found.value, found.left)):
            assert value <= UNIT * right, one.seed
            rest = dict(zip(small.origin, left, strict=True))
            for steps in routes.smallest:
                weight = UNIT * sum(one.weights[s] for s in steps)
                assert value + sum(rest.get(s, 0) for s in steps) <= weight, one.seed
        tight += -(-found.value // UNIT) == right
        several += 1
    assert tight > several // 2


@pytest.mark.parametrize("large", [program.LARGE, 0])
@pytest.mark.parametrize("number", range(BATCHES))
def test_pruning_keeps_the_best_route(
    monkeypatch: pytest.MonkeyPatch, number: int, large: int
) -> None:
    monkeypatch.setattr(program, "LARGE", large)
    monkeypatch.setattr(tighten, "CUTTING", 4 * (number % 2))
    gone = 0
    for one in list(batch(number))[: None if large else 100]:
        small = cored(one)
        right = brute.routes(one.problem, one.have, one.target).cheapest(one.weights)
        if small is None or right == UNREACHED:
            continue
        lowest, rows, most = 0, (), right + 1
        for _ in range(3):
            found = tightened(small, rows, most, lowest, 3, monotonic() + SECONDS)
            assert found is not None, one.seed
            assert found.core is not None, one.seed
            assert lowest <= found.bound <= right, one.seed
            small, rows, lowest = found.core, found.rows, found.bound
            assert left(small, rows, most) == right, one.seed
        none = tightened(small, rows, right, lowest, 3, monotonic() + SECONDS)
        assert none is not None and none.bound <= right
        gone += none.core is None
    assert gone > 10


def left(small: Core, rows: Sequence[Row], most: int) -> int:
    """The weight of the best route in a core, once each below `most` was seen to obey the rows."""
    kept = brute.routes(small.problem, (), small.goal)
    for row, least in rows:
        for steps in kept.smallest:
            if sum(small.weights[s] for s in steps) < most:
                taken = {*steps, *(s for s, real in enumerate(small.problem.real) if not real)}
                assert sum(row.get(s, 0) for s in taken) >= least
    return kept.cheapest(small.weights)


@pytest.mark.parametrize("number", range(BATCHES))
def test_cuts_in_parts_keep_the_best_route(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(narrow, "SMALL", 1)
    monkeypatch.setattr(narrow, "PARTS", (2, 3))
    less = gone = 0
    for one in batch(number):
        small = cored(one)
        right = brute.routes(one.problem, one.have, one.target).cheapest(one.weights)
        if small is None or right == UNREACHED:
            continue
        found = narrowed(small, (), right + 1, monotonic() + SECONDS)
        assert found is not None, one.seed
        assert left(*found, right + 1) == right, one.seed
        less += found[0].problem.steps < small.problem.steps
        none = narrowed(small, (), right, monotonic() + SECONDS)
        assert none is None or left(*none, right) >= right, one.seed
        gone += none is None
    assert less > 10
    assert gone > 10


def test_without_time_nothing_is_said() -> None:
    found = next(small for one in batch(0) if (small := cored(one)) is not None)
    values = full(found.problem, found.weights, "max")
    if values.value(found.goal) < UNREACHED:
        assert narrowed(found, (), UNREACHED, monotonic() - 1) == (found, [])
        assert tightened(found, (), UNREACHED, 0, 3, monotonic() - 1) is None

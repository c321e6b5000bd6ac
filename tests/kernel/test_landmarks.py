"""Chokepoints of one target and of all, against taking each fact and step away."""

from __future__ import annotations

import pytest

from queries.kernel.landmarks import AllChokepoints, chokepoints
from queries.kernel.relax import full
from tests.kernel import brute
from tests.kernel.instances import BATCHES, batch

EVERY_BATCH = pytest.mark.parametrize("number", range(BATCHES))


@EVERY_BATCH
def test_chokepoints_of_one_are_what_closes_it(number: int) -> None:
    for asked in batch(number):
        problem, have, target = asked.problem, asked.have, asked.target
        found = chokepoints(full(problem, asked.weights).lowered(have), target)
        every = range(problem.steps)
        if target not in brute.closure(problem, have, every):
            assert found is None
            continue
        assert found is not None
        others = [f for f in range(problem.facts) if f != target and f not in have]
        closing = {f for f in others if not brute.without(problem, have, f, target)}
        assert set(found.facts) == closing, asked.seed
        real = [step for step in every if problem.real[step]]
        kept = {s: brute.closure(problem, have, set(every) - {s}) for s in real}
        assert set(found.steps) == {s for s in real if target not in kept[s]}, asked.seed
        assert set(found.steps) == brute.routes(problem, have, target).shared(), asked.seed


@EVERY_BATCH
def test_chokepoints_of_all_are_those_of_each(number: int) -> None:
    for asked in batch(number):
        for have in (asked.have, ()):
            values = full(asked.problem, asked.weights).lowered(have)
            every = AllChokepoints(values)
            for fact in range(asked.problem.facts):
                if fact in have:
                    continue
                one = chokepoints(values, fact)
                found = every.of(fact)
                assert (one is None) == (found is None)
                if one is not None and found is not None:
                    assert set(one.facts) == set(found), (asked.seed, fact)


def test_chokepoints_refuse_values_that_stopped_early() -> None:
    asked = next(batch(0))
    stopped = full(asked.problem, asked.weights).lowered(asked.have, target=asked.target)
    with pytest.raises(ValueError, match="settled for every fact"):
        chokepoints(stopped, asked.target)
    with pytest.raises(ValueError, match="settled for every fact"):
        AllChokepoints(stopped)


def test_what_was_tried_is_not_trivial() -> None:
    none = deep = choice = counted = free = 0
    for number in range(BATCHES):
        for asked in batch(number):
            problem = asked.problem
            smallest = brute.routes(problem, asked.have, asked.target).smallest
            none += not smallest
            deep += bool(smallest) and min(map(len, smallest)) >= 5
            choice += len(smallest) > 1
            rows = list(zip(problem.need, problem.needs, strict=True))
            counted += any(0 < need < len(needs) for need, needs in rows)
            free += not all(problem.real)
    print(
        f"\n{deep} instances whose every route has five steps or more, {none} without a route, "
        f"{choice} with several routes, {counted} with k of n, {free} with free helpers"
    )
    assert min(none, deep, choice, counted, free) > 50

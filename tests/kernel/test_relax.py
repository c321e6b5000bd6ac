"""Values against plain iteration, changed values against full ones, and quick routes taken."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.kernel.problem import UNREACHED, Problem
from queries.kernel.quick import elapsed, quick, read_off, tidied
from queries.kernel.relax import NOBODY, Kind, Values, full
from tests.kernel import brute
from tests.kernel.instances import BATCHES, Instance, batch, problems

KINDS: tuple[Kind, ...] = ("sum", "max")
EVERY_BATCH = pytest.mark.parametrize("number", range(BATCHES))


def told(values: Values) -> list[int]:
    """The value of every fact; all that is out of reach is alike."""
    return [min(values.value(fact), UNREACHED) for fact in range(values.problem.facts)]


def check(values: Values, expected: list[int], weights: Sequence[int]) -> None:
    """The values are these, the costs of steps agree, and best givers support what they give."""
    problem = values.problem
    assert told(values) == expected
    for step in range(problem.steps):
        needs = sorted(expected[f] for f in problem.needs[step])[: problem.need[step]]
        before = sum(needs) if values.kind == "sum" else max(needs, default=0)
        assert min(values.cost(step), UNREACHED) == min(before + weights[step], UNREACHED)
    for fact in range(problem.facts):
        giver = values.giver(fact)
        if giver == NOBODY:
            assert expected[fact] == UNREACHED or fact in values.have
            continue
        assert fact in problem.gives[giver]
        assert values.cost(giver) == values.value(fact)
        assert all(values.key(need) < values.key(fact) for need in values.used(giver))
        assert len(values.used(giver)) == problem.need[giver]


def taken(problem: Problem, have: Sequence[int], steps: Sequence[int]) -> set[int]:
    """What is held after the steps in this order; fails where one cannot be taken."""
    helpers = [step for step in range(problem.steps) if not problem.real[step]]
    held = brute.closure(problem, have, helpers)
    for step in steps:
        assert sum(f in held for f in problem.needs[step]) >= problem.need[step], (step, steps)
        held = brute.closure(problem, held | set(problem.gives[step]), helpers)
    return held


@EVERY_BATCH
@pytest.mark.parametrize("kind", KINDS)
def test_full_sweep_agrees_with_iteration(number: int, kind: Kind) -> None:
    for asked in batch(number):
        expected = brute.values(asked.problem, asked.weights, kind, asked.have)
        check(full(asked.problem, asked.weights, kind, asked.have), expected, asked.weights)


@EVERY_BATCH
@pytest.mark.parametrize("kind", KINDS)
def test_lowered_values_are_those_of_a_full_sweep(number: int, kind: Kind) -> None:
    for asked in batch(number):
        problem, weights = asked.problem, asked.weights
        base = full(problem, weights, kind)
        untouched = told(base)
        lowered = base.lowered(asked.have)
        expected = brute.values(problem, weights, kind, asked.have)
        check(lowered, expected, weights)
        chance = random.Random(asked.seed)
        more = {chance.randrange(problem.facts), *asked.have}
        check(lowered.lowered(more), brute.values(problem, weights, kind, more), weights)
        less = [chance.randint(0, weight) for weight in weights]
        cheaper = {s: w for s, w in enumerate(less) if w < weights[s]}
        check(base.lowered(more, cheaper=cheaper), brute.values(problem, less, kind, more), less)
        stopped = base.lowered(asked.have, target=asked.target)
        assert stopped.value(asked.target) == expected[asked.target]
        assert told(base) == untouched
        if expected[asked.target] < UNREACHED:
            facts, steps = read_off(stopped, asked.target)
            assert [stopped.value(f) for f in facts] == [expected[f] for f in facts]
            real = [step for step in steps if problem.real[step]]
            assert asked.target in taken(problem, asked.have, real)


@EVERY_BATCH
@pytest.mark.parametrize("kind", KINDS)
def test_raised_values_are_those_of_a_full_sweep(number: int, kind: Kind) -> None:
    for asked in batch(number):
        problem, chance = asked.problem, random.Random(asked.seed)
        weights = list(asked.weights)
        values = full(problem, weights, kind).lowered(asked.have)
        for _ in range(2):  # the second time on top of the first
            dearer = {}
            for step in chance.sample(range(problem.steps), min(3, problem.steps)):
                weights[step] = dearer[step] = weights[step] + chance.choice((0, 1, 5, UNREACHED))
            values = values.raised(dearer)
            check(values, brute.values(problem, weights, kind, asked.have), weights)
        weights[step] = 0  # and down again
        check(
            values.lowered(cheaper={step: 0}),
            brute.values(problem, weights, kind, asked.have),
            weights,
        )


@EVERY_BATCH
@pytest.mark.parametrize("kind", KINDS)
def test_banned_steps_and_facts_stay_out(number: int, kind: Kind) -> None:
    for asked in batch(number):
        problem, chance = asked.problem, random.Random(asked.seed)
        step, fact = chance.randrange(problem.steps), chance.randrange(problem.facts)
        weights = list(asked.weights)
        weights[step] = UNREACHED
        gives = tuple(tuple(f for f in row if f != fact) for row in problem.gives)
        less = Problem(problem.facts, problem.needs, problem.need, gives, problem.real)
        have = [held for held in asked.have if held != fact]
        expected = brute.values(less, weights, kind, have)
        found = full(problem, asked.weights, kind, asked.have, [step], [fact])
        assert told(found) == expected
        bare = full(problem, asked.weights, kind, (), [step], [fact])
        assert told(bare.lowered(asked.have)) == expected


@EVERY_BATCH
def test_quick_routes_can_be_taken_and_have_no_needless_step(number: int) -> None:
    for asked in batch(number):
        problem, have, target = asked.problem, asked.have, asked.target
        base = full(problem, asked.weights).lowered(have)
        route = quick(base, target)
        possible = target in brute.closure(problem, have, range(problem.steps))
        assert (route is not None) == possible
        if route is None:
            continue
        least = brute.routes(problem, have, target).cheapest(asked.weights)
        assert route.weight == sum(asked.weights[s] for s in route.steps)
        assert least <= route.weight <= base.value(target)
        assert all(problem.real[step] for step in route.steps)
        check_tidy(asked, route.steps)
        everything = [s for s in range(problem.steps) if problem.real[s]]
        random.Random(asked.seed).shuffle(everything)
        check_tidy(asked, tidied(problem, have, target, everything, asked.weights))


def check_tidy(asked: Instance, steps: Sequence[int]) -> None:
    """The steps can be taken in order and none can be left out; each is there once."""
    problem, have, target = asked.problem, asked.have, asked.target
    assert len(set(steps)) == len(steps)
    assert target in taken(problem, have, steps)
    helpers = [step for step in range(problem.steps) if not problem.real[step]]
    for gone in steps:
        rest = [*helpers, *(step for step in steps if step != gone)]
        assert target not in brute.closure(problem, have, rest), (steps, gone)


@EVERY_BATCH
def test_elapsed_time_is_the_parallel_value_over_the_steps_alone(number: int) -> None:
    for asked in batch(number):
        problem = asked.problem
        route = quick(full(problem, asked.others, have=asked.have), asked.target)
        if route is not None:
            weights = [
                w if s in route.steps or not problem.real[s] else UNREACHED
                for s, w in enumerate(asked.weights)
            ]
            expected = brute.values(problem, weights, "max", asked.have)[asked.target]
            found = elapsed(problem, asked.have, asked.target, route.steps, asked.weights)
            assert found == expected


def test_values_that_stopped_at_a_target_start_nothing() -> None:
    problem = Problem(2, ((0,),), (1,), ((1,),), (True,))
    stopped = full(problem, [1]).lowered([0], target=1)
    with pytest.raises(ValueError, match="stopped at a target"):
        stopped.lowered([1])
    with pytest.raises(ValueError, match="would weigh less"):
        full(problem, [1]).raised({0: 0})
    with pytest.raises(ValueError, match="would weigh more"):
        full(problem, [1]).lowered(cheaper={0: 2})


def test_a_step_that_costs_nothing_does_not_support_itself() -> None:
    # 1 of (1, 2) gives 2 for nothing, and 2 gives 1 for nothing: only 0 can begin either
    problem = Problem(3, ((1, 2), (2,), (0,)), (1, 1, 1), ((2,), (1,), (1,)), (False, False, True))
    base = full(problem, [0, 0, 4])
    assert told(base) == [UNREACHED] * 3
    assert told(base.lowered([0])) == [0, 4, 4]
    route = quick(base.lowered([0]), 2)
    assert route is not None
    assert (route.steps, route.weight) == ((2,), 4)


@given(problems(), st.integers(0, 7), st.sampled_from(KINDS))
def test_holding_more_never_costs_more(
    made: tuple[Problem, list[int], list[int]], more: int, kind: Kind
) -> None:
    problem, weights, have = made
    before = full(problem, weights, kind).lowered(have)
    after = before.lowered([more % problem.facts])
    assert all(after.value(f) <= before.value(f) for f in range(problem.facts))


@given(problems(), st.randoms(use_true_random=False), st.sampled_from(KINDS))
def test_numbers_of_facts_and_steps_change_no_value(
    made: tuple[Problem, list[int], list[int]], chance: random.Random, kind: Kind
) -> None:
    problem, weights, have = made
    name = list(range(problem.facts))
    chance.shuffle(name)
    order = list(range(problem.steps))
    chance.shuffle(order)
    other = Problem(
        problem.facts,
        tuple(tuple(name[f] for f in reversed(problem.needs[s])) for s in order),
        tuple(problem.need[s] for s in order),
        tuple(tuple(name[f] for f in problem.gives[s]) for s in order),
        tuple(problem.real[s] for s in order),
    )
    one = full(problem, weights, kind).lowered(have)
    two = full(other, [weights[s] for s in order], kind).lowered(name[f] for f in have)
    assert told(one) == [told(two)[name[fact]] for fact in range(problem.facts)]

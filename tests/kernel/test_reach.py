"""Reachability, plain and by bits, against plain closure."""

from __future__ import annotations

import random

import pytest

from queries.kernel.reach import fire, reach, reachable
from tests.kernel import brute
from tests.kernel.instances import BATCHES, batch

EVERY_BATCH = pytest.mark.parametrize("number", range(BATCHES))


@EVERY_BATCH
def test_reachable_is_the_closure(number: int) -> None:
    for asked in batch(number):
        problem, chance = asked.problem, random.Random(asked.seed)
        every = set(range(problem.steps))
        assert reachable(problem, asked.have) == brute.closure(problem, asked.have, every)
        step, fact = chance.randrange(problem.steps), chance.randrange(problem.facts)
        found = reachable(problem, asked.have, [step])
        assert found == brute.closure(problem, asked.have, every - {step})
        target = asked.target
        banned = reachable(problem, asked.have, banned_facts=[fact])
        assert fact not in banned
        if fact != target:
            assert (target in banned) == brute.without(problem, asked.have, fact, target)


@EVERY_BATCH
def test_every_start_at_once_is_each_start(number: int) -> None:
    for asked in batch(number):
        problem, chance = asked.problem, random.Random(asked.seed)
        starts = [
            chance.sample(range(problem.facts), chance.randint(0, min(3, problem.facts)))
            for _ in range(5)
        ]
        found = reach(problem, starts)
        for number_of, start in enumerate(starts):
            expected = brute.closure(problem, start, range(problem.steps))
            bit = 1 << number_of
            assert {f for f in range(problem.facts) if found[f] & bit} == expected, asked.seed


@EVERY_BATCH
def test_steps_are_fired_in_an_order_in_which_they_can_be_taken(number: int) -> None:
    for asked in batch(number):
        problem, held = asked.problem, set(asked.have)
        for step in fire(problem, [asked.have]):
            assert sum(f in held for f in problem.needs[step]) >= problem.need[step]
            held.update(problem.gives[step])

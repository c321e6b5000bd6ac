"""The smallest sets of changes that open a goal, against every set there is."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from queries.kernel.problem import Builder, Problem, all_of, any_of
from queries.kernel.smallest import smallest
from tests.kernel.brute import closure
from tests.kernel.instances import BATCHES, COUNT, make

Sets = set[frozenset[int]]


def with_changes(seed: int) -> tuple[Problem, tuple[int, ...], set[int], list[int]]:
    """The instance with up to six steps more that need nothing, and one or two goals."""
    one, chance = make(seed), random.Random(f"changes {seed}")
    facts = [f for f in range(one.problem.facts) if f != one.target]
    extra = chance.sample(facts, min(len(facts), chance.randint(1, 6)))
    lost = chance.randrange(one.problem.steps)  # some goals are out of reach only without a step
    kept = [s for s in range(one.problem.steps) if s != lost]
    problem = Problem(
        one.problem.facts,
        tuple(one.problem.needs[s] for s in kept) + ((),) * len(extra),
        tuple(one.problem.need[s] for s in kept) + (0,) * len(extra),
        tuple(one.problem.gives[s] for s in kept) + tuple((f,) for f in extra),
        tuple(one.problem.real[s] for s in kept) + (True,) * len(extra),
    )
    goals = {one.target, *chance.sample(facts, chance.randint(0, 1))}
    return problem, one.have, goals, list(range(len(kept), problem.steps))


def every_smallest(
    problem: Problem, have: tuple[int, ...], goals: set[int], allowed: list[int]
) -> Sets:
    """By trying every set, the small ones first."""
    always = [s for s in range(problem.steps) if s not in allowed]
    found: Sets = set()
    for size in range(len(allowed) + 1):
        for chosen in combinations(allowed, size):
            new = frozenset(chosen)
            if not any(f <= new for f in found) and goals <= closure(
                problem, have, [*always, *chosen]
            ):
                found.add(new)
    return found


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_sets_are_those_that_trying_every_set_finds(batch: int) -> None:
    several = 0
    for seed in range(batch, COUNT, BATCHES):
        problem, have, goals, allowed = with_changes(seed)
        told = smallest(problem, have, goals, allowed, seconds=60)
        right = every_smallest(problem, have, goals, allowed)
        assert told.complete and set(told.sets) == right, f"seed {seed}"
        assert [len(s) for s in told.sets] == sorted(len(s) for s in told.sets)
        several += len(right) > 1
    assert several > COUNT // BATCHES // 25


def test_no_more_than_asked_for_and_says_so() -> None:
    build = Builder()
    goal = build.fact()
    facts = [build.fact() for _ in range(5)]
    changes = [build.step(all_of(()), [fact]) for fact in facts]
    build.follows(any_of(facts), goal)
    told = smallest(build.build(), (), [goal], changes, most=3)
    assert len(told.sets) == 3 and not told.complete
    assert smallest(build.build(), (), [goal], changes, most=5).complete
    assert len(smallest(build.build(), (), [goal], changes, most=6).sets) == 5


def test_a_goal_that_nothing_opens_has_no_set_and_one_within_reach_the_empty_one() -> None:
    build = Builder()
    goal, other = build.fact(), build.fact()
    change = build.step(all_of(()), [other])
    assert smallest(build.build(), (), [goal], [change]).sets == ()
    assert smallest(build.build(), [goal], [goal], [change]).sets == (frozenset(),)
    step = build.step(other, [goal])
    with pytest.raises(ValueError, match="needs nothing"):
        smallest(build.build(), (), [goal], [step])

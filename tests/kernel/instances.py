"""Random small problems: cycles, k of n, steps that cost nothing, and some that go deep."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from queries.kernel.problem import Problem

COUNT = 10_000 if os.environ.get("BANDWAY_LONG") else 2_000
BATCHES = 4
MOST = 9
"""Real steps at most, so that all their subsets can be tried."""


@dataclass(frozen=True)
class Instance:
    """A problem, two lists of weights, what somebody holds, and what they want."""

    seed: int
    problem: Problem
    weights: list[int]
    others: list[int]
    have: tuple[int, ...]
    target: int


def make(seed: int) -> Instance:
    """The instance of this seed; every third is a long way, every third a tangle."""
    chance = random.Random(seed)
    deep = seed % 3 == 0
    facts = chance.randint(6, 12) if deep else chance.randint(3, 9)
    real = chance.randint(6, MOST) if deep else chance.randint(3, MOST - 1)
    rows: list[tuple[tuple[int, ...], int, tuple[int, ...], bool]] = []
    for number in range(real):
        if deep and number + 1 < facts:  # one after another, with what was given before
            before = [*range(max(0, number - 2), number + 1)]
            needs = {number, *chance.sample(before, chance.randint(0, len(before)))}
            gives = {number + 1, *chance.sample(range(facts), chance.randint(0, 1) // 2)}
        else:
            needs = set(chance.sample(range(facts), chance.randint(0, min(4, facts))))
            gives = set(chance.sample(range(facts), chance.randint(1, 2)))
        rows.append((*counted(chance, needs), tuple(gives), True))
    for _ in range(chance.randint(0, 4)):
        needs = set(chance.sample(range(facts), chance.randint(1, min(4, facts))))
        rows.append((*counted(chance, needs), (chance.randrange(facts),), False))
    chance.shuffle(rows)
    largest = chance.choice((1, 3, 9))
    have = {0} if deep else set(chance.sample(range(facts), chance.randint(0, 2)))
    targets = [fact for fact in range(facts) if fact not in have]
    problem = Problem(
        facts,
        tuple(r[0] for r in rows),
        tuple(r[1] for r in rows),
        tuple(r[2] for r in rows),
        tuple(r[3] for r in rows),
    )
    return Instance(
        seed,
        problem,
        [chance.randint(0, largest) if r[3] else 0 for r in rows],
        [chance.randint(0, largest) if r[3] else 0 for r in rows],
        tuple(have),
        min(real, facts - 1) if deep and chance.random() < 0.7 else chance.choice(targets),
    )


def counted(chance: random.Random, needs: set[int]) -> tuple[tuple[int, ...], int]:
    """The needs in any order, and how many are enough: mostly all."""
    row = list(needs)
    chance.shuffle(row)
    some = chance.random() < 0.3 and len(row) > 1
    return tuple(row), chance.randint(1, len(row) - 1) if some else len(row)


def batch(number: int) -> Iterator[Instance]:
    """One of BATCHES parts of the COUNT instances."""
    each = COUNT // BATCHES
    return map(make, range(number * each, (number + 1) * each))


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, list[int], list[int]]:
    """A problem with weights and holdings, for hypothesis to vary and to shrink."""
    facts = draw(st.integers(2, 8))
    fact = st.integers(0, facts - 1)
    rows = draw(
        st.lists(
            st.tuples(
                st.lists(fact, max_size=4, unique=True),
                st.integers(0, 4),
                st.lists(fact, min_size=1, max_size=2, unique=True),
                st.integers(0, 5),
            ),
            min_size=1,
            max_size=12,
        )
    )
    problem = Problem(
        facts,
        tuple(tuple(r[0]) for r in rows),
        tuple(len(r[0]) if r[1] == 0 else min(r[1], len(r[0])) for r in rows),
        tuple(tuple(r[2]) for r in rows),
        tuple(r[3] > 0 for r in rows),
    )
    return problem, [r[3] for r in rows], draw(st.lists(fact, max_size=2, unique=True))

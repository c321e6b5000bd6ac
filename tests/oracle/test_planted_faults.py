"""Faults planted in the engine one at a time: the comparison with brute force finds each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from comparing import Said, by_engine, by_oracle, differences
from instances import describe, make
from planted import FAULTS, Patch

from queries import ask

BOUND = 300
"""Instances within which every fault must be found."""


@cache
def brute(seed: int) -> Said:
    """The right answer, worked out once for all faults."""
    return by_oracle(make(seed))


def differ(seed: int) -> list[str]:
    """What engine and brute force say differently of one instance, in a world made afresh."""
    ask._snapshot.cache_clear()
    return differences(by_engine(make(seed)), brute(seed))


@cache
def sound(seed: int) -> list[str]:
    """The same without any fault."""
    return differ(seed)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No snapshot made with a fault outlives its test."""
    yield
    ask._snapshot.cache_clear()


def found(plant: Callable[[Patch], None], seeds: range) -> int | None:
    """The first seed at which the fault shows."""
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        return next((seed for seed in seeds if differ(seed)), None)


def test_there_are_ten_faults_and_more() -> None:
    assert len(FAULTS) >= 10


@pytest.mark.parametrize("sentence", FAULTS)
def test_a_planted_fault_is_found(sentence: str) -> None:
    seed = found(FAULTS[sentence], range(BOUND))
    assert seed is not None, f"not found in {BOUND} instances: {sentence}"
    print(f"\n{sentence}: found at instance {seed + 1}")
    for before in range(seed + 1):
        assert sound(before) == [], f"false alarm at seed {before}\n{describe(make(before))}"

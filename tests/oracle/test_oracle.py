"""The engine against brute force on seeded random catalogues: every answer must be the same."""

from __future__ import annotations

import os
from functools import cache

import pytest
from population import Tally, compare

LONG = os.environ.get("BANDWAY_LONG") == "1"
INSTANCES = 12_000 if LONG else 2_400
BATCH = 240
FIFTH = ("three steps or more", "conditional", "proved no route")
HELD = (
    "cycles",
    "at_least",
    "unknown",
    "block",
    "setting",
    "several sources",
    "a lens of sources",
    "service",
    "condition",
    "in_role",
    "level",
    "same_rule",
    "supersedes",
    "valid_from",
)


@cache
def compared(first: int) -> Tally:
    """One batch of seeds, compared once whoever asks for it."""
    return compare(range(first, first + BATCH))


@pytest.mark.parametrize("first", range(0, INSTANCES, BATCH))
def test_engine_and_brute_force_agree(first: int) -> None:
    faults = compared(first).faults
    assert not faults, f"{len(faults)} of {BATCH} differ, among them:\n\n" + "\n\n".join(faults[:3])


def test_the_population_is_worth_agreeing_on() -> None:
    """Enough instances, each kind of ending a fifth of them, all that is hard in them."""
    tally = Tally()
    for first in range(0, INSTANCES, BATCH):
        tally += compared(first)
    print(f"\n{tally.compared} compared, {tally.too_large} too large for brute force")
    print("end in: " + ", ".join(f"{name} {tally.share(name):.1%}" for name in FIFTH))
    print("kinds: " + ", ".join(f"{k} {n}" for k, n in tally.ending.most_common()))
    print("hold: " + ", ".join(f"{name} {tally.holding[name]}" for name in HELD))
    assert tally.compared >= 2_000
    assert tally.too_large <= tally.compared / 100
    assert {name: tally.share(name) for name in FIFTH if tally.share(name) < 0.2} == {}
    assert {name: n for name in HELD if (n := tally.holding[name]) < tally.compared / 20} == {}

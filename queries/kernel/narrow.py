"""A large core made smaller by cuts alone, before a linear program is worth its time.

What one set of cuts cannot exclude another may, and each is made faster than the one before, since
fewer steps are left.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from queries.kernel.bound import Row, coarse
from queries.kernel.reduce import Core, part, useful
from queries.kernel.relax import full

PARTS = 16, 24, 12, 32
"""Into how many parts of the weight cuts are made, one after the other."""

SMALL = 1_500
"""Steps up to which a linear program is faster."""

A_STEP = 3e-5
"""Seconds that a round takes for each step at least, without which it is not begun."""

MOST_OF = 0.8
"""Another round is worth its time where the last one left no more than this of the steps, …"""

LEAST_GAIN = 0.2
"""… or closed this much of the gap."""


def narrowed(
    whole: Core, rows: Sequence[Row], most: int, deadline: float
) -> tuple[Core, list[Row]] | None:
    """What a route below `most` can use of a core, and rows of every such route.

    None where no such route exists.
    """
    rows, goals = list(rows), (whole.goal,)
    for parts in PARTS:
        steps = whole.problem.steps
        if steps <= SMALL or not time_for(steps, deadline):
            break
        cut = coarse(full(whole.problem, whole.weights, "max"), goals, most, deadline, parts)
        if cut.spent >= most:
            return None
        if time.monotonic() >= deadline:
            break
        left = cut.left.__getitem__
        costs = [before + rest for before, rest in zip(cut.before, cut.left, strict=True)]
        gap = most - cut.spent
        kept = useful(whole.problem, left, costs.__getitem__, goals, gap, steps)
        smaller = part(whole, kept or ())
        if smaller is None:
            return None
        whole, rows = smaller[0], renumbered((*rows, *cut.rounds), smaller[1])
        goals = (whole.goal,)
        if whole.problem.steps > MOST_OF * steps:
            break
    return whole, rows


def time_for(steps: int, deadline: float) -> bool:
    """Whether a round on so many steps can be over by the deadline."""
    return time.monotonic() + A_STEP * steps < deadline


def renumbered(rows: Sequence[Row], steps: Sequence[int]) -> list[Row]:
    """The rows by the places of the steps in their sequence; what is not among them goes."""
    number = {step: n for n, step in enumerate(steps)}
    return [({number[s]: n for s, n in row.items() if s in number}, w) for row, w in rows]

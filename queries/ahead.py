"""What every route must still take, so that a search looks at fewer orders of steps (S9).

A lower bound that never says too much: what is left out of all that can be gained, and the goal is
out of reach without it, lies on every route (a landmark; Hoffmann, Porteous and Sebastia 2004).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from graph.snapshot import Snapshot
from queries.closure import Reach
from queries.duration import sums_of
from queries.taking import hangs_on
from queries.ways import Limits, Way, status

Rank = tuple[float, ...]
Target = tuple[str, str]
PILOTED = ("take-up", "qualify", "course")


class Ranked(Protocol):
    """A person part-way: what was taken, and the order of S9 so far."""

    @property
    def rank(self) -> Rank:
        """The order of S9 so far."""

    @property
    def targets(self) -> frozenset[Target]:
        """The kinds and ids of the steps taken."""


@dataclass(frozen=True)
class Ahead:
    """The steps that no route does without, and whether each route has a pilot or a condition."""

    must: dict[Target, tuple[float, ...]]  # and what each adds to the sums of the order
    pilot: int
    conditional: int

    def rank(self, node: Ranked) -> Rank:
        """The best rank that a route through the node can have."""
        pilot, conditional, *sums = node.rank
        left = [more for target, more in self.must.items() if target not in node.targets]
        whole = [sum(parts) for parts in zip(sums, *left, strict=True)]
        return (max(pilot, self.pilot), max(conditional, self.conditional), *whole)


def target_of(way: Way) -> Target:
    """What a bound counts a step as; one kind of service may stand for another."""
    return (way.kind, "" if way.kind == "serve" else way.target)


def _is(target: Target, way: Way) -> bool:
    return target_of(way) == target


def look_ahead(
    snapshot: Snapshot, limits: Limits, reach: Reach, goals: frozenset[int], by: str
) -> Ahead:
    """The bound for one search; only what one way there takes can lie on every route."""

    def shut(without: Callable[[Way], bool]) -> bool:
        return goals.isdisjoint(reach.gain(goals, without=without).facts)

    def hanging(way: Way) -> bool:
        return way.kind != "serve" and bool(hangs_on(snapshot, limits, way))

    def piloted(way: Way) -> bool:
        seen = snapshot.get(way.target)
        return seen is not None and way.kind in PILOTED and status(seen) == "pilot"

    must: set[Target] = set()
    maybe = {target_of(w) for w in reach.gain(goals).ways}
    while maybe:
        target = min(maybe)
        other = reach.gain(goals, without=partial(_is, target))
        if goals.isdisjoint(other.facts):
            must.add(target)
            maybe.remove(target)
        else:
            maybe &= {target_of(w) for w in other.ways}
    ways = {target_of(w): w for w in reach.form.ways}
    return Ahead(
        {target: sums_of(snapshot, ways[target], by) for target in sorted(must)},
        pilot=int(shut(piloted)),
        conditional=int(shut(hanging)),
    )

"""What every route must still take, so that a search looks at fewer orders of steps (S9).

A lower bound that never says too much: what is left out of all that can be gained, and the goal is
out of reach without it, lies on every route (a landmark; Hoffmann, Porteous and Sebastia 2004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from graph.snapshot import Snapshot
from queries.closure import gain_all
from queries.person import Person
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

    must: frozenset[Target]
    pilot: int
    conditional: int

    def rank(self, node: Ranked, by: str) -> Rank:
        """The best rank that a route through the node can have."""
        left = len(self.must - node.targets)
        pilot, conditional, first, second, third = node.rank
        steps = (second, third + left) if by == "time" else (second + left, third)
        return (max(pilot, self.pilot), max(conditional, self.conditional), first, *steps)


def look_ahead(
    snapshot: Snapshot,
    limits: Limits,
    start: Person,
    ways: Iterable[Way],
    is_goal: Callable[[Person], bool],
) -> Ahead:
    """The bound for one search; `ways` are those that could ever be taken."""
    pool = list(ways)

    def reached(left: list[Way]) -> bool:
        return is_goal(gain_all(snapshot, limits, start, left, is_goal)[0])

    def plain(way: Way) -> bool:
        seen = snapshot.get(way.target)
        return seen is None or way.kind == "serve" or not hangs_on(snapshot, limits, way, seen)

    def running(way: Way) -> bool:
        seen = snapshot.get(way.target)
        return seen is None or way.kind not in PILOTED or status(seen) != "pilot"

    must = {
        target
        for target in {(w.kind, w.target) for w in pool}
        if not reached([w for w in pool if (w.kind, w.target) != target])
    }
    return Ahead(
        frozenset(must),
        pilot=int(not reached([w for w in pool if running(w)])),
        conditional=int(not reached([w for w in pool if plain(w)])),
    )

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
from queries.closure import Gained, Reach
from queries.duration import counted, duration, sums_of
from queries.taking import hangs_on
from queries.ways import Limits, Way, status

Rank = tuple[float, ...]
Target = tuple[str, str]
SERVICE: Target = ("serve", "")
PILOTED = ("take-up", "qualify", "course")


class Ranked(Protocol):
    """A person part-way: what was taken, and the order of S9 so far."""

    @property
    def rank(self) -> Rank:
        """The order of S9 so far."""

    @property
    def posted(self) -> float:
        """When the present post was taken up."""

    @property
    def targets(self) -> frozenset[Target]:
        """The kinds and ids of the steps taken."""


@dataclass(frozen=True)
class Landmarks:
    """What no route does without, and whether each has a pilot, a condition, or an unknown."""

    ways: tuple[Way, ...]  # one way to each
    pilot: int
    conditional: int
    unsaid: frozenset[str] = frozenset()  # sums of which each route leaves a part unstated
    serving: float = 0.0  # months of service that every route begins in some post


@dataclass(frozen=True)
class Ahead:
    """The bound in one order: what each landmark adds to the sums of it, and how long it lasts.

    Months of a route are no sum: of what is left it takes the longest, service from the present
    post on.
    """

    must: dict[Target, tuple[float, ...]]
    lasts: dict[Target, float]
    pilot: int
    conditional: int
    unsaid: tuple[int, int] = (0, 0)  # where in the sums the unknowns stand, and their least number

    @classmethod
    def by(cls, snapshot: Snapshot, marks: Landmarks, by: str) -> Ahead:
        """The bound by the landmarks in the order asked for."""
        must: dict[Target, tuple[float, ...]] = {
            target_of(way): sums_of(snapshot, way, by) for way in marks.ways
        }
        lasts = {target_of(w): counted(duration(snapshot, w)) or 0.0 for w in marks.ways}
        lasts |= {SERVICE: marks.serving} if SERVICE in must else {}
        lasts = lasts if by == "time" else {}
        unsaid = (2 if by == "steps" else 0, int((by if by == "cost" else "time") in marks.unsaid))
        return cls(must, lasts, marks.pilot, marks.conditional, unsaid)

    def rank(self, node: Ranked) -> Rank:
        """The best rank that a route through the node can have."""
        pilot, conditional, *sums = node.rank
        left = [more for target, more in self.must.items() if target not in node.targets]
        whole = [sum(parts) for parts in zip(sums, *left, strict=True)]
        at, least = self.unsaid
        whole[at] = max(whole[at], least)
        for target, months in self.lasts.items():
            if target not in node.targets:
                whole[1] = max(whole[1], months + (node.posted if target == SERVICE else 0.0))
        return (max(pilot, self.pilot), max(conditional, self.conditional), *whole)


def target_of(way: Way) -> Target:
    """What a bound counts a step as; one kind of service may stand for another."""
    return (way.kind, "" if way.kind == "serve" else way.target)


def _is(target: Target, way: Way) -> bool:
    return target_of(way) == target


def _none(way: Way) -> bool:
    return False


def look_ahead(
    snapshot: Snapshot,
    limits: Limits,
    reach: Reach,
    goals: frozenset[int],
    out: Callable[[Way], bool] = _none,
) -> Landmarks:
    """The landmarks of one search; only what one way there takes can lie on every route.

    Of a search without some ways there are more: `out` tells which.
    """

    def gain(without: Callable[[Way], bool]) -> Gained:
        return reach.gain(goals, without=lambda way: out(way) or without(way))

    def shut(without: Callable[[Way], bool]) -> bool:
        return goals.isdisjoint(gain(without).facts)

    def hanging(way: Way) -> bool:
        return way.kind != "serve" and bool(hangs_on(snapshot, limits, way))

    def piloted(way: Way) -> bool:
        seen = snapshot.get(way.target)
        return seen is not None and way.kind in PILOTED and status(seen) == "pilot"

    def unsaid(by: str, way: Way) -> bool:
        return sums_of(snapshot, way, by)[0] > 0

    must: set[Target] = set()
    maybe = {target_of(w) for w in gain(_none).ways}
    while maybe:
        target = min(maybe)
        other = gain(partial(_is, target))
        if goals.isdisjoint(other.facts):
            must.add(target)
            maybe.remove(target)
        else:
            maybe &= {target_of(w) for w in other.ways}
    ways = {target_of(w): w for w in reach.form.ways}
    spells = [w.spec.months or 0.0 for w in reach.form.ways if w.spec is not None]
    return Landmarks(
        tuple(ways[target] for target in sorted(must)),
        pilot=int(shut(piloted)),
        conditional=int(shut(hanging)),
        unsaid=frozenset(by for by in ("time", "cost") if shut(partial(unsaid, by))),
        serving=0.0 if reach.start.served else min(spells, default=0.0),
    )

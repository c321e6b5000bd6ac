"""What every route must still take, so that a search looks at fewer orders of steps (S9).

A lower bound that never says too much: what is left out of all that can be gained, and the goal is
out of reach without it, lies on every route (a landmark; Hoffmann, Porteous and Sebastia 2004).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from graph.snapshot import Snapshot
from queries.closure import Reach
from queries.duration import lasts, price, sums_of
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

    def served_by(self, months: float) -> Iterable[float]:
        """When so many months of service can be over at the earliest; nothing for none."""

    @property
    def months(self) -> float:
        """When the last step ends."""

    @property
    def targets(self) -> frozenset[Target]:
        """The kinds and ids of the steps taken."""


Cut = tuple[Way, ...]
"""Ways of which every route takes one; no target is in two cuts."""


@dataclass(frozen=True)
class Landmarks:
    """What no route does without, and whether each has a pilot, a condition, or an unknown."""

    cuts: tuple[Cut, ...]
    pilot: int
    conditional: int
    unsaid: frozenset[str]  # sums of which each route leaves a part unstated
    serving: float  # months of service of one kind that every route needs


@dataclass(frozen=True)
class Ahead:
    """The bound in one order: what each cut adds to the sums of it, and how long a route lasts.

    Months of a route are no sum: it lasts as long as the longest of what is left, and from the
    present post on as long as service is needed that was not done elsewhere.
    """

    must: tuple[tuple[frozenset[Target], tuple[float, ...]], ...]
    prices: tuple[tuple[frozenset[Target], float], ...]
    lasts: tuple[tuple[frozenset[Target], float], ...]
    marks: Landmarks
    order: str  # the sum asked for

    @classmethod
    def by(cls, snapshot: Snapshot, marks: Landmarks, by: str) -> Ahead:
        """The bound by the landmarks in the order asked for."""

        def least(of: Callable[[Way], float]) -> tuple[tuple[frozenset[Target], float], ...]:
            found = ((frozenset(map(target_of, cut)), min(map(of, cut))) for cut in marks.cuts)
            return tuple((cut, value) for cut, value in found if value)

        must = []
        for cut in marks.cuts:
            sums = zip(*(sums_of(snapshot, way, by) for way in cut), strict=True)
            must.append((frozenset(map(target_of, cut)), tuple(map(min, sums))))
        prices = least(lambda way: price(snapshot, way))
        longest = least(lambda way: 0.0 if way.kind == "serve" else lasts(snapshot, way))
        return cls(tuple(must), prices, longest, marks, by)

    def rank(self, node: Ranked) -> Rank:
        """The best rank that a route through the node can have."""
        pilot, conditional, *sums = node.rank
        taken = node.targets
        left = [more for cut, more in self.must if cut.isdisjoint(taken)]
        whole = [sum(parts) for parts in zip(sums, *left, strict=True)]
        at, unsaid = (2, "time") if self.order == "steps" else (0, self.order)
        whole[at] = max(whole[at], int(unsaid in self.marks.unsaid))
        if self.order == "time":
            whole[1] = self.months(node)
        return (max(pilot, self.marks.pilot), max(conditional, self.marks.conditional), *whole)

    def months(self, node: Ranked) -> float:
        """What a route through the node takes at least."""
        left = (m for cut, m in self.lasts if cut.isdisjoint(node.targets))
        return max((node.months, *left, *node.served_by(self.marks.serving)))

    def to_pay(self, node: Ranked) -> float:
        """What a route through the node still costs at least, in pounds."""
        return sum(price for cut, price in self.prices if cut.isdisjoint(node.targets))


def target_of(way: Way) -> Target:
    """What a bound counts a step as; one kind of service may stand for another."""
    return (way.kind, "" if way.kind == "serve" else way.target)


def look_ahead(
    snapshot: Snapshot, limits: Limits, reach: Reach, goals: frozenset[int]
) -> Landmarks:
    """The landmarks of one search: cuts one after another, each smallest among what is left."""

    def shut(without: Callable[[Way], bool], barred: Collection[int] = ()) -> bool:
        return goals.isdisjoint(reach.gain(goals, without=without, barred=barred).facts)

    def hanging(way: Way) -> bool:
        return way.kind != "serve" and bool(hangs_on(snapshot, limits, way))

    def piloted(way: Way) -> bool:
        seen = snapshot.get(way.target)
        return seen is not None and way.kind in PILOTED and status(seen) == "pilot"

    def unsaid(by: str, way: Way) -> bool:
        return sums_of(snapshot, way, by)[0] > 0

    ways: dict[Target, list[Way]] = {}
    for way in reach.open_ways():
        ways.setdefault(target_of(way), []).append(way)
    free: set[Target] = set()
    cuts: list[Cut] = []
    while len(free) < len(ways) and shut(partial(_outside, free)):
        cut = _cut([t for t in ways if t not in free], free, shut)
        cuts.append(tuple(way for target in cut for way in ways[target]))
        free.update(cut)
    needed = [
        way.spec.months
        for way in ways.get(SERVICE, ())
        if way.spec is not None and way.spec.months and shut(_none, reach.served(way))
    ]
    return Landmarks(
        tuple(cuts),
        pilot=int(shut(piloted)),
        conditional=int(shut(hanging)),
        unsaid=frozenset(by for by in ("time", "cost") if shut(partial(unsaid, by))),
        serving=max(needed, default=0.0),
    )


def _none(way: Way) -> bool:
    return False


def _cut(
    targets: Sequence[Target],
    free: Collection[Target],
    shut: Callable[[Callable[[Way], bool]], bool],
) -> list[Target]:
    """Targets of which every route takes one, and none too many; what is free shuts by itself.

    All the others are let in as long as the goal stays shut, many at once where that is so.
    """
    allowed, cut, todo = set(free), list[Target](), [list(targets)]
    while todo:
        some = todo.pop()
        wider = allowed.union(some)
        if shut(partial(_outside, wider)):
            allowed = wider
        elif len(some) == 1:
            cut += some
        else:
            half = len(some) // 2
            todo += [some[half:], some[:half]]
    return cut


def _outside(targets: Collection[Target], way: Way) -> bool:
    return target_of(way) not in targets

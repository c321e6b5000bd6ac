"""Search for routes: best first over the ways that matter for a goal, exact within its budget.

A node is a person part-way along a route. Two nodes with the same posts and holdings are compared
on every component of the order of S9 (and the times of what is held), so that dropping one is safe.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from graph.snapshot import Snapshot
from queries.ahead import Ahead, Landmarks, Rank, look_ahead, target_of
from queries.budget import Allowance
from queries.closure import Reach, Standing
from queries.duration import counted, duration, lasts, learns, price, sums_of
from queries.ends import reached
from queries.person import BEGIN, Person, close
from queries.question import Ref
from queries.results import Months
from queries.taking import Taken, take
from queries.ways import Deed, Limits, Way, status

SUM = 3
"""Where in a rank the sum asked for stands: steps, months or pounds."""


Kept = tuple[tuple[float, ...], tuple[tuple[str, float], ...], float, float]


@dataclass(frozen=True)
class Timed:
    """A step taken, with its duration and place in time (months from now)."""

    taken: Taken
    months: Months | None
    starts: float
    ends: float
    known: bool


@dataclass(frozen=True)
class Node:
    """A person part-way along a route."""

    person: Person
    steps: tuple[Timed, ...] = ()
    times: tuple[tuple[str, float], ...] = ()
    busy: float = 0.0
    rank: tuple[float, ...] = (0, 0, 0, 0, 0)

    @property
    def months(self) -> float:
        """When the last step ends; an unknown duration counts nothing (S9)."""
        return max((s.ends for s in self.steps), default=0.0)

    def served_by(self, months: float) -> list[float]:
        """When so many months of service can be over at the earliest; nothing for none.

        Service counts from when the present post was taken up, and what was done elsewhere is done.
        """
        if not months:
            return []
        present = self.person.posts[-1].id if self.person.posts else ""
        done = sum(m for role, m in self.person.served if role != present)
        done += sum(m for role, m in self.person.before if role == present)
        since = next((time for item, time in self.times if item == f"post:{present}"), 0.0)
        return [since + max(months - done, 0.0)]

    @property
    def targets(self) -> frozenset[tuple[str, str]]:
        """What was taken, as far as a look ahead counts it."""
        return frozenset(target_of(t.taken.way) for t in self.steps)

    @property
    def deeds(self) -> frozenset[Deed]:
        """What is done on it, whichever way."""
        return frozenset(t.taken.way.deed for t in self.steps)


def given(snapshot: Snapshot, way: Way) -> frozenset[str]:
    """What a step gives, with all that follows from it; service gives nothing to hold."""
    if way.kind == "serve":
        return frozenset()
    return close(snapshot, way.gives | {way.target}, None)


def extend(snapshot: Snapshot, node: Node, taken: Taken, by: str) -> Node:
    """The node after a step: place it in time, and add it to the order of S9."""
    way = taken.way
    left = taken.months
    months = duration(snapshot, way) if left is None else Months(min=left, typical=left)
    value = counted(months)
    starts = max(taken.ready, node.busy) if way.kind == "take-up" else taken.ready
    ends = starts + (value or 0.0)
    times = dict(node.times)
    for item in given(snapshot, way) & taken.person.held:  # sooner, if held already but later
        when = starts if item.startswith(BEGIN) else ends
        if item not in node.person.held or when < times.get(item, 0.0):
            times[item] = when
    if way.kind == "take-up":
        times.setdefault(f"post:{way.target}", ends)
        times.setdefault(way.target, ends)
    busy = ends if way.kind == "take-up" else node.busy
    if way.kind == "serve":
        role = node.person.posts[-1].id
        times[role] = ends
    if way.kind == "serve" or way.in_post:
        busy = max(busy, ends)
    if taken.tied:
        busy = max(busy, starts)
    step = Timed(taken, months, starts, ends, known=not learns(way) or value is not None)
    steps = (*node.steps, step)
    seen = snapshot.get(way.target)
    pilot = (
        seen is not None
        and way.kind in ("take-up", "qualify", "course")
        and (status(seen) == "pilot")
    )
    total = max((s.ends for s in steps), default=0.0)
    sums = [a + b for a, b in zip(node.rank[2:], sums_of(snapshot, way, by), strict=True)]
    if by == "time":
        sums[1] = total
    rank = (
        max(node.rank[0], int(pilot)),
        max(node.rank[1], int(bool(taken.conditions))),
        *sums,
    )
    return Node(taken.person, steps, tuple(sorted(times.items())), busy, rank)


@dataclass(frozen=True)
class Wish:
    """What is asked of the routes: the sum that is to be small, and what none may exceed."""

    by: str = "steps"
    longest: float | None = None
    dearest: float | None = None


@dataclass(frozen=True)
class Found:
    """The first route in the order of S9, if there is one.

    Without `complete` the search was cut short: the node is the best known, and `bound` what the
    sum asked for comes to on any route at least.
    """

    node: Node | None = None
    complete: bool = True
    bound: float | None = None


class Field:
    """One start and goal: what is in reach, and what every route takes, whatever the order."""

    def __init__(
        self,
        snapshot: Snapshot,
        limits: Limits,
        start: Person,
        ways: Iterable[Way],
        wants: tuple[Ref, ...],
    ) -> None:
        self.snapshot, self.limits, self.start, self.wants = snapshot, limits, start, wants
        self._take(Reach(snapshot, limits, start, ways))

    def _take(self, reach: Reach) -> None:
        """Keep of what is in reach what can play a part."""
        self.reach, self.goals = reach, reach.form.goals(self.wants)
        everything = reach.gain()
        self.within = not self.goals.isdisjoint(everything.facts)
        if self.within:
            reach.narrow(reach.relevant(self.goals, everything))

    def without(self, deeds: Collection[Deed]) -> Field:
        """The same without some deeds: other routes, and more that every one of them takes."""
        other, reach = copy(self), copy(self.reach)
        other.__dict__.pop("landmarks", None)
        reach.narrow(way for way in reach.form.ways if way.deed not in deeds)
        other._take(reach)
        return other

    @cached_property
    def landmarks(self) -> Landmarks:
        """What every route takes."""
        return look_ahead(self.snapshot, self.limits, self.reach, self.goals)

    def _exceeds(self, way: Way, wish: Wish) -> bool:
        """Whether a step alone is too long or too dear; of service less may be left."""
        if way.kind == "serve":
            return False
        months, paid = round(lasts(self.snapshot, way), 2), round(price(self.snapshot, way), 2)
        long = wish.longest is not None and months > wish.longest
        return long or (wish.dearest is not None and paid > wish.dearest)

    def search(
        self,
        allowed: Allowance,
        wish: Wish | None = None,
        *,
        most: int | None = None,
    ) -> Found:
        """The first route in the order of S9, or the proof that there is none.

        No longer and no dearer than wished for, since a route never gets shorter or cheaper by a
        step. `most` nodes are expanded.
        """
        snapshot, reach, wish = self.snapshot, self.reach, wish or Wish()
        by, longest, dearest = wish.by, wish.longest, wish.dearest
        if reached(self.wants, self.start):
            return Found(Node(self.start))
        if not self.within:
            return Found()
        if over := {way.deed for way in reach.open_ways() if self._exceeds(way, wish)}:
            return self.without(over).search(allowed, wish, most=most)
        if allowed.over:
            return Found(complete=False)
        ahead, ticket = Ahead.by(snapshot, self.landmarks, by), count()
        heap: list[tuple[Rank, tuple[tuple[str, ...], ...], int, Node, Standing]] = []
        first = Node(self.start)
        heapq.heappush(heap, (ahead.rank(first), (), next(ticket), first, reach.at_start))
        best: dict[Person, list[Kept]] = {}
        most = allowed.expansions if most is None else min(most, allowed.expansions)
        expanded = 0
        while heap:
            rank, _, _, node, before = heapq.heappop(heap)
            if reached(self.wants, node.person):
                allowed.spend(expanded)
                return Found(node)
            if expanded >= most or allowed.over:
                allowed.spend(expanded)
                allowed.cut = True
                bound = min(r[SUM] for r in (rank, *(entry[0] for entry in heap)))
                return Found(complete=False, bound=bound)
            expanded += 1
            here = reach.after(before, node.steps[-1].taken.way) if node.steps else before
            for way in reach.ready(here):
                taken = take(snapshot, self.limits, node.person, way, dict(node.times))
                if taken is None:
                    continue
                after = extend(snapshot, node, taken, by)
                if longest is not None and round(ahead.months(after), 2) > longest:
                    continue
                paid = pounds(snapshot, after) if dearest is not None else 0.0
                if dearest is not None and round(paid + ahead.to_pay(after), 2) > dearest:
                    continue
                if _dominated(best, after, paid):
                    continue
                tie = tuple(t.taken.way.key for t in after.steps)
                heapq.heappush(heap, (ahead.rank(after), tie, next(ticket), after, here))
        allowed.spend(expanded)
        return Found()


def search(
    snapshot: Snapshot,
    limits: Limits,
    start: Person,
    ways: Iterable[Way],
    wants: tuple[Ref, ...],
    allowed: Allowance,
    *,
    wish: Wish | None = None,
    most: int | None = None,
) -> Found:
    """The first route of a field that is asked once."""
    if allowed.over:
        return Found(complete=False)
    field = Field(snapshot, limits, start, ways, wants)
    return field.search(allowed, wish, most=most)


def pounds(snapshot: Snapshot, node: Node) -> float:
    """What the steps cost the learner, as far as sources state it."""
    return sum(price(snapshot, t.taken.way) for t in node.steps)


def _dominated(best: dict[Person, list[Kept]], node: Node, paid: float) -> bool:
    """Whether an equal or better node with the same person was seen; else remember this one."""
    times = dict(node.times)
    kept = best.setdefault(node.person, [])
    for rank, other, busy, cheap in kept:
        earlier = all(t <= times.get(item, 0.0) for item, t in other)
        if (
            busy <= node.busy
            and cheap <= paid
            and earlier
            and all(a <= b for a, b in zip(rank, node.rank, strict=True))
        ):
            return True
    kept.append((node.rank, node.times, node.busy, paid))
    return False

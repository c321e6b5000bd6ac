"""Search for routes: best first over the ways that matter for a goal, exact within its budget.

A node is a person part-way along a route. Two nodes with the same posts and holdings are compared
on every component of the order of S9 (and the times of what is held), so that dropping one is safe.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

from graph.snapshot import Snapshot
from queries.ahead import Rank, look_ahead, target_of
from queries.closure import Reach, Standing
from queries.duration import cost, counted, duration, learns, pays, sums_of
from queries.ends import reached
from queries.person import BEGIN, Person
from queries.question import Ref
from queries.results import Months
from queries.taking import Taken, take
from queries.ways import Limits, Way, status

MORE = 200
"""How many nodes are looked at for further routes once the best one is proved."""


@dataclass(frozen=True)
class Budget:
    """How far a search may go: nodes expanded and seconds of the clock."""

    expansions: int = 20_000
    seconds: float = 5.0


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

    @property
    def signature(self) -> frozenset[tuple[str, ...]]:
        """The set of steps taken."""
        return frozenset(t.taken.way.step for t in self.steps)

    @property
    def targets(self) -> frozenset[tuple[str, str]]:
        """What was taken, as far as a look ahead counts it."""
        return frozenset(target_of(t.taken.way) for t in self.steps)

    @property
    def achieved(self) -> frozenset[tuple[str, ...]]:
        """What the steps lead to, whichever way each was taken."""
        return frozenset(t.taken.way.step[:3] for t in self.steps)

    def repeats(self, other: Node) -> bool:
        """Whether this is the other route with more: its steps, or all it achieves and more."""
        return other.signature <= self.signature or other.achieved < self.achieved


@dataclass
class Found:
    """Routes in order of S9, and whether the search went through everything that matters."""

    nodes: list[Node] = field(default_factory=list)
    complete: bool = True


def extend(snapshot: Snapshot, node: Node, taken: Taken, by: str) -> Node:
    """The node after a step: place it in time, and add it to the order of S9."""
    way = taken.way
    left = taken.months
    months = duration(snapshot, way) if left is None else Months(min=left, typical=left)
    value = counted(months)
    starts = max(taken.ready, node.busy) if way.kind == "take-up" else taken.ready
    ends = starts + (value or 0.0)
    times = dict(node.times)
    new = taken.person.held - node.person.held
    for item in new:
        times[item] = starts if item.startswith(BEGIN) else ends
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


def search(
    snapshot: Snapshot,
    limits: Limits,
    start: Person,
    ways: Iterable[Way],
    wants: tuple[Ref, ...],
    *,
    by: str = "steps",
    wanted: int = 3,
    budget: Budget | None = None,
    longest: float | None = None,
    dearest: float | None = None,
) -> Found:
    """The best routes to one of the refs by the order of S9, none of which contains another.

    `wanted` at most; with `longest` or `dearest`, only routes of so many months or pounds at most,
    since a route never gets shorter or cheaper by a step.
    """
    budget = budget or Budget()
    if reached(wants, start):
        return Found([Node(start)])
    reach = Reach(snapshot, limits, start, ways)
    goals = reach.form.goals(wants)
    everything = reach.gain()
    if goals.isdisjoint(everything.facts):
        return Found()
    reach.narrow(reach.relevant(goals, everything))
    ahead = look_ahead(snapshot, limits, reach, goals, by)
    deadline = monotonic() + budget.seconds
    found = Found()
    ticket = count()
    heap: list[tuple[Rank, tuple[tuple[str, ...], ...], int, Node, Standing]] = []
    best: dict[Person, list[tuple[tuple[float, ...], tuple[tuple[str, float], ...], float]]] = {}
    heapq.heappush(heap, (ahead.rank(Node(start)), (), next(ticket), Node(start), reach.at_start))
    left = budget.expansions
    while heap:
        _, _, _, node, before = heapq.heappop(heap)
        if any(node.repeats(other) for other in found.nodes):
            continue
        if reached(wants, node.person):
            found.nodes.append(node)
            if len(found.nodes) >= wanted:
                return found
            left = min(left, MORE)
            continue
        if left <= 0 or monotonic() > deadline:
            found.complete = bool(found.nodes)
            return found
        left -= 1
        here = reach.after(before, node.steps[-1].taken.way) if node.steps else before
        for way in reach.ready(here):
            taken = take(snapshot, limits, node.person, way, dict(node.times))
            if taken is None:
                continue
            after = extend(snapshot, node, taken, by)
            if longest is not None and round(after.months, 2) > longest:
                continue
            if dearest is not None and round(pounds(snapshot, after), 2) > dearest:
                continue
            if _dominated(best, after):
                continue
            tie = tuple(t.taken.way.key for t in after.steps)
            heapq.heappush(heap, (ahead.rank(after), tie, next(ticket), after, here))
    return found


def pounds(snapshot: Snapshot, node: Node) -> float:
    """What the steps cost the learner, as far as sources state it."""
    ways = [t.taken.way for t in node.steps]
    return sum(cost(snapshot, way) or 0.0 for way in ways if pays(way))


def _dominated(
    best: dict[Person, list[tuple[tuple[float, ...], tuple[tuple[str, float], ...], float]]],
    node: Node,
) -> bool:
    """Whether an equal or better node with the same person was seen; else remember this one."""
    times = dict(node.times)
    kept = best.setdefault(node.person, [])
    for rank, other, busy in kept:
        earlier = all(t <= times.get(item, 0.0) for item, t in other)
        if (
            busy <= node.busy
            and earlier
            and all(a <= b for a, b in zip(rank, node.rank, strict=True))
        ):
            return True
    kept.append((node.rank, node.times, node.busy))
    return False

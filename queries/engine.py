"""Search for routes: best first over the ways that matter for a goal, exact within its budget.

A node is a person part-way along a route. Two nodes with the same posts and holdings are compared
on every component of the order of S9 (and the times of what is held), so that dropping one is safe.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

from graph.requirements import InRole, walk
from graph.snapshot import Snapshot
from queries.ahead import look_ahead
from queries.closure import gain_all, takeable
from queries.person import BEGIN, Person
from queries.relevance import counted, duration
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
        return frozenset((t.taken.way.kind, t.taken.way.target) for t in self.steps)

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
    learns = way.kind in ("qualify", "course", "serve")
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
    if way.kind == "serve" or any(isinstance(c, InRole) for r in way.gates for c in walk(r.clause)):
        busy = max(busy, ends)
    if taken.tied:
        busy = max(busy, starts)
    step = Timed(taken, months, starts, ends, known=not learns or value is not None)
    steps = (*node.steps, step)
    seen = snapshot.get(way.target)
    pilot = (
        seen is not None
        and way.kind in ("take-up", "qualify", "course")
        and (status(seen) == "pilot")
    )
    total = max((s.ends for s in steps), default=0.0)
    unknown = sum(not s.known for s in steps)
    timed = by == "time"
    rank = (
        max(node.rank[0], int(pilot)),
        max(node.rank[1], int(bool(taken.conditions))),
        unknown if timed else 0,
        total if timed else len(steps),
        len(steps) if timed else unknown,
    )
    return Node(taken.person, steps, tuple(sorted(times.items())), busy, rank)


def search(
    snapshot: Snapshot,
    limits: Limits,
    start: Person,
    ways: list[Way],
    is_goal: Callable[[Person], bool],
    *,
    by: str = "steps",
    wanted: int = 3,
    budget: Budget | None = None,
    longest: float | None = None,
) -> Found:
    """The best routes by the order of S9, none of which contains another; `wanted` at most.

    With `longest`, only routes of so many months at most; a route never gets shorter by a step.
    """
    budget = budget or Budget()
    everything, _ = gain_all(snapshot, limits, start, ways)
    if not is_goal(everything):
        return Found()
    ways = [w for w in ways if takeable(snapshot, limits, start, everything, w)]
    ahead = look_ahead(snapshot, limits, start, ways, is_goal)
    deadline = monotonic() + budget.seconds
    found = Found()
    ticket = count()
    heap: list[tuple[tuple[float, ...], tuple[tuple[str, ...], ...], int, Node]] = []
    best: dict[Person, list[tuple[tuple[float, ...], tuple[tuple[str, float], ...], float]]] = {}
    heapq.heappush(heap, (ahead.rank(Node(start), by), (), next(ticket), Node(start)))
    left = budget.expansions
    while heap:
        _, _, _, node = heapq.heappop(heap)
        if any(node.repeats(other) for other in found.nodes):
            continue
        if is_goal(node.person):
            found.nodes.append(node)
            if len(found.nodes) >= wanted:
                return found
            left = min(left, MORE)
            continue
        if left <= 0 or monotonic() > deadline:
            found.complete = bool(found.nodes)
            return found
        left -= 1
        for way in ways:
            taken = take(snapshot, limits, node.person, way, dict(node.times))
            if taken is None:
                continue
            after = extend(snapshot, node, taken, by)
            if longest is not None and round(after.months, 2) > longest:
                continue
            if _dominated(best, after):
                continue
            tie = tuple(t.taken.way.key for t in after.steps)
            heapq.heappush(heap, (ahead.rank(after, by), tie, next(ticket), after))
    return found


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

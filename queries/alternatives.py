"""Really different routes, and routes that nothing beats: by searching again without some steps.

The best route without a step is searched for each step of the best one, and so on from there, the
first in the order of S9 first (partitions after Lawler 1972). A step without which there is no
route is on every route: it is left aside when two routes are compared.
"""

from __future__ import annotations

import dataclasses
import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from queries.budget import Allowance
from queries.duration import cost, pays
from queries.engine import Field, Node, Wish, pounds
from queries.relaxed import least_months, least_pounds
from queries.ways import Deed

SHARED_PERCENT = 60
"""How much of the shorter of two routes they may share, of the steps that could be avoided."""

LEAST = 0.01
"""Months and pounds are told apart to two places."""


@dataclass
class Different:
    """The search for routes of which no two share most of what they could avoid."""

    field: Field
    wish: Wish
    allowed: Allowance
    wanted: int
    forced: set[Deed] = dataclasses.field(default_factory=set)
    found: list[Node] = dataclasses.field(default_factory=list)

    def after(self, first: Node) -> list[Node]:
        """The first route, and up to `wanted` with it that differ, in the order of S9."""
        heap: list[tuple[tuple[float, ...], int, Node, frozenset[Deed]]] = []
        ticket, seen = count(), {frozenset[Deed]()}
        heapq.heappush(heap, (first.rank, next(ticket), first, frozenset()))
        while heap and len(self.found) < self.wanted:
            _, _, node, without = heapq.heappop(heap)
            if self._differs(node):
                self.found.append(node)
            for deed in sorted(_choices(node) - self.forced):
                banned = without | {deed}
                if banned in seen or len(self.found) == self.wanted:
                    continue
                if self.allowed.over:
                    return self.found
                seen.add(banned)
                other = self.field.without(banned).search(self.allowed, self.wish)
                if other.node is not None:
                    heapq.heappush(heap, (other.node.rank, next(ticket), other.node, banned))
                elif other.complete and not without:
                    self.forced.add(deed)
        return self.found

    def _differs(self, node: Node) -> bool:
        """Whether it shares little enough with each route found, and is none of them with more."""
        mine = _choices(node) - self.forced
        for other in self.found:
            theirs = _choices(other) - self.forced
            least = min(len(mine), len(theirs))
            if other.deeds <= node.deeds or 100 * len(mine & theirs) > SHARED_PERCENT * least:
                return False
        return True


def _choices(node: Node) -> frozenset[Deed]:
    """What is chosen on it; service is not, but follows from what it is asked for."""
    return frozenset(deed for deed in node.deeds if deed[0] != "serve")


@dataclass(frozen=True)
class Sums:
    """What a route comes to by each count, and whose months or pounds no source states."""

    order: tuple[float, float]
    steps: int
    months: float
    pounds: float
    no_months: frozenset[Deed]
    no_pounds: frozenset[Deed]

    def beats(self, other: Sums) -> bool:
        """Whether it is surely as good by every count; an unknown may turn two around (S9)."""
        return (
            self.order <= other.order
            and self.steps <= other.steps
            and self.months <= other.months
            and self.pounds <= other.pounds
            and self.no_months <= other.no_months
            and self.no_pounds <= other.no_pounds
        )


def sums(field: Field, node: Node) -> Sums:
    """What a route comes to."""
    paid = [t.taken.way for t in node.steps if pays(t.taken.way)]
    return Sums(
        order=(node.rank[0], node.rank[1]),
        steps=len(node.steps),
        months=round(node.months, 2),
        pounds=round(pounds(field.snapshot, node), 2),
        no_months=frozenset(t.taken.way.deed for t in node.steps if not t.known),
        no_pounds=frozenset(w.deed for w in paid if cost(field.snapshot, w) is None),
    )


def unbeaten(
    field: Field, found: Sequence[Node], wish: Wish, allowed: Allowance
) -> tuple[list[Node], list[Node]]:
    """The routes found, and others that none beats on steps, time and cost together.

    Each sum first in turn; then, from a route on, fewer steps within less time, and within less
    money: no route with known sums is left out but where the allowance ends. Of the same steps in
    two orders the better one is kept.
    """
    least = round(least_months(field), 2), round(least_pounds(field), 2)
    first, known = found[0], {node.deeds: node for node in found}
    told = sums(field, first)
    others = {
        "steps": wish.by != "steps",
        "time": wish.by != "time" and (bool(told.no_months) or told.months > least[0]),
        "cost": wish.by != "cost" and (bool(told.no_pounds) or told.pounds > least[1]),
    }
    rooms: list[Wish] = [replace(wish, by=by) for by, unlike in others.items() if unlike]
    rooms += _rooms(told, least, wish)
    done: set[Wish] = set()
    while rooms and not allowed.over:
        room = rooms.pop(0)
        if room in done:
            continue
        done.add(room)
        node = field.search(allowed, room).node
        if node is not None and node.rank[:2] <= first.rank[:2]:
            other = known.setdefault(node.deeds, node)
            if sums(field, node).beats(sums(field, other)):
                known[node.deeds] = node
            rooms += _rooms(sums(field, node), least, room)
    shown = [known.pop(node.deeds) for node in found]
    nodes = [*shown, *sorted(known.values(), key=lambda n: (len(n.steps), n.months))]
    every = [sums(field, node) for node in nodes]
    left = [
        node
        for i, node in enumerate(nodes)
        if i >= len(shown) and not any(_before(every, j, i) for j in range(len(nodes)) if j != i)
    ]
    return shown, left


def _before(told: list[Sums], one: int, other: int) -> bool:
    """Whether one route beats another; of two that come to the same, the first does."""
    return told[one].beats(told[other]) and (told[one] != told[other] or one < other)


def _rooms(told: Sums, least: tuple[float, float], wish: Wish) -> list[Wish]:
    """Where a route that this one does not beat may lie: quicker, or cheaper."""
    found: list[Wish] = []
    if told.months > least[0]:
        found.append(Wish("steps", round(told.months - LEAST, 2), wish.dearest))
    if told.pounds > least[1]:
        found.append(Wish("steps", wish.longest, round(told.pounds - LEAST, 2)))
    return found

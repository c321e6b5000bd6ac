"""Really different routes, and routes that nothing beats: by searching again without some steps.

The best route without a step is searched for each step of the best one, and so on from there, the
first in the order of S9 first (partitions after Lawler 1972). A step without which there is no
route is on every route: it is left aside when two routes are compared.
"""

from __future__ import annotations

import dataclasses
import heapq
from dataclasses import dataclass, replace
from itertools import count

from queries.budget import Allowance
from queries.duration import cost, pays
from queries.engine import Field, Found, Node, Wish, pounds
from queries.relaxed import least_months, least_pounds
from queries.ways import Deed

SHARED_PERCENT = 60
"""How much of the shorter of two routes they may share, of the steps that could be avoided."""

LOOKS = 8
"""Searches made for each route wanted, before no further one is looked for."""

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
        ticket, seen, left = count(), {frozenset[Deed]()}, LOOKS * self.wanted
        heapq.heappush(heap, (first.rank, next(ticket), first, frozenset()))
        while heap and len(self.found) < self.wanted:
            _, _, node, without = heapq.heappop(heap)
            if self._differs(node):
                self.found.append(node)
            for deed in sorted(node.deeds - self.forced):
                banned = without | {deed}
                if banned in seen or len(self.found) == self.wanted:
                    continue
                if left <= 0 or self.allowed.over:
                    return self.found
                seen.add(banned)
                other = self._search(banned)
                left -= 1
                if other.node is not None:
                    heapq.heappush(heap, (other.node.rank, next(ticket), other.node, banned))
                elif other.complete and not without:
                    self.forced.add(deed)
        return self.found

    def _search(self, banned: frozenset[Deed]) -> Found:
        return self.field.search(self.allowed, self.wish, banned=banned)

    def _differs(self, node: Node) -> bool:
        """Whether it shares little enough with each route found, and is none of them with more."""
        mine = node.deeds - self.forced
        for other in self.found:
            theirs = other.deeds - self.forced
            least = min(len(mine), len(theirs))
            if other.deeds <= node.deeds or 100 * len(mine & theirs) > SHARED_PERCENT * least:
                return False
        return True


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


def unbeaten(field: Field, first: Node, wish: Wish, allowed: Allowance, most: int) -> list[Node]:
    """The first route, and those that none beats on steps, time and cost together.

    Each sum first in turn; then, from a route on, fewer steps within less time, and within less
    money: no route with known sums is left out but by `most` searches, or for want of time. Of
    the same steps in two orders the better one is kept.
    """
    least = round(least_months(field), 2), round(least_pounds(field), 2)
    known = {first.deeds: first}
    told = sums(field, first)
    others = {
        "steps": wish.by != "steps",
        "time": wish.by != "time" and (bool(told.no_months) or told.months > least[0]),
        "cost": wish.by != "cost" and (bool(told.no_pounds) or told.pounds > least[1]),
    }
    rooms: list[Wish] = [replace(wish, by=by) for by, unlike in others.items() if unlike]
    rooms += _rooms(told, least, wish)
    done: set[Wish] = set()
    while rooms and most > 0 and not allowed.over:
        room = rooms.pop(0)
        if room in done:
            continue
        done.add(room)
        most -= 1
        node = field.search(allowed, room).node
        if node is not None and node.rank[:2] <= first.rank[:2]:
            other = known.setdefault(node.deeds, node)
            if sums(field, node).beats(sums(field, other)):
                known[node.deeds] = node
            rooms += _rooms(sums(field, node), least, room)
    first = known.pop(first.deeds)
    nodes = [first, *sorted(known.values(), key=lambda n: (len(n.steps), n.months))]
    every = [sums(field, node) for node in nodes]
    return [
        node
        for i, node in enumerate(nodes)
        if not i or not any(_before(every, j, i) for j in range(len(nodes)) if j != i)
    ]


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

"""All that a person could ever gain, each step once: what no order of steps can go beyond.

Generous on purpose: who cannot reach a goal here has no route to it (S10). Blocks are judged for
the start alone: what a post passed on the way would shut is found by the search.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from graph.snapshot import Snapshot
from queries.compiling import compiled
from queries.person import Person, stands_in
from queries.question import Ref
from queries.ways import Limits, Way


@dataclass(frozen=True)
class Gained:
    """The facts that a person can gain, and the ways that gave them in the order first found."""

    facts: frozenset[int]
    ways: tuple[Way, ...]


@dataclass
class Standing:
    """A place on the way: facts, how many more each step needs, and the ways that are ready."""

    facts: set[int]
    left: list[int]
    ready: list[int]


class Reach:
    """What one person can gain by some ways; asked again and again without a few of them."""

    def __init__(
        self, snapshot: Snapshot, limits: Limits, start: Person, ways: Iterable[Way]
    ) -> None:
        self.snapshot, self.start = snapshot, start
        self.form = compiled(snapshot, limits)
        chosen = {w.key for w in ways}
        self._open = {
            step
            for step, number in self.form.way_of.items()
            if self.form.ways[number].key in chosen and self._leads_on(self.form.ways[number])
        }
        self.at_start = Standing(set(), list(self.form.problem.need), [])
        todo = self.form.facts_of(start)
        for step in self.form.problem.free:
            self._fire_or_keep(step, todo, self.at_start.ready)
        self._spread(todo, self.at_start)

    def _leads_on(self, way: Way) -> bool:
        """Whether a way leads to what the start has not got."""
        if way.kind == "serve":
            return True
        post = Ref(way.target, way.band)
        return way.target not in self.start.held and post not in self.start.posts

    def _fire_or_keep(self, step: int, todo: list[int], ready: list[int]) -> None:
        """A helper gives its facts at once; a way that is asked for is kept until its turn."""
        if step in self._open:
            ready.append(step)
        elif step not in self.form.way_of:
            todo.extend(self.form.problem.gives[step])

    def _spread(self, todo: list[int], standing: Standing) -> None:
        """Add facts and what follows from them; the ways that become ready are appended."""
        users, facts, left = self.form.problem.users, standing.facts, standing.left
        while todo:
            fact = todo.pop()
            if fact in facts:
                continue
            facts.add(fact)
            for step in users[fact]:
                left[step] -= 1
                if left[step] == 0:
                    self._fire_or_keep(step, todo, standing.ready)

    def after(self, standing: Standing, way: Way) -> Standing:
        """Where a person stands who took a way."""
        new = Standing(standing.facts.copy(), standing.left.copy(), standing.ready.copy())
        number = self.form.number[way]
        for step in standing.ready:
            if self.form.way_of[step] == number:
                self._spread(list(self.form.problem.gives[step]), new)
        return new

    def ready(self, standing: Standing) -> list[Way]:
        """The ways whose gates may be open there, in their order."""
        numbers = {self.form.way_of[step] for step in standing.ready if step in self._open}
        return [self.form.ways[n] for n in sorted(numbers)]

    def gain(
        self, goals: Collection[int] = (), *, without: Callable[[Way], bool] | None = None
    ) -> Gained:
        """All that can be gained, way after way as in a list read again and again.

        With goals, no further than to one of them; `without` leaves ways out.
        """
        form, gives = self.form, self.form.problem.gives
        at = Standing(self.at_start.facts.copy(), self.at_start.left.copy(), [])
        ready = self.at_start.ready
        heap: list[tuple[int, int]] = []  # which reading of the list, and the step in it
        taken: list[int] = []
        turn, last = 0, -1
        while not any(goal in at.facts for goal in goals):
            for step in ready:
                if step in self._open and (
                    without is None or not without(form.ways[form.way_of[step]])
                ):
                    heapq.heappush(heap, (turn + (step <= last), step))
            ready = at.ready = []
            if not heap:
                break
            turn, last = heapq.heappop(heap)
            if not at.facts.issuperset(gives[last]):
                taken.append(last)
                self._spread(list(gives[last]), at)
        ways = dict.fromkeys(form.way_of[step] for step in taken)
        return Gained(frozenset(at.facts), tuple(form.ways[n] for n in ways))

    def relevant(self, goals: Collection[int], gained: Gained | None = None) -> list[Way]:
        """The ways that can play a part in reaching a goal; with `gained`, that can be taken."""
        form, problem = self.form, self.form.problem
        known, todo = set(goals), list(goals)
        chosen: set[int] = set()
        while todo:
            fact = todo.pop()
            for step in problem.givers[fact]:
                if step in form.way_of:
                    if gained is not None and not self._fires(step, gained):
                        continue
                    serves = form.ways[form.way_of[step]].kind == "serve"
                    if serves and problem.gives[step][0] != fact:
                        continue  # the kind of service asked for has a way of its own
                    chosen.add(form.way_of[step])
                new = set(problem.needs[step]) - known
                known |= new
                todo.extend(new)
        return [form.ways[n] for n in sorted(chosen)]

    def leads_on(self, step: int) -> bool:
        """Whether a step is among those looked at."""
        return step in self._open

    def narrow(self, ways: Iterable[Way]) -> None:
        """Forget the ways that are not among these."""
        chosen = {w.key for w in ways}
        self._open = {s for s in self._open if self.form.ways[self.form.way_of[s]].key in chosen}

    def _fires(self, step: int, gained: Gained) -> bool:
        problem = self.form.problem
        held = sum(f in gained.facts for f in problem.needs[step])
        return step in self._open and held >= problem.need[step]

    def person(self, gained: Gained) -> Person:
        """The person with all of it; of posts the last one found is the present one."""
        held = frozenset(h for h, fact in self.form.held.items() if fact in gained.facts)
        posts = [Ref(w.target, w.band) for w in gained.ways if w.kind == "take-up"]
        found = [p for p in posts if self.form.posts[p] in gained.facts]
        whole = replace(
            self.start,
            held=self.start.held | held,
            posts=tuple(dict.fromkeys((*self.start.posts, *found))),
        )
        for way in gained.ways:
            for post in whole.posts if way.spec is not None else ():
                if way.spec is not None and stands_in(self.snapshot, post, way.spec):
                    whole = whole.serves(post.id, way.spec.months or 0.0)
        return whole

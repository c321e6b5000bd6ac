"""The ways of a question in integers: steps of a problem over the facts of its gates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from graph.requirements import InRole, walk
from graph.snapshot import Seen, Snapshot
from queries.ends import grades_of, spans
from queries.gate_trees import Gates, Test
from queries.gathering import build_ways
from queries.kernel.problem import Problem, Tree, all_of, any_of
from queries.person import Person, follows_from, stands_in
from queries.question import Ref
from queries.ways import Limits, Way


@dataclass(frozen=True, eq=False)
class Compiled:
    """The ways of one snapshot and limits as a problem, and what its facts stand for."""

    ways: tuple[Way, ...]
    problem: Problem
    held: dict[str, int]
    posts: dict[Ref, int]
    tests: tuple[tuple[int, Test], ...]
    way_of: dict[int, int]

    @cached_property
    def number(self) -> dict[Way, int]:
        """The place of each way among the ways."""
        return {way: n for n, way in enumerate(self.ways)}

    def facts_of(self, person: Person) -> list[int]:
        """The facts that are true of a person at the start."""
        found = [self.held[h] for h in person.held if h in self.held]
        found += [self.posts[p] for p in person.posts if p in self.posts]
        return found + [fact for fact, true in self.tests if true(person)]

    def goals(self, refs: Iterable[Ref]) -> frozenset[int]:
        """The facts of which one is enough to have reached one of the refs."""
        return frozenset(f for wanted in refs for f in reached_by(self.held, self.posts, wanted))


def reached_by(held: Mapping[str, int], posts: Mapping[Ref, int], wanted: Ref) -> Iterator[int]:
    """The facts that each mean that something wanted is reached."""
    if wanted.id in held:
        yield held[wanted.id]
    for post, fact in posts.items():
        if post.id == wanted.id and wanted.band in (None, post.band):
            yield fact


@lru_cache(maxsize=64)
def compiled(snapshot: Snapshot, limits: Limits) -> Compiled:
    """All ways of the snapshot within the limits, in integers."""
    return Compiler(snapshot, limits).run()


class Compiler(Gates):
    """Puts the ways of one snapshot and limits into a problem."""

    def __init__(self, snapshot: Snapshot, limits: Limits) -> None:
        super().__init__(snapshot, limits)
        self.ways = build_ways(snapshot, limits)
        self.way_of: dict[int, int] = {}

    def run(self) -> Compiled:
        """The finished form."""
        self.lay_out()
        return Compiled(
            self.ways,
            self.builder.build(),
            self.held,
            self.posts,
            tuple(self.tests.values()),
            self.way_of,
        )

    def lay_out(self) -> None:
        """Posts first, since kinds of posts are spelled out over them; what follows comes last."""
        for seen in self.snapshot.of_kind("role"):
            for band in _bands(self.snapshot, seen):
                self.posts[Ref(seen.id, band)] = self.builder.fact()
        for way in self.ways:
            if way.kind == "take-up":
                self.posts.setdefault(Ref(way.target, way.band), self.builder.fact())
        other = [(n, list(self.trees(w))) for n, w in enumerate(self.ways) if w.kind != "serve"]
        trees = dict(other)  # before service, which counts for whatever they ask of its kind
        for number, way in enumerate(self.ways):
            if way.kind == "serve":
                self._serve(number, way)
            for tree in trees.get(number, ()):
                self.way_of[self.builder.step(tree, self._gives(way))] = number
        done: set[str] = set()
        while len(done) < len(self.held):
            for item in [h for h in self.held if h not in done]:
                done.add(item)
                for more in follows_from(self.snapshot, item):
                    self.builder.follows(self.has(item), self.has(more))

    def _serve(self, number: int, way: Way) -> None:
        """Service in a post counts for every kind of service that the post fits; months aside.

        The kind that the way is for comes first among what it gives.
        """
        assert way.spec is not None
        own = self.served_tree(way.spec)
        for post, fact in self.posts.items():
            if stands_in(self.snapshot, post, way.spec):
                kinds = [f for s, f in self.served.items() if stands_in(self.snapshot, post, s)]
                self.way_of[self.builder.step(fact, (own, *kinds))] = number

    def _gives(self, way: Way) -> list[int]:
        found = [self.has(item) for item in sorted(way.gives)]
        if way.kind != "take-up":
            return [self.has(way.target), *found]
        return found if way.target in way.gives else [*found, self.posts[Ref(way.target, way.band)]]

    def trees(self, way: Way) -> Iterator[Tree]:
        """What must hold for a way; one tree for each post that it may be done in, where asked."""
        seen = self.snapshot.get(way.target)
        if seen is None:
            return
        parts: list[Tree] = []
        if way.starts is not None:
            parts.append(any_of(self.start(text) for text in way.starts))
        if way.way == "open" and way.audience:
            parts.append(any_of(t for name in way.audience for t in self.meant_for(name)))
        if way.kind != "arrange":
            parts += self.lifted(seen, way.band)
        specs = [c.in_role for r in way.gates for c in walk(r.clause) if isinstance(c, InRole)]
        yield all_of((*parts, *self.rules(way.gates, None)))
        for post, fact in self.posts.items() if specs else ():
            if any(stands_in(self.snapshot, post, spec) for spec in specs):
                yield all_of((fact, *parts, *self.rules(way.gates, post)))


def _bands(snapshot: Snapshot, seen: Seen) -> list[str | None]:
    """The bands that somebody may be in a role at; none is one of them."""
    grades = grades_of(seen)
    within = [b for b in snapshot.band_order if any(spans(snapshot, g, b) for g in grades)]
    return [None, *within]

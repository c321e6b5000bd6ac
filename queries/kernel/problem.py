"""Facts and steps as integer lists: delete-free planning on an AND/OR graph.

A fact holds or not; a step may be taken once `need` of its `needs` hold, and gives facts for good.
The form is that of B-hypergraphs with counts (Gallo, Longo, Pallottino and Nguyen 1993).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

UNREACHED = 1 << 60
"""The value of a fact that nothing gives: more than any sum of weights."""


@dataclass(frozen=True)
class AtLeast:
    """A tree over facts: so many of its members; members are facts or trees."""

    n: int
    members: tuple[Tree, ...]


Tree = int | AtLeast


def all_of(members: Iterable[Tree]) -> AtLeast:
    """A tree that holds where every member holds; of no members: always."""
    found = tuple(members)
    return AtLeast(len(found), found)


def any_of(members: Iterable[Tree]) -> AtLeast:
    """A tree that holds where one member holds; of no members: never."""
    return AtLeast(1, tuple(members))


@dataclass(frozen=True)
class Problem:
    """Steps over facts 0 … facts-1, as lists by step number; helper steps weigh nothing.

    `needs[s]` are distinct facts, `need[s]` how many of them are enough (0 = always),
    `gives[s]` what the step gives. `real[s]` is False for helpers that only spell out a tree.
    """

    facts: int
    needs: tuple[tuple[int, ...], ...]
    need: tuple[int, ...]
    gives: tuple[tuple[int, ...], ...]
    real: tuple[bool, ...]

    @property
    def steps(self) -> int:
        """How many steps there are, helpers among them."""
        return len(self.needs)

    @cached_property
    def users(self) -> tuple[tuple[int, ...], ...]:
        """For each fact the steps that name it among their needs."""
        return _inverse(self.facts, self.needs)

    @cached_property
    def givers(self) -> tuple[tuple[int, ...], ...]:
        """For each fact the steps that give it."""
        return _inverse(self.facts, self.gives)

    @cached_property
    def free(self) -> tuple[int, ...]:
        """The steps that need nothing."""
        return tuple(s for s, n in enumerate(self.need) if n == 0)


def _inverse(size: int, rows: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in range(size)]
    for number, row in enumerate(rows):
        for fact in row:
            found[fact].append(number)
    return tuple(tuple(row) for row in found)


@dataclass
class Builder:
    """Puts a problem together: `all` stays inside a step, other trees get a helper fact."""

    facts: int = 0
    _rows: list[tuple[tuple[int, ...], int, tuple[int, ...], bool]] = field(default_factory=list)
    _known: dict[AtLeast, int] = field(default_factory=dict)

    def fact(self) -> int:
        """A new fact."""
        self.facts += 1
        return self.facts - 1

    def step(self, tree: Tree, gives: Iterable[int]) -> int:
        """A real step that may be taken where the tree holds; its number."""
        self._rows.append((*self._spelled(tree), tuple(dict.fromkeys(gives)), True))
        return len(self._rows) - 1

    def follows(self, tree: Tree, fact: int) -> None:
        """The fact holds wherever the tree does, at no cost."""
        self._rows.append((*self._spelled(tree), (fact,), False))

    def ladder(self, rungs: Sequence[int]) -> None:
        """Facts from high to low of which each entails the next: levels, years."""
        for high, low in pairwise(rungs):
            self.follows(high, low)

    def build(self) -> Problem:
        """The finished problem. Raises ValueError for a count above the number of needs."""
        for number, (needs, need, _, _) in enumerate(self._rows):
            if need > len(needs):
                raise ValueError(f"step {number} needs {need} of {len(needs)} facts")
        return Problem(
            facts=self.facts,
            needs=tuple(r[0] for r in self._rows),
            need=tuple(r[1] for r in self._rows),
            gives=tuple(r[2] for r in self._rows),
            real=tuple(r[3] for r in self._rows),
        )

    def _spelled(self, tree: Tree) -> tuple[tuple[int, ...], int]:
        """Distinct facts and how many of them are enough."""
        if isinstance(tree, int):
            return (tree,), 1
        if tree.n <= 0:
            return (), 0
        if tree.n > len(tree.members):
            return (self._never(),), 1
        if tree.n == len(tree.members):
            facts: dict[int, None] = {}
            for member in tree.members:
                inner, need = self._spelled(member)
                if need < len(inner):
                    inner = (self._helper(member),)
                facts.update(dict.fromkeys(inner))
            return tuple(facts), len(facts)
        members = [m if isinstance(m, int) else self._helper(m) for m in tree.members]
        if len(set(members)) < len(members):  # one fact twice counts twice: keep the two apart
            members = [self._copy(f, members[:i].count(f)) for i, f in enumerate(members)]
        return tuple(members), tree.n

    def _helper(self, tree: Tree) -> int:
        """The fact that stands for a tree."""
        if isinstance(tree, int):
            return tree
        if tree not in self._known:
            self._known[tree] = fact = self.fact()
            if tree.n == 1:
                for member in tree.members:
                    self.follows(member, fact)
            else:
                self.follows(tree, fact)
        return self._known[tree]

    def _copy(self, fact: int, number: int) -> int:
        if number == 0:
            return fact
        twin = AtLeast(1, (fact,) * (number + 1))
        if twin not in self._known:
            self._known[twin] = self.fact()
            self.follows(fact, self._known[twin])
        return self._known[twin]

    def _never(self) -> int:
        never = AtLeast(1, ())
        if never not in self._known:
            self._known[never] = self.fact()
        return self._known[never]

"""Which smallest sets of allowed steps open a goal, all of them by size (S11 of the semantics).

Sets that open and sets that keep shut are each other's hitting sets: the smallest set that hits
every cut found so far either opens the goal, or shows a new cut (Reiter 1987).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

from queries.kernel.problem import Problem

Steps = frozenset[int]


@dataclass(frozen=True)
class Changes:
    """The smallest sets of allowed steps in order of size, and whether these are all."""

    sets: tuple[Steps, ...]
    complete: bool


def smallest(
    problem: Problem,
    have: Iterable[int],
    goals: Collection[int],
    allowed: Iterable[int],
    *,
    most: int = 12,
    cuts: int = 500,
    seconds: float = 2.0,
) -> Changes:
    """The smallest sets of allowed steps with which every goal is reached, `most` at most.

    None of the sets holds another. An empty set means that the goal is reached as things are.
    Raises ValueError for an allowed step that needs something.
    """
    deadline = monotonic() + seconds
    wanted = set(allowed)
    if any(problem.need[step] for step in wanted):
        raise ValueError("a step that may be allowed needs nothing")
    useful = relevant(problem, goals)
    steps = sorted(wanted & useful)
    shut = _Standing(problem, goals, useful.difference(steps))
    shut.add_facts(have)
    if shut.open:
        return Changes((Steps(),), complete=True)
    whole = shut.copy()
    for step in steps:
        whole.take(step)
    if not whole.open:
        return Changes((), complete=True)
    found: list[Steps] = []
    known: list[Steps] = []
    for hitting in _hitting(known, found):
        if len(found) >= most or len(known) >= cuts or monotonic() > deadline:
            return Changes(tuple(found), complete=False)
        cut = _cut(shut, steps, hitting)
        if cut is None:
            found.append(hitting)
        else:
            known.append(cut)
    return Changes(tuple(found), complete=True)


def _cut(shut: _Standing, steps: Iterable[int], chosen: Steps) -> Steps | None:
    """None if the chosen steps open the goal; else what is not in a largest set that does not."""
    standing = shut.copy()
    for step in chosen:
        standing.take(step)
    if standing.open:
        return None
    left = []
    for step in steps:
        if step in chosen:
            continue
        wider = standing.copy()
        wider.take(step)
        if wider.open:
            left.append(step)
        else:
            standing = wider
    return Steps(left)


def _hitting(cuts: list[Steps], found: list[Steps]) -> Iterator[Steps]:
    """Sets that hit every cut, smallest first, none of which holds one found; both lists grow."""
    heap: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    seen = {Steps()}
    while heap:
        size, items = heapq.heappop(heap)
        chosen = Steps(items)
        if any(one <= chosen for one in found):
            continue
        missed = next((cut for cut in cuts if not cut & chosen), None)
        if missed is None:
            yield chosen
            if chosen in found:
                continue
            missed = cuts[-1]
        for step in missed:
            more = chosen | {step}
            if more not in seen:
                seen.add(more)
                heapq.heappush(heap, (size + 1, tuple(sorted(more))))


def relevant(problem: Problem, goals: Iterable[int]) -> set[int]:
    """The steps that may play a part in reaching a goal."""
    todo = list(goals)
    facts, found = set(todo), set[int]()
    while todo:
        for step in problem.givers[todo.pop()]:
            if step not in found:
                found.add(step)
                new = set(problem.needs[step]) - facts
                facts |= new
                todo.extend(new)
    return found


class _Standing:
    """What is held, and how much each step still needs; steps are taken as soon as they can be."""

    def __init__(self, problem: Problem, goals: Collection[int], free: set[int]) -> None:
        self.problem, self.goals, self.free = problem, goals, free
        self.held: set[int] = set()
        self.left = list(problem.need)
        for step in problem.free:
            if step in free:
                self.take(step)

    @property
    def open(self) -> bool:
        """Whether every goal is reached."""
        return all(goal in self.held for goal in self.goals)

    def copy(self) -> _Standing:
        """The same again, to go on from."""
        twin = object.__new__(_Standing)
        twin.problem, twin.goals, twin.free = self.problem, self.goals, self.free
        twin.held, twin.left = self.held.copy(), self.left.copy()
        return twin

    def take(self, step: int) -> None:
        """Hold what a step gives, and all that follows."""
        self.add_facts(self.problem.gives[step])

    def add_facts(self, facts: Iterable[int]) -> None:
        """Hold more, and all that follows."""
        todo = list(facts)
        while todo:
            fact = todo.pop()
            if fact in self.held:
                continue
            self.held.add(fact)
            for step in self.problem.users[fact]:
                self.left[step] -= 1
                if self.left[step] == 0 and step in self.free:
                    todo.extend(self.problem.gives[step])

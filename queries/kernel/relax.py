"""What each fact costs one person: swept once for somebody with nothing, then only changed.

Values and best givers of an AND/OR graph after Knuth (1977); changes are followed as Ramalingam
and Reps (1996) do. A value pays a shared fact once for each use ("sum"), or is the time that it
takes when everything may run in parallel ("max").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Literal

from queries.kernel.problem import UNREACHED, Problem

Kind = Literal["sum", "max"]
NOBODY = -1
"""The giver of a fact that is held, or that nothing gives."""

Entry = tuple[int, int, int]  # value, fact, giver: ties go to the lower number


@dataclass(frozen=True, slots=True)
class _Sweep:
    """One full sweep, by fact, and by step what it costs to take it with all that it needs."""

    problem: Problem
    kind: Kind
    weights: Sequence[int]
    banned: frozenset[int]
    values: list[int]
    givers: list[int]
    ranks: list[int]
    costs: list[int]
    plain_sum: list[bool]  # the cost is the weight and the value of every need


class Values:
    """Values and best givers of every fact: one sweep, and on top of it what has changed since.

    Never altered once made: queries of several threads may share one sweep.
    """

    def __init__(self, sweep: _Sweep, have: frozenset[int], before: Values | None = None) -> None:
        self.problem = sweep.problem
        self.kind = sweep.kind
        self.have = have
        self.settled = True  # False: only as far as one target needed it
        self._sweep = sweep
        self._values: dict[int, int] = dict(before._values) if before else {}
        self._givers: dict[int, int] = dict(before._givers) if before else {}
        self._ranks: dict[int, int] = dict(before._ranks) if before else {}
        self._costs: dict[int, int] = dict(before._costs) if before else {}
        self._weights: dict[int, int] = dict(before._weights) if before else {}
        self._next: int = before._next if before else self.problem.facts

    def value(self, fact: int) -> int:
        """What the fact costs; UNREACHED where nothing gives it."""
        return self._values.get(fact, self._sweep.values[fact])

    def giver(self, fact: int) -> int:
        """The step that gives the fact most cheaply, or NOBODY."""
        return self._givers.get(fact, self._sweep.givers[fact])

    def key(self, fact: int) -> tuple[int, int]:
        """The order in which facts are settled: what a fact was given by comes before it."""
        return self.value(fact), self._ranks.get(fact, self._sweep.ranks[fact])

    def weight(self, step: int) -> int:
        """What the step alone weighs; UNREACHED where it is banned."""
        return self._weights.get(step, self._sweep.weights[step])

    def cost(self, step: int) -> int:
        """What the step costs with everything that it needs; at least UNREACHED if out of reach."""
        return self._costs.get(step, self._sweep.costs[step])

    def used(self, step: int) -> Sequence[int]:
        """The needs with which the step is taken: the cheapest, those settled first on a tie.

        The order of settling keeps a fact from supporting itself through steps that cost nothing.
        """
        needs, need = self.problem.needs[step], self.problem.need[step]
        return needs if need == len(needs) else sorted(needs, key=self.key)[:need]

    def changed(self) -> Mapping[int, int]:
        """The facts that differ from the full sweep, with their values."""
        return self._values

    def by_fact(self) -> list[int]:
        """The value of every fact, in a list of its own."""
        found = list(self._sweep.values)
        for fact, value in self._values.items():
            found[fact] = value
        return found

    def by_step(self) -> tuple[list[int], list[int]]:
        """The cost and the weight of every step, in lists of their own."""
        costs, weights = list(self._sweep.costs), list(self._sweep.weights)
        for step, cost in self._costs.items():
            costs[step] = cost
        for step, weight in self._weights.items():
            weights[step] = weight
        return costs, weights

    def lowered(
        self,
        have: Iterable[int] = (),
        cheaper: Mapping[int, int] | None = None,
        target: int | None = None,
    ) -> Values:
        """The values of somebody who holds more, or for whom some steps weigh less.

        With a target, only what lies below its value is settled: exact for it, no start for more.
        """
        given = self.have.union(have) - self._sweep.banned
        found = self._after(given)
        heap = [(0, fact, NOBODY) for fact in given if self.value(fact) > 0]
        # what costs nothing stands as it is, but no longer on a step that may come to cost more
        found._givers.update((fact, NOBODY) for fact in given if self.value(fact) == 0)
        for step, weight in (cheaper or {}).items():
            if weight > self.weight(step):
                raise ValueError(f"step {step} would weigh more: that is for raised()")
            found._reweigh(step, weight)
            heap += found._offers(step)
        found._settle(heap, target)
        return found

    def raised(self, dearer: Mapping[int, int]) -> Values:
        """The values where some steps weigh more; UNREACHED bans one.

        What a dearer step supports is forgotten and settled anew from the rest.
        """
        found = self._after(self.have)
        for step, weight in dearer.items():
            if weight < self.weight(step):
                raise ValueError(f"step {step} would weigh less: that is for lowered()")
            found._reweigh(step, weight)
        lost = self._supported(dearer)
        for fact in lost:
            found._forget(fact)
        found._settle(
            [
                (found.cost(step), fact, step)
                for fact in lost
                for step in self.problem.givers[fact]
                if found.cost(step) < UNREACHED
            ],
            None,
        )
        return found

    def _after(self, have: frozenset[int]) -> Values:
        if not self.settled:
            raise ValueError("values that stopped at a target are no start for others")
        return Values(self._sweep, have, self)

    def _reweigh(self, step: int, weight: int) -> None:
        self._costs[step] = self.cost(step) + weight - self.weight(step)
        self._weights[step] = weight

    def _offers(self, step: int) -> list[Entry]:
        cost = self.cost(step)
        return [(cost, f, step) for f in self.problem.gives[step] if cost < self.value(f)]

    def _supported(self, steps: Iterable[int]) -> set[int]:
        """The facts whose best way takes one of these steps."""
        problem, lost = self.problem, set[int]()
        waiting = list(steps)
        while waiting:
            step = waiting.pop()
            for fact in problem.gives[step]:
                if self.giver(fact) == step and fact not in lost:
                    lost.add(fact)
                    waiting += (user for user in problem.users[fact] if fact in self.used(user))
        return lost

    def _forget(self, fact: int) -> None:
        old = self.value(fact)
        self._values[fact], self._givers[fact] = UNREACHED, NOBODY
        for step in self.problem.users[fact]:
            if self._sweep.plain_sum[step]:
                self._costs[step] = self.cost(step) + UNREACHED - old
            else:
                self._costs[step] = self._summed(step)

    def _summed(self, step: int) -> int:
        """The cost of a step from the values of its cheapest needs."""
        needs, need = self.problem.needs[step], self.problem.need[step]
        values = sorted(map(self.value, needs))[:need]
        total = sum(values) if self.kind == "sum" else max(values, default=0)
        return self.weight(step) + total

    def _settle(self, heap: list[Entry], target: int | None) -> None:
        """Take what is cheapest, and see what its users now offer, until nothing gets cheaper."""
        sweep, users, gives = self._sweep, self.problem.users, self.problem.gives
        values, base, costs, base_costs = self._values, sweep.values, self._costs, sweep.costs
        givers, ranks, rank = self._givers, self._ranks, self._next
        plain_sum, adding = sweep.plain_sum, self.kind == "sum"
        offered = {**values, **dict.fromkeys(sweep.banned, -1)}  # no offer is below -1
        limit = UNREACHED if target is None else self.value(target)
        self.settled = target is None
        heapify(heap)
        while heap:
            value, fact, giver = heappop(heap)
            old = values.get(fact, base[fact])
            if value >= old or (value >= limit and fact != target):
                continue
            values[fact], givers[fact], ranks[fact] = value, giver, rank
            rank += 1
            if fact == target:
                break
            for step in users[fact]:
                cost = costs.get(step, base_costs[step])
                if plain_sum[step]:
                    cost += value - old
                elif adding or self.weight(step) + old >= cost:
                    cost = self._summed(step)
                else:  # this need was not the last to come
                    continue
                costs[step] = cost
                if cost >= limit:
                    continue
                for given in gives[step]:
                    if cost < offered.get(given, base[given]):
                        offered[given] = cost
                        heappush(heap, (cost, given, step))
                        if given == target:  # what is dearer no longer matters
                            limit = cost
        self._next = rank


def full(
    problem: Problem,
    weights: Sequence[int],
    kind: Kind = "sum",
    have: Iterable[int] = (),
    banned_steps: Iterable[int] = (),
    banned_facts: Iterable[int] = (),
) -> Values:
    """A sweep over everything; `full(problem, weights)` is the baseline that queries start from.

    Weights are non-negative, by step. A step fires at its need-th settled need.
    """
    banned, held = frozenset(banned_facts), frozenset(have)
    weights = list(weights)
    for step in banned_steps:
        weights[step] = UNREACHED
    values, givers = [UNREACHED] * problem.facts, [NOBODY] * problem.facts
    ranks, left = [problem.facts] * problem.facts, list(problem.need)
    costs, offered = list(weights), [UNREACHED] * problem.facts
    adding, count = kind == "sum", 0
    for fact in banned:
        offered[fact] = -1
    heap: list[Entry] = [(0, fact, NOBODY) for fact in held - banned]
    for step in problem.free:
        heap += ((weights[step], f, step) for f in problem.gives[step] if weights[step] < UNREACHED)
    heap = [entry for entry in heap if entry[1] not in banned]
    heapify(heap)
    while heap:
        value, fact, giver = heappop(heap)
        if value >= values[fact]:
            continue
        values[fact], givers[fact], ranks[fact] = value, giver, count
        count += 1
        for step in problem.users[fact]:
            left[step] -= 1
            if left[step] < 0:
                continue
            if adding or left[step] == 0:  # settled in order: the last to come takes longest
                costs[step] += value
            if left[step] > 0:
                continue
            cost = costs[step]
            for given in problem.gives[step]:
                if cost < offered[given]:
                    offered[given] = cost
                    heappush(heap, (cost, given, step))
    for step, missing in enumerate(left):
        if missing > 0:
            costs[step] += UNREACHED * (missing if adding else 1)
    rows = zip(problem.need, problem.needs, strict=True)
    whole = [adding and need == len(needs) for need, needs in rows]
    sweep = _Sweep(problem, kind, weights, banned, values, givers, ranks, costs, whole)
    return Values(sweep, held - banned)

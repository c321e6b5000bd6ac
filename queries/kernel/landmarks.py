"""Chokepoints: the facts and steps of every route, of one target or of all facts at once.

They are the landmarks of the delete relaxation (Keyder, Richter and Helmert 2010); dominators of a
digraph are the case without "and". Both ways are exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from queries.kernel.problem import UNREACHED, Problem
from queries.kernel.quick import read_off
from queries.kernel.reach import sweep
from queries.kernel.relax import Values


@dataclass(frozen=True, slots=True)
class Chokepoints:
    """The facts and the real steps of every route to a target, which itself is left out.

    Facts that stand for a tree are among the facts; what is held already is not.
    """

    facts: tuple[int, ...]
    steps: tuple[int, ...]


def chokepoints(values: Values, target: int) -> Chokepoints | None:
    """What every route to the target passes, in the order of the best way; None without a route.

    Only what lies on one found route can lie on all. Each such thing banned is one case (a bit);
    a fact is out of reach in a case only if its own best way passes what is banned, so that the
    sweep stays among such facts. `values` must not have stopped at a target.
    """
    if not values.settled:
        raise ValueError("chokepoints need values that were settled for every fact")
    if values.value(target) >= UNREACHED:
        return None
    facts, steps = read_off(values, target)
    facts = [fact for fact in facts if fact != target]
    steps = [step for step in steps if values.problem.real[step]]
    case = {fact: 1 << i for i, fact in enumerate(facts)}
    step_case = {step: 1 << i for i, step in enumerate(steps, len(facts))}
    every = (1 << (len(facts) + len(steps))) - 1
    passing = _Passing(values, case, step_case)
    order = passing.region(target)
    found = passing.found(every)
    sweep(
        values.problem,
        order,
        found,
        every,
        {step: every ^ bit for step, bit in step_case.items()},
        {fact: every ^ bit for fact, bit in case.items()},
    )
    closed = every ^ found[target]
    return Chokepoints(
        tuple(fact for fact in facts if closed & case[fact]),
        tuple(step for step in steps if closed & step_case[step]),
    )


class _Passing:
    """Which candidates the best way of a fact passes, and where that matters for a target."""

    def __init__(self, values: Values, facts: dict[int, int], steps: dict[int, int]) -> None:
        self.values = values
        self.problem = values.problem
        self.facts = facts
        self.steps = steps
        self.passed = dict.fromkeys(values.have, 0)

    def region(self, target: int) -> list[int]:
        """The steps to look at: givers of the target, and of each of their needs that may fail."""
        values, steps, seen, waiting = self.values, set[int](), {target}, [target]
        while waiting:
            fact = waiting.pop()
            if not self.passing(fact):
                continue
            for step in self.problem.givers[fact]:
                if step in steps or values.cost(step) >= UNREACHED:
                    continue
                steps.add(step)
                for need in self.problem.needs[step]:
                    if need not in seen:
                        seen.add(need)
                        waiting.append(need)
        return sorted(steps, key=values.cost)

    def passing(self, fact: int) -> int:
        """The candidates on the best way to the fact, itself included; every one if unreached."""
        passed, values = self.passed, self.values
        waiting = [fact]
        while waiting:
            here = waiting[-1]
            if here in passed:
                waiting.pop()
                continue
            giver = values.giver(here)
            if giver < 0:  # held facts are known: nothing gives this one
                passed[here] = -1
                continue
            used = values.used(giver)
            if missing := [f for f in used if f not in passed]:
                waiting += missing
                continue
            bits = self.facts.get(here, 0) | self.steps.get(giver, 0)
            for f in used:
                bits |= passed[f]
            passed[here] = bits
        return passed[fact]

    def found(self, every: int) -> list[int]:
        """The cases in which the best way of each looked-at fact stays open."""
        found = [0] * self.problem.facts
        for fact, bits in self.passed.items():
            found[fact] = every & ~bits
        return found


class AllChokepoints:
    """The chokepoints of every fact from one start, by the greatest fixpoint over givers.

    A route to a fact passes what every route to one of its givers' needs passes ("and" joins,
    several givers share); a step that needs k of n passes what n-k+1 of the n share.
    """

    def __init__(self, values: Values) -> None:
        if not values.settled:
            raise ValueError("chokepoints need values that were settled for every fact")
        self._values = values
        self._found = _fixpoint(values)

    def of(self, fact: int) -> tuple[int, ...] | None:
        """The facts that every route to the fact passes, in order; None without a route."""
        found = self._found.get(fact)
        return None if found is None else tuple(sorted(found - {fact}, key=self._values.key))

    def passed(self, fact: int) -> frozenset[int]:
        """The fact and what every route to it passes; nothing if held or without a route."""
        return self._found.get(fact, frozenset())

    def pairs(self, but: AbstractSet[int] = frozenset()) -> list[tuple[int, int]]:
        """What a route has, and a fact that it then has passed: both in columns, steps first.

        Left out is what follows from other pairs, or from a step that needs all of its needs, and
        the facts of `but`.
        """
        problem, found = self._values.problem, list[tuple[int, int]]()
        for step, (needs, need) in enumerate(zip(problem.needs, problem.need, strict=True)):
            if need < len(needs):
                passed = _passed(problem, step, self._found) or frozenset()
                found += [(step, problem.steps + f) for f in self._last(passed - but)]
        for fact, passed in self._found.items():
            if fact not in but:
                before = self._last(passed - but - {fact})
                found += [(problem.steps + fact, problem.steps + f) for f in before]
        return found

    def _last(self, facts: frozenset[int]) -> list[int]:
        """Those of the facts that no other of them passes."""
        return sorted(facts.difference(*(self.passed(fact) - {fact} for fact in facts)))


def _fixpoint(values: Values) -> dict[int, frozenset[int]]:
    """For every reached fact what lies on all its routes, itself included; nothing if held.

    Steps come in the order of their costs, so that mostly their needs are known before them; what
    is not yet known takes nothing away, and the step comes again once it is.
    """
    problem = values.problem
    order = [step for step in range(problem.steps) if values.cost(step) < UNREACHED]
    order.sort(key=values.cost)
    found = dict.fromkeys(values.have, frozenset[int]())
    due = bytearray(b"\1") * problem.steps
    moving = True
    while moving:
        moving = False
        for step in order:
            if not due[step]:
                continue
            due[step] = 0
            passed = _passed(problem, step, found)
            if passed is None:
                continue
            for fact in problem.gives[step]:
                old = found.get(fact)
                shared = passed | {fact} if old is None else old & (passed | {fact})
                if old is None or len(shared) < len(old):
                    found[fact] = shared
                    moving = True
                    for user in problem.users[fact]:
                        due[user] = 1
    return found


def _passed(
    problem: Problem, step: int, found: Mapping[int, frozenset[int]]
) -> frozenset[int] | None:
    """What everybody passes who takes the step; None if that is not yet known."""
    needs, need = problem.needs[step], problem.need[step]
    known = [found[fact] for fact in needs if fact in found]
    if len(known) < need:
        return None
    if need == len(needs):
        return known[0] if need == 1 else frozenset[int]().union(*known)
    counted = Counter(fact for passed in known for fact in passed)
    enough = len(known) - need + 1
    return frozenset(fact for fact, number in counted.items() if number >= enough)

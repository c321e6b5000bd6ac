"""The quick route: read off the best givers, each step once, needless steps dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from queries.kernel.problem import UNREACHED, Problem
from queries.kernel.reach import sweep
from queries.kernel.relax import Values


@dataclass(frozen=True, slots=True)
class Route:
    """Real steps in an order in which they can be taken, and the sum of their weights."""

    steps: tuple[int, ...]
    weight: int


def quick(values: Values, target: int, priced: Values | None = None) -> Route | None:
    """The tidied route to the target by the best givers, or None where there is none.

    `values` are those of the person: `baseline.lowered(have, target=target)`. Where `priced` is
    given, its weights say what is dropped first and what the route weighs.
    """
    if values.value(target) >= UNREACHED:
        return None
    weight = (priced or values).weight
    weights = {s: weight(s) for s in read_off(values, target)[1] if values.problem.real[s]}
    steps = tidied(values.problem, values.have, target, tuple(weights), weights)
    return Route(steps, sum(weights[s] for s in steps))


def read_off(values: Values, target: int) -> tuple[list[int], list[int]]:
    """The facts and the steps of the best way to a reached target, helpers too, both in order."""
    seen, waiting = {target}, [target]
    while waiting:
        fact = waiting.pop()
        if fact not in values.have:
            fresh = [f for f in values.used(values.giver(fact)) if f not in seen]
            seen.update(fresh)
            waiting += fresh
    facts = sorted(seen - values.have, key=values.key)
    return facts, list(dict.fromkeys(values.giver(fact) for fact in facts))


def tidied(
    problem: Problem,
    have: Iterable[int],
    target: int,
    steps: Sequence[int],
    weights: Mapping[int, int] | Sequence[int],
) -> tuple[int, ...]:
    """Real steps in order without any that is needless: the dearest needless one goes first.

    Leaving out each of the steps is one case of a sweep over them and the helpers around them.
    """
    held = set(have)
    kept = list(steps)
    order = _with_helpers(problem, held, target, kept)
    while True:
        every = (1 << len(kept)) - 1
        found = [0] * problem.facts
        for fact in held:
            found[fact] = every
        barred = {step: every ^ (1 << i) for i, step in enumerate(kept)}
        sweep(problem, order, found, every, barred)
        needless = [s for i, s in enumerate(kept) if found[target] >> i & 1]
        if not needless:
            return in_order(problem, held, order)
        # of the needless, the dearest; the later one on a tie
        gone = max(reversed(needless), key=lambda step: weights[step])
        kept.remove(gone)
        order.remove(gone)


def in_order(problem: Problem, have: Iterable[int], steps: Sequence[int]) -> tuple[int, ...]:
    """The real ones of steps and helpers as they can be taken, else as they came.

    What can never be taken is left out.
    """
    held, waiting, taken = set(have), list(steps), list[int]()
    while waiting:
        later = []
        for step in waiting:
            if sum(fact in held for fact in problem.needs[step]) < problem.need[step]:
                later.append(step)
                continue
            held.update(problem.gives[step])
            if problem.real[step]:
                taken.append(step)
        if len(later) == len(waiting):
            break
        waiting = later
    return tuple(taken)


def elapsed(
    problem: Problem,
    have: Iterable[int],
    target: int,
    steps: Sequence[int],
    weights: Mapping[int, int] | Sequence[int],
) -> int:
    """How long the steps take until the target where all that can run in parallel does."""
    ends = dict.fromkeys(have, 0)
    order, moving = _with_helpers(problem, set(ends), target, steps), True
    while moving:
        moving = False
        for step in order:
            needs = sorted(ends.get(fact, UNREACHED) for fact in problem.needs[step])
            start = max(needs[: problem.need[step]], default=0)
            end = start + weights[step] if problem.real[step] else start
            for fact in problem.gives[step]:
                if end < ends.get(fact, UNREACHED):
                    ends[fact], moving = end, True
    return ends.get(target, UNREACHED)


def _with_helpers(problem: Problem, held: set[int], target: int, steps: Sequence[int]) -> list[int]:
    """The steps and every helper that may stand between them and the target, in order."""
    among = set(steps)
    waiting = [target, *(fact for step in steps for fact in problem.needs[step])]
    seen = set(waiting)
    helpers: list[int] = []
    while waiting:
        fact = waiting.pop()
        if fact in held:
            continue
        for step in problem.givers[fact]:
            if not problem.real[step] and step not in among:
                among.add(step)
                helpers.append(step)
                fresh = [f for f in problem.needs[step] if f not in seen]
                seen.update(fresh)
                waiting += fresh
    helpers.reverse()
    return [*helpers, *steps]

"""Really different routes, and routes that no other beats on every count: the quick ways to both.

Neither is complete: they are what quick routes come upon when weights are shifted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from queries.kernel.landmarks import chokepoints
from queries.kernel.problem import Problem
from queries.kernel.quick import Route, elapsed, quick
from queries.kernel.relax import Kind, Values, full

SHARED_PERCENT = 60
"""How much of the shorter of two routes they may share, of the steps that could be avoided."""

TRIES = 4
"""How often weights are doubled for each alternative that is wanted."""


def alternatives(
    values: Values, target: int, k: int = 5, shared_percent: int = SHARED_PERCENT
) -> tuple[Route, ...]:
    """Up to k routes, the quick one first, of which no two share most of what they could avoid.

    Steps that every route takes are left aside; then the weights of used steps are doubled and
    the values settled anew, until enough routes differ. A route weighs what its steps truly do.
    `values` must not have stopped at a target.
    """
    always = chokepoints(values, target)
    if always is None:
        return ()
    forced, shifted = frozenset(always.steps), values
    found: list[tuple[Route, frozenset[int]]] = []
    for _ in range(TRIES * k):
        route = quick(shifted, target, values)
        if route is None:
            break
        avoidable = frozenset(route.steps) - forced
        if all(_differ(avoidable, other, shared_percent) for _, other in found):
            found.append((route, avoidable))
        if len(found) == k or not avoidable:
            break
        shifted = shifted.raised({step: 2 * shifted.weight(step) + 1 for step in avoidable})
    return tuple(route for route, _ in found)


def _differ(one: frozenset[int], other: frozenset[int], shared_percent: int) -> bool:
    return 100 * len(one & other) <= shared_percent * min(len(one), len(other))


@dataclass(frozen=True, slots=True)
class Objective:
    """What is to be small: a sum of weights, or ("max") the time when all runs in parallel."""

    weights: Sequence[int]
    kind: Kind = "sum"

    def total(self, problem: Problem, have: Iterable[int], target: int, route: Route) -> int:
        """What a route comes to."""
        if self.kind == "max":
            return elapsed(problem, have, target, route.steps, self.weights)
        return sum(self.weights[step] for step in route.steps)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A route and its total by each objective."""

    route: Route
    totals: tuple[int, ...]


class Fronts:
    """Baselines for some objectives and for mixtures of them, made once."""

    def __init__(self, problem: Problem, objectives: Sequence[Objective]) -> None:
        self.problem = problem
        self.objectives = tuple(objectives)
        self.baselines = tuple(
            full(problem, weights, kind) for weights, kind in _mixtures(self.objectives)
        )

    def non_dominated(self, have: Iterable[int], target: int) -> tuple[Weighed, ...]:
        """Routes of which none is at least as good as another by every objective.

        As good as quick routes permit: neither is each the best of its kind, nor are all found.
        """
        held = tuple(have)
        found: dict[tuple[int, ...], Weighed] = {}
        for baseline in self.baselines:
            route = quick(baseline.lowered(held, target=target), target)
            if route is not None:
                totals = (o.total(self.problem, held, target, route) for o in self.objectives)
                weighed = Weighed(route, tuple(totals))
                found.setdefault(weighed.totals, weighed)
        return tuple(found[totals] for totals in sorted(found) if not _beaten(totals, found))


def _beaten(totals: tuple[int, ...], others: Iterable[tuple[int, ...]]) -> bool:
    return any(
        other != totals and all(a <= b for a, b in zip(other, totals, strict=True))
        for other in others
    )


def _mixtures(objectives: Sequence[Objective]) -> Iterator[tuple[list[int], Kind]]:
    """Each objective with a trace of the others, each pair in halves, and all in equal parts.

    The trace keeps steps that cost nothing by one objective from being taken at will.
    """
    means = [max(sum(o.weights), 1) / max(len(o.weights), 1) for o in objectives]
    numbers = range(len(objectives))
    leading = [{n} for n in numbers] + [set(pair) for pair in combinations(numbers, 2)]
    if len(objectives) > 2:
        leading.append(set(numbers))
    for chosen in leading:
        shares = [(100 if n in chosen else 1) * 100 / means[n] for n in numbers]
        rows = zip(*(o.weights for o in objectives), strict=True)
        weights = [round(sum(map(float.__mul__, shares, map(float, row)))) for row in rows]
        yield weights, objectives[min(chosen)].kind if len(chosen) == 1 else "sum"

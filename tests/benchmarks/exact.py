"""The cheapest route with what is shared paid once: better than quick, and proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from queries.kernel.optimum import Optimum, optimum, solver_here
from queries.kernel.quick import quick
from queries.kernel.relax import full
from tests.benchmarks.measuring import Row

if TYPE_CHECKING:
    from tests.benchmarks.engine import Bench

NEAR, PROOF = 0.6, 3.0
"""Seconds of the clock for a near-optimal route, and for one with its proof."""


def optimal_routes(bench: Bench) -> Iterator[Row]:
    """The near-optimal route after the quick one, then with a proof; the gap where none is had."""
    if not solver_here():
        name, facts = "near-optimal route", bench.problem.facts
        yield Row(
            name, bench.scale, facts, 0, 0, 0, remark="not measured: ortools is not installed"
        )
        return
    least = full(bench.problem, bench.instance.weights, "max")

    def search(have: tuple[int, ...], target: int, seconds: float, prove: bool) -> Optimum:
        sums = bench.base.lowered(have)
        found = optimum(sums, least.lowered(have), [target], seconds, prove)
        assert found is not None
        return found

    def near(have: tuple[int, ...], target: int) -> Optimum:
        return search(have, target, NEAR, prove=False)

    def proved(have: tuple[int, ...], target: int) -> Optimum:
        return search(have, target, PROOF, prove=True)

    row, close = bench.ours("near-optimal route", near)
    weights = []
    for query in bench.queries[: len(close.answers)]:
        route = quick(bench.base.lowered(query.have, target=query.target), query.target)
        assert route is not None
        weights.append(route.weight)
    ratios = [w / max(a.weight, 1) for w, a in zip(weights, close.answers, strict=True)]
    told = f"the quick route weighs {median(ratios):.2f} times as much, at most {max(ratios):.2f}"
    yield Row(**{**vars(row), "remark": told})
    row, sure = bench.ours(f"route with its proof, {PROOF:g} s", proved)
    done = sum(a.proved for a in sure.answers)
    gaps = [a.bound / a.weight for a in sure.answers if not a.proved]
    told = f"{done} of {len(sure.answers)} proved"
    told += f"; bound / weight of the others {min(gaps):.2f} to {max(gaps):.2f}" if gaps else ""
    yield Row(**{**vars(row), "remark": told})


def median(numbers: list[float]) -> float:
    """The middle one."""
    return sorted(numbers)[len(numbers) // 2]

"""The cheapest route, its bound and the cuts, against every subset of the steps."""

from __future__ import annotations

from time import monotonic

import pytest

from queries.kernel import optimum as module
from queries.kernel.bound import bound
from queries.kernel.optimum import Optimum, optimum
from queries.kernel.problem import UNREACHED, Builder, Problem, all_of
from queries.kernel.reduce import core
from queries.kernel.relax import full
from tests.kernel import brute
from tests.kernel.instances import BATCHES, Instance, batch, make

SECONDS = 60.0


def best(one: Instance, weights: list[int]) -> Optimum | None:
    sums, least = (full(one.problem, weights, kind, one.have) for kind in ("sum", "max"))
    return optimum(sums, least, [one.target], SECONDS)


def positive(one: Instance, weights: list[int]) -> list[int]:
    """The weights with one more for every real step."""
    return [w + r for w, r in zip(weights, one.problem.real, strict=True)]


def executable(one: Instance, steps: tuple[int, ...]) -> bool:
    """Whether the steps can be taken one after another, and lead to the target."""
    problem, helpers = one.problem, [s for s, r in enumerate(one.problem.real) if not r]
    held = brute.closure(problem, one.have, helpers)
    for step in steps:
        if sum(f in held for f in problem.needs[step]) < problem.need[step]:
            return False
        held = brute.closure(problem, [*held, *problem.gives[step]], helpers)
    return one.target in held


@pytest.mark.parametrize("number", range(BATCHES))
def test_the_optimum_is_that_of_trying_every_subset(number: int) -> None:
    deep = none = dearer = 0
    for one in batch(number):
        routes = brute.routes(one.problem, one.have, one.target)
        for weights in (one.weights, one.others, positive(one, [0] * one.problem.steps)):
            right, found = routes.cheapest(weights), best(one, weights)
            if right == UNREACHED:
                assert found is None, one.seed
                none += 1
                continue
            assert found is not None and found.proved, one.seed
            assert found.weight == right == sum(weights[s] for s in found.steps), one.seed
            assert executable(one, found.steps), one.seed
            deep += len(found.steps) >= 5
            additive = full(one.problem, weights, "sum", one.have).value(one.target)
            dearer += additive > right
    print(f"\n{deep} optima of five steps or more, {none} without a route, "
          f"{dearer} where the additive value is above the optimum")  # fmt: skip
    assert min(deep, none, dearer) > 10


def test_that_what_comes_before_what_forces_no_step() -> None:
    """Eliminating a node once set the variable of a step, and a dearer route was called proved."""
    one = make(9879)
    found = best(one, one.others)
    assert found is not None
    assert found.weight == one_best(one, one.others)


@pytest.mark.parametrize("number", range(BATCHES))
def test_the_bound_never_says_too_much_and_every_route_takes_a_step_of_each_cut(
    number: int,
) -> None:
    tight = several = 0
    for one in batch(number):
        routes = brute.routes(one.problem, one.have, one.target)
        right = routes.cheapest(one.weights)
        told = bound(one.problem, one.weights, one.have, [one.target])
        assert told.value <= right, one.seed
        assert (told.value == UNREACHED) == (right == UNREACHED), one.seed
        if right != UNREACHED:
            tight += told.value == right
            several += 1
            for cut in told.cuts:
                assert all(set(cut) & steps for steps in routes.smallest), one.seed
    assert tight > several // 2


def test_without_the_solver_it_is_the_quick_route_with_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "solver_here", lambda: False)
    proved = 0
    for one in list(batch(0))[:200]:
        weights = positive(one, one.weights)
        right = brute.routes(one.problem, one.have, one.target).cheapest(weights)
        found = best(one, weights)
        assert (found is None) == (right == UNREACHED)
        if found is not None:
            assert found.bound <= right <= found.weight and executable(one, found.steps)
            proved += found.proved
    assert proved > 50


def test_the_same_question_has_the_same_answer() -> None:
    for one in list(batch(1))[:60]:
        weights = positive(one, one.weights)
        assert best(one, weights) == best(one, weights)


def test_a_budget_that_is_spent_still_gives_a_route() -> None:
    for one in list(batch(2))[:100]:
        weights = positive(one, one.weights)
        sums, least = (full(one.problem, weights, k, one.have) for k in ("sum", "max"))
        begun = monotonic()
        found = optimum(sums, least, [one.target], 0.0)
        assert monotonic() - begun < SECONDS
        if found is not None:
            assert found.bound <= found.weight and executable(one, found.steps)


def test_several_goals_share_what_both_need() -> None:
    shared = several = 0
    for one in list(batch(3)):
        other = (one.target + 1) % one.problem.facts
        sums, least = (full(one.problem, one.weights, k, one.have) for k in ("sum", "max"))
        found = optimum(sums, least, [one.target, other], SECONDS)
        both = Problem(
            one.problem.facts + 1,
            (*one.problem.needs, (one.target, other)),
            (*one.problem.need, 2),
            (*one.problem.gives, (one.problem.facts,)),
            (*one.problem.real, False),
        )
        right = brute.routes(both, one.have, one.problem.facts).cheapest(one.weights)
        assert (UNREACHED if found is None else found.weight) == right, one.seed
        if found is not None:
            assert found.proved and other in brute.closure(
                one.problem,
                one.have,
                [*found.steps, *(s for s, r in enumerate(one.problem.real) if not r)],
            )
            alone = [optimum(sums, least, [goal], SECONDS) for goal in (one.target, other)]
            shared += sum(a.weight for a in alone if a) > right
            several += 1
    assert shared > several // 10


@pytest.mark.parametrize(
    ("nearby", "sizes", "solved", "nearest"),
    [(2, (3, 6), 3, 2), (2, (6,), 2, 1), (4, (1, 100), 0, 3)],
)
def test_small_limits_give_a_route_and_a_bound_that_never_says_too_much(
    monkeypatch: pytest.MonkeyPatch,
    nearby: int,
    sizes: tuple[int, ...],
    solved: int,
    nearest: int,
) -> None:
    monkeypatch.setattr(module, "NEARBY", nearby)
    monkeypatch.setattr(module, "SIZES", sizes)
    monkeypatch.setattr(module, "SOLVED", solved)
    monkeypatch.setattr(module, "NEAREST", nearest)
    for one in list(batch(0)):
        weights = [9 * w for w in one.weights]
        right, found = one_best(one, weights), best(one, weights)
        assert (found is None) == (right == UNREACHED)
        if found is not None:
            assert found.bound <= right <= found.weight and executable(one, found.steps)


def one_best(one: Instance, weights: list[int]) -> int:
    return brute.routes(one.problem, one.have, one.target).cheapest(weights)


def test_steps_that_do_not_give_the_goal_have_no_core() -> None:
    build = Builder()
    first, goal = build.fact(), build.fact()
    build.step(all_of(()), [first])
    build.step(first, [goal])
    problem = build.build()
    assert core(problem, lambda s: 1, lambda f: False, [goal], [0]) is None
    found = core(problem, lambda s: 1, lambda f: False, [goal], [0, 1])
    assert found is not None and found.origin == (0, 1)

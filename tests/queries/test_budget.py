"""One budget for a question: each kind ends soon after its time, says so, shows what it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Event

import pytest
from small import learning, move, post, question, world

from queries.ask import World, routes
from queries.budget import Allowance, AskerGone, Budget, begun
from queries.change_kinds import CHANGES
from queries.chokepoints import chokepoints
from queries.gaps import gaps
from queries.next_steps import next_steps
from queries.question import Question, RouteOptions
from queries.results import Answer, Route
from queries.unlock import unlock
from queries.what_if import what_if

OPEN = {"requires": {"nothing": True}, "entry": True}
Verb = Callable[[World, Budget], Answer]
TICK = 1.0
LONG = 600.0
"""Seconds that no machine is too slow for."""
SOON = 24
"""Readings of the clock after the time is up: a few for each start and setting that is left."""


def asked(start: str = "start", **more: object) -> Question:
    return question(start, **more)


def anywhere() -> Question:
    return Question(as_of=date(2026, 1, 1), setting="here")


CHANGE = CHANGES.validate_python([{"add": "new", "entry": {"kind": "move", "from": ["start"]}
                                   | {"to": "far"}}])  # fmt: skip
VERBS: dict[str, Verb] = {
    "routes": lambda w, b: routes(w, asked(), "goal", RouteOptions(alternatives=5), b),
    "no route": lambda w, b: routes(w, asked(), "far", None, b),
    "band to band": lambda w, b: routes(w, asked("band:b2"), "band:b4", None, b),
    "gaps": lambda w, b: gaps(w, asked(), "goal", b),
    "next": lambda w, b: next_steps(w, asked(), b),
    "unlock": lambda w, b: unlock(w, asked(), ["shut"], budget=b),
    "what-if": lambda w, b: what_if(w, asked(), CHANGE, (), None, b),
    "what-if, a goal": lambda w, b: what_if(w, anywhere(), CHANGE, ("goal", "far"), None, b),
    "chokepoints": lambda w, b: chokepoints(w, asked(), (), b),
    "chokepoints, from everywhere": lambda w, b: chokepoints(w, anywhere(), ["goal"], b),
}


@pytest.fixture(scope="module")
def known() -> World:
    """Three posts one after another, each by one of three awards, and two that have no way in."""
    rungs = {
        name: post(grades=[{"band": band}], requires=either(n))
        for n, (name, band) in enumerate((("one", "b3"), ("two", "b3"), ("goal", "b4")))
    }
    quals = {f"q{n}{m}": priced(6 + m, 90 * (3 - m)) for n in range(3) for m in range(3)}
    return world(
        start=post(grades=[{"band": "b2"}]),
        **rungs,
        **quals,
        far=post(grades=[{"band": "b4"}]),
        shut=post(requires={"holds": "never"}),
        never=learning(),
        first=move("start", "one"),
        then=move("one", "two"),
        last=move("two", "goal"),
        on=move("goal", "shut"),
    )


def either(number: int) -> dict[str, object]:
    return {"any": [{"holds": f"q{number}{m}"} for m in range(3)]}


def priced(months: float, pounds: float) -> dict[str, object]:
    return learning(months, cost={"pounds": pounds}, **OPEN)


class Clock:
    """A clock that goes on a little whenever somebody looks at it."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return self.looks * TICK


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every budget in this test."""
    made = Clock()
    monkeypatch.setattr("queries.budget.monotonic", made)
    return made


@pytest.mark.parametrize("name", VERBS)
def test_every_kind_of_question_is_answered_whole_in_time(name: str, known: World) -> None:
    assert VERBS[name](known, Budget(seconds=LONG)).complete


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("seconds", [0.5, 1.5, 2.5, 4.5, 9.5])
def test_every_kind_of_question_ends_soon_after_its_time(
    name: str, seconds: float, known: World, clock: Clock
) -> None:
    answer = VERBS[name](known, Budget(seconds=seconds))
    late = clock.looks * TICK - TICK > seconds  # the first look tells when the time began
    assert clock.looks <= seconds / TICK + SOON
    assert answer.complete is not late


@pytest.mark.parametrize("name", VERBS)
def test_nobody_waits_for_it(name: str, known: World) -> None:
    gone = Event()
    gone.set()
    with pytest.raises(AskerGone):
        VERBS[name](known, Budget(gone=gone))


@pytest.mark.parametrize("name", ["routes", "what-if, a goal", "chokepoints", "next"])
def test_whoever_leaves_meanwhile_ends_it(
    name: str, known: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, looks = Event(), 0

    def clock() -> float:
        nonlocal looks
        looks += 1
        assert not gone.is_set(), "nobody looks at the clock for somebody who left"
        gone.set() if looks == 4 else None
        return 0.0

    monkeypatch.setattr("queries.budget.monotonic", clock)
    with pytest.raises(AskerGone):
        VERBS[name](known, Budget(gone=gone))


def test_a_question_of_nobody_is_not_begun() -> None:
    gone = Event()
    waited_for = begun(Budget(gone=gone))
    gone.set()
    for budget in (Budget(gone=gone), waited_for):
        with pytest.raises(AskerGone):
            begun(budget)


@pytest.mark.parametrize("by", ["steps", "time", "cost"])
def test_one_long_search_ends_in_its_midst(by: str, known: World, clock: Clock) -> None:
    options = RouteOptions(by=by, alternatives=1)
    answer = routes(known, asked(), "goal", options, Budget(seconds=5.5))
    assert not answer.complete and clock.looks == 7


def test_parts_of_a_question_share_what_is_left(clock: Clock) -> None:
    whole = begun(Budget(seconds=3))
    assert begun(whole) is whole
    assert isinstance(whole, Allowance)
    assert [begun(whole).over for _ in range(4)] == [False, False, False, True]
    assert whole.cut


def one(known: World, by: str, expansions: int, goal: str = "goal") -> tuple[Route, bool]:
    """The first route shown, and whether the answer is whole."""
    budget = Budget(expansions=expansions, seconds=LONG)
    answer = routes(known, asked(), goal, RouteOptions(by=by), budget)
    return answer.by_start[0].routes[0], answer.complete


@pytest.mark.parametrize("by", ["steps", "time", "cost"])
@pytest.mark.parametrize("expansions", [0, 1, 2, 5])
def test_a_search_cut_short_shows_a_way_and_how_far_off_it_may_be(
    by: str, expansions: int, known: World
) -> None:
    best, whole = one(known, by, 20_000)
    assert whole and best.gap == 0
    shown, complete = one(known, by, expansions)
    assert not complete
    assert [s.id for s in shown.steps if s.kind == "take-up"] == ["one", "two", "goal"]
    held: set[str] = set()
    for step in shown.steps:
        if step.kind == "take-up":
            assert held & {f"q{('one', 'two', 'goal').index(step.id)}{m}" for m in range(3)}
        held.add(step.id)
    value, least = summed(shown, by), summed(best, by)
    assert shown.gap is not None and 0 <= shown.gap <= 1
    assert least <= value
    assert value * (1 - shown.gap) <= least + 0.001 * value  # a share is told to three places


def test_the_gap_of_a_search_cut_short_is_open() -> None:
    """One award serves two rules and is the cheapest way; rule by rule two others look cheaper."""
    rules = [
        {"any": [{"holds": "q0"}, {"holds": "q1"}]},
        {"any": [{"holds": "q1"}, {"holds": "q2"}]},
    ]
    made = world(
        start=post(grades=[{"band": "b2"}]),
        goal=post(grades=[{"band": "b3"}], requires={"all": rules}),
        q0=priced(6, 100),
        q1=priced(6, 150),
        q2=priced(6, 100),
        up=move("start", "goal"),
    )
    best, _ = one(made, "cost", 20_000)
    shown, complete = one(made, "cost", 0)
    assert (summed(best, "cost"), summed(shown, "cost"), complete) == (150, 200, False)
    assert shown.gap == 0.5


def summed(route: Route, by: str) -> float:
    """The sum asked for."""
    totals = route.totals
    return {"steps": float(totals.steps), "time": totals.months, "cost": totals.cost}[by]


def test_what_cannot_be_reached_is_proved_without_a_search(known: World) -> None:
    answer = routes(known, asked(), "far", None, Budget(expansions=0))
    assert answer.by_start[0].no_route is not None
    assert answer.by_start[0].no_route.kind == "not-stated"


def test_a_wish_that_rules_all_out_claims_no_kind_without_a_search(known: World) -> None:
    """That there is a way outside the wish was not found out."""
    options = RouteOptions(max_months=1)
    answer = routes(known, asked(), "goal", options, Budget(expansions=0))
    (one,) = answer.by_start
    assert not answer.complete
    assert one.no_route is not None and one.no_route.kind == "out-of-budget"

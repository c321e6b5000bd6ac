"""Several ways side by side, against brute force: really different, executable, and none missing.

Small random catalogues with a choice, in half of which some lengths and prices are not stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pytest
from choosing import with_choices
from comparing import ORDERS, question, start_of, starts, world
from every_route import Point, beats, deed, in_any_order, in_this_order, known_points
from instances import Instance, describe
from oracle import TooLarge, there
from oracle_view import State, View

from graph.errors import QuestionError
from queries.alternatives import Different
from queries.ask import World, routes
from queries.budget import Allowance, Budget
from queries.chokepoints import chokepoints
from queries.engine import Field, Node, Wish
from queries.question import Question, Ref, RouteOptions
from queries.relaxed import least_months, least_pounds
from queries.results import Route, StartAnswer
from queries.routes import make_plan

INSTANCES = 240
BATCH = 48
BATCHES = range(0, INSTANCES, BATCH)
BUDGET = Budget(expansions=40)
"""Small, so that hard instances are given up soon; what must be whole is asked of whole answers."""
HARDER = Budget(expansions=100)
SHARED = 0.6


@dataclass(frozen=True)
class Asked:
    """One start of one instance, asked in every order, and the same for brute force."""

    seed: int
    instance: Instance
    view: View
    start: State
    ground: Field
    by: dict[str, StartAnswer]
    whole: bool

    def shown(self, by: str) -> tuple[Route, ...]:
        """All routes of one answer."""
        return (*self.by[by].routes, *self.by[by].trade_offs)

    def told(self, by: str) -> str:
        """Which instance this is, for whoever looks into it."""
        return f"seed {self.seed} by {by}\n{describe(self.instance)}"


@cache
def asked(seed: int) -> tuple[Asked, ...]:
    """An instance of which something is reached, from each of its starts."""
    one = with_choices(seed, unsaid=0.3 if seed % 2 else 0.0)
    known, ask = world(one), question(one)
    options = {by: RouteOptions(by=by, max_months=one.max_months) for by in ORDERS}
    try:
        answers = {by: routes(known, ask, one.goal, options[by], BUDGET) for by in ORDERS}
    except QuestionError:
        return ()
    view = View(one.raw, one.setting, one.employer, frozenset(one.avoid), one.sources)
    whole = all(answer.complete for answer in answers.values())
    found = []
    for name, post, group in starts(one, view):
        by = {b: next(s for s in a.by_start if name in s.starts) for b, a in answers.items()}
        if all(answer.routes for answer in by.values()):
            ref = Ref(*post) if post is not None else Ref(group) if group is not None else None
            plan = make_plan(known.snapshot(ask), ask, RouteOptions(), ref, one.goal)
            ground = Field(plan.snapshot, plan.limits, plan.person, plan.ways, plan.goal.refs)
            start = start_of(one, view, post, group)
            found.append(Asked(seed, one, view, start, ground, by, whole))
    return tuple(found)


def of(first: int) -> list[Asked]:
    """What is reached in a batch."""
    return [one for seed in range(first, first + BATCH) for one in asked(seed)]


def every(first: int) -> list[tuple[Asked, str]]:
    """Each answer of a batch that shows a route."""
    return [(one, by) for one in of(first) for by in ORDERS]


def point(route: Route) -> Point:
    """What a route comes to, as far as it is known."""
    return route.totals.steps, route.totals.months, route.totals.cost


def unsaid(route: Route) -> tuple[set[str], set[str]]:
    """The steps whose months and whose pounds no source states."""
    learnt = [s for s in route.steps if s.kind in ("qualify", "course")]
    paid = [s for s in route.steps if s.kind in ("qualify", "course", "register")]
    return {s.id for s in learnt if s.months is None}, {s.id for s in paid if s.cost is None}


def state(route: Route) -> tuple[bool, bool]:
    """Whether a route has a pilot, and whether it hangs on anything."""
    pilot = any(s.status == "pilot" and s.kind != "serve" for s in route.steps)
    return pilot, route.state != "stated"


def surely_beats(one: Route, other: Route) -> bool:
    """Whether one route is surely as good as another by every count."""
    open_one, open_other = unsaid(one), unsaid(other)
    sure = open_one[0] <= open_other[0] and open_one[1] <= open_other[1]
    return sure and state(one) <= state(other) and beats(point(one), point(other))


@pytest.mark.parametrize("first", BATCHES)
def test_every_route_shown_can_be_taken_step_by_step(first: int) -> None:
    for one, by in every(first):
        for route in one.shown(by):
            ends = in_this_order(one.view, one.start, [deed(step) for step in route.steps])
            assert any(there(s, one.instance.goal) for s in ends), one.told(by)


@pytest.mark.parametrize("first", BATCHES)
def test_no_route_is_said_to_take_less_than_its_steps_can(first: int) -> None:
    """In whatever order they are taken."""
    looked = 0
    for one in of(first):
        route, deeds = one.shown("time")[-1], [deed(s) for s in one.shown("time")[-1].steps]
        try:
            possible = in_any_order(one.view, one.start, one.instance.goal, deeds)
        except TooLarge:
            continue
        looked += 1
        number, months, pounds = point(route)
        assert {(p[0], p[2]) for p in possible} == {(number, pounds)}, one.told("time")
        assert min(p[1] for p in possible) <= months, one.told("time")
    assert looked > BATCH / 3


def choices(node: Node) -> frozenset[tuple[str, ...]]:
    """What is done on a route but service, which follows from what asks for it."""
    return frozenset(d for d in node.deeds if d[0] != "serve")


@pytest.mark.parametrize("first", BATCHES)
def test_no_two_routes_share_most_of_what_they_could_avoid(first: int) -> None:
    several = 0
    for one in of(first):
        allowed = Allowance(BUDGET)
        wish = Wish(ORDERS[one.seed % 3], one.instance.max_months)
        best = one.ground.search(allowed, wish).node
        if best is None:
            continue
        found = Different(one.ground, wish, allowed, 3).after(best)
        several += len(found) > 1
        on_all = {
            done
            for done in choices(best)
            if one.ground.without({done}).search(allowed, wish).node is None
        }
        for first_, then in combinations(found if not allowed.cut else (), 2):
            mine, theirs = choices(first_), choices(then)
            assert not first_.deeds <= then.deeds, one.told(wish.by)
            surer = first_.rank[:2] < then.rank[:2]  # a shorter way may be the less certain one
            assert surer or not then.deeds <= first_.deeds, one.told(wish.by)
            least = min(len(mine - on_all), len(theirs - on_all))
            assert len((mine & theirs) - on_all) <= SHARED * least, one.told(wish.by)
    assert several > BATCH / 5


@pytest.mark.parametrize("first", BATCHES)
def test_each_answer_shows_what_is_best_by_the_other_counts(first: int) -> None:
    for one, by in every(first):
        for other in ORDERS if one.whole else ():
            best, mine = one.by[other].routes[0], one.by[by].routes[0]
            if state(best) <= state(mine):
                assert any(_as_good(r, best, other) for r in one.shown(by)), one.told(by)


def _as_good(route: Route, best: Route, by: str) -> bool:
    number = ORDERS.index(by)
    open_one, open_best = unsaid(route), unsaid(best)
    unknown = {"steps": 0, "time": len(open_one[0]), "cost": len(open_one[1])}[by]
    least = {"steps": 0, "time": len(open_best[0]), "cost": len(open_best[1])}[by]
    return (unknown, point(route)[number]) <= (least, point(best)[number])


@pytest.mark.parametrize("first", BATCHES)
def test_no_trade_off_is_beaten_by_a_route_beside_it(first: int) -> None:
    for one, by in every(first):
        for route in one.by[by].trade_offs:
            others = [r for r in one.shown(by) if r is not route]
            assert not any(surely_beats(r, route) for r in others), one.told(by)


def test_no_known_route_that_nothing_beats_is_left_out() -> None:
    """Brute force over every route: what each answer shows is as good as each of its points."""
    points = 0
    for one in (found for first in BATCHES for found in of(first) if found.whole):
        mode, limit = state(one.shown("steps")[0]), one.instance.max_months
        try:
            front = known_points(one.view, one.start, one.instance.goal, mode, limit)
        except TooLarge:
            continue
        points += len(front) > 1
        for by in ORDERS:
            known = [point(r) for r in one.shown(by) if unsaid(r) == (set(), set())]
            assert all(any(beats(k, p) for k in known) for p in front), f"{front}\n{one.told(by)}"
    assert points > INSTANCES / 30


@pytest.mark.parametrize("first", BATCHES)
def test_no_route_takes_less_than_the_least_time_and_money(first: int) -> None:
    tight = 0
    for one in of(first):
        months, pounds = least_months(one.ground), least_pounds(one.ground)
        for route in (r for by in ORDERS for r in one.shown(by)):
            assert months <= route.totals.months, one.told("time")
            assert pounds <= route.totals.cost, one.told("cost")
        tight += 0 < months == one.by["time"].routes[0].totals.months
    assert tight > BATCH / 10


@pytest.mark.parametrize("first", BATCHES)
def test_a_search_cut_short_never_says_that_more_is_needed_than_is(first: int) -> None:
    told = 0
    for one in of(first):
        for by in ORDERS:
            shown = [point(r)[ORDERS.index(by)] for r in one.shown(by)]
            for most in (0, 2, 6):
                found = one.ground.search(Allowance(BUDGET), Wish(by), most=most)
                assert found.complete or found.bound is not None
                assert found.bound is None or found.bound <= min(shown), one.told(by)
                told += found.bound is not None and found.bound == min(shown)
    assert told > BATCH / 3


def on_every_way(known: World, ask: Question, goal: str, starts_: tuple[str, ...]) -> set[str]:
    """What no route from these starts goes without, found by avoiding one thing after another."""
    found: set[str] | None = None
    for start in starts_:
        here = ask.model_copy(update={"from_": start})
        (first,) = route_of(known, here, goal)
        if first is None or not first.steps:
            continue
        passed = {s.id for s in first.steps if s.kind != "serve"} - {goal}
        kept = {i for i in passed if route_of(known, here, goal, i) == [None]}
        found = kept if found is None else found & kept
    return found or set()


def route_of(known: World, ask: Question, goal: str, *avoid: str) -> list[Route | None]:
    """The first route from a start; None for none."""
    without = ask.model_copy(update={"avoid": (*ask.avoid, *avoid)})
    answer = routes(known, without, goal, RouteOptions(alternatives=1), HARDER)
    assert answer.complete
    return [next(iter(start.routes), None) for start in answer.by_start]


@pytest.mark.parametrize("first", BATCHES)
def test_chokepoints_are_what_no_route_goes_without(first: int) -> None:
    found = 0
    for seed in range(first, first + BATCH, 3):
        one = with_choices(seed)
        known, ask = world(one), question(one)
        try:
            answer = chokepoints(known, ask, [one.goal], HARDER)
        except QuestionError:
            continue
        if not answer.complete:
            continue
        view = View(one.raw, one.setting, one.employer, frozenset(one.avoid), one.sources)
        names = tuple(name for name, _, _ in starts(one, view))
        named = {choke.id for choke in answer.on_all}
        assert named == on_every_way(known, ask, one.goal, names), f"seed {seed}\n{describe(one)}"
        found += bool(named)
    assert found > BATCH / 30

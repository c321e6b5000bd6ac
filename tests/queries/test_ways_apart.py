"""Several ways by hand: what each comes to, what is its own, and in what it is best."""

from __future__ import annotations

import pytest
from small import answer, best, learning, move, post, question, world

from queries.apart import told_apart
from queries.ask import World
from queries.engine import Node, extend
from queries.question import Ref, RouteOptions
from queries.results import Route
from queries.routes import make_plan
from queries.taking import take

OPEN = {"requires": {"nothing": True}, "entry": True}


def either(**quals: dict[str, float]) -> World:
    """A post that asks for one of several qualifications, each of a length and a price."""
    made = {
        name: learning(told.get("months"), **OPEN)
        | ({"cost": {"pounds": told["pounds"]}} if "pounds" in told else {})
        for name, told in quals.items()
    }
    goal = post(requires={"any": [{"holds": name} for name in quals]})
    return world(a=post(), b=goal, ab=move("a", "b"), **made)


def ways(known: World, **more: object) -> dict[str, Route]:
    """Each way by the qualification that is its own."""
    (one,) = answer(known, "a", "b", **more).by_start
    return {route.steps[0].id: route for route in (*one.routes, *one.trade_offs)}


@pytest.mark.parametrize("order", [("long", "short"), ("short", "long")])
def test_what_two_steps_give_is_held_from_the_sooner_one(order: tuple[str, str]) -> None:
    skill = {"teaches": ["skill"]} | OPEN
    known = world(
        a=post(),
        b=post(requires={"holds": "skill"}),
        ab=move("a", "b"),
        long=learning(24, **skill),
        short=learning(6, **skill),
        skill={"kind": "competency"},
    )
    ask = question("a")
    plan = make_plan(known.snapshot(ask), ask, RouteOptions(), Ref("a"), "b")
    ways_to = {way.target: way for way in plan.ways}
    node = Node(plan.person)
    for name in (*order, "b"):
        taken = take(plan.snapshot, plan.limits, node.person, ways_to[name], dict(node.times))
        assert taken is not None
        node = extend(plan.snapshot, node, taken, "steps")
    assert dict(node.times)["skill"] == 6
    assert node.steps[-1].starts == 6


def test_each_way_is_told_by_its_own_steps_and_by_what_it_is_best_in() -> None:
    found = ways(either(quick={"months": 6, "pounds": 900}, fair={"months": 24, "pounds": 90}))
    assert found["quick"].what_sets_it_apart == "by way of quick; the quickest"
    assert found["fair"].what_sets_it_apart == "by way of fair; the cheapest"
    assert found["quick"].best_by == ("steps", "time")
    assert found["fair"].best_by == ("steps", "cost")


def test_nothing_sets_a_single_way_apart() -> None:
    (only,) = ways(either(one={"months": 6, "pounds": 90})).values()
    assert only.what_sets_it_apart is None
    assert only.best_by == ("steps", "time", "cost")


def test_what_nobody_states_is_never_best_and_leaves_the_others_in_doubt() -> None:
    found = ways(either(said={"months": 6, "pounds": 90}, unsaid={}))
    assert found["unsaid"].best_by == ("steps",)
    assert found["said"].best_by == ("steps",)  # the other may take less, and cost less
    words = " ".join(r.what_sets_it_apart or "" for r in found.values())
    assert "quickest" not in words and "cheapest" not in words


def test_to_be_alike_is_no_mark() -> None:
    found = ways(either(one={"months": 6, "pounds": 90}, two={"months": 6, "pounds": 90}))
    assert {r.what_sets_it_apart for r in found.values()} == {"by way of one", "by way of two"}


def test_waiting_alone_is_no_speed() -> None:
    route = best(either(one={"months": 6, "pounds": 90}), "a", "b")
    now = route.model_copy(update={"totals": route.totals.model_copy(update={"months": 0.0})})
    first, _ = told_apart([now, route])
    assert "time" in first.best_by and "quickest" not in (first.what_sets_it_apart or "")


def test_the_only_certain_way_and_the_only_one_that_stays_say_so() -> None:
    route = best(either(one={"months": 6, "pounds": 90}), "a", "b")
    here = route.model_copy(update={"leaves_strand": "no"})
    away = route.model_copy(update={"leaves_strand": "yes", "state": "conditional"})
    first, then = told_apart([here, away])
    assert first.what_sets_it_apart == (
        "stays in the same kind of work; nothing about it is left open"
    )
    assert then.what_sets_it_apart == "another way into the same steps"

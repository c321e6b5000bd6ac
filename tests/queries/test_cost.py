"""Routes in the order of their cost to the learner: what is not stated is never free (S9)."""

from __future__ import annotations

from small import best, kind, learning, move, post, question, world

from queries.ask import World, routes
from queries.question import RouteOptions
from queries.results import RoutesAnswer
from queries.sentences import Words, as_text, tell

OPEN = {"requires": {"nothing": True}, "entry": True}


def two_ways(**costs: float | None) -> World:
    """A post that asks for either of two qualifications, each with a price or none."""
    quals = {
        name: learning(6, **OPEN) | ({} if pounds is None else {"cost": {"pounds": pounds}})
        for name, pounds in costs.items()
    }
    goal = post(requires={"any": [{"holds": name} for name in costs]})
    return world(a=post(), b=goal, ab=move("a", "b"), **quals)


def ask(known: World, **options: object) -> RoutesAnswer:
    return routes(known, question("a"), "b", RouteOptions.model_validate(options))


def test_the_cheaper_way_comes_first() -> None:
    route = best(two_ways(dear=900, fair=90), "a", "b", by="cost")
    assert [s.id for s in route.steps] == ["fair", "b"]
    assert (route.totals.cost, route.totals.unknown_costs) == (90, 0)


def test_a_price_that_nobody_states_is_not_the_least() -> None:
    route = best(two_ways(dear=900, unsaid=None), "a", "b", by="cost")
    assert [s.id for s in route.steps] == ["dear", "b"]


def test_a_limit_in_pounds_leaves_the_dearer_way_out_and_says_so() -> None:
    known = two_ways(dear=900)
    assert [s.id for s in best(known, "a", "b", max_cost=900).steps] == ["dear", "b"]
    none = ask(known, max_cost=100).by_start[0].no_route
    assert none is not None and none.kind == "out-of-scope"
    assert [b.id for b in none.blocking] == ["max-cost"]
    assert "max cost 100 pounds" in none.blocking[0].text
    assert kind(two_ways(dear=900, fair=90), "a", "b", max_cost=50) == "out-of-scope"


def test_the_words_say_what_is_known_and_what_is_not() -> None:
    def said(known: World, **options: object) -> str:
        words = Words(known.snapshot(question("a")))
        return as_text(words, tell(words, ask(known, **options)))

    assert "Cost to you: £90" in said(two_ways(fair=90), by="cost")
    assert "Cost to you: what one step costs is not stated." in said(two_ways(q=None), by="cost")
    assert "£" not in said(two_ways(q=None))

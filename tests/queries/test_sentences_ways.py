"""Several ways in plain words: side by side, each with its own, and how sure the first is."""

from __future__ import annotations

import pytest
from small import answer, best, learning, move, post, question, world

from queries.ask import World
from queries.results import Route, RoutesAnswer
from queries.sentences import Words, as_text, tell
from queries.sentences_ways import how_sure

OPEN = {"requires": {"nothing": True}, "entry": True}


@pytest.fixture(scope="module")
def known() -> World:
    """A quick and dear way, and a slow and cheap one."""
    quals = {
        "dear": learning(6, cost={"pounds": 1900}, **OPEN),
        "slow": learning(60, cost={"pounds": 0}, **OPEN),
    }
    goal = post(requires={"any": [{"holds": name} for name in quals]})
    only = post(requires={"holds": "dear"})
    to_both = {"ab": move("a", "b"), "ac": move("a", "c")}
    return world(a=post(), b=goal, c=only, **to_both, **quals)


def said(known: World, found: RoutesAnswer) -> str:
    words = Words(known.snapshot(question("a")))
    return as_text(words, tell(words, found))


def test_ways_stand_side_by_side_with_the_same_facts_in_the_same_order(known: World) -> None:
    text = said(known, answer(known, "a", "b"))
    _, _, rest = text.partition("The ways side by side\n")
    told, _, _ = rest.partition("\n\n")
    assert [line.strip(" -") for line in told.splitlines()] == [
        "Way 1: by way of dear; the quickest",
        "Two steps, 6 months.",
        "Cost to you: £1,900, as far as steps have a price.",
        "Stated whole.",
        "Whether you stay in the same kind of work is not stated.",
        "Way 2: by way of slow; the cheapest",
        "Two steps, 60 months (5 years).",
        "Cost to you: £0, as far as steps have a price.",
        "Stated whole.",
        "Whether you stay in the same kind of work is not stated.",
    ]


def test_a_trade_off_stands_beside_the_routes(known: World) -> None:
    found = answer(known, "a", "b")
    (one,) = found.by_start
    first, then = one.routes
    moved = one.model_copy(update={"routes": (first,), "trade_offs": (then,)})
    assert said(known, found.model_copy(update={"by_start": (moved,)})) == said(known, found)


def test_one_way_is_set_beside_nothing(known: World) -> None:
    text = said(known, answer(known, "a", "c"))
    assert "side by side" not in text and "Way 1" not in text and "What to do\n" in text


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("steps", "none that is as certain has fewer steps."),
        ("time", "none that is as certain takes less time, as far as times are stated."),
        ("cost", "none that is as certain costs you less, as far as prices are stated."),
    ],
)
def test_what_is_proved_best_says_so(known: World, by: str, words: str) -> None:
    found = answer(known, "a", "b", by=by)
    assert f"Every way was looked at: {words}" in said(known, found)
    cut = said(known, found.model_copy(update={"complete": False}))
    assert "Every way" not in cut
    assert f"We stopped looking, though no way {words.removeprefix('none ')}" in cut


@pytest.fixture
def route(known: World) -> Route:
    """A way of two steps, six months and 1,900 pounds that was never proved best."""
    return best(known, "a", "b", by="time")


@pytest.mark.parametrize(
    ("by", "gap", "words"),
    [
        ("steps", 0.5, "a shorter way, though none below one step."),
        ("steps", 0.3, "a shorter way, though none below two steps."),  # not even one fewer
        ("time", 0.5, "a quicker way, though none below 3 months."),
        ("cost", 0.5, "a cheaper way, though none below £950."),
        ("cost", 1.0, "a cheaper way, though none below £0."),
    ],
)
def test_how_much_better_a_way_might_be(route: Route, by: str, gap: float, words: str) -> None:
    open_ = route.model_copy(update={"gap": gap})
    assert how_sure(open_, by) == f"We stopped looking. There may be {words}"


def test_what_was_not_looked_into_is_not_spoken_of(route: Route) -> None:
    assert how_sure(route.model_copy(update={"gap": None}), "steps") == ""

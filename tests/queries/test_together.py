"""Answers put together: what only one of them shows is never said of another."""

from __future__ import annotations

from datetime import date

import pytest
from small import learning, move, post, question, world

from queries.ask import routes
from queries.results import Assuming, StartAnswer
from queries.together import agree, conditional, grouped, touches

OPEN = {"requires": {"nothing": True}, "entry": True}


@pytest.fixture
def one() -> StartAnswer:
    """A start with a first way, and another that trades money for time."""
    quals = {
        "dear": learning(6, cost={"pounds": 900}, **OPEN),
        "slow": learning(60, cost={"pounds": 0}, **OPEN),
    }
    goal = post(requires={"any": [{"holds": name} for name in quals]})
    known = world(a=post(), b=goal, ab=move("a", "b"), **quals)
    (found,) = routes(known, question("a"), "b").by_start
    best, other = found.routes
    steps = tuple(step.model_copy(update={"setting": "here"}) for step in other.steps)
    other = other.model_copy(update={"steps": steps})
    return found.model_copy(update={"routes": (best,), "trade_offs": (other,), "setting": "here"})


def test_settings_of_which_one_has_a_trade_off_do_not_agree(one: StartAnswer) -> None:
    there = one.model_copy(update={"trade_offs": (), "setting": "there"})
    assert agree([one, there], None) == [one, there]
    assert touches((one,), (there,), "slow") and not touches((there,), (there,), "slow")


def test_an_answer_for_every_setting_names_none(one: StartAnswer) -> None:
    (found,) = agree([one, one.model_copy(update={"setting": "there"})], None)
    shown = (*found.routes, *found.trade_offs)
    assert len(shown) == 2 and found.setting is None
    assert {step.setting for route in shown for step in route.steps} == {None}


def test_starts_of_which_one_has_a_trade_off_are_told_apart(one: StartAnswer) -> None:
    other = one.model_copy(update={"trade_offs": (), "starts": ("c",)})
    assert len(grouped([one, other])) == 2
    assert [g.starts for g in grouped([one, one.model_copy(update={"starts": ("c",)})])] == [
        ("a", "c")
    ]


def test_an_announced_day_hangs_over_every_way_shown(one: StartAnswer) -> None:
    (best,) = one.routes
    unsure = best.model_copy(update={"state": "conditional"})
    certain = one.trade_offs[0].model_copy(
        update={"what_sets_it_apart": "nothing about it is left open"}
    )
    mixed = one.model_copy(update={"routes": (unsure,), "trade_offs": (certain,)})
    told = Assuming.model_validate(
        {"what": "b", "by": "them", "from": date(2027, 1, 1), "otherwise": "closed"}
    )
    found = conditional(mixed, (told,))
    shown = (*found.routes, *found.trade_offs)
    assert {r.state for r in shown} == {"conditional"}
    assert all(any(c.kind == "announced" for c in r.conditions) for r in shown)
    assert not any("left open" in (r.what_sets_it_apart or "") for r in shown)

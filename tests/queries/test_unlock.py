"""What would open a goal: every kind of change, whose it is, and that all are needed (S11)."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from small import READ, block, learning, move, post, question, world

from graph.catalogue import digest
from loaders.yaml_catalogue import load
from queries.ask import World, routes
from queries.change_kinds import CHANGES
from queries.question import Question
from queries.result_unlock import Unlock, UnlockStart
from queries.sentences import Words, as_text, tell
from queries.unlock import unlock
from queries.what_if import changed_world

OPEN = {"requires": {"nothing": True}, "entry": True}
Found = set[frozenset[tuple[str, str, str]]]


def found(sets: tuple[Unlock, ...]) -> Found:
    return {frozenset((c.what, c.id, c.by) for c in one.changes) for one in sets}


def ask(known: World, start: str, *goals: str, **more: object) -> UnlockStart:
    answer = unlock(known, question(start, **more), goals)
    assert answer.complete and len(answer.by_start) == 1
    return answer.by_start[0]


def test_what_there_is_a_way_to_needs_no_change() -> None:
    one = ask(world(a=post(), b=post(), ab=move("a", "b")), "a", "b")
    assert one.kinds == ("stated",) and not one.opens


def test_a_block_is_lifted_by_whom_it_belongs_to_or_by_what_it_names() -> None:
    shut = block("a", "b", unless={"holds": "q"}, force="provider")
    known = world(a=post(), b=post(), ab=move("a", "b"), q=learning(), shut=shut)
    one = ask(known, "a", "b")
    assert one.kinds == ("closed",)
    assert found(one.opens) == {
        frozenset({("lift", "shut", "provider")}),
        frozenset({("get", "q", "you")}),
    }
    assert not one.ends_closure  # each of them opens it


def test_a_clause_is_dropped_by_the_owner_of_its_force() -> None:
    for force, owner in {
        "law": "lawmaker", "regulator": "regulator", "national-profile": "national pay body",
        "scheme": "provider", "job-description": "employer", None: "not stated",
    }.items():  # fmt: skip
        goal = post(requires={"holds": "q"}, **({"force": force} if force else {}))
        known = world(a=post(), b=goal, ab=move("a", "b"), q=learning())
        assert found(ask(known, "a", "b").opens) == {
            frozenset({("get", "q", "you")}),
            frozenset({("drop", "b.1", owner)}),
        }


def test_what_a_route_can_earn_is_never_handed_over() -> None:
    goal = post(requires={"all": [{"holds": "open"}, {"holds": "shut"}]})
    known = world(a=post(), b=goal, ab=move("a", "b"), open=learning(6, **OPEN), shut=learning())
    assert all("open" not in {i for _, i, _ in s} for s in found(ask(known, "a", "b").opens))


def test_a_proposed_post_on_the_way_is_set_up_and_a_skill_taught() -> None:
    middle = post() | {"status": {"value": "proposed"}}
    skill = {"kind": "competency"}
    goal = post(requires={"holds": "skill"})
    known = world(a=post(), m=middle, b=goal, skill=skill, am=move("a", "m"), mb=move("m", "b"))
    sets = found(ask(known, "a", "b").opens)
    assert frozenset({("open", "m", "employer"), ("teach", "skill", "provider")}) in sets


def test_the_way_in_is_stated_only_where_nothing_else_is_left() -> None:
    assert found(ask(world(a=post(), b=post()), "a", "b").opens) == {
        frozenset({("way-in", "b", "employer")})
    }
    known = world(a=post(), b=post(), ab=move("a", "b"), shut=block("a", "b", force="law"))
    assert found(ask(known, "a", "b").opens) == {frozenset({("lift", "shut", "lawmaker")})}


def test_a_rule_of_law_goes_together_with_the_way_in() -> None:
    goal = post(requires={"holds": "q"}, force="law", staff_groups=["staff"])
    known = world(a=post(staff_groups=["staff"]), b=goal, q=learning())
    one = ask(known, "a", "b")
    assert one.kinds == ("closed",)
    assert frozenset({("drop", "b.1", "lawmaker"), ("way-in", "b", "employer")}) in found(one.opens)
    assert found(one.ends_closure) == {
        frozenset({("drop", "b.1", "lawmaker")}),
        frozenset({("get", "q", "you")}),
    }


def test_several_goals_are_opened_at_once() -> None:
    known = world(a=post(), b=post(), c=post())
    one = ask(known, "a", "b", "c")
    assert found(one.opens) == {
        frozenset({("way-in", "b", "employer"), ("way-in", "c", "employer")})
    }


def test_two_tellings_of_one_rule_go_together() -> None:
    told = post(requires={"holds": "q"}, force="law", same_rule="b.1")
    told["also"] = [{"cite": READ, "requires": {"holds": "q"}, "same_rule": "b.1"}]
    known = world(a=post(), b=told, q=learning(), ab=move("a", "b"))
    drop = next(c for one in ask(known, "a", "b").opens for c in one.changes if c.what == "drop")
    assert (drop.id, drop.also, drop.by) == ("b.1", ("b.2",), "lawmaker")
    assert len(drop.evidence) == 2


@pytest.fixture(scope="module")
def built_in() -> World:
    catalogue = load()
    return World(catalogue, digest(catalogue))


def test_the_dated_story(built_in: World) -> None:
    def sets(day: date, *sources: str) -> Found:
        asked = Question(
            from_="pharmacy-technician-b5", as_of=day, setting="section-10", sources=sources
        )
        return found(unlock(built_in, asked, ["section-10-lead"]).by_start[0].opens)

    way_in = ("way-in", "section-10-lead", "employer")
    both = frozenset({("drop", "report-s10-pharmacist", "lawmaker"), way_in})
    assert both in sets(date(2026, 12, 9), "scoping-report")
    assert both in sets(date(2026, 12, 9))
    assert sets(date(2026, 12, 10)) == {frozenset({way_in})}


def test_no_change_of_a_set_can_be_left_out(built_in: World) -> None:
    """Each smaller set of the same what-if opens nothing; `get` is left to the kernel's tests."""
    asked = Question(from_="qc-support-worker", as_of=date(2026, 11, 30), setting="licensed")
    one = unlock(built_in, asked, ["qc-lab-manager"]).by_start[0]
    lifted = next(u for u in one.opens if any(c.what == "lift" for c in u.changes))
    made = [{"lift": c.id} if c.what == "lift" else {"way_in": c.id} for c in lifted.changes]
    for size in range(len(made) + 1):
        for chosen in combinations(made, size):
            changes = CHANGES.validate_python(chosen) if chosen else ()
            after = changed_world(built_in, changes) if changes else built_in
            answer = routes(after, asked, "qc-lab-manager")
            assert any(a.routes for a in answer.by_start) == (size == len(made))


def test_the_words_name_who_can_do_it(built_in: World) -> None:
    asked = Question(
        from_="pharmacy-technician-b5",
        as_of=date(2026, 12, 9),
        setting="section-10",
        sources=("scoping-report",),
    )
    answer = unlock(built_in, asked, ["section-10-lead"])
    words = Words(built_in.snapshot(Question(as_of=asked.as_of)))
    text = as_text(words, tell(words, answer))
    assert "Together, the lawmaker and the employer:" in text
    assert "These would end what shuts it, but a way in would still be missing" in text

"""A what-if: every kind of change does what it says, and every fault is told with its place."""

from __future__ import annotations

from typing import Any

import pytest
import small
from pydantic import ValidationError
from small import block, learning, move, post, question

from graph.catalogue import digest, dump, parse
from graph.catalogue_checks import check
from queries.ask import World
from queries.before_after import Side, reachable, same_person
from queries.budget import Budget
from queries.change_kinds import CHANGES, KINDS, kind_of
from queries.changes import SOURCE, ChangeError, apply
from queries.question import Question, RouteOptions
from queries.result_changes import WhatIfAnswer
from queries.what_if import changed_world, what_if

RULE = {"any": [{"holds": "register"}, {"all": [{"holds": "degree"}, {"holds": "course"}]}]}


@pytest.fixture(scope="module")
def known() -> World:
    return small.world(
        clerk=post(staff_groups=["staff"], grades=[{"band": "b2"}]),
        lead=post(grades=[{"band": "b4"}], force="law", requires={"holds": "register"}),
        expert=post(grades=[{"band": "b3"}], entry=True, requires={"holds": "course"}),
        ruled=post(requires=RULE, entry=True, force="regulator"),
        asked=post(also=[{"cite": small.SAID, "id": "asked-rule", "entry": True,
                          "requires": {"all": [{"holds": "course"}, {"holds": "degree"}]}}]),
        planned=post(status={"value": "proposed"}, entry=True, requires={"nothing": True}),
        register={"kind": "registration", "cite": small.SAID, "staff_group": "staff",
                  "requires": {"holds": "degree"}},
        guild={"kind": "registration", "cite": small.SAID},
        degree=learning(36),
        diploma=learning(6, entry=True, requires={"nothing": True}),
        course=learning(12, entry=True, requires={"nothing": True}),
        up=move("clerk", "expert"),
        bar=block("clerk", "expert"),
        slow=block("clerk", "expert", effect="hinders"),
    )  # fmt: skip


def ask(
    world: World, *changes: dict[str, Any], to: tuple[str, ...] = (), **more: Any
) -> WhatIfAnswer:
    start = more.pop("start", "clerk")
    asked = question(start, **more) if start else Question(as_of=question("none").as_of)
    return what_if(world, asked, CHANGES.validate_python(list(changes)), to)


def opened(answer: WhatIfAnswer) -> set[str]:
    return {d.id for d in answer.opened}


def shut(answer: WhatIfAnswer) -> set[str]:
    return {d.id for d in answer.shut}


def test_before_any_change_only_the_courses_are_open(known: World) -> None:
    assert check(known.catalogue) == []
    side = Side(known, question("clerk"), RouteOptions())
    found = {target.id for target in reachable(side.plan("clerk", "here"))}
    assert found == {"course", "diploma"}


NEW = {"kind": "role", "label": "New", "type": "post", "status": {"value": "current"}}
OPENS: dict[str, tuple[list[dict[str, Any]], set[str]]] = {
    "add": ([{"add": "new", "entry": {**NEW, "entry": True, "requires": {"nothing": True}}}],
            {"new"}),
    "open": ([{"open": "planned"}], {"planned"}),
    "recognise": ([{"recognise": "diploma", "for": "degree"}], {"asked", "ruled", "register"}),
    "drop": ([{"drop": "asked-rule", "clause": "all.1"}], {"asked"}),
    "drop, all of it": ([{"drop": "asked-rule"}], {"asked"}),
    "drop, parent and all": ([{"drop": "ruled.1", "clause": "any.1.all.0"}], {"ruled"}),
    "replace": ([{"replace": "ruled.1", "clause": "any.0", "with": {"holds": "course"}}],
                {"ruled"}),
    "lift": ([{"lift": "bar"}], {"expert"}),
    "way_in": ([{"way_in": "degree"}], {"degree", "asked", "ruled", "register"}),
    "way_in, from": ([{"drop": "lead.1"}, {"way_in": "lead", "from": ["clerk"]}], {"lead"}),
}  # fmt: skip


@pytest.mark.parametrize("name", OPENS)
def test_what_a_change_opens(known: World, name: str) -> None:
    changes, expected = OPENS[name]
    answer = ask(known, *changes)
    extra = opened(answer) - expected
    assert expected <= opened(answer)
    assert extra <= {"lead"}  # who holds the register of the group may have more
    assert shut(answer) == set()
    assert answer.complete
    for item in answer.opened:
        assert (item.route.steps and item.starts == ("clerk@b2",)) or item.starts == ("clerk",)
    cited = {e.source for d in answer.opened for s in d.route.steps for e in s.evidence}
    assert SOURCE in cited or name in ("open", "recognise", "lift")


def test_closing_shuts_what_needs_it(known: World) -> None:
    assert shut(ask(known, {"close": "course"})) == {"course"}
    both = ask(known, {"lift": "bar"}, {"close": "course"})
    assert "expert" not in opened(both)


def test_a_clause_more_shuts_and_a_register_makes_members(known: World) -> None:
    world = World(lifted := changed(known, {"lift": "bar"}), digest(lifted))
    answer = ask(world, {"require": "expert", "clause": {"holds": "degree"}})
    assert shut(answer) == {"expert"}
    inside = ask(world, {"require": "expert", "statement": "expert.1",
                         "clause": {"holds": "degree"}})  # fmt: skip
    assert shut(inside) == {"expert"}
    told = changed(known, {"require": "asked", "statement": "asked-rule",
                           "clause": {"holds": "diploma"}})  # fmt: skip
    rule = next(t for t in told.tellings("asked") if t.id == "asked-rule")
    assert [c.holds for c in rule.requires.all] == ["course", "degree", "diploma"]
    assert opened(ask(known, {"register": "staff", "with": "register"})) == {"ruled", "asked"}
    member = changed(known, {"register": "staff", "with": "guild"})
    side = Side(World(member, digest(member)), question("clerk"), RouteOptions())
    plan = side.plan("clerk", "here")
    assert plan is not None and "guild" in plan.person.held


def changed(world: World, *changes: dict[str, Any]) -> Any:
    return apply(world.catalogue, CHANGES.validate_python(list(changes)))


def test_the_changed_catalogue_is_a_new_one_and_a_whole_one(known: World) -> None:
    before = dump(known.catalogue)
    new = changed(known, {"drop": "ruled.1"}, {"text": "why", "open": "planned"})
    assert dump(known.catalogue) == before
    assert check(new) == []
    assert parse(dump(new)) == new
    rule = next(t for t in new.tellings("ruled") if t.id == "ruled.1")
    assert rule.requires.nothing and rule.cite.source == SOURCE
    assert rule.force == "regulator"
    assert next(t for t in new.tellings("planned") if t.status).cite.note == "why"


def test_what_is_left_of_a_rule_keeps_how_we_know(known: World) -> None:
    new = changed(known, {"drop": "asked-rule", "clause": "all.1"})
    rule = next(t for t in new.tellings("asked") if t.id == "asked-rule")
    assert rule.requires.all[0].basis == "report"


def test_a_post_without_its_register_is_no_post_of_the_group_alone() -> None:
    world = small.world(
        members={"kind": "staff-group", "also": [{"cite": small.SAID, "register_of": ["roll"]}]},
        roll={"kind": "registration", "cite": small.SAID, "staff_group": "members"},
        job=post(staff_groups=["members"], requires={"holds": "roll"}),
        other=post(staff_groups=["members"], entry=True, requires={"nothing": True}),
    )
    for name in ("job", "other"):
        new = changed(world, {"drop": f"{name}.1"}, {"way_in": name})
        assert all(t.staff_groups == () for t in new.tellings(name)), name
    assert "job" in opened(ask(world, {"drop": "job.1"}, {"way_in": "job"}, start="none"))
    assert ask(world, {"way_in": "job"}, start="none").opened == ()


def test_at_least_never_asks_for_more_than_there_is() -> None:
    tree = {"at_least": {"n": 2, "of": [{"holds": "a"}, {"holds": "b"}]}}
    world = small.world(a=learning(), b=learning(), job=post(requires=tree))
    new = changed(world, {"drop": "job.1", "clause": "at_least.of.1"})
    rule = next(t for t in new.tellings("job") if t.id == "job.1")
    assert (rule.requires.at_least.n, len(rule.requires.at_least.of)) == (1, 1)


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown id": ({"open": "planed"}, "Did you mean: planned"),
    "a kind that does not fit": ({"open": "bar"}, "A block cannot be something to open"),
    "unknown statement": ({"drop": "nothing-here"}, "There is no statement 'nothing-here'"),
    "an entry for a statement": ({"drop": "ruled"}, "Did you mean: ruled.1"),
    "wrong path": ({"drop": "ruled.1", "clause": "any.7"}, "It has: any.0, any.1, any.1.all.0"),
    "nothing to drop": ({"drop": "clerk.1", "clause": "all.0"}, "asks for nothing"),
    "another entry's statement": (
        {"require": "lead", "statement": "asked-rule", "clause": {"holds": "course"}},
        "is about 'asked', not 'lead'",
    ),
    "a clause that names nothing": (
        {"require": "lead", "clause": {"holds": "coarse"}}, "Did you mean 'course'"),
    "a circle": ({"require": "course", "clause": {"holds": "course"}}, "asks for itself"),
    "duplicate add": ({"add": "lead", "entry": {"kind": "role", "label": "x"}}, "is an entry"),
    "a citation of its own": (
        {"add": "x", "entry": {"kind": "role", "label": "x", "cite": {"source": "one"}}},
        "Leave `cite` out"),
    "open what is open": ({"open": "lead"}, "changes nothing"),
    "close what is closed": ({"close": "planned"}, "changes nothing"),
    "recognise oneself": ({"recognise": "degree", "for": "degree"}, "changes nothing"),
    "nothing less than nothing": ({"drop": "diploma.1"}, "changes nothing"),
    "the same clause": (
        {"replace": "ruled.1", "clause": "any.0", "with": {"holds": "register"}},
        "changes nothing"),
    "lift what only hinders": ({"lift": "slow"}, "shuts nothing"),
    "a band without a start": ({"way_in": "lead@b4"}, "needs `from`"),
    "an unknown start": ({"way_in": "lead", "from": ["clark"]}, "Did you mean 'clerk'"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_place(known: World, name: str) -> None:
    change, said = FAULTS[name]
    with pytest.raises(ChangeError) as error:
        changed(known, {"recognise": "diploma", "for": "guild"}, change)
    assert str(error.value).startswith("Change 2: ")
    assert said in str(error.value)
    assert error.value.number == 2


def test_the_same_change_twice_is_a_fault(known: World) -> None:
    for change in ({"lift": "bar"}, {"open": "planned"}, {"recognise": "diploma", "for": "degree"},
                   {"register": "staff", "with": "guild"}, {"close": "course"}):  # fmt: skip
        with pytest.raises(ChangeError, match="Change 2"):
            changed(known, change, change)


@pytest.mark.parametrize(
    "raw", [{}, {"open": "x", "close": "y"}, {"open": "X Y"}, {"open": "x", "more": 1},
            {"require": "x", "clause": {"nope": 1}}, {"drop": "x", "text": "y" * 501}]
)  # fmt: skip
def test_what_is_no_change(raw: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CHANGES.validate_python([raw])


def test_every_kind_is_tried() -> None:
    tried = {kind_of(c) for changes, _ in OPENS.values() for c in changes}
    assert tried | {"close", "require", "register"} == set(KINDS)


def test_opening_never_closes_anything(known: World) -> None:
    """Whoever is somewhere today reaches all that they reached, and the search agrees."""
    for name, (changes, _) in OPENS.items():
        answer = ask(known, *changes, start="")
        assert answer.shut == (), name
        after = changed_world(known, CHANGES.validate_python(changes))
        for start in answer.starts:
            sides = [Side(w, question("none"), RouteOptions()) for w in (known, after)]
            was, now = (side.plan(start, "here") for side in sides)
            assert set(reachable(was)) <= set(reachable(same_person(now, was))) | {
                p for p in (now.person.posts if now else ())
            }


def test_goals_are_answered_before_and_after(known: World) -> None:
    changes = ({"drop": "lead.1"}, {"way_in": "lead", "from": ["clerk"]})
    (goal,) = ask(known, *changes, to=("lead",)).goals
    (row,) = goal.rows
    assert row.before.state not in ("stated", "conditional")
    assert (row.after.state, row.after.steps) == ("conditional", 1)
    assert goal.before is not None and goal.after is not None
    (still,) = ask(known, changes[0], to=("lead",)).goals
    assert still.rows[0].after.state == "not-stated"
    (barred,) = ask(known, {"open": "planned"}, to=("expert",)).goals
    assert [b.id for b in barred.rows[0].after.blocking] == ["bar"]


def test_what_only_the_change_makes_is_a_goal_a_start_and_held(known: World) -> None:
    add = {"add": "new", "entry": {**NEW, "entry": True, "requires": {"nothing": True}}}
    (goal,) = ask(known, add, to=("new",)).goals
    assert (goal.rows[0].before.state, goal.rows[0].after.state) == (None, "conditional")
    assert ask(known, add, start="new").starts == ("new",)
    assert ask(known, {"add": "badge", "entry": {"kind": "qualification", "label": "Badge"}},
               holds=("badge",)).complete  # fmt: skip


def test_what_opens_without_a_way_in_is_named(known: World) -> None:
    bare = {"add": "bare", "entry": {"kind": "qualification", "label": "Bare"}}
    assert ask(known, bare).not_reached == ("bare",)
    assert ask(known, bare, {"way_in": "bare"}).not_reached == ()


def test_the_sources_asked_still_count_and_the_change_does(known: World) -> None:
    assert opened(ask(known, {"open": "planned"}, sources=("one",))) == {"planned"}
    with pytest.raises(ChangeError, match="do not say 'asked-rule'"):
        ask(known, {"drop": "asked-rule"}, sources=("two",), start="none")


def test_a_budget_cuts_the_answer_and_says_so(known: World) -> None:
    changes = CHANGES.validate_python([{"open": "planned"}])
    answer = what_if(known, question("clerk"), changes, (), None, Budget(seconds=-1))
    assert not answer.complete and answer.opened == ()


def test_a_lead_by_law_needs_two_hands(world: World) -> None:
    """The dated story under the report alone: the lawmaker and the employer (S11, S14)."""
    law = {"replace": "report-s10-pharmacist", "with": {
        "any": [{"holds": "gphc-pharmacist"}, {"holds": "gphc-pharmacy-technician"}]}}  # fmt: skip
    lead, way = "section-10-lead", {"way_in": "section-10-lead"}
    states = []
    for changes in ([law], [way], [law, way]):
        asked = Question.model_validate({
            "from": "pharmacy-technician-b5", "as_of": "2026-11-30", "sources": ["scoping-report"]
        })  # fmt: skip
        (goal,) = what_if(world, asked, CHANGES.validate_python(changes), (lead,)).goals
        states.append([(r.before.state, r.after.state) for r in goal.rows])
    assert states == [[("closed", "not-stated")], [("closed", "closed")],
                      [("closed", "conditional")]]  # fmt: skip

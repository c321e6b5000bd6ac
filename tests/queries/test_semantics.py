"""The worked cases of docs/semantics.md that a small catalogue can show."""

from __future__ import annotations

from small import READ, best, block, kind, learning, move, post, verdict, world

OPEN = {"requires": {"nothing": True}, "entry": True}


def test_s2_what_is_held_but_not_described_in_the_lens_is_unknown() -> None:
    degree = learning(level=6) | {"cite": {"source": "two", "basis": "report"}}
    goal = post(requires={"level": {"at_least": 5}})
    known = world(a=post(), b=goal, degree=degree)
    assert verdict(known, "a", "b", holds=("degree",)) == "met"
    assert verdict(known, "a", "b", holds=("degree",), sources=("one",)) == "unknown"


def test_s2_service_adds_up_over_posts() -> None:
    asks = {"served": {"strand": "aseptic", "months": 12}}
    half = {"served": {"role": "a", "months": 6}}
    known = world(
        a=post(strands=["aseptic"]),
        b=post(strands=["aseptic"], requires=half),
        c=post(requires=asks),
        ab=move("a", "b"),
        bc=move("b", "c"),
    )
    assert best(known, "a", "c", by="time").totals.months == 12


def test_s2_an_unknown_branch_of_a_rule_told_twice_is_no_way_in() -> None:
    told = post(requires={"any": [{"unknown": "?"}, {"holds": "q"}]}, same_rule="b.1")
    told["also"] = [{"cite": READ, "requires": {"unknown": "?"}, "same_rule": "b.1"}]
    assert kind(world(a=post(), b=told, q=learning(), ab=move("a", "b")), "a", "b") == "not-stated"


def test_s4_a_duty_read_between_the_lines_makes_the_step_conditional() -> None:
    told = {"duties": [{"begin": "q"}]}
    assert best(world(a=post(**told), q=learning()), "a", "q").state == "stated"
    weak = post(**told) | {"cite": READ}
    assert best(world(a=weak, q=learning()), "a", "q").state == "conditional"


def test_s4_a_duty_lets_only_the_holder_of_the_post_begin() -> None:
    first = post(duties=[{"begin": "q"}])
    needs = learning(requires={"holds": "r"})
    route = move("a", "b", begins=["q"])
    known = world(
        a=first, b=post(duties=[{"begin": "r"}]), q=needs, r=learning(), ab=move("a", "b")
    )
    assert kind(known, "a", "q") == "not-stated"
    begun = world(a=post(), b=post(duties=[{"begin": "r"}]), q=needs, r=learning(), ab=route)
    assert [s.id for s in best(begun, "a", "q").steps] == ["b", "r", "q"]


def test_s4_training_that_a_move_begins_runs_from_the_move() -> None:
    first = move("a", "q", begins=["r"])
    goal = post(requires={"all": [{"holds": "q"}, {"holds": "r"}]})
    known = world(a=post(), b=goal, q=learning(24), r=learning(24), aq=first, ab=move("a", "b"))
    assert best(known, "a", "b").totals.months == 24


def test_s4_a_course_is_open_to_those_now_in_its_audience() -> None:
    course = {"kind": "course", "cite": {"source": "one"}, "status": {"value": "current"}}
    course |= {"audience": {"ids": ["b"]}, "days": 3, "requires": {"holds": "q"}}
    known = world(
        a=post(),
        b=post(duties=[{"begin": "q"}]),
        c=post(requires={"holds": "course"}),
        q=learning(9),
        course=course,
        ab=move("a", "b"),
        bc=move("b", "c"),
    )
    route = best(known, "a", "c")
    assert [s.id for s in route.steps] == ["b", "q", "course", "c"]
    assert route.totals.months == 9.1
    gone = world(a=post(), b=post(), q=learning(9), course=course, ba=move("b", "a"))
    assert kind(gone, "a", "course", holds=("q",)) == "not-stated"


def test_s4_one_of_two_tellings_of_a_move_is_enough_for_a_stated_step() -> None:
    told = move("a", "b") | {"cite": READ}
    told["also"] = [{"from": ["a"], "to": "b", "cite": {"source": "two", "basis": "official"}}]
    assert best(world(a=post(), b=post(), ab=told), "a", "b").state == "stated"


def test_s5_a_course_held_tells_what_it_asks() -> None:
    course = {"kind": "course", "cite": {"source": "one"}, "requires": {"holds": "q"}}
    known = world(
        a=post(requires={"holds": "c"}), c=course, q=learning(), b=post(requires={"holds": "q"})
    )
    assert verdict(known, "a", "b") == "met"


def test_s6_service_may_lift_a_block() -> None:
    served = {"served": {"role": "a", "months": 6}}
    known = world(a=post(), b=post(), ab=move("a", "b"), shut=block("a", "b", unless=served))
    assert [s.kind for s in best(known, "a", "b").steps] == ["serve", "take-up"]


def test_s10_out_of_scope_is_tried_over_the_other_settings_and_all_limits_together() -> None:
    there = world(a=post(), b=post(), ab=move("a", "b", setting="there"))
    assert kind(there, "a", "b") == "out-of-scope"
    long = learning(12, **OPEN)
    goal = post(requires={"holds": "q"})
    known = world(a=post(), b=post(), c=goal, q=long, ab=move("a", "b"), bc=move("b", "c"))
    assert kind(known, "a", "c", avoid=("b",), max_months=6) == "out-of-scope"


def test_s10_a_failing_gate_assumes_that_conditions_are_granted_and_service_is_served() -> None:
    asks = {"all": [{"condition": "sponsor"}, {"served": {"role": "a", "months": 12}}]}
    sponsor = {"kind": "condition"}
    assert kind(world(a=post(), b=post(requires=asks), sponsor=sponsor), "a", "b") == "not-stated"
    more = {"all": [*asks["all"], {"holds": "q"}]}
    known = world(a=post(), b=post(requires=more), sponsor=sponsor, q=learning())
    assert kind(known, "a", "b") == "unmet"


def test_s10_what_a_block_keeps_away_cannot_be_gained() -> None:
    entries = {"a": post(), "b": post(), "c": post(duties=[{"begin": "q"}]), "q": learning()}
    entries |= {"d": post(requires={"holds": "q"}), "ab": move("a", "b"), "bc": move("b", "c")}
    assert kind(world(**entries), "a", "d") == "not-stated"
    assert kind(world(**entries, shut=block("b", "c")), "a", "d") == "unmet"


def test_s10_the_months_allowed_are_a_limit_of_the_search() -> None:
    slow = {f"q{n}": learning(24, **OPEN) for n in range(4)}
    quick = {"r": learning(3, **OPEN), "s": learning(3, requires={"holds": "r"}, entry=True)}
    ways = {"any": [*({"holds": name} for name in slow), {"holds": "s"}]}
    known = world(a=post(), b=post(requires=ways), ab=move("a", "b"), **slow, **quick)
    route = best(known, "a", "b", max_months=12)
    assert [s.id for s in route.steps] == ["r", "s", "b"] and route.totals.months == 6

"""The calendar of small routes, worked out by hand (S9)."""

from __future__ import annotations

import pytest
from small import answer, block, learning, move, post, question, world

from queries.ask import World, routes
from queries.kernel import calendar as kernel
from queries.question import RouteOptions
from queries.result_calendar import RouteCalendar, Span
from queries.timetable import Table

TWO = {"all": [{"holds": "first"}, {"holds": "second"}]}
LEAST = {"months": {"min": 12}}
OPEN = {"requires": {"nothing": True}, "entry": True}
COURSES = world(
    a=post(), b=post(), go=move("a", "b", conditions=TWO),
    first=learning(12, **OPEN), second=learning(6, **OPEN),
)  # fmt: skip


def planned(known: World, studies: int | None = None, goal: str = "b") -> RouteCalendar:
    found = routes(known, question("a"), goal, RouteOptions(studies=studies))
    calendar = found.by_start[0].routes[0].calendar
    assert calendar is not None
    return calendar


def span(found: RouteCalendar, name: str) -> Span:
    return next(s for s in found.spans if s.id == name)


@pytest.mark.parametrize(("studies", "months"), [(None, 12), (1, 18), (2, 12)])
def test_so_many_studies_at_once(studies: int | None, months: float) -> None:
    found = planned(COURSES, studies)
    assert (found.months, found.studies, found.at_least) == (months, studies, False)
    assert found.proved and found.kept
    assert span(found, "b").starts == months and span(found, "b").until is None


def test_a_study_in_the_post_counts_as_one_of_them() -> None:
    inside = {"all": [{"holds": "second"}, {"in_role": {"role": "a"}}]}
    known = world(
        a=post(), b=post(), go=move("a", "b", conditions={"holds": "first"}),
        first=learning(12, requires=inside, entry=True), second=learning(6, **OPEN),
    )  # fmt: skip
    found = planned(known, 1)
    assert span(found, "first").inside == 0, "the post at the start"
    assert found.months == 18


def test_a_course_open_to_a_post_is_begun_before_it_is_left() -> None:
    course = {"kind": "course", "status": {"value": "current"}, "days": 60}
    course |= {"audience": {"ids": ["a"]}, "cite": {"source": "one", "basis": "report"}}
    known = world(
        a=post(), m=post(), b=post(), course=course, go=move("a", "m"),
        on=move("m", "b", conditions={"holds": "course"}),
    )  # fmt: skip
    found = planned(known)
    assert span(found, "course").starts == 0 and span(found, "course").inside == 0
    assert span(found, "m").starts == 0 and span(found, "b").starts == 2


def test_what_is_not_stated_is_no_length_and_leaves_all_after_it_open() -> None:
    known = world(
        a=post(), b=post(), go=move("a", "b", conditions=TWO), first=learning(**OPEN),
        second=learning(6, requires={"holds": "first"}, entry=True),
    )  # fmt: skip
    found = planned(known)
    first, second, end = (span(found, name) for name in ("first", "second", "b"))
    assert not first.stated and first.ends_at_least and not first.starts_at_least
    assert second.stated and second.starts_at_least and end.starts_at_least
    assert found.at_least and found.not_stated == (first.step,) and found.months == 6


def test_a_study_that_waits_for_its_turn_is_as_open_as_what_it_waits_for() -> None:
    known = world(
        a=post(), b=post(), go=move("a", "b", conditions=TWO),
        first=learning(12, **OPEN) | LEAST, second=learning(6, **OPEN),
    )  # fmt: skip
    assert span(planned(known, 1), "first").starts != span(planned(known, 1), "second").starts
    late = max(planned(known, 1).spans[:2], key=lambda s: s.starts)
    assert late.starts_at_least == (late.id == "second")
    assert not any(s.starts_at_least for s in planned(known).spans[:2])


def test_an_agreement_is_due_when_it_is_needed() -> None:
    granted = {"kind": "condition", "by": "employer", "cite": {"source": "one", "basis": "report"}}
    known = world(
        a=post(), b=post(), leave=granted, first=learning(12, **OPEN),
        go=move("a", "b", conditions={"all": [{"holds": "first"}, {"condition": "leave"}]}),
    )  # fmt: skip
    found = planned(known)
    assert span(found, "leave").lane == "point"
    assert span(found, "leave").starts == span(found, "b").starts == 12


def test_a_step_waits_for_what_lifts_its_block() -> None:
    known = world(
        a=post(), b=post(), go=move("a", "b"), first=learning(12, **OPEN),
        shut=block("a", "b", unless={"holds": "first"}),
    )  # fmt: skip
    assert answer(known, "a", "b").by_start[0].routes[0].totals.months == 12
    assert planned(known).months == 12


def test_days_are_kept_to_the_thousandth_of_a_month() -> None:
    course = {"kind": "course", "status": {"value": "current"}, "audience": {"ids": ["a"]}}
    course |= {"cite": {"source": "one", "basis": "report"}}
    known = world(
        a=post(), b=post(), go=move("a", "b", conditions=TWO),
        first=course | {"days": 1}, second=course | {"hours": 10},
    )  # fmt: skip
    assert planned(known, 1).months == 0.1
    assert planned(known).months == 0.07


def test_without_a_schedule_the_times_of_the_search_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Table, "schedule", lambda *_: None)
    found = planned(COURSES, 1)
    assert not found.kept and not found.proved
    assert found.months == 12 and span(found, "second").starts == 0


def test_without_the_solver_the_calendar_says_whether_it_is_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kernel, "solver_here", lambda: False)
    assert planned(COURSES, 1).proved and planned(COURSES).proved

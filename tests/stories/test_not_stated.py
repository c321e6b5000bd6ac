"""What the report does not say, held over the catalogue seen through the report alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from graph.requirements import Unknown, walk
from graph.snapshot import Seen, Snapshot
from queries.ask import World, routes
from queries.question import Question

DAY = date(2026, 11, 30)
REPORT = ("scoping-report",)
# The complete list of bands that the report ties to a post or an audience.
BANDS = {
    ("aseptic-support-worker", "2", None),
    ("aseptic-support-worker", "3", None),
    ("new-b3-b4-aseptic-staff", "3", None),
    ("new-b3-b4-aseptic-staff", "4", None),
    ("cleanroom-supervisor", "4", None),
    ("pharmacy-technician-b4", "4", None),
    ("pharmacy-technician-b5", "5", None),
    ("pharmacist-b7", "7", None),
    ("pharmacist-b8a", "8a", None),
    ("deputy-b7", "7", None),
    ("manager-b8bc", "8b", None),
    ("manager-b8bc", "8c", None),
}
DURATIONS = {
    ("stp", "months"): 36,
    ("apdm", "days"): 5,
    ("nwpqa-short-courses", "days"): 1,
    ("nwpqa-webinars", "hours"): 1,
    ("hee-mentor-day", "days"): 1,
    ("tutela-day", "days"): 1,
    ("requested-basics-day", "days"): 1,
    ("requested-one-day-aseptic-technique", "days"): 1,
}
NO_LEVEL = [
    "mpharm",
    "dpharm",
    "hsst",
    "relevant-science-degree",
    "suitable-undergraduate-degree",
    "diploma-aseptic-processing",
]
NO_PROVIDER = [
    "pipc",
    "paap",
    "leading-for-change",
    "swcl",
    "smt-apprenticeship",
    "diploma-aseptic-processing",
    "pre-reg-pharmacy-technician",
]
NO_WAY_IN = [
    "qualified-person",
    "quality-controller",
    "regional-qa-specialist",
    "consultant-pharmacist-radiopharmacy",
]
CLOSED_KINDS = {"not-stated", "unmet", "closed"}
STARTS = [
    "none",
    "group:pharmacy-support-worker",
    "group:pharmacy-technician",
    "group:scientist",
    "group:clinical-scientist-group",
    "group:pharmacist",
]


@pytest.fixture(scope="module")
def report(world: World) -> Snapshot:
    return world.snapshot(Question(as_of=DAY, sources=REPORT))


def everything(report: Snapshot) -> Iterator[Seen]:
    for kind in {e.kind for e in report.catalogue.entries.values()}:
        yield from report.of_kind(kind)


def told(seen: Seen, field: str) -> list[object]:
    return [
        value
        for t in seen.tellings
        if (value := getattr(t, field, None)) is not None and value != ()
    ]


def get(report: Snapshot, entry_id: str) -> Seen:
    seen = report.get(entry_id)
    assert seen is not None, entry_id
    return seen


def test_the_bands_stated_are_exactly_these(report: Snapshot) -> None:
    found = {
        (seen.id, grade.band, grade.to)
        for seen in everything(report)
        for grades, _ in seen.values("grades")
        for grade in grades
    }
    assert found == BANDS


def test_the_list_of_bands_and_those_without_a_post_are_told_as_a_finding(
    report: Snapshot,
) -> None:
    text = get(report, "fact-bands-stated").first("text")
    for words in ("8a and above", "band 3 or 5", "unnamed band 4 roles", "2 to 7"):
        assert words in text
    assert get(report, "not-stated-band-6").first("field") == "band"


def test_no_pay_and_no_cost_anywhere(report: Snapshot) -> None:
    for seen in everything(report):
        for field in ("pay", "cost", "max_funding"):
            assert told(seen, field) == [], (seen.id, field)


def test_the_only_durations_are_these(report: Snapshot) -> None:
    found = {}
    for seen in everything(report):
        for field in ("days", "hours", "months"):
            for value in told(seen, field):
                months = getattr(value, "typical", value)
                found[seen.id, field] = months
    assert found == DURATIONS


@pytest.mark.parametrize("entry_id", NO_LEVEL)
def test_no_level_is_given_to_these(report: Snapshot, entry_id: str) -> None:
    assert told(get(report, entry_id), "level") == []


def test_no_award_is_at_level_5_or_8(report: Snapshot) -> None:
    levels = {level for seen in report.of_kind("qualification") for level in told(seen, "level")}
    assert levels == {2, 3, 4, 6, 7}


@pytest.mark.parametrize("entry_id", NO_PROVIDER)
def test_no_provider_is_named_for_these(report: Snapshot, entry_id: str) -> None:
    seen = get(report, entry_id)
    assert told(seen, "providers") == []
    assert told(seen, "awarding") == []


@pytest.mark.parametrize("goal", NO_WAY_IN)
def test_nobody_is_told_how_to_reach_these_posts(world: World, report: Snapshot, goal: str) -> None:
    roles = report.of_kind("role")
    posts = [r.id for r in roles if r.first("type") in ("post", "trainee", "function")]
    for start in (*STARTS, *posts):
        if start == goal:
            continue
        answer = routes(world, Question(from_=start, as_of=DAY, sources=REPORT), goal)
        for found in answer.by_start:
            assert found.routes == (), (start, found.routes[0].steps)
            assert found.no_route is not None
            assert found.no_route.kind in CLOSED_KINDS, (start, found.no_route.kind)


def test_who_is_eligible_as_a_qualified_person_is_not_stated(
    world: World, report: Snapshot
) -> None:
    told_ = [c for t in get(report, "qp-status").tellings if t.requires for c in walk(t.requires)]
    assert [type(c) for c in told_] == [Unknown]
    for start in STARTS:
        answer = routes(world, Question(from_=start, as_of=DAY, sources=REPORT), "qp-status")
        for found in answer.by_start:
            assert not found.routes and found.no_route is not None, start
            assert found.no_route.kind == "not-stated"
            assert "who is eligible is not stated" in [u.text for u in found.no_route.unknowns]


@pytest.mark.parametrize("entry_id", ["ptqa", "piat", "ptqa-modules"])
def test_no_registration_and_no_post_is_promised_by_ptqa_or_piat(
    report: Snapshot, entry_id: str
) -> None:
    assert told(get(report, entry_id), "leads_to") == []
    for seen in report.of_kind("registration"):
        for telling in seen.tellings:
            for clause in walk(telling.requires) if telling.requires else ():
                assert getattr(clause, "holds", None) != entry_id, seen.id


def test_support_workers_hold_no_registration(world: World, report: Snapshot) -> None:
    group = get(report, "pharmacy-support-worker")
    assert told(group, "register_of") == []
    assert [
        r.id for r in report.of_kind("registration") if group.id in told(r, "staff_group")
    ] == []
    for start in ("aseptic-support-worker@2", "aseptic-support-worker@3", "qc-support-worker"):
        for register in ("gphc-pharmacy-technician", "gphc-pharmacist", "hcpc"):
            answer = routes(world, Question(from_=start, as_of=DAY, sources=REPORT), register)
            for found in answer.by_start:
                assert register not in found.told
                assert all(route.steps for route in found.routes), (start, register)

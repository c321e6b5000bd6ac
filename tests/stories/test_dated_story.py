"""S14: who may lead a Section 10 unit, at four dates, for a registered technician."""

from __future__ import annotations

from datetime import date

import pytest

from queries.ask import World, routes
from queries.gaps import gaps
from queries.next_steps import next_steps
from queries.question import Question

LEAD = "section-10-lead"
REPORT = ("scoping-report",)
BEFORE = [date(2021, 6, 1), date(2026, 12, 9), date(2026, 12, 10), date(2026, 12, 11)]
STARTS = ["group:pharmacy-technician", "pharmacy-technician-b5"]


def ask(start: str, day: date, sources: tuple[str, ...] = ()) -> Question:
    return Question(from_=start, as_of=day, sources=sources, setting="section-10")


def listed(world: World, question: Question) -> list[str]:
    answer = next_steps(world, question)
    names = ("opens", "closed", "not_stated", "further", "gates_met", "held_by", "unmet")
    return [n for n in names if any(i.id == LEAD for i in getattr(answer, n))]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("day", BEFORE)
def test_the_report_alone_says_closed_at_any_date(world: World, start: str, day: date) -> None:
    question = ask(start, day, REPORT)
    assert gaps(world, question, LEAD).state == "unmet"
    answer = routes(world, question, LEAD)
    none = answer.by_start[0].no_route
    assert none is not None and none.kind == "closed" and not answer.assuming
    (block,) = none.blocking
    assert block.force == "law"
    assert {(e.source, e.basis) for e in block.evidence} == {("scoping-report", "report")}
    assert listed(world, question) == ["closed"]


@pytest.mark.parametrize("start", STARTS)
def test_the_day_before_it_is_closed_by_the_report_and_the_act(world: World, start: str) -> None:
    question = ask(start, date(2026, 12, 9))
    assert gaps(world, question, LEAD).state == "unmet"
    none = routes(world, question, LEAD).by_start[0].no_route
    assert none is not None and none.kind == "closed"
    told = {e.source for b in none.blocking for e in b.evidence}
    assert told == {"scoping-report", "medicines-act-1968"}
    assert {b.force for b in none.blocking} == {"law"}
    assert listed(world, question) == ["closed"]


@pytest.mark.parametrize("start", STARTS)
def test_the_day_before_says_what_will_change_and_the_report_alone_knows_nothing_of_it(
    world: World, start: str
) -> None:
    day = date(2026, 12, 9)
    (change,) = routes(world, ask(start, day), LEAD).coming
    assert (change.about, change.from_, change.certainty) == (LEAD, date(2026, 12, 10), "announced")
    assert set(change.replaces) == {"act-s10-pharmacist", "report-s10-pharmacist"}
    assert {e.source for e in change.evidence} == {"si-2025-1249"}
    assert routes(world, ask(start, day, REPORT), LEAD).coming == ()
    assert routes(world, ask(start, date(2026, 12, 10)), LEAD).coming == ()


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("day", [date(2026, 12, 10), date(2026, 12, 11)])
def test_from_the_announced_day_nobody_says_how(world: World, start: str, day: date) -> None:
    question = ask(start, day)
    gap = gaps(world, question, LEAD)
    assert gap.state == "unknown"
    (assumed,) = gap.assuming
    assert (assumed.from_, assumed.otherwise, assumed.extent) == (
        date(2026, 12, 10),
        "unmet",
        ("GB",),
    )
    assert "GPhC" in assumed.by
    assert any("suitably qualified" in u.text for u in gap.unknowns)
    cited = {e.source for u in gap.unknowns for e in u.evidence}
    assert cited == {"si-2025-1249"}

    answer = routes(world, question, LEAD)
    none = answer.by_start[0].no_route
    assert none is not None and none.kind == "not-stated"
    assert [a.otherwise for a in answer.assuming] == ["closed"]
    assert any(c.kind == "announced" for c in none.conditions)
    assert listed(world, question) == ["not_stated"]

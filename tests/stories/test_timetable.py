"""The calendars of real routes: every acceptance question about a route, and the pairs by hand."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from queries.ask import World, routes
from queries.question import Question, RouteOptions
from queries.results import Route
from tests.calendar_rules import Made, broken, noted

HERE = Path(__file__).parent
DAY = date(2026, 11, 30)
QUESTIONS: dict[str, Any] = yaml.safe_load((HERE / "questions.yaml").read_text(encoding="utf-8"))
PAIRS: dict[str, Any] = yaml.safe_load((HERE / "pairs.yaml").read_text(encoding="utf-8"))
ASKED = [c["routes"] for q in QUESTIONS.values() for c in q["calls"] if "routes" in c]
ASKED += [q["ask"] for q in PAIRS.values() if "overlay" not in q]
TECHNICIAN = {"from": "aseptic-support-worker@2", "to": "pharmacy-technician-b5"}


def asked(world: World, given: dict[str, Any], **more: Any) -> list[Route]:
    """The routes of a question, of every start."""
    own = dict(given)
    goal, stay_in = own.pop("to"), own.pop("stay_in", None)
    question = Question(as_of=DAY, **own)
    answer = routes(world, question, goal, RouteOptions(stay_in=stay_in, **more))
    return [r for one in answer.by_start for r in one.routes]


@cache
def all_made(world: World) -> tuple[Made, ...]:
    """Every route of every question, with all sources and with the report alone."""
    with noted() as found:
        for given in ASKED:
            asked(world, given)
            asked(world, given | {"sources": ["scoping-report"]})
    return tuple(found)


def test_every_calendar_keeps_every_rule(world: World) -> None:
    faults = []
    for made in all_made(world):
        for studies in (None, 1, 2, 3):
            name = f"{made.plan.start} to {made.plan.goal.refs}, {studies} at once"
            faults += [f"{name}: {told}" for told in broken(made, studies)]
    assert faults == []
    assert len(all_made(world)) > 40


def test_the_search_and_the_calendar_agree_without_a_limit(world: World) -> None:
    for made in all_made(world):
        assert made.calendar(None).months == made.route.totals.months
        assert made.route.calendar == made.calendar(None)


def test_training_and_service_run_beside_each_other_inside_the_trainee_post(world: World) -> None:
    route = asked(world, TECHNICIAN | {"setting": "licensed"})[0]
    assert route.calendar is not None
    spans = {(s.id, s.lane): s for s in route.calendar.spans}
    trainee = spans["pre-reg-pharmacy-technician-trainee", "post"]
    training = spans["pre-reg-pharmacy-technician", "study"]
    work = spans["pre-reg-pharmacy-technician-trainee", "service"]
    assert training.inside == work.inside == trainee.step
    assert (training.starts, work.starts, trainee.until) == (0, 0, route.calendar.months)
    assert training.ends_at_least and route.calendar.at_least
    agreed = spans["supervised-work-experience", "point"]
    assert agreed.starts == spans["gphc-pharmacy-technician", "point"].starts == 24


def test_what_is_not_stated_is_told_and_never_counts_as_an_end(world: World) -> None:
    given = {"from": "smt-apprentice", "to": "science-council-rscitech"}
    route = asked(world, given | {"sources": ["scoping-report"]})[0]
    assert route.calendar is not None
    unstated = [s for s in route.calendar.spans if not s.stated]
    assert [s.step for s in unstated] == list(route.calendar.not_stated)
    assert len(unstated) == route.totals.unknown_months == 2
    assert all(s.ends_at_least for s in unstated)
    assert route.calendar.spans[-1].starts_at_least and route.calendar.at_least


def test_a_limit_on_studies_is_kept_and_told(world: World) -> None:
    plain = asked(world, TECHNICIAN | {"setting": "licensed"})[0]
    one = asked(world, TECHNICIAN | {"setting": "licensed"}, studies=1)[0]
    assert plain.calendar is not None and one.calendar is not None
    assert (plain.calendar.studies, one.calendar.studies) == (None, 1)
    assert one.steps == plain.steps and one.totals == plain.totals
    assert one.calendar.months >= plain.calendar.months

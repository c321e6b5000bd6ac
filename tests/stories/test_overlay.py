"""The invented example trust of docs/tutorial-your-own-posts.md, with and without it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from graph.catalogue import digest
from loaders.yaml_catalogue import check_paths, load
from queries.ask import World, routes
from queries.gathering import build_ways
from queries.question import Question, RouteOptions
from queries.results import Route
from queries.ways import Limits

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples" / "example-trust"
TECHNICIAN = "pharmacy-technician-b5"
SENIOR = "example-senior-aseptic-technician"


@pytest.fixture(scope="module")
def trust() -> World:
    catalogue = load([FOLDER])
    return World(catalogue, digest(catalogue))


def asked(start: str, employer: str | None = None) -> Question:
    return Question(from_=start, employer=employer, as_of=date(2026, 11, 30))


def best(world: World, start: str, goal: str, employer: str | None = None) -> Route:
    answer = routes(world, asked(start, employer), goal, RouteOptions(stay_in="aseptic"))
    (found,) = answer.by_start
    assert found.no_route is None
    return found.routes[0]


def steps(route: Route) -> list[str]:
    return [f"{s.kind} {s.id}" for s in route.steps]


def test_the_overlay_has_no_faults_and_says_that_it_is_invented() -> None:
    assert check_paths([FOLDER]) == []
    own = load([FOLDER])
    for entry_id in set(own.entries) - set(load().entries):
        assert "invented" in own.entries[entry_id].label, entry_id


def test_it_is_off_by_default(world: World) -> None:
    assert not [e for e in world.catalogue.entries if e.startswith("example-")]


@pytest.mark.parametrize("start", [TECHNICIAN, "band:3"])
def test_without_it_nobody_has_written_down_how_to_reach_band_6(world: World, start: str) -> None:
    answer = routes(world, asked(start), "band:6", RouteOptions(stay_in="aseptic"))
    for found in answer.by_start:
        assert found.routes == ()
        assert found.no_route is not None
        assert found.no_route.kind in ("no-such-goal", "not-stated")


def test_with_it_a_technician_reaches_band_6_where_an_employer_offers_it(trust: World) -> None:
    route = best(trust, TECHNICIAN, "band:6")
    assert steps(route) == [f"serve {TECHNICIAN}", f"take-up {SENIOR}"]
    assert route.state == "conditional"
    assert [c.kind for c in route.conditions] == ["seen"]
    assert (route.steps[-1].way, route.steps[-1].band) == ("seen", "6")
    assert {e.basis for e in route.steps[-1].evidence} == {"example"}
    assert route.totals.months == 24
    assert route.leaves_strand == "no"


def test_who_works_for_the_trust_is_told_so_plainly(trust: World) -> None:
    route = best(trust, TECHNICIAN, "band:6", "example-hospitals")
    assert steps(route) == [f"serve {TECHNICIAN}", f"take-up {SENIOR}"]
    assert route.state == "stated"
    assert route.conditions == ()


def test_a_band_3_support_worker_has_a_long_way(trust: World) -> None:
    route = best(trust, "band:3", "band:6")
    assert route.state == "conditional"
    posts = [s.id for s in route.steps if s.kind == "take-up"]
    assert posts == [
        "pre-reg-pharmacy-technician-trainee",
        "pharmacy-technician-b4",
        TECHNICIAN,
        SENIOR,
    ]
    assert "register gphc-pharmacy-technician" in steps(route)
    assert route.totals.months == 48
    assert route.leaves_strand == "may"


def test_the_lead_post_asks_for_service_in_the_senior_one_and_a_course(trust: World) -> None:
    route = best(trust, TECHNICIAN, "band:7", "example-hospitals")
    assert f"serve {SENIOR}" in steps(route)
    assert "course asfm" in steps(route)
    assert route.steps[-1].id == "example-lead-aseptic-technician"
    assert route.totals.months == 48


def test_the_manager_post_is_open_to_either_register(trust: World) -> None:
    route = best(trust, TECHNICIAN, "band:8a", "example-hospitals")
    assert "qualify ptqa" in steps(route)
    assert route.steps[-1].id == "example-aseptic-services-manager"
    assert not [s for s in route.steps if s.id == "gphc-pharmacist"]


def test_the_readme_shows_the_answer_that_is_given(world: World) -> None:
    readme = (FOLDER.parents[2] / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    shown = json.loads(block)
    answer = routes(world, asked("band:3"), "band:6", RouteOptions(stay_in="aseptic"))
    given = answer.by_start[0].model_dump(mode="json")
    nearest = [
        {name: item[name] for name in ("id", "band", "how")}
        for item in given["no_route"]["nearest"]
    ]
    for item in shown["no_route"].pop("nearest"):
        assert item in nearest
    for name, value in shown.pop("no_route").items():
        assert given["no_route"][name] == value
    for name, value in shown.items():
        assert given[name] == value


def test_without_it_no_advert_was_seen_whole_enough_to_be_a_way_in(world: World) -> None:
    ways = build_ways(world.snapshot(asked("none")), Limits())
    assert ways
    assert not [way for way in ways if way.way == "seen"]

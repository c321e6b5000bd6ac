"""What lies on every way, asked from everywhere and to every post: the same at every door.

Over the invented library service, where brute force is to avoid one thing after another.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph.errors import QuestionError
from queries.ask import World, routes
from queries.before_after import Side, every_start
from queries.chokepoints import chokepoints
from queries.question import Question, RouteOptions
from queries.result_lists import ChokepointsAnswer

DAY = {"as_of": "2026-11-30"}
NEITHER = "Say from where, or to what: one of the two."


def asked(**more: Any) -> Question:
    return Question(as_of=date(2026, 11, 30), setting="main-library", **more)


def on_all(answer: ChokepointsAnswer, goal: str) -> set[str]:
    """What lies on every way to one goal."""
    return {choke.id for choke in answer.on_all if choke.goal == goal}


def gets_there(world: World, question: Question, goal: str, *avoid: str) -> list[str]:
    """The steps of the first way; none for no way, or for being there already."""
    without = question.model_copy(update={"avoid": avoid})
    (start,) = routes(world, without, goal, RouteOptions(alternatives=1)).by_start
    return [s.id for s in start.routes[0].steps if s.kind != "serve"] if start.routes else []


def brute(world: World, goal: str) -> set[str] | None:
    """What every start that gets there has to pass, or has already; None where none does."""
    side = Side(world, asked(), RouteOptions())
    found: set[str] | None = None
    for start in every_start(side):
        here = asked(from_=start)
        first = gets_there(world, here, goal)
        if not first:
            continue
        plan = side.plan(start, "main-library")
        assert plan is not None
        held = plan.person.held | {post.id for post in plan.person.posts}
        passed = {i for i in first if not gets_there(world, here, goal, i)} | held
        found = passed if found is None else found & passed
    return None if found is None else found - {goal}


def test_from_everywhere_it_is_what_each_start_passes_or_has(library: World) -> None:
    goals = ["librarian", "senior-library-assistant", "archivist", "local-history-guide"]
    answer = chokepoints(library, asked(), goals)
    assert answer.complete and answer.question["from"] is None
    for goal in goals:
        expected = brute(library, goal)
        assert (goal in answer.no_route_to) is (expected is None), goal
        assert on_all(answer, goal) == (expected or set()), goal
    assert "chartered-librarian" in on_all(answer, "librarian")
    assert answer.no_route_to == ("archivist",)


def test_from_everywhere_asks_less_than_from_one_place(library: World) -> None:
    """The post that one start passes is not on the way of those who start beyond it."""
    here = on_all(
        chokepoints(library, asked(from_="library-assistant"), ["librarian"]), "librarian"
    )
    every = on_all(chokepoints(library, asked(), ["librarian"]), "librarian")
    assert every < here
    assert "senior-library-assistant" in here - every


def test_no_start_named_is_not_the_start_none(library: World) -> None:
    none = chokepoints(library, asked(from_="none"), ["librarian"])
    assert none.question["from"] == "none"
    assert chokepoints(library, asked(), ["librarian"]).question["from"] is None


def test_to_every_post_each_is_as_asked_alone(library: World) -> None:
    question = asked(from_="library-assistant")
    answer = chokepoints(library, question)
    posts = {*(c.goal for c in answer.on_all), *answer.no_route_to}
    assert answer.goals > 3 and {"librarian", "archivist"} <= posts
    for goal in posts:
        alone = chokepoints(library, question, [goal])
        assert on_all(answer, goal) == on_all(alone, goal)
        assert (goal in answer.no_route_to) is bool(alone.no_route_to)


def test_neither_start_nor_goal_is_refused_clearly_at_every_door(
    library: World, library_client: TestClient, library_folder: Path, bandway: Any
) -> None:
    with pytest.raises(QuestionError, match=NEITHER):
        chokepoints(library, asked())
    ran = bandway("chokepoints", "--catalogue", library_folder)
    assert ran.code != 0 and NEITHER in ran.err and "Traceback" not in ran.err
    reply = library_client.get("/api/v1/chokepoints")
    assert reply.status_code == 400 and reply.json()["detail"] == NEITHER
    page = library_client.get("/chokepoints", params={"from": "", "to": "", "as_of": ""})
    assert page.status_code in (200, 400)
    assert "Traceback" not in page.text


@pytest.mark.parametrize(
    "given",
    [
        {"to": ["librarian"]},
        {"to": ["librarian", "archivist", "senior-library-assistant", "local-history-guide"]},
        {"from": "library-assistant"},
        {"from": "group:librarians", "to": ["librarian"]},
    ],
    ids=["everywhere", "everywhere to many", "to every post", "a group"],
)
def test_every_door_gives_the_same_facts(
    given: dict[str, Any],
    library: World,
    library_client: TestClient,
    library_folder: Path,
    bandway: Any,
) -> None:
    reply = library_client.get("/api/v1/chokepoints", params=given | DAY)
    assert reply.status_code == 200, reply.text
    told = reply.json()
    start = ["--from", given["from"]] if "from" in given else []
    goals = [flag for goal in given.get("to", ()) for flag in ("--to", goal)]
    line = ["chokepoints", *start, *goals, "--as-of", DAY["as_of"], "--catalogue", library_folder]
    assert json.loads(bandway(*line, "--json").out) == told
    said = bandway(*line).out
    page = library_client.get("/chokepoints", params=given | DAY)
    assert page.status_code == 200
    for item in told["on_all"]:
        assert item["label"] in said and item["label"] in page.text
    assert ("or has already" in said) is ("from" not in given)
    assert ("or has already" in page.text) is ("from" not in given)
    assert ("No way is known to" in said) is bool(told["no_route_to"])


def test_few_goals_are_told_one_by_one_and_many_by_what_lies_on_the_way(
    library_folder: Path, bandway: Any
) -> None:
    def said(*goals: str) -> str:
        flags = [flag for goal in goals for flag in ("--to", goal)]
        line = ("chokepoints", *flags, "--as-of", DAY["as_of"], "--catalogue", library_folder)
        return str(bandway(*line).out)

    one = said("librarian")
    assert "on every way we know." in one
    assert "→ Librarian" in one and "\n- Degree in librarianship [" in one
    many = said("librarian", "archivist", "senior-library-assistant", "local-history-guide")
    assert "on every way to one of the goals." in many
    assert "- Degree in librarianship: on every way to one goal." in many
    assert "No way is known to\n- Archivist" in many

"""Words, maps and answers over the built-in catalogue."""

from __future__ import annotations

from datetime import date

import pytest

from queries.ask import World, routes
from queries.career_map import career_map
from queries.question import Question
from queries.result_map import CareerMap
from queries.results import RoutesAnswer
from queries.sentence_parts import Words

DAY = date(2026, 11, 25)


def question(**given: object) -> Question:
    return Question.model_validate({"as_of": DAY} | given)


@pytest.fixture(scope="session")
def words(world: World) -> Words:
    return Words(world.snapshot(question()))


@pytest.fixture(scope="session")
def whole(world: World) -> CareerMap:
    return career_map(world, question())


@pytest.fixture(scope="session")
def aseptic(world: World) -> CareerMap:
    return career_map(world, question(), strand="aseptic")


@pytest.fixture(scope="session")
def routed(world: World) -> RoutesAnswer:
    asked = question(**{"from": "aseptic-support-worker@2"}, setting="licensed")
    return routes(world, asked, "pharmacy-technician-b5")

"""Hard questions of the built-in catalogue take few nodes, whatever the machine."""

from __future__ import annotations

from datetime import date

import pytest

from queries.ask import World, routes
from queries.budget import Budget
from queries.question import Question, RouteOptions

FEW = Budget(expansions=1_000, seconds=600)
HARD = [
    ("outside-the-service", "root-cause"),  # without the one short course all others are unsure
    ("band:3", "stability-compatibility"),
    ("aseptic-support-worker", "cleanroom-supervisor"),
]


@pytest.mark.parametrize("by", ["steps", "time", "cost"])
@pytest.mark.parametrize(("start", "goal"), HARD)
def test_many_ways_are_found_by_few_nodes(world: World, start: str, goal: str, by: str) -> None:
    asked = Question(from_=start, as_of=date(2026, 12, 10))
    options = RouteOptions(by=by, alternatives=20)
    assert routes(world, asked, goal, options, FEW).complete

"""Answers of the product on its built-in catalogue: how long they take, how many are proved."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterator

from queries.ask import World, routes
from queries.chokepoints import chokepoints
from queries.ends import POSTS
from queries.question import Question, RouteOptions
from queries.results import RoutesAnswer
from service.catalogues import open_world
from tests.benchmarks.measuring import Row
from tests.stories.reachable import DAY, SETTINGS, STARTS

BUILT_IN, ANSWERS = "built-in", "answers"
GOALS = ("role", "registration", "qualification")


def questions(world: World) -> Iterator[tuple[Question, str]]:
    """Every kind of start in each setting, and every post, register and qualification as a goal."""
    for start in STARTS:
        for setting in SETTINGS:
            asked = Question(from_=start.start, holds=start.holds, as_of=DAY, setting=setting)
            snapshot = world.snapshot(asked)
            for seen in snapshot.of_kind(*GOALS):
                if seen.tellings and seen.first("type") not in ("audience", "outside"):
                    yield asked, seen.id


def catalogue_rows(seconds: float) -> Iterator[Row]:
    """Routes in each order, with different ones and trade-offs; what lies on every way there.

    As many questions as fit into the seconds of processor time, spread over all of them.
    """
    world = open_world()
    every = list(questions(world))
    facts = len(world.catalogue.entries)
    for by in ("steps", "time", "cost"):
        took: list[float] = []
        answers: list[RoutesAnswer] = []
        for step in range(STRIDE):
            for asked, goal in every[step::STRIDE]:
                begun = time.process_time()
                answers.append(routes(world, asked, goal, RouteOptions(by=by)))
                took.append((time.process_time() - begun) * 1000)
            if sum(took) > seconds * 1000:
                break
        yield _row(f"answer to a question, by {by}", facts, took, _told(answers))
    took = []
    for seen in world.snapshot(Question(as_of=DAY)).of_kind("role"):
        goal = seen.first("type") in POSTS
        if seen.tellings and goal and sum(took) < seconds * 1000:
            begun = time.process_time()
            chokepoints(world, Question(as_of=DAY), (seen.id,))
            took.append((time.process_time() - begun) * 1000)
    yield _row("chokepoints of a post from everywhere", facts, took, "every setting")


STRIDE = 7
"""Questions are taken in so many rounds, each spread over all of them."""


def _told(answers: list[RoutesAnswer]) -> str:
    """How many have routes, and how many of the answers are proved."""
    found = [a for answer in answers for a in answer.by_start]
    ways = [a.routes[0] for a in found if a.routes]
    proved = sum(route.gap == 0 for route in ways)
    sure = sum(answer.complete for answer in answers)
    several = sum(len(a.routes) + len(a.trade_offs) > 1 for a in found)
    longest = max((len(route.steps) for route in ways), default=0)
    return (
        f"{sure} of {len(answers)} complete; {proved} of {len(ways)} first routes proved,"
        f" the longest of {longest} steps; {several} with another way"
    )


def _row(name: str, facts: int, took: list[float], remark: str) -> Row:
    p95 = sorted(took)[math.ceil(0.95 * len(took)) - 1]
    return Row(name, BUILT_IN, facts, statistics.median(took), p95, len(took), remark=remark)

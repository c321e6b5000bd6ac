"""A route month by month as a picture: what it draws is what the calendar says."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from queries.ask import World, routes
from queries.question import RouteOptions
from queries.result_calendar import RouteCalendar
from queries.results import Route, RoutesAnswer
from queries.sentence_parts import Words, every
from queries.sentences_calendar import calendar, when
from tests.visualise.conftest import question
from tests.visualise.reading import marked, sizes, texts, tree
from visualise import timeline

SIZES = (timeline.NATIVE, 358.0)


def drawn(words: Words, found: RoutesAnswer, width: float = timeline.NATIVE) -> str:
    one = found.by_start[0]
    return timeline.picture(words, one.starts, one.routes[0], found.goal, width=width)


def told(route: Route) -> RouteCalendar:
    assert route.calendar is not None
    return route.calendar


@pytest.fixture(scope="module")
def unstated(world: World) -> RoutesAnswer:
    asked = question(**{"from": "smt-apprentice"}, sources=("scoping-report",))
    return routes(world, asked, "science-council-rscitech")


@pytest.fixture(scope="module")
def limited(world: World) -> RoutesAnswer:
    asked = question(**{"from": "aseptic-support-worker@3"}, setting="section-10")
    return routes(world, asked, "product-approver", RouteOptions(studies=1))


@pytest.mark.parametrize("width", SIZES)
def test_each_step_has_its_row_and_says_when(
    words: Words, routed: RoutesAnswer, limited: RoutesAnswer, width: float
) -> None:
    for found in (routed, limited):
        route = found.by_start[0].routes[0]
        svg = drawn(words, found, width)
        rows = {g.get("data-step"): g for g in marked(svg, "data-lane")}
        assert set(rows) - {"0"} == {str(n) for n in range(1, len(route.steps) + 1)}
        for span in told(route).spans:
            row = rows[str(span.step)]
            said = " ".join("".join(row.itertext()).split())
            assert f"{when(span)}." in said
            assert row.get("data-lane") == span.lane
            assert (row.get("data-stated") == "yes") == span.stated
        assert min(sizes(svg)) >= 13


@pytest.mark.parametrize("width", SIZES)
def test_all_lies_within_the_picture(words: Words, limited: RoutesAnswer, width: float) -> None:
    svg = drawn(words, limited, width)
    across = float(tree(svg).get("width", "0"))
    assert across == width
    for name in ("x", "cx"):
        for element in tree(svg).iter():
            value = element.get(name)
            assert value is None or -1 <= float(value) <= across
    for place in re.findall(r"[MH](-?[\d.]+)", svg):
        assert -5 <= float(place) <= across


def test_a_route_without_a_post_is_drawn_too(world: World, words: Words) -> None:
    only = {"setting": "section-10", "sources": ("scoping-report",), "holds": ("paap",)}
    asked = question(**{"from": "group:pharmacy-technician"}, **only)
    found = routes(world, asked, "product-approver")
    svg = drawn(words, found)
    assert not any(g.get("data-lane") == "post" for g in marked(svg, "data-lane"))
    assert len(marked(svg, "data-step")) == len(found.by_start[0].routes[0].steps)


def test_a_length_not_stated_is_hatched_and_moves_what_comes_after(
    words: Words, unstated: RoutesAnswer
) -> None:
    route = unstated.by_start[0].routes[0]
    svg = drawn(words, unstated)
    assert svg.count("url(#timeline-hatch)") == len(told(route).not_stated) + 1, "and the legend"
    assert timeline.NOT_STATED in texts(svg)
    moved = timeline.beyond(told(route))
    last = route.calendar.spans[-1].step if route.calendar else 0
    assert moved[last] > 0 and all(moved[n] == 0 for n in told(route).not_stated)


def test_only_what_is_there_is_in_the_legend(words: Words, routed: RoutesAnswer) -> None:
    said = set(texts(drawn(words, routed)))
    assert set(timeline.WORDS.values()) <= said
    assert timeline.NOT_STATED not in said and timeline.LATER in said


def test_the_words_say_the_same_month_by_month(words: Words, limited: RoutesAnswer) -> None:
    route = limited.by_start[0].routes[0]
    summary, months = calendar(words, route)
    assert summary.lines[0].text.startswith("One course or qualification at a time: at least")
    said = [x.text for x in every(months.lines)]
    assert len(said) == len(route.steps)
    for span in told(route).spans:
        label = words.name(route.steps[span.step - 1].id)
        assert any(x.startswith(f"{when(span)}: ") and label in x for x in said)


def test_months_are_marked_as_far_apart_as_their_words_need() -> None:
    for months in (0, 0.5, 3, 24, 60, 400):
        scale = timeline.Scale(0, 300, months, {})
        ticks = list(scale.ticks())
        assert ticks[0] == (0, "now")
        assert all(b[0] - a[0] >= 1 for a, b in pairwise(ticks))
        places = [scale.at(month) for month, _ in ticks]
        assert all(b - a >= timeline.TICK for a, b in pairwise(places))
    assert dict(timeline.Scale(0, 900, 24, {}).ticks())[12] == "12 months"
    assert dict(timeline.Scale(0, 900, 60, {}).ticks())[12] == "1 year"

"""No line crosses a box, none lies on another: computed from the SVG, over every sort of map."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.result_map import CareerMap
from queries.sentence_parts import Words
from tests.visualise.making import OCCUPATIONS, at_random, occupations
from tests.visualise.reading import boxes, crossings, lines, on_one_another, overlapping, slanted
from visualise import career_map
from visualise.grid import POSTS, arrange


def sound(words: Words, career: CareerMap) -> str:
    svg = career_map.picture(words, career)
    assert crossings(svg) == []
    assert slanted(svg) == []
    assert on_one_another(svg) == []
    assert overlapping(svg) == []
    assert {b.key for b in boxes(svg)} == {p.key for p in career.places}
    assert len(lines(svg)) == sum(x.from_ != x.to for x in career.links)
    return svg


def test_the_built_in_catalogue(words: Words, whole: CareerMap, aseptic: CareerMap) -> None:
    sound(words, whole)
    sound(words, aseptic)


@pytest.mark.parametrize("seed", range(3))
def test_three_hundred_posts(words: Words, seed: int) -> None:
    svg = sound(words, at_random(seed, 300, 450))
    there = {b.key: b for b in boxes(svg)}
    for line in lines(svg):
        (x, y), (u, v) = line.corners[0], line.corners[-1]
        start, end = there[line.start], there[line.end]
        assert abs(x - start.x) < 0.2 or abs(x - start.x - start.width) < 0.2
        assert abs(u - end.x) < 0.2 or abs(u - end.x - end.width) < 0.2
        assert start.y < y < start.y + start.height and end.y < v < end.y + end.height


def test_three_hundred_real_occupations(words: Words) -> None:
    """With the data of ESCO beside the checkout; without, the maps above have the same scale."""
    if not OCCUPATIONS.exists():
        pytest.skip("no occupations beside this checkout: the random maps stand for them")
    sound(words, occupations(300))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    places=st.integers(1, 25),
    links=st.integers(0, 40),
    bands=st.integers(1, 5),
    strands=st.integers(1, 4),
)
def test_any_map(
    words: Words, seed: int, places: int, links: int, bands: int, strands: int
) -> None:
    sound(words, at_random(seed, places, links, bands, strands))


def test_a_hub_with_many_ways_keeps_them_apart(words: Words) -> None:
    career = at_random(5, 40, 0)
    hub = career.places[0].key
    others = at_random(5, 40, 60).links
    ways = [x.model_copy(update={"from_": hub}) for x in others if x.to != hub]
    sound(words, career.model_copy(update={"links": tuple(ways)}))


def test_bands_are_columns_and_strands_lanes(aseptic: CareerMap) -> None:
    grid = arrange(aseptic)
    labels = [h.label for h in grid.heads]
    assert labels[0] == "Band 2"
    assert labels[-2:] == ["Band not stated", "Not a post"]
    for place in aseptic.places:
        column, row = grid.cells[place.key]
        head = next(h for h in grid.heads if h.first <= column <= h.last)
        lane = next(x for x in grid.lanes if x.first <= row <= x.last)
        if place.kind in POSTS:
            assert head.kind == ("band" if place.band else "unstated")
            assert lane.id in (place.strands or (None,))
        else:
            assert head.kind == "beside"
    assert grid.lanes[0].id == "aseptic"


def test_a_line_through_a_box_would_be_found(words: Words) -> None:
    svg = career_map.picture(words, at_random(1, 12, 12))
    line = next(x for x in lines(svg))
    box = boxes(svg)[0]
    x, y = line.corners[0]
    through = f"M{x} {y}L{box.x + 20} {box.y + 20}"
    begun = svg.index(f"M{x:.1f}".removesuffix(".0").replace(".0", ""))
    assert crossings(svg[:begun] + through + svg[svg.index('"', begun) :])

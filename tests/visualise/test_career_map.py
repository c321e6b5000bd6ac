"""The career map: what it holds, by which rules, and that picture and text hold the same facts."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.errors import QuestionError
from queries.ask import World, routes
from queries.career_map import career_map
from queries.result_map import CareerMap
from queries.sentence_parts import Block, Line, Words, every
from tests.visualise.conftest import question
from tests.visualise.making import at_random
from tests.visualise.reading import NS, marked, sizes, texts, tree
from visualise import career_map as drawing
from visualise.styles import BOXES, LINES

Fact = tuple[str, str]


def links_of(career: CareerMap) -> Counter[Fact]:
    return Counter((x.id, x.state) for x in career.links if x.from_ != x.to)


def drawn_links(svg: str) -> Counter[Fact]:
    return Counter(
        (g.get("data-link", ""), g.get("data-state", "")) for g in marked(svg, "data-link")
    )


def told_links(blocks: tuple[Block, ...], career: CareerMap) -> Counter[Fact]:
    """What the text says of each way, its state told by the words alone."""
    ids = {x.id for x in career.links}
    found: Counter[Fact] = Counter()
    for line in (below for b in blocks for place in b.lines for below in place.under):
        if line.link in ids:
            shut = line.text.startswith("Shut: ")
            states = [
                s for s, style in LINES.items()
                if s != "closed" and style.words.lower() in line.text.lower()
            ]  # fmt: skip
            found[line.link or "", "closed" if shut else states[0]] += 1
    return found


def places_of(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    states = {style.words: state for state, style in BOXES.items()}
    found = []
    for line in (line for b in blocks[1:] for line in b.lines):
        words = next(w for w in states if line.text.endswith(f"{w}."))
        found.append((line.link or "", states[words]))
    return sorted(found)


CROPS: list[dict[str, object]] = [
    {},
    {"strand": "aseptic"},
    {"strand": "qc"},
    {"bands": ("3", "5")},
    {"around": "pharmacy-technician-b4"},
]


@pytest.mark.parametrize("crop", CROPS)
def test_picture_and_text_hold_the_same_facts(
    world: World, words: Words, crop: dict[str, object]
) -> None:
    career = career_map(world, question(), **crop)  # type: ignore[arg-type]
    svg, blocks = drawing.picture(words, career), drawing.twin(words, career)
    drawn = sorted((g.get("data-id", ""), g.get("data-state", "")) for g in marked(svg, "data-key"))
    assert drawn == places_of(blocks) == sorted((p.id, p.state) for p in career.places)
    assert drawn_links(svg) == told_links(blocks, career) == links_of(career)
    for item in career.closings:
        told = [x for b in blocks for line in b.lines for x in line.under if x.link == item.id]
        names = {x.text.lower() for line in told for x in every(line.under)}
        assert {words.name(k).lower() for k in item.shuts} <= names


def test_every_way_of_the_text_has_its_source(words: Words, whole: CareerMap) -> None:
    lines = [x for b in drawing.twin(words, whole) for p in b.lines for x in p.under]
    assert all(isinstance(x, Line) and x.evidence for x in lines)


def test_made_maps_hold_the_same_facts_too(words: Words) -> None:
    career = at_random(11, 60, 90)
    svg, blocks = drawing.picture(words, career), drawing.twin(words, career)
    assert drawn_links(svg) == links_of(career)
    loops = Counter((x.id, x.state) for x in career.links if x.from_ == x.to)
    assert told_links(blocks, career) == links_of(career) + loops


def test_a_state_is_that_of_the_search(world: World, whole: CareerMap) -> None:
    """What a route takes as stated or conditional is so on the map."""
    states = {(x.id, x.to.partition("@")[0]): x.state for x in whole.links}
    seen = 0
    for start in ("aseptic-support-worker@2", "pharmacy-technician-b4", "stp-trainee", "none"):
        for goal in ("pharmacy-technician-b5", "cleanroom-supervisor", "clinical-scientist"):
            answer = routes(world, question(**{"from": start}), goal)
            for step in (s for a in answer.by_start for r in a.routes for s in r.steps):
                if step.kind == "take-up" and step.way == "move":
                    state = states[step.way_id or "", step.id]
                    seen += 1
                    if step.state == "conditional":
                        assert state in ("conditional", "unknown", "leaves")
                    if state == "stated":
                        assert step.state == "stated"
    assert seen > 5


def test_what_shuts_and_what_leaves_is_on_the_map(whole: CareerMap) -> None:
    states = {(x.from_, x.to): x.state for x in whole.links}
    assert states["aseptic-support-worker@2", "pharmacy-technician-b4"] == "closed"
    assert states["pharmacy-technician-b4", "outside-the-service"] == "leaves"
    assert states["aseptic-support-worker@2", "aseptic-support-worker@3"] == "stated"
    assert {c.id for c in whole.closings} >= {"e10", "e36", "e49"}
    assert all(x.evidence for x in (*whole.links, *whole.closings))


def test_the_setting_opens_and_shuts(world: World) -> None:
    licensed = career_map(world, question(setting="licensed"))
    unlicensed = career_map(world, question(setting="section-10"))
    assert "e10" in {c.id for c in unlicensed.closings}
    assert "e10" not in {c.id for c in licensed.closings}
    assert "e29" in {x.id for x in licensed.links}
    assert "e29" not in {x.id for x in unlicensed.links}


def test_the_lens_of_sources_leaves_what_they_say(world: World) -> None:
    career = career_map(world, question(sources=("scoping-report",)))
    assert {e.source for x in career.links for e in x.evidence} == {"scoping-report"}


def test_a_crop_names_what_lies_beside(aseptic: CareerMap, words: Words) -> None:
    assert any(p.beside for p in aseptic.places)
    assert all("aseptic" in p.strands for p in aseptic.places if not p.beside)


def test_a_post_at_several_bands_stands_in_each(whole: CareerMap) -> None:
    keys = {p.key for p in whole.places if p.id == "aseptic-support-worker"}
    assert keys == {"aseptic-support-worker@2", "aseptic-support-worker@3"}


def test_where_one_stands_is_marked(world: World, words: Words) -> None:
    career = career_map(world, question(**{"from": "aseptic-support-worker@3"}), strand="aseptic")
    assert career.here == ("aseptic-support-worker@3",)
    assert any("you are here" in t for t in texts(drawing.picture(words, career)))


def test_unknown_names_are_refused(world: World) -> None:
    for crop in ({"strand": "nothing"}, {"bands": ("99",)}, {"around": "nobody"}):
        with pytest.raises(QuestionError):
            career_map(world, question(), **crop)  # type: ignore[arg-type]


def test_boxes_are_links_in_a_list_for_each_strand(words: Words, aseptic: CareerMap) -> None:
    svg = drawing.picture(words, aseptic, href=lambda i: f"/entries/{i}", name="m")
    root = tree(svg)
    assert root.get("aria-labelledby") == "m-title"
    assert (root.find(f"{NS}title") is not None) and (root.find(f"{NS}desc") is not None)
    lists = [g for g in root.iter(NS + "g") if g.get("role") == "list"]
    assert next(g.get("aria-label") for g in lists) == words.label("aseptic")
    anchors = list(root.iter(NS + "a"))
    assert len(anchors) == len(aseptic.places)
    for anchor in anchors:
        said = anchor.get("aria-label", "")
        seen = " ".join("".join(anchor.itertext()).split()).removesuffix("…")
        plain = said.replace(",", "").replace("✕ ", "")
        assert seen.replace(",", "").replace("✕ ", "").split("…")[0].lower() in plain.lower()
    told = next(a.get("aria-label", "") for a in anchors if "technician-b4" in a.get("href", ""))
    assert "band 4" in told and "Leads to:" in told
    for group in (g for g in root.iter(NS + "g") if g.get("data-link")):
        assert group.get("role") is None
    assert any(g.get("aria-hidden") == "true" for g in root.iter(NS + "g"))
    assert "style" not in {k for e in root.iter() for k in e.attrib}


def test_the_legend_says_every_state_on_the_map(words: Words, whole: CareerMap) -> None:
    said = texts(drawing.picture(words, whole))
    for state in {x.state for x in whole.links}:
        assert LINES[state].words in said
    for state in {p.state for p in whole.places}:
        assert BOXES[state].words in said


def test_no_text_is_too_small(words: Words, whole: CareerMap) -> None:
    assert min(sizes(drawing.picture(words, whole))) >= 13


def test_an_empty_map_says_so(words: Words, whole: CareerMap) -> None:
    bare = whole.model_copy(update={"places": (), "links": (), "closings": ()})
    assert "None of the sources names a post here." in texts(drawing.picture(words, bare))
    assert drawing.twin(words, bare)


def test_names_keep_two_pictures_apart(words: Words, aseptic: CareerMap) -> None:
    ids = [
        e.get("id")
        for n in ("a", "b")
        for e in tree(drawing.picture(words, aseptic, name=n)).iter()
        if e.get("id")
    ]
    assert len(ids) == len(set(ids)) == 4

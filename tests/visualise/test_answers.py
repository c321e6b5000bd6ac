"""Route, requirement and ladder as pictures: the same facts as their text, every sign in words."""

from __future__ import annotations

from datetime import date

import pytest

from queries.ask import World, routes
from queries.gaps import gaps
from queries.ladder import ladder
from queries.result_map import CareerMap
from queries.results import RoutesAnswer, Verdict
from queries.sentence_parts import STATES, Words, every
from queries.sentences import tell
from tests.visualise.conftest import question
from tests.visualise.reading import boxes, crossings, lines, marked, on_one_another, sizes, texts
from visualise import career_map, notice, route_map, route_steps, tree
from visualise import ladder as ladder_picture
from visualise.styles import JUDGED, LIT


def test_the_route_is_lit_step_by_step(
    words: Words, whole: CareerMap, routed: RoutesAnswer
) -> None:
    one = routed.by_start[0]
    for route in one.routes:
        svg = route_map.picture(words, whole, one.starts, route, routed.goal)
        assert crossings(svg) == [] and on_one_another(svg) == []
        lit = {g.get("data-id"): g for g in marked(svg, "data-key") if g.get("data-lit")}
        posts = [s for s in route.steps if s.kind == "take-up"]
        assert set(lit) == {s.id for s in posts} | {"aseptic-support-worker"}
        ways = [g for g in marked(svg, "data-link") if g.get("data-lit")]
        assert [g.get("data-link") for g in ways] == [s.way_id for s in posts]
        assert [g.get("data-state") for g in ways] == [route_map.state_of(s) for s in posts]
        rest = {(g.get("data-step"), g.get("data-id")) for g in marked(svg, "data-step")}
        told = {(str(n), s.id) for n, s in enumerate(route.steps, 1)}
        assert rest == told
        numbers = {str(n) for n, s in enumerate(route.steps, 1) if s.kind == "take-up"}
        assert numbers <= set(texts(svg))
        assert svg.count(f'fill="{LIT}"') == len(lit)
        assert min(sizes(svg)) >= 13


def test_a_long_title_is_shown_whole(
    words: Words, whole: CareerMap, routed: RoutesAnswer, aseptic: CareerMap
) -> None:
    one = routed.by_start[0]
    goal = max((p.id for p in whole.places), key=lambda p: len(words.label(p)))
    for route in one.routes:
        svg = route_map.picture(words, whole, one.starts * 2, route, goal)
        head = route_map.title(words, one.starts * 2, goal)
        assert len(head) > 80
        assert "".join(head.split()) in "".join("".join(texts(svg)).split())
        assert crossings(svg) == [] and on_one_another(svg) == []
        short = route_map.picture(words, whole, one.starts, route, routed.goal)
        assert len(texts(svg)) == len(texts(short))
    narrow = aseptic.model_copy(
        update={
            "places": aseptic.places[:1], "links": (), "closings": (),
            "question": {"around": goal},
        }
    )  # fmt: skip
    svg = career_map.picture(words, narrow)
    head = career_map.title(words, narrow)
    assert "".join(head.split()) in "".join("".join(texts(svg)).split())
    assert on_one_another(svg) == []


def test_the_route_map_is_cropped(words: Words, whole: CareerMap, routed: RoutesAnswer) -> None:
    one = routed.by_start[0]
    svg = route_map.picture(words, whole, one.starts, one.routes[0], routed.goal)
    assert len(boxes(svg)) < 15 < len(whole.places)
    assert lines(svg)


@pytest.mark.parametrize("width", [358, 720])
def test_the_steps_and_their_text_hold_the_same_facts(
    words: Words, routed: RoutesAnswer, width: float
) -> None:
    one = routed.by_start[0]
    for route in one.routes:
        svg = route_steps.picture(words, one.starts, route, routed.goal, width=width)
        _, block = route_steps.twin(words, one.starts, route, routed.goal)
        cards = marked(svg, "data-step")
        assert [c.get("data-id") for c in cards] == [s.id for s in route.steps]
        assert [c.get("data-id") for c in cards] == [x.link for x in block.lines]
        assert [c.get("data-state") for c in cards] == [s.state for s in route.steps]
        said = " ".join(" ".join(t.itertext()) for t in cards)
        flat = "".join(said.split())
        for card, line, own in zip(
            cards, block.lines, route_steps.gates(words, route), strict=True
        ):
            signs = [g.get("data-gate") for g in card.iter() if g.get("data-gate")]
            assert signs == [g.state for g in own]
            for gate, below in zip(own, line.under, strict=True):
                assert below.text == f"{gate.text} ({route_steps.WORDS[gate.state]})"
                assert "".join(gate.text.split()) in flat
        assert min(sizes(svg)) >= 13
        assert max(b for b in _rights(svg)) <= width


def _rights(svg: str) -> list[float]:
    return [
        float(r.get("x", "0")) + float(r.get("width", "0"))
        for r in marked(svg, "width")
        if r.tag.endswith("rect")
    ]


def test_gates_are_ticked_by_the_steps_before(words: Words, routed: RoutesAnswer) -> None:
    route = routed.by_start[0].routes[0]
    found = route_steps.gates(words, route)
    own = {(s.kind, s.id): g for s, g in zip(route.steps, found, strict=True)}
    register = own["register", "gphc-pharmacy-technician"]
    assert {g.state for g in register} == {"met"}
    assert any("step 2" in g.text for g in register)
    assert {g.state for g in own["arrange", "registration-checks"]} == {"unmet"}
    assert "unknown" in {g.state for g in own["take-up", "pre-reg-pharmacy-technician-trainee"]}


def test_no_route_is_told_with_what_to_do_next(world: World, words: Words) -> None:
    asked = question(**{"from": "pharmacy-technician-b5"}, setting="licensed")
    answer = routes(world, asked, "band:6")
    blocks = tell(words, answer)
    svg = notice.picture(blocks)
    said = "".join("".join(texts(svg)).split())
    verdicts = [b for b in blocks if b.kind in ("verdict", "nearest", "unstated")]
    assert verdicts
    for line in (x for b in verdicts for x in every(b.lines)):
        assert "".join(line.text.split()) in said


def flat(verdict: Verdict) -> list[tuple[str, str | None]]:
    return [(verdict.state, verdict.id), *(x for c in verdict.children for x in flat(c))]


@pytest.mark.parametrize(
    "goal", ["gphc-pharmacy-technician", "section-10-lead", "qualified-person"]
)
@pytest.mark.parametrize("width", [358, 720])
def test_the_tree_and_its_text_hold_the_same_facts(
    world: World, words: Words, goal: str, width: float
) -> None:
    answer = gaps(world, question(**{"from": "clinical-scientist"}), goal)
    svg, blocks = tree.picture(words, answer, width=width), tree.twin(words, answer)
    drawn = [(g.get("data-state"), g.get("data-id")) for g in marked(svg, "data-state")]
    assert drawn == [x for one in answer.by_setting for x in flat(one.verdict)]
    assert drawn == [(x.state, x.link) for b in blocks for x in every(b.lines)]
    said = "".join("".join(texts(svg)).split())
    for line in (x for b in blocks for x in every(b.lines)):
        assert "".join(line.text.split()) in said
        assert "".join(STATES[line.state or ""].split()) in said
    assert min(sizes(svg)) >= 13
    assert max(_rights(svg)) <= width
    assert all(JUDGED[s].words == STATES[s] for s in STATES)


@pytest.mark.parametrize("sources", [(), ("scoping-report",)])
@pytest.mark.parametrize("strand", [None, "aseptic"])
def test_the_ladder_and_its_text_hold_the_same_facts(
    world: World, words: Words, sources: tuple[str, ...], strand: str | None
) -> None:
    answer = ladder(world, question(sources=sources), strand)
    svg = ladder_picture.picture(words, answer)
    blocks = ladder_picture.twin(words, answer)
    drawn = {}
    for row in marked(svg, "data-level"):
        for cell in (c for c in row if c.get("data-strand")):
            awards = tuple(g.get("data-award") for g in cell if g.get("data-award"))
            for name in (cell.get("data-strand") or "").split():
                drawn[row.get("data-level"), name] = (cell.get("data-state"), awards)
    facts = {
        ("none" if r.level is None else str(r.level), c.strand): (
            c.state,
            tuple(a.id for a in c.awards),
        )
        for r in answer.rows
        for c in r.cells
    }
    assert drawn == facts
    told = {}
    for row, block in zip(answer.rows, (b for b in blocks if b.kind == "row"), strict=True):
        for cell, line in zip(row.cells, block.lines, strict=True):
            level = "none" if row.level is None else str(row.level)
            state = line.text.removeprefix(f"{words.label(cell.strand)}: ")
            told[level, cell.strand] = (state, tuple(x.link for x in line.under))
    assert told == facts
    spans = {g.get("data-span") for g in marked(svg, "data-span")}
    assert spans == {s.id for s in answer.spans}
    assert min(sizes(svg)) >= 13


def test_gaps_of_the_ladder_are_hatched_and_worded(world: World, words: Words) -> None:
    answer = ladder(world, question(sources=("scoping-report",)))
    svg = ladder_picture.picture(words, answer, name="one")
    gaps_ = [c for c in marked(svg, "data-strand") if "list" in (c.get("data-state") or "")]
    hatched = [c for c in gaps_ if any(r.get("fill") == "url(#one-hatch)" for r in c)]
    worded = [c for c in gaps_ if any("Gap: " in "".join(t.itertext()) for t in c)]
    assert hatched == worded != []
    assert "Gap: nothing listed" in texts(svg)


def test_neighbours_that_are_alike_are_one_cell(world: World, words: Words) -> None:
    answer = ladder(world, question())
    row = answer.rows[-2]
    found = ladder_picture.merged(row.cells)
    assert [s for names, _ in found for s in names] == [c.strand for c in row.cells]
    assert len(found) < len(row.cells)


def test_the_day_matters(world: World, words: Words) -> None:
    """One post, three days: the requirement pictures differ as the answers do."""
    found = []
    for day in (date(2026, 12, 9), date(2026, 12, 10)):
        answer = gaps(world, question(as_of=day, setting="section-10"), "section-10-lead")
        found.append(tree.picture(Words(world.snapshot(question(as_of=day))), answer))
    assert found[0] != found[1]


def test_the_foot_is_written_below(words: Words, aseptic: CareerMap) -> None:
    svg = career_map.picture(words, aseptic, foot="As of 25 November 2026.")
    assert texts(svg)[-1] == "As of 25 November 2026."

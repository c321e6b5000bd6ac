"""The network: its data inert whatever the labels hold, and the same facts as its text."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from graph.catalogue import digest
from queries import network as asked
from queries.ask import World
from queries.network import network
from queries.question import Question
from queries.result_network import NetworkAnswer
from queries.sentence_parts import Words
from tests.visualise.conftest import question
from visualise import network as drawing
from visualise.network_grid import arrange

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    "href javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    '"},"x":{"',
    "a\u202eb\u2028c\x00d",
    "W" * 500,
    "👩🏽‍🔬" * 40,
)


@pytest.fixture(scope="module")
def answer(world: World) -> NetworkAnswer:
    return network(world, question())


@pytest.fixture(scope="module")
def words(world: World) -> Words:
    return Words(world.snapshot(question()))


def blocks_of(text: str) -> tuple[Any, Any]:
    """The JSON of both script blocks; nothing else may be there."""
    found = re.findall(r'<script type="application/json" id="([a-z-]+)">(.*?)</script>', text, re.S)
    assert [name for name, _ in found] == ["network-data", "network-grid"]
    assert re.sub(r"<script .*?</script>", "", text, flags=re.S).strip() == ""
    for _, body in found:
        assert not set("<>&") & set(body)
    return json.loads(found[0][1]), json.loads(found[1][1])


def test_nodes_and_links_are_those_of_the_answer_and_of_its_text(
    words: Words, answer: NetworkAnswer
) -> None:
    data, _ = blocks_of(drawing.data(words, answer))
    assert {n["id"] for n in data["nodes"]} == {n.id for n in answer.nodes}
    drawn = [(e["from"], e["to"], e["what"], e["state"]) for e in data["edges"]]
    assert drawn == [(x.from_, x.to, x.what, x.state) for x in answer.links]
    lines = {line.link: line for b in drawing.twin(words, answer)[1:] for line in b.lines}
    assert set(lines) == {n["id"] for n in data["nodes"]}
    told = [(name, below.link, below.text) for name, line in lines.items() for below in line.under]
    names = {n["id"]: n["name"] for n in data["nodes"]}
    labels = {n.id: n.label for n in answer.nodes}
    assert sorted(told) == sorted(
        (e["from"], e["to"], f"{e['told']}: {labels[e['to']]} ({e['how']})") for e in data["edges"]
    )
    assert all(line.text.startswith(names[name][:20]) for name, line in lines.items())
    assert all(x.evidence for x in answer.links)


def test_what_the_catalogue_states_is_there(answer: NetworkAnswer) -> None:
    found = {(x.from_, x.to, x.what) for x in answer.links}
    assert ("pharmacy-technician-b5", "5", "band") in found
    assert ("pharmacy-technician-b4", "pharmacy-technician-b5", "move") in found
    assert any(x.what == "requires" and x.state == "alternative" for x in answer.links)
    assert {x.what for x in answer.links} == {"band", "requires", "gives", "move", "block"}
    assert {"role", "qualification", "registration", "course", "band"} <= {
        n.kind for n in answer.nodes
    }


def test_every_node_has_a_place_of_its_own_in_its_band_and_strand(
    words: Words, answer: NetworkAnswer
) -> None:
    places = arrange(answer)
    assert set(places.points) == {n.id for n in answer.nodes}
    assert len(set(places.points.values())) == len(places.points)
    lanes = {s.label: s for s in places.lanes}
    for node in answer.nodes:
        x, y = places.points[node.id]
        if node.kind == "role" and node.strands:
            lane = lanes[words.label(node.strands[0])]
            assert lane.first <= y <= lane.last
    order = [b.id for b in answer.bands]
    posts = [(order.index(n.band), places.points[n.id][0]) for n in answer.nodes
             if n.kind == "role" and n.band]  # fmt: skip
    for band, x in posts:
        assert all(other > x for later, other in posts if later > band)


def test_a_strand_keeps_its_own_and_what_is_one_link_away(world: World) -> None:
    found = network(world, question(), strand="aseptic")
    own = {n.id for n in found.nodes if "aseptic" in n.strands}
    assert own
    assert all(x.from_ in own or x.to in own for x in found.links)
    near = {e for x in found.links for e in (x.from_, x.to)}
    assert {n.id for n in found.nodes} == own | near
    posts = network(world, question(), kinds=("role",))
    assert {n.kind for n in posts.nodes} == {"role"}
    assert {x.what for x in posts.links} <= {"move", "block", "requires", "gives"}


def test_the_lens_decides(world: World) -> None:
    one = network(world, question(sources=("report",)))
    everything = network(world, question())
    assert 0 < len(one.links) < len(everything.links)
    cited = {e.source for x in one.links for e in x.evidence}
    snapshot = world.snapshot(question())
    assert {snapshot.entries[s].first("type") for s in cited} == {"report"}


def test_beyond_the_limit_there_is_nothing_to_draw_but_how_to_narrow(
    world: World, words: Words
) -> None:
    found = network(world, question(), most=50)
    assert (found.nodes, found.links) == ((), ())
    assert found.count > 50
    assert sum(k.count for k in found.kinds) == found.count
    assert "too many to show" in drawing.twin(words, found)[0].lines[0].text
    assert asked.MOST == 1000


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_runs_nothing(label: str, world: World) -> None:
    entries = {
        name: entry.model_copy(update={"label": label})
        if entry.kind in ("role", "course", "strand", "band", "qualification")
        else entry
        for name, entry in world.catalogue.entries.items()
    }
    catalogue = world.catalogue.model_copy(update={"entries": entries})
    hostile = World(catalogue, digest(catalogue))
    answer = network(hostile, question())
    text = drawing.data(Words(hostile.snapshot(question())), answer)
    data, grid = blocks_of(text)
    assert len(data["nodes"]) == len(answer.nodes) > 200
    assert all("title" not in n for n in data["nodes"])
    assert max(len(n["label"]) for n in data["nodes"]) < 140
    assert grid["lanes"]


def test_pyvis_is_imported_in_one_file_and_never_at_start() -> None:
    found = [
        (file.name, node.col_offset)
        for room in ("graph", "loaders", "queries", "visualise", "service")
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pyvis")
    ]
    assert found == [("network.py", 4)]


def test_an_answer_without_anything_has_no_nodes(world: World) -> None:
    early = network(world, Question(as_of="1900-01-01"))  # type: ignore[arg-type]
    assert all(x.evidence for x in early.links)
    arrange(early.model_copy(update={"nodes": (), "links": ()}))

"""A catalogue as a graph and back: parts, networkx, py2neo, and py2neo through a real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.catalogue import Catalogue, digest, dump
from graph.errors import CatalogueError
from graph.networkx_graph import catalogue_graph, from_networkx
from graph.parts import parts_of, take_apart
from graph.parts_back import Assembly, content_of
from graph.py2neo_graph import from_subgraph, to_subgraph
from graph.snapshot import compile_snapshot
from graph.store import Row
from queries.ask import World
from service.catalogues import open_world

FOLDER = Path(__file__).resolve().parents[1] / "data" / "library"
LONG = os.environ.get("BANDWAY_LONG") == "1"
ODD: dict[str, Any] = {
    "name": "odd",
    "entries": {
        "b1": {"kind": "band", "label": "Band 1", "order": 2**70},
        "b2": {"kind": "band", "label": "", "pay": [{"year": "2026", "entry": 1.5}]},
        "s": {"kind": "source", "places": {"p_json": "x", "": "y"}, "addresses": ["a", "a"]},
        "f": {
            "kind": "finding",
            "text": "£ 'quoted' \\ \x00",
            "about": ["b1", "b1", "b2"],
            "levels": [2, 3],
            "table": {"months_typical": 2.0},
            "cite": {"source": "s", "at": ["p"], "checked": "2026-11-25", "note": "n"},
            "also": [{}, {"about": ["b2"]}, {"cite": {"source": "s"}}],
        },
        "k": {
            "kind": "block",
            "from": ["f@b1", "f"],
            "shuts": {"ids": ["b2"], "strand": "b1", "higher": True},
            "unless": {"nothing": True, "when": {"setting": "b1"}, "note": "n"},
        },
        "k2": {"kind": "block", "shuts": {}, "effect": "hinders"},
        "m": {"kind": "move", "from": ["f"], "to": "f@b1", "conditions": {"condition": "b1"}},
        "r": {
            "kind": "role",
            "label": "R",
            "grades": [
                {"band": "b1", "to": "b2"},
                {"band": "b1", "requires": {"unknown": "what?"}},
                {"band": "b1"},
            ],
            "held_by": [{"group": "b1"}, {"group": "b1", "setting": "s"}],
            "duties": [{"begin": "f", "within_months": 3.0}, {"finish": "f"}],
            "status": {"value": "closed", "strands": ["b1"], "successor": "b2"},
            "valid_from": {"date": "2026-01-01", "certainty": "announced", "by": "x"},
            "requires": {
                "at_least": {
                    "n": 2,
                    "of": [
                        {"all": [{"holds": "f", "at": "p"}, {"level": {"at_least": 3}}]},
                        {"any": [{"served": {}}, {"served": {"role": "r", "months": 1.0}}]},
                        {"in_role": {"at_least_band": "b1"}, "force": "law", "basis": "implied"},
                    ],
                }
            },
        },
        "c": {"kind": "course", "audience": {"words": "all", "ids": ["b1"]}, "months": {"min": 1}},
        "q": {"kind": "qualification", "relevance": [{"value": "partial", "strands": ["b1"]}]},
    },
    "retired": {"old": ["b1", "b2"], "older": []},
}


@pytest.fixture(scope="module")
def catalogues(world: World) -> list[Catalogue]:
    return [world.catalogue, open_world([FOLDER]).catalogue, Catalogue.model_validate(ODD)]


def test_parts_make_the_same_catalogue(catalogues: list[Catalogue]) -> None:
    for catalogue in catalogues:
        parts = parts_of(catalogue)
        assert content_of(parts.nodes, reversed(parts.links)) == dump(catalogue)
        assert len({node.key for node in parts.nodes}) == len(parts.nodes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_values_of_any_shape_are_kept(value: Any) -> None:
    """A field that this program does not know yet is kept as it is."""
    body = json.dumps(
        {"kind": "role", "label": "R", "a_new_field": value, "also": [{"another": value}]},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    parts = take_apart(Row("r", "role", body))
    assert [row.body for row in Assembly(parts.nodes, parts.links).rows()] == [body]


def test_networkx_there_and_back(catalogues: list[Catalogue]) -> None:
    for catalogue in catalogues:
        drawn = catalogue_graph(catalogue)
        assert digest(from_networkx(drawn)) == digest(catalogue)
        kept = json.loads(json.dumps(nx.node_link_data(drawn, edges="edges")))
        assert digest(from_networkx(nx.node_link_graph(kept, edges="edges"))) == digest(catalogue)


def test_a_change_in_the_graph_is_a_change_in_the_catalogue(world: World) -> None:
    drawn = catalogue_graph(world.catalogue)
    drawn.nodes["paap"]["label"] = "Renamed"
    new = {"node": "entry", "id": "new-strand", "kind": "strand", "label": "New"}
    drawn.add_node("new-strand", **new)
    drawn.remove_edges_from(
        [
            (start, end, key)
            for start, end, key, kind in drawn.edges(keys=True, data="relation")
            if kind == "TEACHES"
        ]
    )
    changed = from_networkx(drawn)
    assert changed.entries["paap"].label == "Renamed"
    assert changed.entries["new-strand"].kind == "strand"
    taught = [e for e in changed.entries.values() if getattr(e, "teaches", ())]
    assert taught == []


def test_a_graph_that_lacks_a_part_is_told(world: World) -> None:
    drawn = catalogue_graph(world.catalogue)
    drawn.remove_node("paap")  # which requirements hold
    with pytest.raises(CatalogueError, match="lacks a part"):
        from_networkx(drawn)
    drawn = catalogue_graph(world.catalogue)
    drawn.nodes["paap"]["kind"] = "no-kind"
    with pytest.raises(CatalogueError, match="canonical form"):
        from_networkx(drawn)


def test_py2neo_there_and_back(catalogues: list[Catalogue]) -> None:
    for catalogue in catalogues:
        snapshot = compile_snapshot(catalogue, date(2026, 11, 30))
        assert digest(from_subgraph(to_subgraph(snapshot))) == digest(catalogue)


def test_the_lens_is_seen_in_the_subgraph(world: World) -> None:
    snapshot = compile_snapshot(world.catalogue, date(2026, 11, 30), ("scoping-report",))
    subgraph = to_subgraph(snapshot)
    seen = [node["in_lens"] for node in subgraph.nodes if "Statement" in node.labels]
    assert 0 < sum(seen) < len(seen)
    assert digest(from_subgraph(subgraph)) == world.catalogue_hash


SCRIPT = """
import sys
from datetime import date
import py2neo
from graph.catalogue import digest, parse
from graph.py2neo_graph import from_subgraph, to_subgraph
from graph.snapshot import compile_snapshot

catalogue = parse(sys.stdin.buffer.read())
graph = py2neo.Graph(sys.argv[1], auth=None)
graph.delete_all()
graph.create(to_subgraph(compile_snapshot(catalogue, date(2026, 11, 30))))
found = py2neo.Subgraph(list(graph.nodes.match()), list(graph.relationships.match()))
graph.delete_all()
print(digest(from_subgraph(found)))
"""


def test_py2neo_through_a_real_server(neo4j_uri: str, catalogues: list[Catalogue]) -> None:
    """By py2neo's own client, in a process of its own: it leaves its sockets open."""
    for catalogue in catalogues if LONG else catalogues[1:]:
        command = [sys.executable, "-c", SCRIPT, neo4j_uri]
        done = subprocess.run(command, input=dump(catalogue), capture_output=True, check=False)
        assert done.stdout.decode().strip() == digest(catalogue), done.stderr.decode()


def test_drivers_are_loaded_only_when_they_are_asked_for() -> None:
    script = (
        "import sys, service.cli, graph.opening, graph.networkx_graph\n"
        "print([name for name in ('neo4j', 'py2neo') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    assert done.stdout.split() == [b"[]"]

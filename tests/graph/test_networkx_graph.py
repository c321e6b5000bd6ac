"""The networkx form keeps gates as nodes, and every cited edge keeps its citation."""

from __future__ import annotations

from datetime import date

import networkx as nx

from graph.networkx_graph import to_networkx
from graph.snapshot import compile_snapshot
from queries.ask import World


def test_gates_are_nodes_with_their_branches_and_citations(world: World) -> None:
    snapshot = compile_snapshot(world.catalogue, date(2026, 11, 30), ("scoping-report",))
    drawn = to_networkx(snapshot)
    (top,) = [
        v
        for _, v, d in drawn.out_edges("product-approver", data=True)
        if d["relation"] == "requires"
    ]
    assert drawn.nodes[top]["clause"] == "any" and drawn.nodes[top]["when"] == "section-10"
    branches = [v for _, v, d in drawn.out_edges(top, data=True) if d["relation"] == "branch"]
    assert [drawn.nodes[b]["clause"] for b in branches] == ["holds", "all"]
    leaves = nx.descendants(drawn, top)
    assert {"gphc-pharmacist", "gphc-pharmacy-technician", "paap"} <= leaves


def test_every_statement_edge_is_cited(world: World) -> None:
    drawn = to_networkx(compile_snapshot(world.catalogue, date(2026, 11, 30)))
    plain = {"branch", "holds", "condition", "region", "parent", "register_of"}
    for start, end, data in drawn.edges(data=True):
        if data["relation"] not in plain and drawn.nodes[start]["kind"] not in ("organisation",):
            assert data.get("source") in world.catalogue.entries, (start, end, data)
            assert data["at"], (start, end, data)

"""Snapshots as subgraphs of py2neo and back, for notebooks that speak it; needs `[py2neo]`.

py2neo is past its end of life: here it only holds a graph, and no connection is made. The running
service speaks to Neo4j through the official driver (`docs/decisions/0005-py2neo.md`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graph.catalogue import Catalogue, parse
from graph.neo4j_schema import LABELS
from graph.parts import Link, Node, parts_of
from graph.parts_back import content_of
from graph.snapshot import Snapshot

if TYPE_CHECKING:
    from py2neo import Subgraph

PARTS = ("Entry", "Statement", "Clause", "Retired", "Name")
OURS = frozenset({"key", "in_lens", "more_json"})


def to_subgraph(snapshot: Snapshot) -> Subgraph:
    """The whole catalogue of a snapshot; `in_lens` marks the statements that the lens leaves."""
    import py2neo

    catalogue = snapshot.catalogue
    kept = {telling.id for seen in snapshot.entries.values() for telling in seen.tellings}
    parts = parts_of(catalogue)
    nodes: dict[str, Any] = {}
    for node in parts.nodes:
        labels, told = [node.label], dict(node.properties, key=node.key)
        if node.label == "Entry":
            labels.append(LABELS.get(str(told.get("kind")), "Other"))
        elif node.label == "Statement":
            entry, _, place = node.key.rpartition("/")
            told["in_lens"] = catalogue.tellings(entry)[int(place) - 1].id in kept
        nodes[node.key] = py2neo.Node(*labels, **told)
    # py2neo keeps one relationship of a type between two nodes: further ones go along with it.
    grouped: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for link in parts.links:
        if link.end in nodes:
            grouped.setdefault((link.start, link.type, link.end), []).append(link.properties)
    links = []
    for (start, kind, end), (first, *more) in grouped.items():
        told = first | ({"more_json": json.dumps(more)} if more else {})
        links.append(py2neo.Relationship(nodes[start], kind, nodes[end], **told))
    return py2neo.Subgraph(nodes.values(), links)


def from_subgraph(subgraph: Subgraph) -> Catalogue:
    """The catalogue of such a subgraph; raises CatalogueError where it is none any more."""
    nodes = []
    for node in subgraph.nodes:
        labels = [label for label in PARTS if label in node.labels]
        if labels and "key" in node:
            nodes.append(Node(str(node["key"]), labels[0], _told(node)))
    links = []
    for link in subgraph.relationships:
        start, end = str(link.start_node["key"]), str(link.end_node["key"])
        for told in (_told(link), *json.loads(link.get("more_json") or "[]")):
            links.append(Link(start, type(link).__name__, end, told))
    return parse(content_of(nodes, links))


def _told(entity: Any) -> dict[str, Any]:
    return {name: value for name, value in dict(entity).items() if name not in OURS}

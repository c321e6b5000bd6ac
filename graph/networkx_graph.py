"""networkx graphs: a catalogue in and out without loss, and the view of a snapshot.

`catalogue_graph` has every statement as a node, and `from_networkx` makes the same catalogue of it.
`to_networkx` is a snapshot for algorithms: gates are nodes of their own, citations are kept.

Nodes: entries (`node="entry"`, with kind and label) and clauses (`node="clause"`, with what they
are). Edges carry `relation` and, where a source states them, `source`, `at`, `basis`, `keys`.
AND and OR never hide in plain edges: a requirement hangs below its entry by `requires`.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from graph.catalogue import Catalogue, parse
from graph.parts import Link, Node, parts_of
from graph.parts_back import content_of
from graph.provenance import Id
from graph.requirements import Clause, children, clause_key
from graph.snapshot import Snapshot

LISTS = (
    "strands",
    "settings",
    "staff_groups",
    "employers",
    "gives",
    "access",
    "matches",
    "teaches",
    "leads_to",
    "providers",
    "awarding",
    "recognised_by",
    "not_recognised_by",
    "accepted_as",
    "not_required",
    "about",
    "needed_by",
    "register_of",
)
SINGLE = ("body", "staff_group", "part_of", "of", "region", "parent", "employer")


def catalogue_graph(catalogue: Catalogue) -> nx.MultiDiGraph:
    """Entries, statements and clauses as nodes (`node` says which), links as edges (`relation`)."""
    drawn = nx.MultiDiGraph()
    parts = parts_of(catalogue)
    for node in parts.nodes:
        drawn.add_node(node.key, node=node.label.lower(), **node.properties)
    for link in parts.links:
        drawn.add_edge(link.start, link.end, relation=link.type, **link.properties)
    return drawn


def from_networkx(drawn: nx.MultiDiGraph) -> Catalogue:
    """The catalogue of such a graph; raises CatalogueError where it is none any more."""
    nodes = [
        Node(key, data["node"].capitalize(), {n: v for n, v in data.items() if n != "node"})
        for key, data in drawn.nodes(data=True)
        if "node" in data
    ]
    links = [
        Link(start, data["relation"], end, {n: v for n, v in data.items() if n != "relation"})
        for start, end, data in drawn.edges(data=True)
    ]
    return parse(content_of(nodes, links))


def to_networkx(snapshot: Snapshot) -> nx.MultiDiGraph:
    """Everything that the lens leaves, as a directed multigraph with cited edges."""
    drawn = nx.MultiDiGraph(
        hash=snapshot.catalogue_hash,
        as_of=snapshot.as_of.isoformat(),
        sources=list(snapshot.sources),
    )
    for entry_id, seen in sorted(snapshot.entries.items()):
        drawn.add_node(entry_id, node="entry", kind=seen.kind, label=seen.label)
    for entry_id, seen in sorted(snapshot.entries.items()):
        for telling in seen.tellings:
            _relations(drawn, snapshot, entry_id, telling)
            for name in ("requires", "recommends", "conditions", "unless"):
                clause = getattr(telling, name, None)
                if clause is not None:
                    told = _cited(snapshot, telling) | {"force": getattr(telling, "force", None)}
                    top = _gate(drawn, f"{telling.id}/{name}", clause)
                    drawn.add_edge(entry_id, top, relation=name, telling=telling.id, **told)
    return drawn


def _cited(snapshot: Snapshot, telling: Any) -> dict[str, Any]:
    cite = telling.cite
    if cite is None:
        return {}
    return {
        "source": cite.source,
        "at": list(cite.at),
        "basis": snapshot.basis(cite),
        "keys": list(cite.keys),
    }


def _relations(drawn: nx.MultiDiGraph, snapshot: Snapshot, entry_id: Id, telling: Any) -> None:
    told = _cited(snapshot, telling) | {"telling": telling.id}
    pairs = [(n, i) for n in LISTS for i in getattr(telling, n, ())]
    pairs += [(n, getattr(telling, n)) for n in SINGLE if getattr(telling, n, None)]
    pairs += [("grade", grade.band) for grade in getattr(telling, "grades", ())]
    pairs += [("from", text.partition("@")[0]) for text in getattr(telling, "start", ())]
    pairs += [("begins", item) for item in getattr(telling, "begins", ())]
    to = getattr(telling, "to", None)
    pairs += [("to", to.partition("@")[0])] if isinstance(to, str) else []
    shuts = getattr(telling, "shuts", None)
    pairs += [("shuts", item) for item in shuts.ids] if shuts is not None else []
    for relation, other in pairs:
        if other in drawn:
            drawn.add_edge(entry_id, other, relation=relation, **told)


def _gate(drawn: nx.MultiDiGraph, name: str, clause: Clause) -> str:
    """A clause and what hangs below it; its name is its place in the telling."""
    data = clause.model_dump(mode="json", exclude_none=True)
    key = str(clause_key(clause))
    below = children(clause)
    drawn.add_node(
        name,
        node="clause",
        clause=key,
        need=data["at_least"]["n"] if key == "at_least" else None,
        value=None if below else data[key],
        when=clause.when.setting if clause.when is not None else None,
        force=clause.force,
        basis=clause.basis,
    )
    for number, child in enumerate(below):
        drawn.add_edge(name, _gate(drawn, f"{name}/{number}", child), relation="branch")
    if key in ("holds", "condition") and data[key] in drawn:
        drawn.add_edge(name, data[key], relation=key)
    return name

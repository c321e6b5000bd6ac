"""Write staged rows into Neo4j: each as a revision, with its statements, clauses and links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeVar

from neo4j import Transaction

from graph import neo4j_schema as cypher
from graph.ledger import OPEN_END
from graph.parts import Node, Parts, take_apart
from graph.store import Row

T = TypeVar("T")
CHUNK = 5000


def write_rows(tx: Transaction, token: int, rows: list[Row]) -> None:
    """Note the rows that are as published before; write the others anew."""
    given = [{"id": row.id, "kind": row.kind, "body": row.body} for row in rows]
    same = {found[0] for found in tx.run(cypher.SAME, rows=given, open=OPEN_END)}
    rids = [rid(row.id, token) for row in rows]
    if again := [found[0] for found in tx.run(cypher.STAGED, rids=rids)]:
        for statement in cypher.DROP:
            _run(tx, statement, rids=again)
    if same:
        _run(tx, cypher.KEPT, run=token, ids=sorted(same))
    _write(tx, token, [row for row in rows if row.id not in same])


def flip(tx: Transaction, token: int) -> tuple[int, int, int]:
    """Give the staged rows their version and close those they replace: added, changed, removed."""
    now_open = dict(tx.run(cypher.OPEN, open=OPEN_END).values())
    staged = {row[0]: row for row in tx.run(cypher.OF_RUN, run=token).values()}
    kept = {row[0] for row in tx.run(cypher.KEPT_OF_RUN, run=token)} - staged.keys()
    closed = now_open.keys() - kept
    for rids in _chunks([now_open[key] for key in closed]):
        _run(tx, cypher.CLOSE, rids=rids, version=token)
    for rids in _chunks([row[1] for row in staged.values()]):
        _run(tx, cypher.BEGIN, rids=rids, version=token)
    for kind, statement in cypher.LABEL.items():
        named = [{"id": r[0], "kind": kind, "label": r[3]} for r in staged.values() if r[2] == kind]
        for rows in _chunks(named):
            _run(tx, statement, rows=rows)
    changed = len(closed & staged.keys())
    return len(staged) - changed, changed, len(closed) - changed


def drop_left_over(tx: Transaction, running: list[int]) -> int:
    """Take away a thousand rows of imports that run no more; how many there were."""
    _run(tx, cypher.BATCHES, running=running)
    given = {"open": OPEN_END, "running": running, "most": 1000}
    rids = [row[0] for row in tx.run(cypher.LEFT_OVER, given)]
    if rids:
        for statement in (*cypher.DROP, cypher.ORPHANS):
            _run(tx, statement, rids=rids)
    return len(rids)


def _chunks(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def rid(entry_id: str, token: int) -> str:
    """The key of a revision, and the beginning of the keys of its parts."""
    return f"{token}:{entry_id}"


def _write(tx: Transaction, token: int, rows: list[Row]) -> None:
    revisions: list[dict[str, Any]] = []
    nodes: dict[str, list[dict[str, Any]]] = {"Statement": [], "Clause": []}
    links: dict[str, list[dict[str, Any]]] = defaultdict(list)
    ends = {row.id for row in rows}
    for row in rows:
        parts = _parts(row)
        own, *rest = parts.nodes
        told: dict[str, Any] = {
            "rid": rid(row.id, token),
            "id": row.id,
            "kind": row.kind,
            "body": row.body,
        }
        told |= {"run": token, "v_from": OPEN_END, "v_to": OPEN_END}
        revisions.append(own.properties | told)
        for node in rest:
            nodes[node.label].append(node.properties | {"key": rid(node.key, token)})
        for link in parts.links:
            inside = cypher.within(link)
            ends |= set() if inside else {link.end}
            end = rid(link.end, token) if inside else link.end
            start = rid(link.start, token)
            links[link.type].append({"start": start, "end": end, "properties": link.properties})
    _run(tx, cypher.ENTITIES, rows=[{"id": end} for end in sorted(ends)])
    _run(tx, cypher.REVISIONS, rows=revisions)
    _run(tx, cypher.STATEMENTS, rows=nodes["Statement"])
    _run(tx, cypher.CREATE_CLAUSES, rows=nodes["Clause"])
    for kind, found in links.items():
        _run(tx, cypher.LINKS[kind], rows=found)


def _parts(row: Row) -> Parts:
    """The parts of a row; of one that is no entry of ours, only the row itself."""
    try:
        return take_apart(row)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return Parts([Node(row.id, "Entry")])


def _run(tx: Transaction, statement: str, **given: Any) -> None:
    tx.run(statement, given).consume()

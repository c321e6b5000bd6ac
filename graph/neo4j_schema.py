"""What lies in Neo4j: constraints, labels and the statements that write, all from fixed words.

(:Entity {id})-[:HAS_REV]->(:Revision {id, kind, body, v_from, v_to})-[:STATES]->(:Statement),
and from there CITES, references, and REQUIRES to a tree of (:Clause). Ends of references are
entities. Names of labels and types come from here, never from a catalogue; values are parameters.
"""

from __future__ import annotations

from graph.entries import KINDS
from graph.parts import CLAUSES, FROM_CLAUSE, FROM_STATEMENT, TO_CLAUSE, Link

SCHEMA = 1
NAME = "bandway"
UNIQUE = (
    ("Catalogue", "name"),
    ("ImportRun", "version"),
    ("Entity", "id"),
    ("Revision", "rid"),
    ("Statement", "key"),
    ("Clause", "key"),
)
DDL = (
    *(
        f"CREATE CONSTRAINT bandway_{label.lower()}_{name} IF NOT EXISTS"
        f" FOR (n:{label}) REQUIRE n.{name} IS UNIQUE"
        for label, name in UNIQUE
    ),
    *(
        f"CREATE INDEX bandway_revision_{name} IF NOT EXISTS FOR (n:Revision) ON (n.{name})"
        for name in ("id", "run")
    ),
)
LABELS = {kind: "".join(map(str.capitalize, kind.split("-"))) for kind in (*KINDS, "retired")}
"""The label that an entity has beside `Entity`."""
ALL_LABELS = ":".join(LABELS.values())
LABEL = {
    kind: f"UNWIND $rows AS row MATCH (e:Entity {{id: row.id}}) REMOVE e:{ALL_LABELS}"
    f" SET e:{label}, e.kind = row.kind, e.label = row.label"
    for kind, label in LABELS.items()
}
"""Entities bear the kind and label of their newest revision, to be read by people."""

LEDGER = (
    "MATCH (c:Catalogue {name: $name}) OPTIONAL MATCH (r:ImportRun)"
    " WITH c, r ORDER BY r.version"
    " RETURN c.schema, c.active, c.seal, collect(CASE WHEN r IS NULL THEN null ELSE"
    " [r.version, r.state, r.source, r.published, r.entries, r.digest] END)"
)
LOCK = "MATCH (c:Catalogue {name: $name}) SET c.lock = timestamp()"
FOUND = (
    "MERGE (c:Catalogue {name: $name})"
    " ON CREATE SET c.schema = $schema, c.seal = $seal, c.label = $name"
)
POINT = "MATCH (c:Catalogue {name: $name}) SET c.active = $active, c.seal = $seal"
RUN = "MERGE (r:ImportRun {version: $run.version}) SET r += $run"

SAME = (
    "UNWIND $rows AS row MATCH (v:Revision {id: row.id}) USING INDEX v:Revision(id)"
    " WHERE v.v_to = $open AND v.v_from < $open AND v.kind = row.kind AND v.body = row.body"
    " RETURN row.id"
)
KEPT = "CREATE (:ImportBatch {run: $run, ids: $ids})"
STAGED = "UNWIND $rids AS rid MATCH (v:Revision {rid: rid}) RETURN v.rid"
TO_CLAUSES = "|".join(TO_CLAUSE)
DROP = (
    "UNWIND $rids AS rid MATCH (:Revision {rid: rid})-[:STATES]->"
    f"(:Statement)-[:{TO_CLAUSES}]->(:Clause)-[:BRANCH*0..]->(c) DETACH DELETE c",
    "UNWIND $rids AS rid MATCH (:Revision {rid: rid})-[:STATES]->(s) DETACH DELETE s",
    "UNWIND $rids AS rid MATCH (v:Revision {rid: rid}) DETACH DELETE v",
)
ENTITIES = "UNWIND $rows AS row MERGE (:Entity {id: row.id})"
REVISIONS = (
    "UNWIND $rows AS row MATCH (e:Entity {id: row.id})"
    " CREATE (e)-[:HAS_REV]->(v:Revision) SET v = row"
)
STATEMENTS = "UNWIND $rows AS row CREATE (n:Statement) SET n = row"
CREATE_CLAUSES = "UNWIND $rows AS row CREATE (n:Clause) SET n = row"

OPEN = "MATCH (v:Revision) WHERE v.v_to = $open AND v.v_from < $open RETURN v.id, v.rid"
OF_RUN = "MATCH (v:Revision {run: $run}) RETURN v.id, v.rid, v.kind, v.label"
KEPT_OF_RUN = "MATCH (b:ImportBatch {run: $run}) UNWIND b.ids AS id RETURN DISTINCT id"
CLOSE = "UNWIND $rids AS rid MATCH (v:Revision {rid: rid}) SET v.v_to = $version"
BEGIN = "UNWIND $rids AS rid MATCH (v:Revision {rid: rid}) SET v.v_from = $version"
COUNT = (
    "MATCH (v:Revision) WHERE v.v_from <= $version < v.v_to"
    " AND NOT v.kind IN ['name', 'retired'] RETURN count(v)"
)
CONTENT = (
    "MATCH (v:Revision) WHERE v.v_from <= $version < v.v_to"
    " RETURN v.id, v.kind, v.body ORDER BY v.id"
)
HISTORY = (
    "MATCH (v:Revision {id: $id}) WHERE v.v_from < $open"
    " RETURN v.v_from, v.v_to, v.kind, v.body ORDER BY v.v_from"
)
LEFT_OVER = (
    "MATCH (v:Revision) WHERE v.v_from = $open AND NOT v.run IN $running RETURN v.rid LIMIT $most"
)
BATCHES = "MATCH (b:ImportBatch) WHERE NOT b.run IN $running DELETE b"
ORPHANS = "MATCH (e:Entity) WHERE NOT (e)--() DELETE e"


def start_of(kind: str) -> str:
    """The label and key of the node that a type of link starts at."""
    if kind in ("STATES", "REPLACED_BY"):
        return "Revision {rid: row.start}"
    return f"{'Clause' if kind in ('BRANCH', *FROM_CLAUSE) else 'Statement'} {{key: row.start}}"


def end_of(kind: str) -> str:
    """The label and key of the node that a type of link ends at."""
    if kind == "STATES":
        return "Statement {key: row.end}"
    if kind in ("BRANCH", *TO_CLAUSE):
        return "Clause {key: row.end}"
    return "Entity {id: row.end}"


TYPES = ("STATES", "REPLACED_BY", "BRANCH", *TO_CLAUSE, *FROM_CLAUSE, *FROM_STATEMENT)
LINKS = {
    kind: f"UNWIND $rows AS row MATCH (a:{start_of(kind)}) MATCH (b:{end_of(kind)})"
    f" CREATE (a)-[r:{kind}]->(b) SET r = row.properties"
    for kind in TYPES
}
"""The statement that makes links of a type."""


def within(link: Link) -> bool:
    """Whether a link ends at a part of its own entry."""
    return link.type in ("STATES", "BRANCH", *TO_CLAUSE)


assert {name.upper() for name in CLAUSES} < set(TO_CLAUSE)

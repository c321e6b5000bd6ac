"""The Neo4j store on a real server: the common suite, then what is its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from neo4j import GraphDatabase, Session

from graph.catalogue import dump
from graph.errors import QuestionError
from graph.neo4j_query import check_plan, check_text
from graph.opening import open_store
from graph.store import Store, save
from queries.ask import World
from tests.graph.store_suite import A, Opener, StoreSuite, many
from tests.neo4j_here import empty

ACTIVE = "v.v_from <= $active < v.v_to AND NOT v.kind IN ['name', 'retired']"
REFUSED = [
    "CREATE (:X)",
    "MERGE (:X {a: 1})",
    "MATCH (n) SET n.a = 1",
    "MATCH (n) SET n:X RETURN n",
    "MATCH (n) REMOVE n.body",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) NODETACH DELETE n",
    "INSERT (:X)",
    "MATCH (n) FOREACH (x IN [1] | SET n.a = x)",
    "cReAtE (:X)",
    "/* MATCH */ CREATE (:X)",
    "MATCH (n) // read\nSET n.a = 1",
    "CREATE INDEX i FOR (n:X) ON (n.a)",
    "CREATE CONSTRAINT c FOR (n:X) REQUIRE n.a IS UNIQUE",
    "DROP INDEX bandway_revision_id",
    "CREATE DATABASE x",
    "DROP DATABASE neo4j",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "CREATE USER x SET PASSWORD 'abcdefgh'",
    "GRANT ROLE admin TO x",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "load /**/ csv from 'file:///etc/passwd' AS line RETURN line",
    "MATCH (n) LOAD CSV WITH HEADERS FROM 'http://127.0.0.1/' AS line RETURN line",
    "CALL { LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line } RETURN line",
    "CALL { CREATE (:X) }",
    "CALL () { CREATE (:X) } IN TRANSACTIONS",
    "RETURN EXISTS { LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l }",
    "CALL dbms.listConfig()",
    "CALL dbms.listConfig() YIELD name, value RETURN name, value",
    "CALL dbms.killConnections(['bolt-1'])",
    "CALL dbms.setConfigValue('a', 'b')",
    "CALL dbms.components()",
    "CALL db.createLabel('X')",
    "CALL db.clearQueryCaches()",
    "CALL db.stats.collect('QUERIES')",
    "CALL `dbms`.`listConfig`()",
    "CALL `dbms.listConfig`()",
    "CALL dbms /* db.labels */ . listConfig()",
    "CALL tx.setMetaData({a: 1})",
    "CALL apoc.load.json('file:///etc/passwd') YIELD value RETURN value",
    "RETURN apoc.util.sleep(1)",
    "RETURN apoc . util . sleep (1)",
    "RETURN `apoc`.`util`.`sleep`(1)",
    "RETURN `apoc.util.sleep`(1)",
    "RETURN genai.vector.encode('x', 'OpenAI', {token: 'x'})",
    "RETURN graph.byName('x')",
    "SHOW SETTINGS",
    "SHOW DATABASES",
    "SHOW USERS",
    "SHOW TRANSACTIONS",
    "SHOW FUNCTIONS",
    "show procedures yield name return name",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    "USE system SHOW USERS",
    "USE system RETURN 1",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n",
    "CYPHER runtime=slotted MATCH (n) RETURN n",
    "RETURN 1; CREATE (:X)",
    "RETURN 1; RETURN 2",
    "RETURN 1 UNION CREATE (:X) RETURN 1",
    ":param x => 1",
    "BEGIN",
    "COMMIT",
    "",
    ";",
    "RETURN $missing",
    "C\\u0052EATE (:X)",
    "MATCH (n) S\\u0045T n.a = 1",
    "RETURN 1 AS `a`; CREATE (:X)",
    "MATCH (n:`X`) SET n.`a` = 'SET'",
    "RETURN 'it''s' CREATE (:X)",
    'RETURN "\\"" CREATE (:X)',
    "UNWIND range(1, 3) AS i CREATE (:X {i: i})",
    "MATCH (n) WITH n LIMIT 1 DELETE n RETURN 1",
    "DRYRUN REALLOCATE DATABASES",
    "ENABLE SERVER 'x'",
]
ANSWERED = [
    "MATCH (v:Revision) WHERE v.v_from <= $active < v.v_to RETURN count(v)",
    "RETURN 'CREATE (:X) // SET' AS `LOAD CSV`, \"SHOW\" AS b /* DELETE */",
    "MATCH (n) RETURN n.set, n.create, [x IN [1, 2] WHERE x > 1 | x] LIMIT 1",
    "MATCH (n) WHERE n.x IS NULL AND (n.id = 'x') RETURN n.id ORDER BY n.id SKIP 0 LIMIT 1",
    "CALL db.labels() YIELD label RETURN label ORDER BY label",
    "CALL db.relationshipTypes()",
    "CALL { MATCH (n) RETURN count(n) AS c } RETURN c",
    "MATCH (n) WHERE EXISTS { (n)-[:HAS_REV]->() } RETURN COUNT { (n)--() } LIMIT 1",
    "RETURN date.truncate('month', date('2026-11-30')), duration.between(date(), date()), point({x:"
    " 1, y: 2}), 1.0 / 0.0, [0.0 / 0.0], {a: [1, {b: date('2026-11-30')}]}",
    "MATCH p = (:Entity {id: 'x'})-[:HAS_REV]->() RETURN p, nodes(p), relationships(p)",
    "RETURN 1;",
]
RUNAWAYS = [
    "UNWIND range(1, 1000000000) AS i UNWIND range(1, 1000000000) AS j RETURN count(*)",
    "MATCH (a), (b), (c), (d) WHERE a.id + b.id <> c.id + d.id RETURN count(*)",
    "UNWIND range(1, 1000000000) AS i WITH i WHERE i < 0 RETURN i",
]


class TestNeo4jStore(StoreSuite):
    labels_query = f"MATCH (v:Revision) WHERE {ACTIVE} RETURN v.id, v.label ORDER BY v.id"
    by_id_query = f"MATCH (v:Revision {{id: $id}}) WHERE {ACTIVE} RETURN v.id"
    by_id_params: ClassVar[Any] = {"id": "s7"}

    @pytest.fixture
    def opener(self, neo4j_uri: str) -> Opener:
        return lambda: open_store(neo4j_uri)


@pytest.fixture
def store(neo4j_uri: str) -> Store:
    store = open_store(neo4j_uri)
    save(store, A, "first")
    return store


@pytest.fixture(scope="module")
def kept(neo4j_server_uri: str) -> Store:
    """A store for the tests that only read; they stand together, before one empties it."""
    empty(neo4j_server_uri)
    store = open_store(neo4j_server_uri)
    save(store, A, "first")
    return store


@pytest.fixture
def session(neo4j_server_uri: str) -> Iterator[Session]:
    with GraphDatabase.driver(neo4j_server_uri) as driver, driver.session() as session:
        yield session


def test_the_built_in_catalogue_is_the_same_in_both_stores(
    neo4j_uri: str, world: World, tmp_path: Any
) -> None:
    stores = [open_store(neo4j_uri), open_store(f"sqlite:{tmp_path / 'store.db'}")]
    for store in stores:
        save(store, world.catalogue, "built-in")
    exports = [store.export() for store in stores]
    assert exports[0] == exports[1] == dump(world.catalogue)
    assert [store.health().digest for store in stores] == [world.catalogue_hash] * 2


@pytest.mark.parametrize("text", REFUSED)
def test_a_query_only_reads(kept: Store, session: Session, text: str) -> None:
    count = "MATCH (n) RETURN count(n), collect(labels(n)), collect(properties(n))"
    before = session.run(count).values()
    with pytest.raises(QuestionError):
        kept.query(text)
    assert session.run(count).values() == before
    assert kept.export() == dump(A)


@pytest.mark.parametrize("text", ANSWERED)
def test_useful_queries_are_answered(kept: Store, text: str) -> None:
    assert kept.query(text, seconds=10).rows


@pytest.mark.parametrize(
    "text",
    [
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "RETURN EXISTS { LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l }",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "SHOW SETTINGS",
        "SHOW TRANSACTIONS",
        "TERMINATE TRANSACTION 'neo4j-transaction-1'",
        "MATCH (n) SET n.a = 1",
    ],
)
def test_the_plan_is_judged_too(kept: Store, session: Session, text: str) -> None:
    """The second fence, for what the first may not know: READ mode alone lets most of these by."""
    plan = session.run(f"EXPLAIN {text}").consume()
    with pytest.raises(QuestionError):
        check_plan(plan.query_type, plan.plan)


@pytest.mark.parametrize("text", RUNAWAYS)
def test_a_runaway_query_is_stopped(store: Store, session: Session, text: str) -> None:
    save(store, many(300), "more")
    start = time.monotonic()
    with pytest.raises(QuestionError, match=r"longer than 0\.5 s"):
        store.query(text, seconds=0.5)
    assert time.monotonic() - start < 3
    running = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH $text RETURN 1"
    for _ in range(50):
        if not session.run(running, text=text[:40]).values():
            return
        time.sleep(0.1)
    raise AssertionError("the server still works on it")


def test_answers_are_bounded_in_bytes(store: Store) -> None:
    text = "UNWIND range(1, 1000000) AS i RETURN reduce(s = 'x', j IN range(1, 14) | s + s)"
    huge = store.query(text, seconds=20, rows=100_000)
    assert not huge.complete and 0 < len(huge.rows) < 1000


def test_words_are_judged_without_a_server() -> None:
    for text in REFUSED[:30]:
        with pytest.raises(QuestionError):
            check_text(text)
    for text in ANSWERED:
        check_text(text)


def test_values_are_what_json_can_hold(store: Store) -> None:
    text = (
        "MATCH p = (e:Entity {id: 'x'})-[r:HAS_REV]->() RETURN date('2026-11-30') AS day,"
        " duration('P1M') AS month, point({x: 1, y: 2}) AS place, 1.0 / 0.0 AS endless,"
        " [0.0 / 0.0, {a: time('12:00Z')}] AS list, r, e, size(nodes(p)) AS size, $raw AS raw"
    )
    found = store.query(text, {"raw": b"\x01"}, seconds=10)
    row = dict(zip(found.columns, found.rows[0], strict=True))
    assert json.loads(json.dumps(row, allow_nan=False)) == row
    assert (row["day"], row["month"], row["endless"]) == ("2026-11-30", "P1M", "inf")
    assert row["place"] == [1.0, 2.0] and row["list"][0] == "nan" and row["raw"] == "01"
    assert row["r"] == {"type": "HAS_REV", "properties": {}}
    assert row["e"]["labels"] == ["Entity", "Strand"] and row["e"]["properties"]["label"] == "X"


def test_a_question_by_place_is_refused(store: Store) -> None:
    with pytest.raises(QuestionError, match="by name"):
        store.query("RETURN 1", [1])
    assert store.query("RETURN $a", {"a": 1}).rows == ((1,),)
    with pytest.raises(QuestionError, match="too long"):
        store.query("RETURN 1" + " " * 200_000)

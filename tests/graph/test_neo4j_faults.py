"""What goes wrong within a Neo4j store: damage, newer schemas, abandoned imports, rivals."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from neo4j import GraphDatabase, Session

from graph.catalogue import Catalogue, digest, dump
from graph.errors import ConflictError, StoreError
from graph.neo4j_store import Neo4jStore
from graph.opening import Credentials, open_store
from graph.parts import Link, Node
from graph.parts_back import Assembly
from graph.store import load, save, to_pieces, to_rows
from queries.ask import World
from tests.graph.store_suite import A, B, make, many, put


@pytest.fixture
def session(neo4j_uri: str) -> Iterator[Session]:
    with GraphDatabase.driver(neo4j_uri) as driver, driver.session() as session:
        yield session


@pytest.fixture
def store(neo4j_uri: str) -> Neo4jStore:
    store = Neo4jStore(neo4j_uri)
    save(store, A, "first")
    return store


def test_an_empty_database_answers_nothing(neo4j_uri: str) -> None:
    store = open_store(neo4j_uri)
    for verb in (store.health, store.versions, store.export, lambda: store.history("x")):
        with pytest.raises(StoreError, match=r"Nothing is published .*bandway load --store bolt"):
            verb()
    with pytest.raises(StoreError, match="no database 'elsewhere'"):
        open_store(neo4j_uri, Credentials(database="elsewhere"))
    with pytest.raises(StoreError, match="no database 'elsewhere'"):
        open_store(f"{neo4j_uri}/elsewhere")


def test_a_newer_schema_is_refused(store: Neo4jStore, session: Session, neo4j_uri: str) -> None:
    session.run("MATCH (c:Catalogue) SET c.schema = 2").consume()
    for verb in (lambda: open_store(neo4j_uri), store.migrate, store.export):
        with pytest.raises(StoreError, match="newer Bandway"):
            verb()


@pytest.mark.parametrize(
    "damage",
    [
        "MATCH (v:Revision) SET v.body = replace(v.body, 'X', 'W')",
        "MATCH (v:Revision {id: 'x'}) SET v.kind = 'region'",
        "MATCH (v:Revision {id: 'x'}) SET v.v_from = 2",
        "MATCH (v:Revision {id: 'y'}) DETACH DELETE v",
        "MATCH (c:Catalogue) SET c.active = 7",
        "MATCH (r:ImportRun) SET r.source = 'me'",
        "MATCH (r:ImportRun) DELETE r",
    ],
)
def test_wrong_content_is_never_answered(
    store: Neo4jStore, session: Session, neo4j_uri: str, damage: str
) -> None:
    session.run(damage).consume()
    with pytest.raises(StoreError, match="damaged"):
        open_store(neo4j_uri)
    with pytest.raises(StoreError, match="damaged"):
        store.export()


def test_damage_to_an_old_version_is_found_when_it_is_asked_for(
    store: Neo4jStore, session: Session, neo4j_uri: str
) -> None:
    save(store, B, "second")
    session.run("MATCH (v:Revision {v_to: 2}) SET v.body = replace(v.body, 'Y', 'W')").consume()
    again = open_store(neo4j_uri)
    assert load(again) == B
    for verb in (lambda: again.export(1), lambda: again.activate(1, 2), lambda: again.history("z")):
        with pytest.raises(StoreError, match="version 1 does not match"):
            verb()
    session.run("MATCH (v:Revision {v_to: 2}) SET v.body = replace(v.body, 'W', 'Y')").consume()
    session.run("MATCH (v:Revision {id: 'z'}) SET v.v_to = 99").consume()
    with pytest.raises(StoreError, match="no published version"):
        again.history("z")


def test_what_is_unchanged_is_not_written_again(store: Neo4jStore, session: Session) -> None:
    count = "MATCH (n) WHERE NOT n:ImportRun AND NOT n:Catalogue RETURN count(n)"
    before = session.run(count).value()
    for _ in range(3):
        save(store, A, "again")
    assert session.run(count).value() == before
    save(store, make({"x": "X", "y": "Y two"}), "one more")
    assert session.run(count).value() == [before[0] + 1]  # a strand is one revision


def test_abandoned_imports_leave_nothing(store: Neo4jStore, session: Session, world: World) -> None:
    count = "MATCH (n) WHERE NOT n:ImportRun AND NOT n:Catalogue RETURN count(n)"
    before = session.run(count).value()
    token = store.begin_import("dropped")
    store.stage(token, to_rows(dump(world.catalogue)))
    assert session.run(count).value()[0] > 3000
    assert load(store) == A
    assert store.sweep() == (token,)
    assert session.run(count).value() == before
    other = store.begin_import("dropped by a publication")
    store.stage(other, to_rows(dump(many(30))))
    save(store, A, "later")
    assert session.run(count).value() == before


def test_an_import_begun_before_another_was_published_is_told(
    store: Neo4jStore, neo4j_uri: str
) -> None:
    """Whatever it noted as unchanged was compared with what is no longer the newest."""
    other = open_store(neo4j_uri)
    theirs, mine = other.begin_import("theirs"), store.begin_import("mine")
    store.stage(mine, to_rows(dump(B)))
    other.stage(theirs, to_rows(dump(B)))
    other.publish(theirs, 1, 2, digest(B))
    with pytest.raises(ConflictError, match="was published since it began"):
        store.publish(mine, theirs, 2, digest(B))


def race(uri: str, active: int | None, catalogues: list[Catalogue]) -> list[int]:
    """Import all at once over the same version; the numbers of those that were published."""
    gate = threading.Barrier(len(catalogues))

    def one(number: int) -> bool:
        rival = open_store(uri)
        gate.wait(20)
        try:
            put(rival, catalogues[number], active)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(len(catalogues)) as pool:
        won = pool.map(one, range(len(catalogues)))
        return [number for number, published in enumerate(won) if published]


def test_a_race_for_the_pointer_has_one_winner(store: Neo4jStore, neo4j_uri: str) -> None:
    for turn in range(5):
        catalogues = [make({"x": f"{turn} of {number}"}) for number in range(4)]
        (winner,) = race(neo4j_uri, store.health().active, catalogues)
        assert load(store) == catalogues[winner]


def test_the_graph_that_people_see_holds_all_that_was_said(
    store: Neo4jStore, session: Session, world: World
) -> None:
    """Rebuilt from its nodes and links, not from the text that each revision keeps."""
    save(store, many(20), "in between")
    version = save(store, world.catalogue, "built-in")
    prefix = "MATCH (v:Revision) WHERE v.v_from <= $n < v.v_to "
    part = "substring(b.key, size(split(b.key, ':')[0]) + 1)"
    nodes = [
        Node(key, {"name": "Name", "retired": "Retired"}.get(kind, "Entry"), told)
        for key, kind, told in session.run(
            prefix + "RETURN v.id, v.kind, properties(v)", n=version
        ).values()
    ]
    for node in nodes:
        for name in ("rid", "run", "v_from", "v_to", "body"):
            node.properties.pop(name, None)
    below = prefix + (
        "MATCH (v)-[:STATES]->(s:Statement) OPTIONAL MATCH (s)-[r]->(c:Clause)"
        "-[:BRANCH*0..]->(d:Clause) WITH v, s, collect(DISTINCT d) AS clauses"
        " UNWIND [s] + clauses AS b WITH DISTINCT v, b "
    )
    for key, label, told in session.run(
        f"{below} RETURN {part}, labels(b)[0], properties(b)", n=version
    ).values():
        told.pop("key")
        nodes.append(Node(key, label, told))
    links = [
        Link(*row)
        for row in session.run(
            prefix + "MATCH (v)-[r:STATES|REPLACED_BY]->(b) RETURN v.id, type(r),"
            f" CASE WHEN b:Entity THEN b.id ELSE {part} END, properties(r)",
            n=version,
        ).values()
    ]
    links += [
        Link(*row)
        for row in session.run(
            f"{below} MATCH (b)-[r]->(e) RETURN {part}, type(r), CASE WHEN e:Entity THEN e.id ELSE"
            " substring(e.key, size(split(e.key, ':')[0]) + 1) END, properties(r)",
            n=version,
        ).values()
    ]
    assert "".join(to_pieces(Assembly(nodes, links).rows())).encode() == dump(world.catalogue)

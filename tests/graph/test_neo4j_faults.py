"""What goes wrong around a Neo4j store: addresses, passwords, damage, silence, rivals."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from neo4j import GraphDatabase, Session, Transaction

from graph.catalogue import Catalogue, digest, dump
from graph.errors import ConflictError, StoreError
from graph.neo4j_link import Neo4jLink
from graph.neo4j_store import Neo4jStore
from graph.opening import Credentials, open_store
from graph.parts import Link, Node
from graph.parts_back import Assembly
from graph.store import load, save, to_pieces, to_rows
from queries.ask import World
from tests.graph.store_suite import A, B, make, many, put
from tests.neo4j_here import new_server
from tests.neo4j_server import Server

SECRET = "s3cret:/@pass"


@pytest.fixture
def session(neo4j_uri: str) -> Iterator[Session]:
    with GraphDatabase.driver(neo4j_uri) as driver, driver.session() as session:
        yield session


@pytest.fixture
def store(neo4j_uri: str) -> Neo4jStore:
    store = Neo4jStore(neo4j_uri)
    save(store, A, "first")
    return store


@pytest.mark.parametrize(
    "url",
    [
        "bolt:",
        "bolt://",
        "bolt://:7687",
        "bolt://host:port",
        f"postgres://me:{SECRET}@host/x",
        f"bolt://me:{SECRET}@:7687",
        f"neo4j://me:{SECRET}@host:99999",
    ],
)
def test_addresses_that_are_none_are_told_without_secrets(url: str) -> None:
    with pytest.raises(StoreError, match="is no address of a store") as told:
        open_store(url)
    assert "s3cret" not in str(told.value) and "pass@" not in str(told.value)
    assert "s3cret" not in repr(Credentials(password=SECRET))


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s", "neo4j+ssc"])
def test_where_nothing_listens(scheme: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"{scheme}://me:hidden@127.0.0.1:{closed.getsockname()[1]}"
    start = time.monotonic()
    with pytest.raises(StoreError, match="cannot be reached") as told:
        open_store(url)
    assert time.monotonic() - start < 5
    assert "hidden" not in str(told.value) and "127.0.0.1" in str(told.value)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+ssc"])
def test_where_somebody_listens_and_never_speaks(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        start = time.monotonic()
        with pytest.raises(StoreError, match=r"cannot be reached|does not answer"):
            open_store(f"{scheme}://127.0.0.1:{mute.getsockname()[1]}")
        assert time.monotonic() - start < 5


def test_where_somebody_speaks_otherwise() -> None:
    with socket.create_server(("127.0.0.1", 0)) as web:

        def reply() -> None:
            with web.accept()[0] as speaking:
                speaking.recv(100)
                speaking.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=reply, daemon=True)
        thread.start()
        with pytest.raises(StoreError, match="cannot be reached"):
            open_store(f"bolt://127.0.0.1:{web.getsockname()[1]}")
        thread.join(5)


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


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server that asks for a password."""
    server = new_server(auth=True)
    try:
        with (
            GraphDatabase.driver(server.uri, auth=("neo4j", "neo4j")) as driver,
            driver.session(database="system") as session,
        ):
            session.run(
                "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=SECRET
            ).consume()
        yield server
    finally:
        server.stop()


def test_signing_in(guarded: Server) -> None:
    place = guarded.uri.removeprefix("bolt://")
    wrong: list[Callable[[], object]] = [
        lambda: open_store(guarded.uri),
        lambda: open_store(guarded.uri, Credentials(password="wrong-pw")),
        lambda: open_store(f"bolt://neo4j:wrong-pw@{place}"),
        lambda: open_store(f"bolt://nobody:wrong-pw@{place}"),
    ]
    for attempt in wrong:
        with pytest.raises(StoreError, match=r"refuses the user .* BANDWAY_NEO4J_PASSWORD") as told:
            attempt()
        assert "wrong-pw" not in str(told.value)
    store = open_store(guarded.uri, Credentials(password=SECRET))
    save(store, A, "first")
    quoted = "s3cret%3A%2F%40pass"
    for url in (f"bolt://neo4j:{quoted}@{place}", f"neo4j://neo4j:{quoted}@{place}/neo4j"):
        again = open_store(url)
        assert load(again) == A
        assert "s3cret" not in repr(vars(again)["_link"].place)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be paused here")
def test_a_server_that_freezes_is_given_up_on(guarded: Server) -> None:
    store = open_store(guarded.uri, Credentials(password=SECRET))
    save(store, A, "before")
    assert guarded.java is not None
    guarded.java.send_signal(signal.SIGSTOP)
    time.sleep(0.5)  # until all of its threads stand still
    try:
        for verb in (store.health, lambda: open_store(guarded.uri)):
            start = time.monotonic()
            with pytest.raises(StoreError, match=r"cannot be reached|does not answer"):
                verb()
            assert time.monotonic() - start < 5
    finally:
        guarded.java.send_signal(signal.SIGCONT)
    assert load(store) == A


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be paused here")
def test_a_server_that_freezes_amid_its_work_is_given_up_on(guarded: Server) -> None:
    link = Neo4jLink(guarded.uri, Credentials(password=SECRET))
    java = guarded.java
    assert java is not None

    def work(tx: Transaction) -> None:
        tx.run("RETURN 1").consume()
        java.send_signal(signal.SIGSTOP)
        time.sleep(0.5)
        tx.run("RETURN 1").consume()

    start = time.monotonic()
    try:
        with pytest.raises(StoreError, match="does not answer"):
            link.read(work)
        assert time.monotonic() - start < 10
    finally:
        java.send_signal(signal.SIGCONT)

    def slow(tx: Transaction) -> int:
        return len(tx.run("UNWIND range(1, 30000000) AS i WITH i WHERE i < 0 RETURN i").values())

    assert link.read(slow, seconds=60) == 0  # at work, not silent


def test_a_server_that_is_killed_and_comes_back(guarded: Server) -> None:
    store = open_store(guarded.uri, Credentials(password=SECRET))
    version = save(store, B, "before")
    token = store.begin_import("cut short")
    store.stage(token, to_rows(dump(many(50))))
    guarded.kill()
    start = time.monotonic()
    for verb in (store.health, store.export, lambda: save(store, A, "nowhere")):
        with pytest.raises(StoreError, match="cannot be reached"):
            verb()
    assert time.monotonic() - start < 15
    guarded.start()
    assert store.health().active == version and load(store) == B
    assert store.sweep() == (token,)
    assert save(store, A, "after") > token

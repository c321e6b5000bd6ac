"""What goes wrong on the way to a Neo4j store: addresses, passwords, silence, servers that die."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from neo4j import GraphDatabase, Transaction

from graph.catalogue import dump
from graph.errors import StoreError
from graph.neo4j_link import Neo4jLink
from graph.opening import Credentials, open_store
from graph.store import load, save, to_rows
from tests.graph.store_suite import A, B, many
from tests.neo4j_here import new_server
from tests.neo4j_server import Server

SECRET = "s3cret:/@pass"


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

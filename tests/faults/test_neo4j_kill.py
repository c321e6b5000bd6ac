"""Importers into Neo4j killed, the server killed, its files full: old or new, never a mix."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

import pytest

from graph.errors import StoreError
from graph.store import Store, save
from tests.faults.importer import flavoured
from tests.faults.killing import LONG, Kept, acknowledged, importing, kill_importers, reading
from tests.neo4j_here import empty, new_server
from tests.neo4j_server import Server

KILLS = 200 if LONG else 50
RESTARTS = 10 if LONG else 2


@pytest.fixture(scope="module")
def lasting() -> Iterator[Server]:
    """A server that these tests may kill and start again."""
    server = new_server()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def server(lasting: Server) -> Server:
    """The same with an empty database."""
    empty(lasting.uri)
    return lasting


def refused(store: Store) -> int:
    """How many of three verbs are refused."""
    said = 0
    for verb in (store.health, store.export, store.sweep):
        try:
            verb()
        except StoreError:
            said += 1
    return said


def test_killed_importers_lose_and_tear_nothing(neo4j_uri: str) -> None:
    kill_importers(neo4j_uri, KILLS)


def test_the_server_killed_during_imports_loses_and_tears_nothing(server: Server) -> None:
    """Readers meet an error or a whole catalogue; what was acknowledged is there afterwards."""
    kept, chance, whole, told = Kept(server.uri), random.Random(), 0, 0
    for turn in range(RESTARTS):
        # One import first: a server that was just started is slow at first.
        kept.note([(save(kept.store, flavoured(turn), "warm"), turn)])
        with reading(server.uri) as reader, importing(server.uri, kept.next) as importer:
            time.sleep(chance.uniform(1, 6))
            server.kill()
            kept.note(acknowledged(importer))
            told += refused(kept.store)
            server.start()
        away = [s for s in reader.torn if "cannot be reached" in s or "does not answer" in s]
        assert away == reader.torn
        whole += reader.reads - len(away)
        kept.check()
    kept.check_all()
    assert whole and told == 3 * RESTARTS
    print(
        f"\n{RESTARTS} kills of the server, {len(kept.digests)} imports kept, {kept.unsaid}"
        f" committed just before the reply, {whole} whole reads, {told} calls refused while it"
        f" was away, 0 torn, 0 lost"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's own")
def test_files_of_the_server_that_may_not_grow(server: Server) -> None:
    """As on a full disk: the import is told, and what was acknowledged is there afterwards."""
    import resource

    kept = Kept(server.uri)
    assert server.java is not None
    _, most = resource.prlimit(server.java.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.java.pid, resource.RLIMIT_FSIZE, (0, most))
    with pytest.raises(StoreError) as problem:
        for number in range(20):
            kept.note([(save(kept.store, flavoured(number), "no room"), number)])
    print(problem.value)
    server.kill()
    server.start()
    kept.check()
    kept.check_all()

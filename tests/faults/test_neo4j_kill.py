"""Importers into Neo4j killed at random moments, and the server itself: old or new, never a mix."""

from __future__ import annotations

import hashlib
import random
import time

from graph.catalogue import digest
from graph.errors import StoreError
from graph.opening import open_store
from graph.store import Version, save
from tests.faults.importer import FLAVOURS, flavoured
from tests.faults.test_kill import LONG, Reader, acknowledgements, importing, kill_one
from tests.neo4j_here import new_server

KILLS = 50 if LONG else 15
RESTARTS = 10 if LONG else 2
DIGESTS = [digest(flavoured(number)) for number in range(FLAVOURS)]


def test_killed_importers_lose_and_tear_nothing(neo4j_uri: str) -> None:
    store, chance = open_store(neo4j_uri), random.Random()
    acknowledged = {save(store, flavoured(n), "warm"): DIGESTS[n] for n in range(FLAVOURS)}
    reader = Reader(neo4j_uri, set(DIGESTS))
    reader.start()
    unsaid = 0
    for _ in range(KILLS):
        for version, number in kill_one(neo4j_uri, max(acknowledged) + 1, chance.uniform(0, 3)):
            acknowledged[version] = DIGESTS[number % FLAVOURS]
        versions = {each.version: each for each in settled(neo4j_uri)}
        for version, expected in acknowledged.items():
            assert versions[version].digest == expected, "an acknowledged import is lost"
        active = max(versions)
        assert versions[active].active
        unsaid += active not in acknowledged
        assert store.export() and versions[active].digest in DIGESTS
        acknowledged[active] = versions[active].digest
    reader.done.set()
    reader.join()
    assert reader.torn == []
    assert reader.reads > KILLS
    for version, expected in acknowledged.items():
        assert hashlib.sha256(store.export(version)).hexdigest() == expected
    store.sweep()
    assert save(store, flavoured(1), "after all") > max(acknowledged)
    print(
        f"\n{KILLS} kills, {len(acknowledged)} imports kept, {unsaid} committed just before the"
        f" reply, {reader.reads} reads, 0 torn, 0 lost"
    )


def settled(uri: str) -> tuple[Version, ...]:
    """The versions, once the server has ended what the killed importer had under way."""
    before = open_store(uri).versions()
    while True:
        time.sleep(0.1)
        now = open_store(uri).versions()
        if now == before:
            return now
        before = now


def test_the_server_killed_during_imports_loses_and_tears_nothing() -> None:
    """Readers meet an error or a whole catalogue; what was acknowledged is there afterwards."""
    server, chance = new_server(), random.Random()
    try:
        store = open_store(server.uri)
        acknowledged = {save(store, flavoured(0), "import 0"): DIGESTS[0]}
        whole = refused = 0
        for turn in range(RESTARTS):
            # One import first: a server that was just started is slow at first.
            acknowledged[save(store, flavoured(turn), "warm")] = DIGESTS[turn % FLAVOURS]
            reader = Reader(server.uri, set(DIGESTS))
            reader.start()
            with importing(server.uri, max(acknowledged) + 1) as importer:
                time.sleep(chance.uniform(1, 6))
                server.kill()
                for version, number in acknowledgements(importer.communicate()[0]):
                    acknowledged[version] = DIGESTS[number % FLAVOURS]
            for verb in (store.health, store.export, store.sweep):
                try:
                    verb()
                except StoreError:
                    refused += 1
            server.start()
            reader.done.set()
            reader.join()
            away = [s for s in reader.torn if "cannot be reached" in s or "does not answer" in s]
            assert away == reader.torn
            whole += reader.reads - len(away)
            versions = {each.version: each.digest for each in store.versions()}
            for version, expected in acknowledged.items():
                assert versions[version] == expected, "an acknowledged import is lost"
            for version, found in versions.items():
                assert acknowledged.setdefault(version, found) in DIGESTS
        for version, expected in acknowledged.items():
            assert hashlib.sha256(store.export(version)).hexdigest() == expected
        store.sweep()
        assert save(store, flavoured(1), "after all") > max(acknowledged)
        assert refused == 3 * RESTARTS
        print(
            f"\n{RESTARTS} kills of the server, {len(acknowledged)} imports kept, {whole} whole"
            f" reads, {refused} calls refused while it was away, 0 torn, 0 lost"
        )
    finally:
        server.stop()

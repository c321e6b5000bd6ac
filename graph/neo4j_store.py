"""The store in a Neo4j server: versioned rows, and what they say as a graph to be looked at.

All writing goes through a lock on one node. Staged rows have no version and are seen by nobody;
publishing gives them theirs, closes those they replace and moves the pointer in one transaction.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from neo4j import Transaction

from graph import neo4j_schema as cypher
from graph.errors import ConflictError, StoreError
from graph.ledger import OPEN_END, Ledger
from graph.neo4j_link import REACH, Neo4jLink
from graph.neo4j_query import run
from graph.neo4j_rows import drop_left_over, flip, write_rows
from graph.opening import Credentials
from graph.store import Answer, Change, Health, Report, Row, Version, to_pieces

LONG = 600.0
EMPTY = "Nothing is published in it yet. `bandway load --store {what}` publishes."
UNPUBLISHED = "The import was not published: {what}. Import the catalogue again."
DAMAGED = (
    "It is damaged ({what}), so it answers nothing. Put back a copy, or empty the database and"
    " publish the catalogue files again with `bandway load`."
)


class Neo4jStore:
    """A store in one database of a server; opening it verifies the active version."""

    dialect = "cypher"

    def __init__(self, url: str, credentials: Credentials | None = None) -> None:
        self._link = Neo4jLink(url, credentials or Credentials())
        self._sound: set[int] = set()
        self._engine = self._link.reach()
        found = self._link.read(self._find)
        if found is not None and found.active is not None:
            self._verify(found, found.active)

    def close(self) -> None:
        """Nothing is held between calls."""

    def migrate(self) -> None:
        """Make constraints, indexes and the pointer where there are none."""
        if self._link.read(self._find) is None:
            self._link.define((*cypher.DDL, "CALL db.awaitIndexes(60)"))
            given = {"schema": cypher.SCHEMA, "seal": Ledger(None, ()).seal}
            self._link.write(lambda tx: self._do(tx, cypher.FOUND, **given))

    def health(self) -> Health:
        """The engine and what is active."""
        ledger = self._link.read(self._ledger)
        digest = ledger.published[ledger.active].digest if ledger.active is not None else None
        engine = self._engine.replace("/", " ")
        return Health(engine, ledger.active, len(ledger.published), digest)

    def begin_import(self, source: str) -> int:
        """The next number."""

        def work(tx: Transaction) -> int:
            ledger = self._locked(tx)
            token = 1 + max((row[0] for row in ledger.versions), default=0)
            base = max(ledger.published, default=None)
            row = {"version": token, "state": "open", "source": source, "base": base}
            tx.run(cypher.RUN, run=row).consume()
            self._seal(tx, ledger.active)
            return token

        return self._link.write(work)

    def stage(self, token: int, rows: Iterable[Row]) -> None:
        """Rows that are as published are noted; others are written, with all that they say."""
        batch = list({row.id: row for row in rows}.values())

        def work(tx: Transaction) -> None:
            self._require_open(self._locked(tx), token)
            write_rows(tx, token, batch)

        self._link.write(work)

    def publish(self, token: int, expect_active: int | None, entries: int, sha256: str) -> Report:
        """Close the rows that changed, open the new ones, verify and flip, in one transaction."""

        def work(tx: Transaction) -> Report:
            ledger = self._locked(tx)
            self._require_active(ledger, expect_active)
            self._require_open(ledger, token)
            base = tx.run(
                "MATCH (r:ImportRun {version: $token}) RETURN r.base", token=token
            ).single(strict=True)[0]
            if base != max(ledger.published, default=None):
                what = f"version {max(ledger.published)} was published since it began"
                raise ConflictError(self._link.say(UNPUBLISHED, what))
            counts = flip(tx, token)
            found = hashlib.sha256(self._content(tx, token)).hexdigest()
            count = tx.run(cypher.COUNT, version=token).single(strict=True)[0]
            if (found, count) != (sha256, entries):
                what = f"{count} entries arrived of {entries}, or not as they were sent"
                raise StoreError(self._link.say(UNPUBLISHED, what))
            for number, state, *_ in ledger.versions:
                if number < token and state == "open":
                    tx.run(cypher.RUN, run={"version": number, "state": "abandoned"}).consume()
            now = datetime.now(UTC).isoformat(timespec="seconds")
            told = {"state": "published", "published": now, "entries": entries, "digest": sha256}
            tx.run(cypher.RUN, run={"version": token} | told).consume()
            self._seal(tx, token)
            return Report(token, entries, sha256, *counts)

        report = self._link.write(work)
        self._clean()
        return report

    def abandon(self, token: int) -> None:
        """Its number stays taken."""
        self._abandon(lambda ledger: (token,))

    def sweep(self) -> tuple[int, ...]:
        """Abandon whatever is open."""
        return self._abandon(
            lambda ledger: tuple(row[0] for row in ledger.versions if row[1] == "open")
        )

    def activate(self, version: int, expect_active: int | None) -> None:
        """Verify it, then move the pointer."""

        def work(tx: Transaction) -> None:
            ledger = self._locked(tx)
            self._require_active(ledger, expect_active)
            self._check(ledger, version, self._content(tx, version))
            self._seal(tx, version)

        self._link.write(work)

    def versions(self) -> tuple[Version, ...]:
        """All published versions."""
        return tuple(self._link.read(self._ledger).published.values())

    def history(self, entry_id: str) -> tuple[Change, ...]:
        """From the rows of the id, once every version is known to be sound."""

        def work(tx: Transaction) -> tuple[Ledger, list[list[Any]]]:
            rows = tx.run(cypher.HISTORY, id=entry_id, open=OPEN_END).values()
            return self._ledger(tx), rows  # after the rows, so that it knows their versions

        ledger, rows = self._link.read(work)
        for version in ledger.published.keys() - self._sound:
            self._verify(ledger, version)
        if not {end for row in rows for end in row[:2]} <= {OPEN_END, *ledger.published}:
            damage = f"'{entry_id}' changes in no published version"
            raise StoreError(self._link.say(DAMAGED, damage))
        changes = {end: Change(end, None) for _, end, _, _ in rows if end != OPEN_END}
        for start, _, kind, body in rows:
            changes[start] = Change(start, Row(entry_id, kind, body))
        return tuple(changes[version] for version in sorted(changes))

    def export(self, version: int | None = None) -> bytes:
        """The pointer says a version, whose rows never change once it is published."""
        ledger = self._link.read(self._ledger)
        number = ledger.active if version is None else version
        if number is None:
            raise StoreError(self._link.say(EMPTY, self._link.place))
        return self._verify(ledger, number)

    def query(
        self,
        text: str,
        params: Mapping[str, Any] | Sequence[Any] = (),
        seconds: float = 2.0,
        rows: int = 1000,
    ) -> Answer:
        """One Cypher question; `$active` is the number of the active version."""
        ledger = self._link.read(self._ledger)
        if ledger.active is not None and ledger.active not in self._sound:
            self._verify(ledger, ledger.active)
        return run(self._link, text, params, ledger.active, seconds, rows)

    def _abandon(self, choose: Callable[[Ledger], tuple[int, ...]]) -> tuple[int, ...]:
        def work(tx: Transaction) -> tuple[int, ...]:
            ledger = self._locked(tx)
            tokens = choose(ledger)
            for number, state, *_ in ledger.versions:
                if number in tokens and state == "open":
                    tx.run(cypher.RUN, run={"version": number, "state": "abandoned"}).consume()
            self._seal(tx, ledger.active)
            return tokens

        tokens = self._link.write(work)
        self._clean()
        return tokens

    def _clean(self) -> None:
        """Take away what abandoned imports left; unseen, so in as many steps as it takes."""

        def work(tx: Transaction) -> int:
            running = [row[0] for row in self._locked(tx).versions if row[1] == "open"]
            return drop_left_over(tx, running)

        while self._link.write(work):
            pass

    def _find(self, tx: Transaction) -> Ledger | None:
        """The ledger, or None where there is no store. What was read in two halves is read anew."""
        for attempt in range(8):
            found = tx.run(cypher.LEDGER, name=cypher.NAME).values()
            if not found:
                return None
            schema, active, seal, versions = found[0]
            if schema is not None and schema > cypher.SCHEMA:
                newer = "A newer Bandway made it. Update Bandway to read it."
                raise StoreError(self._link.say(newer))
            ledger = Ledger(active, tuple(map(tuple, versions)))
            if ledger.seal == seal:
                return ledger
            time.sleep(0.01 * attempt)
        raise StoreError(self._link.say(DAMAGED, "its list of versions does not match its seal"))

    def _ledger(self, tx: Transaction) -> Ledger:
        ledger = self._find(tx)
        if ledger is None:
            raise StoreError(self._link.say(EMPTY, self._link.place))
        return ledger

    def _locked(self, tx: Transaction) -> Ledger:
        """The ledger, once no other writer can change it."""
        self._do(tx, cypher.LOCK)
        return self._ledger(tx)

    def _do(self, tx: Transaction, statement: str, **given: Any) -> None:
        tx.run(statement, given | {"name": cypher.NAME}).consume()

    def _seal(self, tx: Transaction, active: int | None) -> None:
        versions = tx.run(cypher.LEDGER, name=cypher.NAME).single(strict=True)[3]
        seal = Ledger(active, tuple(map(tuple, versions))).seal
        self._do(tx, cypher.POINT, active=active, seal=seal)

    def _content(self, tx: Transaction, version: int) -> bytes:
        rows = tx.run(cypher.CONTENT, version=version)
        return "".join(to_pieces(Row(*map(str, row)) for row in rows)).encode()

    def _verify(self, ledger: Ledger, version: int) -> bytes:
        """The content of a published version, if it has its digest."""
        self._require_published(ledger, version)
        content = self._link.read(lambda tx: self._content(tx, version), LONG, patience=REACH)
        return self._check(ledger, version, content)

    def _check(self, ledger: Ledger, version: int, content: bytes) -> bytes:
        self._require_published(ledger, version)
        if hashlib.sha256(content).hexdigest() != ledger.published[version].digest:
            damage = f"version {version} does not match its digest"
            raise StoreError(self._link.say(DAMAGED, damage))
        self._sound.add(version)
        return content

    def _require_published(self, ledger: Ledger, version: int) -> None:
        if version not in ledger.published:
            what = f"It has no version {version}. `bandway versions` lists them."
            raise StoreError(self._link.say(what))

    def _require_active(self, ledger: Ledger, expected: int | None) -> None:
        if ledger.active != expected:
            what = f"Version {ledger.active} is active now, not {expected}."
            raise ConflictError(self._link.say("{what} Look at it, then try again.", what))

    def _require_open(self, ledger: Ledger, token: int) -> None:
        if not any(row[:2] == (token, "open") for row in ledger.versions):
            what = f"{token} is no longer an open import"
            raise ConflictError(self._link.say(UNPUBLISHED, what))

"""The store in one local file: standard library SQLite, write-ahead log, nothing to install.

Each call opens the file afresh, so a store may be shared by threads and forks and never leaks.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from graph.errors import ConflictError, StoreError
from graph.ledger import OPEN_END, Ledger
from graph.sqlite_query import run
from graph.sqlite_schema import DDL, SCHEMA
from graph.store import Answer, Change, Health, Report, Row, Version, to_pieces

PRAGMAS = ("synchronous = FULL", "trusted_schema = OFF", "cell_size_check = ON")
ADVICE = {
    "SQLITE_FULL": "The disk is full; nothing was changed. Free some space and try again.",
    "SQLITE_IOERR": "The disk failed or is full ({what}); nothing was changed. Free some space, or"
    " look after the disk, and try again.",
    "SQLITE_BUSY": "Another program is writing to it. Try again in a moment.",
    "SQLITE_LOCKED": "Another program is writing to it. Try again in a moment.",
    "SQLITE_READONLY": "It may not be written. Check the rights of the file and its folder.",
    "SQLITE_PERM": "It may not be opened. Check the rights of the file and its folder.",
    "SQLITE_CANTOPEN": "There is no store here, or its folder may not be written."
    " `bandway load --store sqlite:{path}` makes one.",
}
EMPTY = "Nothing is published in it yet. `bandway load --store sqlite:{path}` publishes."
UNPUBLISHED = "The import was not published: {what}. Import the catalogue again."
DAMAGED = (
    "It is damaged ({what}), so it answers nothing. Put back a copy, or move the file away and"
    " publish the catalogue files again: bandway load --store sqlite:{path}"
)


class SqliteStore:
    """A store in one file; opening it verifies the active version."""

    dialect = "sql"

    def __init__(self, path: str | Path, wait: float = 5.0) -> None:
        self.path, self.wait = Path(path), wait
        self._sound: set[int] = set()
        if self.path.exists():
            with self._transaction() as db:
                if _has_tables(db) and (ledger := self._ledger(db)).active is not None:
                    self._verify(db, ledger, ledger.active)

    def close(self) -> None:
        """Nothing is held between calls."""

    def migrate(self) -> None:
        """Make the file and its tables where there are none."""
        with self._transaction("", mode="rwc") as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("BEGIN IMMEDIATE")
            if not _has_tables(db):
                for statement in DDL:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {SCHEMA}")
                db.execute("INSERT INTO pointer VALUES (1, NULL, '')")
                self._seal(db, None)
            self._ledger(db)

    def health(self) -> Health:
        """The engine and what is active."""
        with self._transaction() as db:
            published = (ledger := self._ledger(db)).published
        digest = published[ledger.active].digest if ledger.active is not None else None
        engine = f"SQLite {sqlite3.sqlite_version}"
        return Health(engine, ledger.active, len(published), digest)

    def begin_import(self, source: str) -> int:
        """The next number."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            ledger = self._ledger(db)
            token = 1 + max((row[0] for row in ledger.versions), default=0)
            row = (token, "open", source)
            db.execute("INSERT INTO version (version, state, source) VALUES (?, ?, ?)", row)
            self._seal(db, ledger.active)
        return token

    def stage(self, token: int, rows: Iterable[Row]) -> None:
        """Rows lie in a table of their own until they are published."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            self._require_open(self._ledger(db), token)
            values = [(token, row.id, row.kind, row.body) for row in rows]
            db.executemany("INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?)", values)

    def publish(self, token: int, expect_active: int | None, entries: int, sha256: str) -> Report:
        """Close the rows that changed, open the new ones, verify and flip, in one transaction."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            ledger = self._ledger(db)
            self._require_active(ledger, expect_active)
            self._require_open(ledger, token)
            closed = db.execute(
                "UPDATE entry SET v_to = ?1 WHERE v_to = ?2 AND NOT EXISTS (SELECT 1 FROM staged"
                " WHERE staged.version = ?1 AND staged.id = entry.id AND staged.kind = entry.kind"
                " AND staged.body = entry.body)",
                (token, OPEN_END),
            ).rowcount
            opened = db.execute(
                "INSERT INTO entry SELECT id, ?1, ?2, kind, body FROM staged WHERE version = ?1"
                " AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = staged.id AND v_to = ?2)",
                (token, OPEN_END),
            ).rowcount
            changed = db.execute(
                "SELECT count(*) FROM entry JOIN entry old USING (id)"
                " WHERE entry.v_from = ?1 AND old.v_to = ?1",
                (token,),
            ).fetchone()[0]
            count = db.execute(
                "SELECT count(*) FROM entry WHERE v_from <= ?1 AND ?1 < v_to"
                " AND kind NOT IN ('name', 'retired')",
                (token,),
            ).fetchone()[0]
            found = hashlib.sha256(self._content(db, token)).hexdigest()
            if (found, count) != (sha256, entries):
                what = f"{count} entries arrived of {entries}, or not as they were sent"
                raise StoreError(self._say(UNPUBLISHED, what))
            db.execute("DELETE FROM staged WHERE version <= ?", (token,))
            db.execute(
                "UPDATE version SET state = 'abandoned' WHERE version < ? AND state = 'open'",
                (token,),
            )
            db.execute(
                "UPDATE version SET state = 'published', published = ?, entries = ?, digest = ?"
                " WHERE version = ?",
                (datetime.now(UTC).isoformat(timespec="seconds"), entries, sha256, token),
            )
            self._seal(db, token)
        return Report(token, entries, sha256, opened - changed, changed, closed - changed)

    def abandon(self, token: int) -> None:
        """Its number stays taken."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            self._abandon(db, (token,))

    def sweep(self) -> tuple[int, ...]:
        """Abandon whatever is open."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            gone = tuple(row[0] for row in self._ledger(db).versions if row[1] == "open")
            self._abandon(db, gone)
        return gone

    def activate(self, version: int, expect_active: int | None) -> None:
        """Verify it, then move the pointer."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            ledger = self._ledger(db)
            self._require_active(ledger, expect_active)
            self._verify(db, ledger, version)
            self._seal(db, version)

    def versions(self) -> tuple[Version, ...]:
        """All published versions."""
        with self._transaction() as db:
            return tuple(self._ledger(db).published.values())

    def history(self, entry_id: str) -> tuple[Change, ...]:
        """From the rows of the id, once every version is known to be sound."""
        with self._transaction() as db:
            ledger = self._ledger(db)
            for version in ledger.published.keys() - self._sound:
                self._verify(db, ledger, version)
            found = db.execute(
                "SELECT v_from, v_to, kind, body FROM entry WHERE id = ? ORDER BY v_from",
                (entry_id,),
            ).fetchall()
        if not {end for row in found for end in row[:2]} <= {OPEN_END, *ledger.published}:
            raise StoreError(self._say(DAMAGED, f"'{entry_id}' changes in no published version"))
        changes = {v_to: Change(v_to, None) for _, v_to, _, _ in found if v_to != OPEN_END}
        for start, _, kind, body in found:
            changes[start] = Change(start, Row(entry_id, kind, body))
        return tuple(changes[version] for version in sorted(changes))

    def export(self, version: int | None = None) -> bytes:
        """Pointer and rows are read in one transaction, so they belong together."""
        with self._transaction() as db:
            ledger = self._ledger(db)
            number = ledger.active if version is None else version
            if number is None:
                raise StoreError(self._say(EMPTY))
            return self._verify(db, ledger, number)

    def query(
        self,
        text: str,
        params: Mapping[str, Any] | Sequence[Any] = (),
        seconds: float = 2.0,
        rows: int = 1000,
    ) -> Answer:
        """One SELECT over current_entry (id, kind, body) and version."""
        with self._transaction(mode="ro") as db:
            ledger = self._ledger(db)
            if ledger.active is not None and ledger.active not in self._sound:
                self._verify(db, ledger, ledger.active)
            return run(db, text, params, seconds, rows)

    def _abandon(self, db: sqlite3.Connection, tokens: tuple[int, ...]) -> None:
        active = self._ledger(db).active
        for token in tokens:
            db.execute(
                "UPDATE version SET state = 'abandoned' WHERE version = ? AND state = 'open'",
                (token,),
            )
            db.execute("DELETE FROM staged WHERE version = ?", (token,))
        self._seal(db, active)

    @contextmanager
    def _transaction(self, begin: str = "BEGIN", mode: str = "rw") -> Iterator[sqlite3.Connection]:
        """A fresh connection in a transaction: committed at the end, rolled back on any error."""
        uri = f"file:{quote(str(self.path.absolute()))}?mode={mode}"
        try:
            with closing(
                sqlite3.connect(uri, uri=True, timeout=self.wait, isolation_level=None)
            ) as db:
                for pragma in PRAGMAS:
                    db.execute(f"PRAGMA {pragma}")
                if begin:
                    db.execute(begin)
                yield db
                if db.in_transaction:
                    db.execute("COMMIT")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
            raise StoreError(self._say(ADVICE.get(name, DAMAGED), error)) from error

    def _ledger(self, db: sqlite3.Connection) -> Ledger:
        """The sealed pointer and versions; every call reads these first."""
        if not _has_tables(db):
            raise StoreError(self._say(EMPTY))
        found = tuple(row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql <> ''"))
        if db.execute("PRAGMA user_version").fetchone()[0] > SCHEMA:
            raise StoreError(self._say("A newer Bandway made it. Update Bandway to read it."))
        pointer = db.execute("SELECT active, seal FROM pointer").fetchall() if found == DDL else ()
        if len(pointer) != 1:
            raise StoreError(self._say(DAMAGED, "or was not made by Bandway"))
        versions = db.execute("SELECT * FROM version ORDER BY version").fetchall()
        ledger = Ledger(pointer[0][0], tuple(versions))
        if ledger.seal != pointer[0][1]:
            raise StoreError(self._say(DAMAGED, "its list of versions does not match its seal"))
        return ledger

    def _seal(self, db: sqlite3.Connection, active: int | None) -> None:
        rows = db.execute("SELECT * FROM version ORDER BY version").fetchall()
        seal = Ledger(active, tuple(rows)).seal
        db.execute("UPDATE pointer SET active = ?, seal = ?", (active, seal))

    def _content(self, db: sqlite3.Connection, version: int) -> bytes:
        rows = db.execute(
            "SELECT id, kind, body FROM entry WHERE v_from <= ?1 AND ?1 < v_to ORDER BY id",
            (version,),
        )
        return "".join(to_pieces(Row(*map(str, row)) for row in rows)).encode()

    def _verify(self, db: sqlite3.Connection, ledger: Ledger, version: int) -> bytes:
        """The content of a published version, if it has its digest."""
        if version not in ledger.published:
            raise StoreError(
                self._say(f"It has no version {version}. `bandway versions` lists them.")
            )
        content = self._content(db, version)
        if hashlib.sha256(content).hexdigest() != ledger.published[version].digest:
            raise StoreError(self._say(DAMAGED, f"version {version} does not match its digest"))
        self._sound.add(version)
        return content

    def _require_active(self, ledger: Ledger, expected: int | None) -> None:
        if ledger.active != expected:
            what = f"Version {ledger.active} is active now, not {expected}."
            raise ConflictError(self._say("{what} Look at it, then try again.", what))

    def _require_open(self, ledger: Ledger, token: int) -> None:
        if not any(row[:2] == (token, "open") for row in ledger.versions):
            raise ConflictError(self._say(UNPUBLISHED, f"{token} is no longer an open import"))

    def _say(self, text: str, what: object = "") -> str:
        return f"Store sqlite:{self.path}: " + text.format(path=self.path, what=what)


def _has_tables(db: sqlite3.Connection) -> bool:
    """False in a new file, and in one whose making was cut short."""
    return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

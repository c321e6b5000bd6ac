"""The tables of the SQLite store, and the ledger of its versions, sealed by a hash.

A row of `entry` is in version N where v_from <= N < v_to; what is not published is in `staged`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from graph.store import Version

SCHEMA = 1
OPEN_END = 2**62
"""The v_to of a row that no version has replaced."""
DDL = (
    "CREATE TABLE version (version INTEGER PRIMARY KEY, state TEXT NOT NULL, source TEXT NOT NULL,"
    " published TEXT, entries INTEGER, digest TEXT) STRICT",
    "CREATE TABLE pointer (one INTEGER PRIMARY KEY CHECK (one = 1), active INTEGER,"
    " seal TEXT NOT NULL) STRICT",
    "CREATE TABLE staged (version INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,"
    " body TEXT NOT NULL, PRIMARY KEY (version, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE entry (id TEXT NOT NULL, v_from INTEGER NOT NULL, v_to INTEGER NOT NULL,"
    " kind TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, v_from)) STRICT, WITHOUT ROWID",
    "CREATE VIEW current_entry AS SELECT id, kind, body FROM entry, pointer"
    " WHERE v_from <= active AND active < v_to AND kind NOT IN ('name', 'retired')",
)


@dataclass(frozen=True)
class Ledger:
    """The pointer and every version ever begun, as sealed."""

    active: int | None
    versions: tuple[tuple[Any, ...], ...]

    @property
    def published(self) -> dict[int, Version]:
        """The versions that may be read, by number."""
        return {
            number: Version(number, source, published, entries, digest, number == self.active)
            for number, state, source, published, entries, digest in self.versions
            if state == "published"
        }

    @property
    def seal(self) -> str:
        """SHA-256 of all that the ledger says."""
        text = json.dumps([self.active, self.versions], default=repr)
        return hashlib.sha256(text.encode()).hexdigest()

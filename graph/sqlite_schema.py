"""The tables of the SQLite store.

A row of `entry` is in version N where v_from <= N < v_to; what is not published is in `staged`.
"""

from __future__ import annotations

SCHEMA = 1
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

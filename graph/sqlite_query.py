"""A stranger's SQL over the active version: it reads, within limits, and does nothing else.

A read-only connection is no fence: ATTACH would still make files. So each action is judged. The
view of the active version stands before the tables, because only that version was verified.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import QuestionError, StoreError
from graph.store import Answer

READABLE = {"current_entry", "version", "json_each", "json_tree"}
BEHIND_VIEW = {"entry", "pointer"}
HIDDEN = ("entry", "pointer", "staged", "sqlite_")
FORBIDDEN = {"load_extension", "fts3_tokenizer"}
ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE}
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 500_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
BYTES = 10_000_000
BROKEN = ("SQLITE_CORRUPT", "SQLITE_IOERR", "SQLITE_NOTADB", "SQLITE_BUSY", "SQLITE_FULL")


def run(
    db: sqlite3.Connection,
    text: str,
    params: Mapping[str, Any] | Sequence[Any],
    seconds: float,
    rows: int,
) -> Answer:
    """Answer on a connection that serves for nothing else afterwards."""
    db.execute("PRAGMA query_only = ON")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')")  # before CREATE is denied
    for limit, most in LIMITS.items():
        db.setlimit(limit, most)
    db.set_authorizer(_authorize)
    deadline = time.monotonic() + seconds
    db.set_progress_handler(lambda: time.monotonic() > deadline, 1000)
    try:
        return _answer(db.execute(text, params), rows)
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(BROKEN):
            raise StoreError(f"The store cannot be read: {error}.") from error
        if name == "SQLITE_INTERRUPT":
            message = f"The query took longer than {seconds:g} s. Ask for less."
        elif name in {"SQLITE_AUTH", "SQLITE_READONLY"} or "not authorized" in str(error):
            message = f"A query may only read {', '.join(sorted(READABLE))} ({error})."
        else:
            message = f"The query cannot be answered: {error}."
        raise QuestionError(message) from error
    finally:
        db.set_progress_handler(None, 0)
        db.set_authorizer(None)


def _answer(cursor: sqlite3.Cursor, most: int) -> Answer:
    """Rows up to the limits of number and bytes."""
    found: list[tuple[Any, ...]] = []
    size = 0
    for row in cursor:
        size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
        if len(found) == most or size > BYTES:
            return Answer(_columns(cursor), tuple(found), complete=False)
        found.append(row)
    return Answer(_columns(cursor), tuple(found), complete=True)


def _columns(cursor: sqlite3.Cursor) -> tuple[str, ...]:
    return tuple(column[0] for column in cursor.description or ())


def _authorize(
    action: int, first: str | None, second: str | None, database: str | None, view: str | None
) -> int:
    if action in ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and first:
        counts = not second and not first.lower().startswith(HIDDEN)  # or a name of a WITH
        of_view = view == "current_entry" and first in BEHIND_VIEW
        if first in READABLE or of_view or counts:
            return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and second not in FORBIDDEN:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY

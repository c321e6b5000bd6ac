"""The SQLite store: the common suite, then what is its own: files, locks, full disks, SQL."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

import pytest

from graph.catalogue import dump
from graph.errors import QuestionError, StoreError
from graph.opening import open_store
from graph.sqlite_store import SqliteStore
from graph.store import Store, load, save
from tests.graph.store_suite import A, B, Opener, StoreSuite, many

WRITES_AND_ESCAPES = [
    "INSERT INTO entry VALUES ('a', 1, 2, 'k', '{}')",
    "UPDATE entry SET body = '{}'",
    "DELETE FROM entry",
    "REPLACE INTO pointer VALUES (1, 1, '')",
    "WITH t AS (SELECT 1) DELETE FROM entry",
    "CREATE TABLE t (a)",
    "CREATE TEMP TABLE t (a)",
    "CREATE TEMP VIEW v AS SELECT 1",
    "CREATE TEMP TRIGGER t AFTER DELETE ON entry BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE temp.t USING fts5(a)",
    "DROP TABLE entry",
    "ALTER TABLE entry RENAME TO e",
    "CREATE INDEX i ON entry (body)",
    "REINDEX",
    "ANALYZE",
    "VACUUM",
    "VACUUM INTO '{folder}/copy.db'",
    "ATTACH '{folder}/new.db' AS n",
    "DETACH main",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA query_only = OFF",
    "PRAGMA table_info(entry)",
    "SELECT * FROM pragma_database_list",
    "SELECT load_extension('x')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT writefile('{folder}/f', 'x')",
    "SELECT * FROM staged",
    "SELECT body FROM entry",
    "SELECT count(*) FROM main.entry",
    "SELECT active FROM pointer",
    "WITH current_entry AS (SELECT * FROM staged) SELECT * FROM current_entry",
    "SELECT * FROM (SELECT body FROM staged) AS current_entry",
    "SELECT count(*) FROM STAGED",
    "SELECT count(*) FROM sqlite_schema",
    "SELECT count(*) FROM pragma_database_list",
    "SELECT count(*) FROM dbstat",
    "SELECT sql FROM sqlite_master",
    "BEGIN",
    "COMMIT",
    "SAVEPOINT s",
    "SELECT 1; DELETE FROM entry",
    "EXPLAIN DELETE FROM entry",
    "SELECT zeroblob(900000000)",
    "SELECT \x00",
]
RUNAWAYS = [
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "SELECT count(*) FROM current_entry a, current_entry b, current_entry c, current_entry d",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT i FROM n ORDER BY i",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "odd name?#%" / "store.db"


class TestSqliteStore(StoreSuite):
    labels_query = "SELECT id, body ->> 'label' FROM current_entry ORDER BY id"
    by_id_query = "SELECT id FROM current_entry WHERE id = :id"
    by_id_params: ClassVar[Any] = {"id": "s7"}

    @pytest.fixture
    def opener(self, path: Path) -> Opener:
        path.parent.mkdir(exist_ok=True)

        def opened() -> Store:
            return open_store(f"sqlite:{path}")

        return opened


@pytest.fixture
def store(path: Path) -> SqliteStore:
    path.parent.mkdir()
    store = SqliteStore(path, wait=0.05)
    save(store, A, "first")
    return store


def test_addresses_and_files_that_are_no_store(path: Path) -> None:
    for url in ("sqlite:", "postgres:x", "store.db"):
        with pytest.raises(StoreError, match="sqlite:PATH"):
            open_store(url)
    with pytest.raises(StoreError, match="no store here"):
        open_store(f"sqlite:{path}").health()
    path.parent.mkdir()
    for content in (b"", b"not a database", b"x" * 4096):
        path.write_bytes(content)
        with pytest.raises(StoreError, match="bandway load"):
            open_store(f"sqlite:{path}").export()
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE mine (a)")
    with pytest.raises(StoreError, match="not made by Bandway"):
        open_store(f"sqlite:{path}")
    with pytest.raises(StoreError, match="not made by Bandway"):
        open_store(f"sqlite:{path}").migrate()


def test_a_newer_schema_is_refused(store: SqliteStore) -> None:
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("PRAGMA user_version = 2")
    for verb in (lambda: open_store(f"sqlite:{store.path}"), store.migrate, store.export):
        with pytest.raises(StoreError, match="newer Bandway"):
            verb()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entry SET body = replace(body, 'X', 'W')",
        "UPDATE entry SET kind = 'region' WHERE id = 'x'",
        "UPDATE entry SET v_from = 2 WHERE id = 'x'",
        "DELETE FROM entry WHERE id = 'y'",
        "UPDATE pointer SET active = NULL",
        "UPDATE version SET source = 'me'",
        "DELETE FROM pointer",
        "DROP VIEW current_entry",
    ],
)
def test_wrong_content_is_never_answered(store: SqliteStore, damage: str) -> None:
    with closing(sqlite3.connect(store.path)) as db:
        db.execute(damage)
        db.commit()
    with pytest.raises(StoreError, match=r"damaged .* bandway load"):
        open_store(f"sqlite:{store.path}")
    with pytest.raises(StoreError, match="damaged"):
        store.export()


def test_damage_to_an_old_version_is_found_when_it_is_asked_for(store: SqliteStore) -> None:
    save(store, B, "second")
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("UPDATE entry SET body = replace(body, 'Y', 'W') WHERE v_to = 2")
        db.commit()
    again = open_store(f"sqlite:{store.path}")
    assert load(again) == B
    for verb in (lambda: again.export(1), lambda: again.activate(1, 2), lambda: again.history("z")):
        with pytest.raises(StoreError, match="version 1 does not match"):
            verb()


def test_an_interval_that_ends_in_no_version_is_not_told(store: SqliteStore) -> None:
    """Harmless to every version, so no digest sees it; found by flipping bits."""
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("UPDATE entry SET v_to = v_to + 128 WHERE id = 'x'")
        db.commit()
    assert load(store) == A and store.history("y")
    with pytest.raises(StoreError, match="no published version"):
        store.history("x")


def test_locked_by_another_writer(store: SqliteStore) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        assert load(store) == A
        with pytest.raises(StoreError, match="Another program is writing"):
            save(store, B, "second")
    assert save(store, B, "second") == 2


def test_disk_full(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file may not grow, as on a full disk; the old version stays whole."""
    connect = sqlite3.connect

    def tight(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(*args, **kwargs)
        db.execute("PRAGMA max_page_count = 30")
        return db

    monkeypatch.setattr(sqlite3, "connect", tight)
    with pytest.raises(StoreError, match="disk is full; nothing was changed"):
        save(store, many(3000), "big")
    assert load(open_store(f"sqlite:{store.path}")) == A
    monkeypatch.undo()
    save(store, many(3000), "big")
    assert load(store) == many(3000)


@pytest.mark.parametrize("text", WRITES_AND_ESCAPES)
def test_a_query_only_reads(store: SqliteStore, text: str) -> None:
    folder = store.path.parent
    with pytest.raises(QuestionError):
        store.query(text.replace("{folder}", str(folder)))
    assert all(file.name.startswith("store.db") for file in folder.iterdir())
    assert store.export() == dump(A)


@pytest.mark.parametrize("text", RUNAWAYS)
def test_a_runaway_query_is_stopped(store: SqliteStore, text: str) -> None:
    save(store, many(300), "more")
    start = time.monotonic()
    with pytest.raises(QuestionError, match=r"longer than 0\.3 s"):
        store.query(text, seconds=0.3)
    assert time.monotonic() - start < 1.5


@pytest.mark.parametrize(
    "text",
    [
        "SELECT replace(hex(zeroblob(200000)), '0', 'a') LIKE '%' || printf('%.150c', 'a') || 'b'",
        "SELECT instr(replace(hex(zeroblob(240000)), '0', 'a'),"
        " replace(hex(zeroblob(120000)), '0', 'a') || 'b')",
        "SELECT replace(hex(zeroblob(200000)), '0', 'a') LIKE '%a%a%a%a%a%a%a%a%a%b'",
    ],
)
def test_one_function_call_cannot_hang(store: SqliteStore, text: str) -> None:
    """The clock is not looked at within a function, so its arguments are kept short."""
    start = time.process_time()
    store.query(text)
    assert time.process_time() - start < 3


def test_useful_queries_are_answered(store: SqliteStore) -> None:
    for text in (
        "WITH t AS (SELECT * FROM current_entry) SELECT count(*), max(id) FROM t",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5) SELECT i FROM n",
        "SELECT key, value FROM current_entry, json_each(body)",
        "SELECT kind, count(*) FROM current_entry WHERE id LIKE 'x%' GROUP BY kind",
        "SELECT version, digest FROM version",
    ):
        assert store.query(text).rows
    long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    huge = store.query(f"{long} SELECT printf('%.90000c', 'x') FROM n", seconds=5)
    assert not huge.complete and len(huge.rows) < 150


def test_unchanged_import_writes_no_rows(store: SqliteStore) -> None:
    for _ in range(5):
        save(store, A, "again")
    with closing(sqlite3.connect(store.path)) as db:
        assert db.execute("SELECT count(*), max(v_from) FROM entry").fetchone() == (3, 1)
        assert db.execute("SELECT count(*) FROM staged").fetchone() == (0,)

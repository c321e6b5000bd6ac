"""Importers killed at random moments, bits flipped: old or new catalogue, never a mix."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
from pathlib import Path

from graph.catalogue import digest
from graph.errors import StoreError
from graph.opening import open_store
from graph.sqlite_store import SqliteStore
from graph.store import save
from tests.faults.importer import flavoured
from tests.faults.killing import LONG, ROOT, kill_importers, kill_one

KILLS = 500 if LONG else 50
FLIPS = 2000 if LONG else 200


def test_killed_importers_lose_and_tear_nothing(tmp_path: Path) -> None:
    kill_importers(f"sqlite:{tmp_path / 'store.db'}", KILLS)


def test_killed_while_the_store_is_made(tmp_path: Path) -> None:
    for number in range(KILLS // 6):
        path = tmp_path / f"{number}.db"
        kill_one(f"sqlite:{path}", 0, random.uniform(0, 0.03))
        store = open_store(f"sqlite:{path}")
        save(store, flavoured(3), "again")
        assert hashlib.sha256(store.export()).hexdigest() == digest(flavoured(3))


def everything(path: Path) -> list[object]:
    """All that a store can be asked."""
    store = open_store(f"sqlite:{path}")
    versions = store.versions()
    current = store.query("SELECT * FROM current_entry", rows=10_000)
    return [
        store.health(),
        versions,
        [store.export(each.version) for each in versions],
        [store.history(f"s{number}") for number in range(0, 400, 40)],
        current,
    ]


def test_one_flipped_bit_is_caught_or_harmless(tmp_path: Path) -> None:
    path, copy, chance = tmp_path / "store.db", tmp_path / "copy.db", random.Random()
    store = SqliteStore(path)
    for number in range(3):
        save(store, flavoured(number), f"import {number}")
    truth, content = everything(path), path.read_bytes()
    caught = 0
    for _ in range(FLIPS):
        shutil.copyfile(path, copy)
        bit = chance.randrange(8 * len(content))
        with copy.open("r+b") as file:
            file.seek(bit // 8)
            file.write(bytes([content[bit // 8] ^ 1 << bit % 8]))
        try:
            assert everything(copy) == truth, f"bit {bit} changed an answer unseen"
        except StoreError:
            caught += 1
        for rest in tmp_path.glob("copy.db-*"):
            rest.unlink()
    print(f"\n{FLIPS} flips in {len(content)} bytes: {caught} caught, {FLIPS - caught} harmless")
    assert caught > FLIPS // 3


def test_file_that_may_not_grow(tmp_path: Path) -> None:
    """The operating system refuses to write beyond a size: the old catalogue stays whole."""
    path = tmp_path / "store.db"
    store = SqliteStore(path)
    save(store, flavoured(0), "import 0")
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "sys.argv = ['importer', sys.argv[1], '1']\n"
        "from tests.faults.importer import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, f"sqlite:{path}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "StoreError" in done.stderr and "nothing was changed" in done.stderr
    assert hashlib.sha256(store.export()).hexdigest() == digest(flavoured(0))
    save(store, flavoured(1), "there is room again")

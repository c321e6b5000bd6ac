"""Importers killed at random moments, bits flipped: old or new catalogue, never a mix."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph.catalogue import digest
from graph.errors import StoreError
from graph.opening import open_store
from graph.sqlite_store import SqliteStore
from graph.store import save
from tests.faults.importer import FLAVOURS, flavoured

ROOT = Path(__file__).parents[2]
LONG = os.environ.get("BANDWAY_LONG") == "1"
KILLS = 500 if LONG else 50
FLIPS = 2000 if LONG else 200


class Reader(threading.Thread):
    """Exports without pause; whatever is not one of the known catalogues is torn."""

    def __init__(self, url: str, known: set[str]) -> None:
        super().__init__(daemon=True)
        self.url, self.known, self.reads, self.torn = url, known, 0, list[str]()
        self.done = threading.Event()

    def run(self) -> None:
        store = open_store(self.url)
        while not self.done.wait(0.002):
            try:
                found = hashlib.sha256(store.export()).hexdigest()
            except StoreError as error:
                found = str(error)
            self.reads += 1
            if found not in self.known:
                self.torn.append(found)


def test_killed_importers_lose_and_tear_nothing(
    tmp_path: Path,
) -> None:
    path, chance = tmp_path / "store.db", random.Random()
    digests = [digest(flavoured(number)) for number in range(FLAVOURS)]
    store = SqliteStore(path)
    acknowledged = {save(store, flavoured(0), "import 0"): digests[0]}
    reader = Reader(f"sqlite:{path}", set(digests))
    reader.start()
    unsaid = 0
    for _ in range(KILLS):
        lines = kill_one(f"sqlite:{path}", max(acknowledged) + 1, chance.uniform(0, 0.15))
        for version, number in lines:
            acknowledged[version] = digests[number % FLAVOURS]
        versions = {each.version: each for each in open_store(f"sqlite:{path}").versions()}
        for version, expected in acknowledged.items():
            assert versions[version].digest == expected, "an acknowledged import is lost"
        active = max(versions)
        assert versions[active].active
        unsaid += active not in acknowledged
        assert store.export() and versions[active].digest in digests
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


def test_killed_while_the_store_is_made(tmp_path: Path) -> None:
    for number in range(KILLS // 6):
        path = tmp_path / f"{number}.db"
        kill_one(f"sqlite:{path}", 0, random.uniform(0, 0.03))
        store = open_store(f"sqlite:{path}")
        save(store, flavoured(3), "again")
        assert hashlib.sha256(store.export()).hexdigest() == digest(flavoured(3))


def kill_one(url: str, first: int, after: float) -> list[tuple[int, int]]:
    """Start an importer, kill -9 it a while after it is ready; what it acknowledged."""
    with importing(url, first) as importer:
        time.sleep(after)
        importer.kill()
        return acknowledgements(importer.communicate()[0])


@contextmanager
def importing(url: str, first: int) -> Iterator[subprocess.Popen[str]]:
    """An importer that is ready."""
    command = [sys.executable, "-m", "tests.faults.importer", url, str(first)]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as importer:
        try:
            assert importer.stdout is not None
            assert importer.stdout.readline() == "ready\n"
            yield importer
        finally:
            importer.kill()


def acknowledgements(said: str) -> list[tuple[int, int]]:
    """The versions and numbers in what an importer said, without a line that was cut short."""
    whole = said[: said.rfind("\n") + 1].splitlines()
    return [(int(version), int(number)) for version, number in map(str.split, whole)]


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

"""Importers that are killed beside a reader, and what must be there afterwards: for every store."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph.catalogue import digest
from graph.errors import StoreError
from graph.opening import open_store
from graph.store import Version, save
from tests.faults.importer import FLAVOURS, flavoured

ROOT = Path(__file__).parents[2]
LONG = os.environ.get("BANDWAY_LONG") == "1"
DIGESTS = [digest(flavoured(number)) for number in range(FLAVOURS)]


class Reader(threading.Thread):
    """Exports without pause; whatever is not one of the known catalogues is torn."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.reads, self.torn = url, 0, list[str]()
        self.done = threading.Event()

    def run(self) -> None:
        store = open_store(self.url)
        while not self.done.wait(0.002):
            try:
                found = hashlib.sha256(store.export()).hexdigest()
            except StoreError as error:
                found = str(error)
            self.reads += 1
            if found not in DIGESTS:
                self.torn.append(found)


@contextmanager
def reading(url: str) -> Iterator[Reader]:
    """A reader at work; afterwards `reads` and `torn` say what it met."""
    reader = Reader(url)
    reader.start()
    try:
        yield reader
    finally:
        reader.done.set()
        reader.join()


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


def acknowledged(importer: subprocess.Popen[str]) -> list[tuple[int, int]]:
    """The versions and numbers that a dead importer named, without a line that was cut short."""
    said = importer.communicate()[0]
    whole = said[: said.rfind("\n") + 1].splitlines()
    return [(int(version), int(number)) for version, number in map(str.split, whole)]


def kill_one(url: str, first: int, after: float) -> list[tuple[int, int]]:
    """Start an importer, kill -9 it a while after it is ready; what it acknowledged."""
    with importing(url, first) as importer:
        time.sleep(after)
        importer.kill()
        return acknowledged(importer)


def settled(url: str) -> tuple[Version, ...]:
    """The versions, once the store has ended what a killed importer had under way."""
    before = open_store(url).versions()
    while True:
        time.sleep(0.1)
        now = open_store(url).versions()
        if now == before:
            return now
        before = now


class Kept:
    """What was acknowledged of a store, by version; each flavour is imported once to begin."""

    def __init__(self, url: str) -> None:
        self.url, self.store, self.unsaid = url, open_store(url), 0
        self.digests: dict[int, str] = {}
        for number in range(FLAVOURS):
            start = time.monotonic()
            self.note([(save(self.store, flavoured(number), "before"), number)])
            self.seconds = time.monotonic() - start  # of one import: the first ones are slower

    @property
    def next(self) -> int:
        """A number for the next importer to begin with."""
        return max(self.digests) + 1

    def note(self, said: Iterable[tuple[int, int]]) -> None:
        """An importer acknowledged these versions and numbers."""
        self.digests |= {version: DIGESTS[number % FLAVOURS] for version, number in said}

    def check(self) -> None:
        """Nothing acknowledged is lost, and nothing else is there but one import not yet said."""
        found = {each.version: each for each in settled(self.url)}
        for version, expected in self.digests.items():
            assert version in found, "an acknowledged import is lost"
            assert found[version].digest == expected, "an acknowledged import is another"
        unsaid = found.keys() - self.digests.keys()
        assert unsaid <= {max(found)} and found[max(found)].active
        self.unsaid += len(unsaid)
        for version in unsaid:
            assert found[version].digest in DIGESTS
            self.digests[version] = found[version].digest
        assert hashlib.sha256(self.store.export()).hexdigest() == self.digests[max(found)]

    def check_all(self) -> None:
        """Every version is whole, and the store takes the next import."""
        for version, expected in self.digests.items():
            assert hashlib.sha256(self.store.export(version)).hexdigest() == expected
        self.store.sweep()
        assert save(self.store, flavoured(1), "after all") > max(self.digests)


def kill_importers(url: str, kills: int) -> None:
    """Kill so many importers beside a reader, each in its first few imports: 0 lost, 0 torn."""
    kept, chance = Kept(url), random.Random()
    with reading(url) as reader:
        for _ in range(kills):
            kept.note(kill_one(url, kept.next, chance.uniform(0, 3 * kept.seconds)))
            kept.check()
    assert reader.torn == []
    assert reader.reads > kills
    kept.check_all()
    print(
        f"\n{kills} kills, {len(kept.digests)} imports kept, {kept.unsaid} committed just before"
        f" the reply, {reader.reads} reads, 0 torn, 0 lost"
    )

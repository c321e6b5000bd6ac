"""Seconds and memory of both stores: import, 1 % change, publish, export, history, rollback.

    python3 dev.py run python -m tests.benchmarks.stores [--entries N] [--store URL] [--json FILE]

Each store is measured in a process of its own. Without --store: SQLite in a temporary folder, and a
Neo4j that is started here. An entry has about ten relations: 50,000 have half a million.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from graph.catalogue import Catalogue, dump
from graph.opening import open_store
from graph.parts import parts_of
from graph.store import BATCH, Store, to_rows
from tests.neo4j_server import Server

ROOT = Path(__file__).resolve().parents[2]


def catalogue(entries: int, share_changed: float = 0.0, seed: int = 1) -> Catalogue:
    """Half roles with a requirement, half courses; each with about ten references."""
    chance = random.Random(seed)
    ids = [f"entry-{number:06}" for number in range(entries)]
    made: dict[str, dict[str, Any]] = {
        "source": {"kind": "source", "label": "Source", "type": "page"},
        "strand": {"kind": "strand", "label": "Strand"},
    }
    for number, key in enumerate(ids):
        others = chance.sample(ids, 10)
        told: dict[str, Any] = {"cite": {"source": "source", "at": [f"p. {number % 400}"]}}
        if number % 2:
            told |= {"kind": "course", "label": f"Course {number}", "strands": ["strand"]}
            told |= {"teaches": others[:5], "leads_to": others[5:8]}
        else:
            needs = [{"holds": others[0]}, {"any": [{"holds": others[1]}, {"holds": others[2]}]}]
            told |= {"kind": "role", "label": f"Role {number}", "requires": {"all": needs}}
            told |= {"gives": others[3:6], "access": others[6:8], "matches": others[8:10]}
        made[key] = told
    change = random.Random(seed + 1)
    for key in change.sample(ids, int(entries * share_changed)):
        made[key]["label"] += ", changed"
    return Catalogue.model_validate({"name": "benchmark", "entries": made})


@contextlib.contextmanager
def timed(found: dict[str, Any], name: str) -> Iterator[None]:
    """Note the seconds, and say them at once."""
    start = time.perf_counter()
    yield
    found[name] = round(time.perf_counter() - start, 2)
    print(f"  {name}: {found[name]:.2f} s", file=sys.stderr, flush=True)


def imported(store: Store, content: bytes, entries: int, found: dict[str, Any], name: str) -> int:
    """Stage and publish, each timed."""
    expected = store.health().active
    token = store.begin_import(name)
    with timed(found, f"{name}: stage"):
        rows, done = to_rows(content), 0
        while batch := list(islice(rows, BATCH)):
            store.stage(token, batch)
            done += len(batch)
            if done % (BATCH * 5) == 0:
                print(f"    {done} of {entries} rows staged", file=sys.stderr, flush=True)
    with timed(found, f"{name}: publish"):
        report = store.publish(token, expected, entries, hashlib.sha256(content).hexdigest())
    found[f"{name}: changed"] = report.added + report.changed + report.removed
    return token


def peak_of(process: int | str) -> int:
    """The most memory that a process ever held, in MB; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) // 1024
    return 0


def make(folder: Path, entries: int) -> None:
    """Both catalogues as files, and what is in the first."""
    first, second = catalogue(entries), catalogue(entries, 0.01)
    parts = parts_of(first)
    told = {"entries": len(first.entries)}
    told |= {"nodes in the graph": len(parts.nodes), "relations": len(parts.links)}
    Path(folder, "told.json").write_text(json.dumps(told))
    for name, made in (("first", first), ("second", second)):
        Path(folder, name).write_bytes(dump(made))


def measure(url: str, folder: Path) -> dict[str, Any]:
    """Everything about one store, which is empty before."""
    found: dict[str, Any] = {"store": url.partition(":")[0]}
    found |= json.loads(Path(folder, "told.json").read_text())
    count = found["entries"]
    contents = [Path(folder, name).read_bytes() for name in ("first", "second")]
    found["MB of the catalogue"] = round(len(contents[0]) / 1e6, 1)
    found["MB of this process before"] = peak_of("self")
    store = open_store(url)
    store.migrate()
    one = imported(store, contents[0], count, found, "first import")
    two = imported(store, contents[1], count, found, "1 % changed")
    imported(store, contents[1], count, found, "nothing changed")
    with timed(found, "export, verified"):
        assert store.export() == contents[1]
    with timed(found, "open, verified"):
        again = open_store(url)
    with timed(found, "activate, verified"):
        again.activate(one, again.health().active)
    with timed(found, "history of an id"):
        assert len(again.history("entry-000001")) in (1, 2)
    again.activate(two, one)
    found["MB of this process at most"] = peak_of("self")
    return found


def main() -> None:
    """Measure what is asked for, each store in its own process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--store", action="append", default=[])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        if given.store:
            print(json.dumps(measure(given.store[0], given.here)))
        else:
            make(given.here, given.entries)
        return
    rows = []
    with tempfile.TemporaryDirectory(prefix="bandway-bench-") as folder:
        path, server = Path(folder, "store.db"), None
        command = [sys.executable, "-m", "tests.benchmarks.stores", "--here", folder]
        subprocess.run([*command, "--entries", str(given.entries)], cwd=ROOT, check=True)
        stores = given.store
        if not stores:
            server = Server(heap="2g").start()
            stores = [f"sqlite:{path}", server.uri]
        try:
            for url in stores:
                print(f"{url.partition(':')[0]}, {given.entries} entries", file=sys.stderr)
                done = subprocess.run(
                    [*command, "--store", url], cwd=ROOT, check=True, stdout=subprocess.PIPE
                )
                rows.append(json.loads(done.stdout))
                if server is not None and server.java is not None and url == server.uri:
                    rows[-1]["MB of the server at most"] = peak_of(server.java.pid)
                    data = (server.home / "data").rglob("*")
                    size = sum(os.path.getsize(file) for file in data if file.is_file())
                    rows[-1]["MB on disk"] = size // 10**6
                elif path.exists():
                    rows[-1]["MB on disk"] = path.stat().st_size // 10**6
        finally:
            if server is not None:
                server.stop()
    print(json.dumps(rows, indent=2))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

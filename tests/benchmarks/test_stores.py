"""The benchmark of the stores runs, on a few entries."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.stores import make, measure


def test_the_benchmark_of_sqlite(tmp_path: Path) -> None:
    make(tmp_path, 200)
    found = measure(f"sqlite:{tmp_path / 'store.db'}", tmp_path)
    assert found["relations"] == 2801 and found["entries"] == 202
    assert found["1 % changed: changed"] == 2 and found["nothing changed: changed"] == 0

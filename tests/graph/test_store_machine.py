"""Random verbs in random order, on both stores."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

from graph.opening import open_store
from graph.store import Store
from tests.graph.store_machine import run_machine
from tests.neo4j_here import empty

LONG = os.environ.get("BANDWAY_LONG") == "1"


def test_random_verbs_on_sqlite(tmp_path: Path) -> None:
    numbers = count()

    def fresh() -> Callable[[], Store]:
        path = tmp_path / f"{next(numbers)}.db"
        return lambda: open_store(f"sqlite:{path}")

    run_machine(fresh, examples=1000 if LONG else 40, steps=50 if LONG else 25)


def test_random_verbs_on_neo4j(neo4j_uri: str) -> None:
    def fresh() -> Callable[[], Store]:
        empty(neo4j_uri)
        return lambda: open_store(neo4j_uri)

    run_machine(fresh, examples=100 if LONG else 12, steps=40 if LONG else 20)

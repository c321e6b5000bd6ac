"""Every door over a catalogue kept in Neo4j gives the very bytes it gives over SQLite."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from neo4j import GraphDatabase

from service.catalogues import open_world
from service.inputs import read
from service.settings import Settings
from service.verbs import VERBS
from tests.neo4j_here import empty

Bandway = Callable[..., Any]
STORIES = Path(__file__).resolve().parents[1] / "stories" / "questions.yaml"
QUESTIONS: dict[str, Any] = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
NAMES = {"compare": {"ids": "id"}}
LONG = os.environ.get("BANDWAY_LONG") == "1"
SETTINGS = Settings()


@pytest.fixture(scope="module")
def stores(neo4j_server_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The built-in catalogue in both stores, put there by the command line."""
    empty(neo4j_server_uri)
    yield [f"sqlite:{tmp_path_factory.mktemp('store') / 'store.db'}", neo4j_server_uri]
    empty(neo4j_server_uri)


def both(bandway: Bandway, stores: list[str], *command: str) -> list[Any]:
    """What a command says about each store."""
    found = [bandway(*command, "--store", store) for store in stores]
    for ran in found:
        assert (ran.code, ran.err) == (0, ""), ran
    return [ran.out for ran in found]


def test_the_commands_of_a_store(bandway: Bandway, stores: list[str], tmp_path: Path) -> None:
    library = str(Path(__file__).resolve().parents[1] / "data" / "library")
    for command in (("load", "--json"), ("load", library, "--json"), ("load",)):
        said = [bandway(*command, "--store", store) for store in stores]
        assert said[0].code == said[1].code == 0
        assert said[0].out == said[1].out
    listed = [json.loads(out) for out in both(bandway, stores, "versions", "--json")]
    for versions in listed:
        for version in versions:
            assert version.pop("published").endswith("+00:00")
    assert listed[0] == listed[1] and [v["active"] for v in listed[0]] == [False, False, True]
    for command in (
        ("activate", "2"),
        ("show", "librarian", "--as-of", "2026-11-30", "--json"),
        ("activate", "3", "--json"),
        ("history", "paap", "--json"),
        ("history", "librarian"),
        ("export", "-"),
        ("routes", "--from", "aseptic-support-worker@3", "--to", "gphc-pharmacy-technician"),
    ):
        day = ("--as-of", "2026-11-30") if command[0] == "routes" else ()
        first, second = both(bandway, stores, *command, *day)
        assert first == second
    for store, text in zip(
        stores,
        (
            "SELECT id FROM current_entry WHERE kind = 'band' ORDER BY id",
            "MATCH (e:Band)-[:HAS_REV]->(v) WHERE v.v_from <= $active < v.v_to"
            " RETURN e.id AS id ORDER BY id",
        ),
        strict=True,
    ):
        ran = bandway("query", text, "--store", store, "--json")
        assert ran.code == 0, ran
        assert json.loads(ran.out)["rows"][0] == ["band-1"] or json.loads(ran.out)["rows"]
    told = bandway("query", "CREATE (:X)", "--store", stores[1])
    assert told.code == 1 and "may only read" in told.err


def test_the_bytes_of_every_story_question(
    bandway: Bandway, stores: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of the search stands still, so that it is bounded by its steps alone."""
    monkeypatch.setattr("queries.engine.monotonic", lambda: 0.0)
    for store in stores:
        assert bandway("load", "--store", store).code == 0
    embedded, server = (open_world(store=store) for store in stores)
    asked = 0
    calls = {json.dumps(call): call for q in QUESTIONS.values() for call in q["calls"]}
    costly = itertools.count()
    for call in calls.values():
        for name, given in call.items():
            if name in ("next", "routes") and next(costly) % 4 and not LONG:
                continue  # all of them in the long run; every fourth search in each
            verb = VERBS[name]
            pairs = [("as_of", "2026-11-30")]
            for key, value in given.items():
                values = value if isinstance(value, list) else [value]
                pairs += [(NAMES.get(name, {}).get(key, key), str(v)) for v in values]
            wanted = read(pairs, verb.more, many=verb.many, routes=verb.routes)
            first, second = (
                verb.run(world, wanted, SETTINGS).model_dump_json(by_alias=True).encode()
                for world in (embedded, server)
            )
            assert first == second, (name, given)
            asked += 1
    assert asked > (100 if LONG else 50)


def test_a_store_that_is_away_is_told(bandway: Bandway) -> None:
    ran = bandway("versions", "--store", "bolt://me:hidden@127.0.0.1:1")
    assert ran.code == 3 and "cannot be reached" in ran.err and "hidden" not in ran.err
    ran = bandway("versions", "--store", "postgres://me:hidden@127.0.0.1:1")
    assert ran.code == 3 and "no address of a store" in ran.err and "hidden" not in ran.err


def test_what_was_found_is_also_found_by_people(stores: list[str]) -> None:
    """The entities bear the kind and label of their newest version, as the Browser shows them."""
    with GraphDatabase.driver(stores[1]) as driver:
        found = driver.execute_query(
            "MATCH (e:Registration {id: 'gphc-pharmacy-technician'}) RETURN e.label, labels(e)"
        ).records
    assert [sorted(row[1]) for row in found] == [["Entity", "Registration"]]

"""Every door over a catalogue kept in Neo4j gives the very bytes it gives over SQLite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from neo4j import GraphDatabase

from queries.ask import World
from service.verbs import PATHS
from tests.faults.services import asked, serving
from tests.neo4j_here import empty

Bandway = Callable[..., Any]
STORIES = Path(__file__).resolve().parents[1] / "stories" / "questions.yaml"
QUESTIONS: dict[str, Any] = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
NAMES = {"compare": {"ids": "id"}}
PATIENCE = 300.0
OF_KIND = {kind: path for path, kind in PATHS.items()}


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


def addresses(world: World) -> Iterator[str]:
    """Each call of the story questions as an address, of all sources and of the stories' own."""
    day = [("as_of", "2026-11-30")]
    lenses = (day, [*day, ("sources", "scoping-report")])
    for question in QUESTIONS.values():
        for call in question["calls"]:
            ((verb, given),) = call.items()
            pairs = [
                (NAMES.get(verb, {}).get(name, name), str(value))
                for name, values in given.items()
                for value in (values if isinstance(values, list) else [values])
            ]
            rest = verb
            if verb == "show":
                name = pairs.pop()[1]
                rest = f"{OF_KIND[world.catalogue.entries[name].kind]}/{name}"
            elif verb == "list" and (rest := OF_KIND.get(dict(pairs)["kind"], "")):
                pairs = [pair for pair in pairs if pair[0] != "kind"] + [("limit", "200")]
            # A list of a kind that REST does not list has a page.
            path = f"/api/v1/{rest}" if rest else "/entries"
            yield from (f"{path}?{urlencode(pairs + lens)}" for lens in lenses)


def test_the_bytes_of_every_story_question(
    bandway: Bandway, stores: list[str], world: World
) -> None:
    """Two services, each over its own store, are asked side by side; no clock ends a search."""
    for store in stores:
        assert bandway("load", "--store", store).code == 0
    calm = {"BANDWAY_SEARCH_SECONDS": "100000"}
    with (
        serving(stores[0], **calm) as (embedded, _),
        serving(stores[1], **calm) as (server, _),
        ThreadPoolExecutor(2) as pool,
    ):
        every = list(dict.fromkeys(addresses(world)))
        assert len(every) > 180
        for address in every:
            first, second = pool.map(asked, (embedded, server), [address] * 2, [PATIENCE] * 2)
            assert first[0] == 200, (address, first[1][:300])
            assert first == second, address


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

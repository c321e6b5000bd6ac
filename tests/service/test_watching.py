"""A running service looks after its store: readiness, the last catalogue, and a newer one."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graph.catalogue import digest
from graph.errors import QuestionError
from graph.opening import open_store
from graph.store import save
from queries.ask import World
from service.app import create_app
from service.catalogues import need_store, open_world
from service.settings import Settings, SettingsError

QUESTION = "/api/v1/roles/librarian?as_of=2026-11-30"


def until(condition: Callable[[], bool]) -> None:
    stop = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < stop, "it did not come about"
        time.sleep(0.02)


def test_a_store_that_goes_away_and_a_newer_catalogue(
    library: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, away = tmp_path / "store.db", tmp_path / "away.db"
    url = f"sqlite:{path}"
    save(open_store(url), library.catalogue, "first")
    app = create_app(open_world(store=url), Settings(store_seconds=0.05), url)
    with TestClient(app) as client, caplog.at_level(logging.WARNING, "bandway"):
        before = client.get(QUESTION)
        assert before.status_code == 200
        assert client.get("/readyz").json() == {
            "status": "ready",
            "catalogue": library.catalogue_hash,
        }
        path.rename(away)
        until(lambda: client.get("/readyz").status_code == 503)
        told = client.get("/readyz")
        assert told.json()["status"] == "not ready" and str(tmp_path) not in told.text
        assert told.json()["catalogue"] == library.catalogue_hash
        assert int(told.headers["retry-after"]) > 0
        assert client.get(QUESTION).content == before.content
        assert client.get("/healthz").status_code == 200
        away.rename(path)
        until(lambda: client.get("/readyz").status_code == 200)
        newer = library.catalogue.model_copy(update={"name": "newer"})
        save(open_store(url), newer, "second")
        until(lambda: client.get("/readyz").json()["catalogue"] == digest(newer))
        assert client.get(QUESTION).headers["etag"] != before.headers["etag"]
    said = [record.getMessage() for record in caplog.records if record.name == "bandway"]
    assert len(said) == 1 and "no store here" in said[0]


def test_without_a_store_there_is_nothing_to_watch(library: World) -> None:
    with TestClient(create_app(library)) as client:
        assert client.get("/readyz").status_code == 200


def test_credentials_of_the_settings(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden\n", encoding="utf-8")
    given = {"BANDWAY_NEO4J_USER": "me", "BANDWAY_NEO4J_PASSWORD_FILE": str(secret)}
    settings = Settings.from_environment(given)
    found = settings.credentials
    assert (found.user, found.password, found.database) == ("me", "hidden", "neo4j")
    assert "hidden" not in repr(settings) and "hidden" not in json.dumps(repr(found))
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.from_environment({"BANDWAY_NEO4J_PASSWORD_FILE": str(tmp_path)})


def test_a_command_without_a_store_is_told_the_forms() -> None:
    with pytest.raises(QuestionError, match=r"sqlite:PATH, bolt://HOST:PORT or neo4j://"):
        need_store("")

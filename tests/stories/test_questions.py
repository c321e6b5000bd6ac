"""The acceptance questions on the scoping report, asked at the doors by one runner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from queries.ask import World
from service import cli_questions
from service.app import create_app
from service.cli import app
from tests.citations import cited

QUESTIONS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8")
)
POSITIONAL = {"show": "id", "list": "kind", "compare": "ids"}
PAGES = {
    "routes": "/routes",
    "gaps": "/gaps",
    "next": "/next",
    "ladder": "/ladder",
    "show": "/entries/{id}",
}


def command(verb: str, given: dict[str, Any]) -> list[str]:
    """A call of the file as a command line, with the report alone and a fixed day."""
    words = [verb, "--as-of", "2026-11-30", "--sources", "scoping-report"]
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        if POSITIONAL.get(verb) == name:
            words += [str(v) for v in values]
        else:
            words += [w for v in values for w in (f"--{name.replace('_', '-')}", str(v))]
    return words


def said(data: Any) -> Iterator[str]:
    """Every value and key of a JSON answer; a post also without its band."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from said(value)
    elif isinstance(data, list):
        for value in data:
            yield from said(value)
    elif isinstance(data, float) and data == int(data):
        yield str(int(data))
    elif data is not None:
        yield str(data)
        yield str(data).partition("@")[0]


def seen_on(page: str) -> str:
    """What a person reads as the answer: the page without its forms, which name everything."""
    answer = re.sub(r"(?s)<form.*?</form>", " ", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer)).lower()


@pytest.fixture(scope="module")
def pages(world: World) -> Iterator[TestClient]:
    with TestClient(create_app(world)) as client:
        yield client


@pytest.fixture(autouse=True)
def _loaded_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands read the built-in catalogue that all tests share, instead of each its own."""
    monkeypatch.setattr(cli_questions, "open_world", lambda paths, store: world)


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_holds_what_it_must_and_nothing_it_must_not(name: str, pages: TestClient) -> None:
    question = QUESTIONS[name]
    found: set[str] = set()
    text = ""
    for call in question["calls"]:
        ((verb, given),) = call.items()
        result = CliRunner().invoke(app, [*command(verb, given), "--json"])
        assert result.exit_code == 0, result.output
        answer = json.loads(result.output)
        assert answer["catalogue"]["sources"] == ["scoping-report"]
        assert {e for e in cited(answer)} <= {"scoping-report"}
        answer.pop("question")
        found |= set(said(answer))
        text += CliRunner().invoke(app, command(verb, given)).output.lower()
        if verb in PAGES:
            address = PAGES[verb].format(id=given.get("id", ""))
            asked = {k: v for k, v in given.items() if k != "id"}
            lens = {"as_of": "2026-11-30", "sources": "scoping-report"}
            page = pages.get(address, params=asked | lens)
            assert page.status_code == 200, (address, page.text[:300])
            text += seen_on(page.text)
    for kind in ("ids", "keys", "states"):
        for wanted in question["required"][kind]:
            assert str(wanted) in found, (kind, wanted)
    for kind in ("ids", "states"):
        for banned in question["forbidden"][kind]:
            assert str(banned) not in found, (kind, banned)
    for words in question["never"]:
        assert words not in text, words

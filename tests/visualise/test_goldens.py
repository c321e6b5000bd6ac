"""The text of six pictures of the invented library, as it is read: a change must be meant.

BANDWAY_WRITE_GOLDENS=1 writes the files anew; look at the difference before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from queries.ask import World
from queries.budget import Budget
from queries.sentence_parts import Words
from queries.sentences import as_text
from service.catalogues import open_world
from service.drawing import KINDS, MAP, draw
from service.inputs import Asked, read
from tests.visualise.conftest import question
from tests.visualise.reading import texts

FOLDER = Path(__file__).with_name("goldens")
LIBRARY = Path(__file__).resolve().parents[1] / "data" / "library"
ASKED = {
    "map": ("map", {}),
    "route": ("route", {"from": "library-assistant", "to": "librarian"}),
    "steps": ("route", {"from": "library-assistant", "to": "librarian", "view": "steps"}),
    "timeline": ("timeline", {"from": "library-assistant", "to": "librarian"}),
    "ladder": ("ladder", {}),
    "requirement": ("requirement", {"from": "library-assistant", "to": "librarian"}),
}


@pytest.fixture(scope="module")
def library() -> World:
    return open_world([LIBRARY])


@pytest.mark.parametrize("name", ASKED)
def test_the_text_is_as_it_was(name: str, library: World) -> None:
    kind_name, given = ASKED[name]
    kind = KINDS[kind_name]
    asked = read([*given.items(), ("as_of", "2026-11-25")], kind.more, routes=kind.verb.routes)
    answer = kind.verb.run(library, asked, Budget())
    career = MAP.run(library, Asked(asked.question, asked.options, {}), Budget())
    drawing = draw(library, kind, asked, answer, career)  # type: ignore[arg-type]
    words = Words(library.snapshot(question()))
    parts = ["IN THE PICTURE", *texts(drawing.pictures[0])]
    if name == "map":
        parts += ["", "AS TEXT", as_text(words, drawing.blocks)]
    found = "\n".join(parts) + "\n"
    file = FOLDER / f"{name}.txt"
    if os.environ.get("BANDWAY_WRITE_GOLDENS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")

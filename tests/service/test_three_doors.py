"""Command line, REST and pages give the same facts over the built-in catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from queries.question import Question
from queries.sentences import Block, Line, Words, as_text, tell
from service.verbs import PATHS, VERBS

Bandway = Callable[..., Any]
Given = dict[str, str | list[str]]
DAY = "2026-11-30"
TECHNICIAN = "pharmacy-technician-b5"
QUESTIONS: dict[str, tuple[str, Given]] = {
    "routes, stated or conditional": (
        "routes",
        {"from": "aseptic-support-worker@2", "to": "cleanroom-supervisor", "setting": "licensed"},
    ),
    "routes, closed": (
        "routes",
        {"from": TECHNICIAN, "to": "section-10-lead", "as_of": "2026-12-09"},
    ),
    "routes, not stated": (
        "routes",
        {"from": TECHNICIAN, "to": "band:6", "stay_in": "aseptic", "setting": "licensed"},
    ),
    "routes, announced": (
        "routes",
        {"from": TECHNICIAN, "to": "section-10-lead", "as_of": "2026-12-10"},
    ),
    "routes through one source": (
        "routes",
        {
            "from": "group:pharmacy-technician",
            "to": "product-approver",
            "sources": "scoping-report",
            "holds": ["paap"],
            "setting": "section-10",
        },
    ),
    "routes, one study at a time": (
        "routes",
        {
            "from": "aseptic-support-worker@3",
            "to": "product-approver",
            "setting": "section-10",
            "studies": "1",
        },
    ),
    "gaps": ("gaps", {"from": "aseptic-support-worker@3", "to": "gphc-pharmacy-technician"}),
    "gaps, by setting": ("gaps", {"from": "clinical-scientist", "to": "section-10-lead"}),
    "next": ("next", {"from": TECHNICIAN, "setting": "section-10"}),
    "ladder": ("ladder", {"strand": "aseptic"}),
    "chokepoints": (
        "chokepoints",
        {"from": "aseptic-support-worker@3", "to": ["gphc-pharmacy-technician"]},
    ),
    "unlock": (
        "unlock",
        {"from": TECHNICIAN, "to": ["section-10-lead"], "sources": "scoping-report"},
    ),
    "findings": ("findings", {"kind": "contradiction"}),
    "findings about": ("findings", {"about": TECHNICIAN, "words": "next"}),
    "coverage": ("coverage", {}),
    "compare": ("compare", {"id": ["cleanroom-supervisor", "product-approver"]}),
    "search": ("search", {"q": "qualified person", "kind": "role"}),
    "show": ("show", {"id": "gphc-pharmacy-technician"}),
    "show a finding's subject": ("show", {"id": "aseptic-support-worker"}),
    "list": ("list", {"kind": "role", "strand": "aseptic"}),
    "list by level": ("list", {"kind": "qualification", "level": "3"}),
}
ARGUMENTS = {"search": "q", "show": "id", "list": "kind", "compare": "id"}
EXPECTED = {
    "routes, stated or conditional": "conditional",
    "routes, closed": "closed",
    "routes, not stated": "not-stated",
    "routes, announced": "not-stated",
    "routes through one source": "conditional",
    "routes, one study at a time": "conditional",
}


@dataclass(frozen=True)
class Doors:
    """What the doors said: REST's data, what the command line printed, and the page."""

    name: str
    verb: str
    told: dict[str, Any]
    as_json: str
    as_words: str
    page: str


class Visible(HTMLParser):
    """The words of a page, as somebody sees them with every part unfolded."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("title", "script", "style", "option")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("title", "script", "style", "option")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def visible(page: str) -> str:
    parser = Visible()
    parser.feed(page)
    return " ".join(" ".join(parser.words).split())


def command_line(verb: str, given: Given) -> list[str]:
    own = ARGUMENTS.get(verb)
    line, words = [verb], []
    for name, value in given.items():
        for one in [value] if isinstance(value, str) else value:
            if name == own:
                words.append(one)
            else:
                line += [f"--{name.replace('_', '-')}", one]
    return [*line, "--json", "--", *words]


def addresses(verb: str, given: Given) -> tuple[str, str, Given]:
    """The paths of REST and of the page, and the parameters of both."""
    rest = dict(given)
    if verb == "show":
        name = str(rest.pop("id"))
        return f"/api/v1/{{}}/{name}", f"/entries/{name}", rest
    if verb == "list":
        path = next(p for p, kind in PATHS.items() if kind == rest["kind"])
        return f"/api/v1/{path}", "/entries", rest
    return f"/api/v1/{verb}", f"/{verb}", rest


@pytest.fixture(scope="module")
def asked_before() -> dict[str, Doors]:
    """Each question is asked at each door once."""
    return {}


@pytest.fixture(params=QUESTIONS)
def doors(
    request: pytest.FixtureRequest,
    asked_before: dict[str, Doors],
    world: World,
    client: TestClient,
    bandway: Bandway,
    monkeypatch: pytest.MonkeyPatch,
) -> Doors:
    """What the command line, REST and the page say to one question."""
    if request.param in asked_before:
        return asked_before[request.param]
    verb, given = QUESTIONS[request.param]
    given = {"as_of": DAY} | given
    monkeypatch.setattr("service.cli_questions.open_world", lambda *_: world)
    line = command_line(verb, given)
    ran, words = bandway(*line), bandway(*(a for a in line if a != "--json"))
    assert (ran.code, ran.err, words.code) == (0, "", 0)
    rest, page, asked = addresses(verb, given)
    in_rest = dict(asked)
    if verb == "show":
        kind = json.loads(ran.out)["kind"]
        rest = rest.format(next(p for p, k in PATHS.items() if k == kind))
    if verb == "list":
        in_rest = {k: v for k, v in asked.items() if k != "kind"} | {"limit": "200"}
    reply = client.get(rest, params=in_rest)
    assert reply.status_code == 200, reply.text
    shown = client.get(page, params=asked)
    assert shown.status_code == 200, shown.text
    assert not shown.history
    told = reply.json()
    if verb == "list":
        assert told.pop("next") is None
    found = Doors(request.param, verb, told, ran.out, words.out, shown.text)
    return asked_before.setdefault(request.param, found)


def all_lines(lines: tuple[Line, ...]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from all_lines(line.under)


def blocks_of(world: World, verb: str, told: dict[str, Any]) -> tuple[Words, tuple[Block, ...]]:
    answer = VERBS[verb].answer.model_validate(told)
    day = date.fromisoformat(told["catalogue"]["as_of"])
    words = Words(world.snapshot(Question(as_of=day)))
    return words, tell(words, answer)


def test_the_questions_are_of_many_kinds(doors: Doors) -> None:
    if doors.verb != "routes":
        return
    found = {
        start["no_route"]["kind"] if start["no_route"] else start["routes"][0]["state"]
        for start in doors.told["by_start"]
    }
    assert found == {EXPECTED[doors.name]}
    assert bool(doors.told["assuming"]) == (doors.name == "routes, announced")


def test_command_line_and_rest_give_the_same_data(doors: Doors) -> None:
    assert json.loads(doors.as_json) == doors.told
    assert doors.told["complete"] is True


def test_command_line_and_page_give_the_same_words(world: World, doors: Doors) -> None:
    words, blocks = blocks_of(world, doors.verb, doors.told)
    assert doors.as_words == as_text(words, blocks) + "\n"
    seen = visible(doors.page)
    for block in blocks:
        if block.kind == "row" and doors.verb == "ladder":
            continue
        assert " ".join(block.heading.split()) in seen
        for line in all_lines(block.lines):
            assert " ".join(line.text.split()) in seen, (block.kind, line.text)


def test_every_line_has_its_sources_on_the_page(world: World, doors: Doors) -> None:
    words, blocks = blocks_of(world, doors.verb, doors.told)
    seen = visible(doors.page)
    for block in blocks:
        for line in all_lines(block.lines):
            for item in line.evidence:
                assert " ".join(words.cite(item).split()) in seen


def test_page_and_words_name_each_step_each_block_and_the_nearest(doors: Doors) -> None:
    for text in (" ".join(doors.as_words.split()), visible(doors.page)):
        for start in doors.told.get("by_start", []) if doors.verb == "routes" else []:
            none = start["no_route"] or {"blocking": [], "nearest": []}
            named = [s["label"] for route in start["routes"] for s in route["steps"]]
            named += [n["label"] for n in none["nearest"]]
            named += [b["text"] for b in none["blocking"] if b["what"] == "block"]
            for name in named:
                assert name.lower() in text.lower()

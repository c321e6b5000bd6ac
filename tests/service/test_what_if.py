"""The what-if at the three doors: the same facts, plain faults, hostile words harmless."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from queries.change_kinds import KINDS
from queries.question import Question
from queries.result_changes import WhatIfAnswer
from queries.sentences import Words, as_text, tell
from queries.sentences_changes import outcome_text, starts_text
from queries.what_if import changed_world
from service.api_what_if import described
from service.changes_given import asked_of, changes_of, from_json, from_yaml
from service.inputs import QUESTION, ROUTE, ParameterError
from service.what_if import example

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "what-if.md").read_text(encoding="utf-8")
EXAMPLES = sorted((DOCS / "examples").glob("what-if*.yaml"))
DAY = "2026-11-30"
LIBRARY = """
- open: night-librarian
- way_in: night-librarian
  from: [library-assistant]
"""
Bandway = Callable[..., Any]


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("goal", [None, "night-librarian"])
def test_the_three_doors_give_the_same_facts(
    library: World, library_client: TestClient, library_folder: Path, bandway: Bandway,
    tmp_path: Path, goal: str | None,
) -> None:  # fmt: skip
    file = tmp_path / "changes.yaml"
    file.write_text(LIBRARY, encoding="utf-8")
    start = "library-assistant"
    line = ["what-if", file, "--from", start, "--as-of", DAY, "--catalogue", library_folder]
    line += ["--to", goal] if goal else []
    ran, said = bandway(*line, "--json"), bandway(*line)
    assert (ran.code, ran.err, said.code) == (0, "", 0)
    changes = [{"open": "night-librarian"}, {"way_in": "night-librarian", "from": [start]}]
    body = {"changes": changes, "from": start, "as_of": DAY, "to": [goal] if goal else []}
    reply = library_client.post("/api/v1/what-if", json=body)
    assert reply.status_code == 200, reply.text
    told = reply.json()
    assert told == json.loads(ran.out)
    answer = WhatIfAnswer.model_validate(told)
    assert answer.complete
    parsed = from_json(changes)
    changed = changed_world(library, parsed).snapshot(Question(as_of=answer.catalogue.as_of))
    words = Words(changed)
    blocks = tell(words, answer)
    assert said.out == as_text(words, blocks) + "\n"
    given = {"changes": LIBRARY, "from": start, "as_of": DAY} | ({"to": goal} if goal else {})
    page = library_client.get("/what-if", params=given)
    assert page.status_code == 200
    seen = plain(page.text)
    for block in blocks:
        assert " ".join(block.heading.split()) in seen
        for item in block.lines if block.kind != "compared" else ():
            assert " ".join(item.text.split()) in seen
    for row in (r for g in answer.goals for r in g.rows):
        assert f"{starts_text(words, row.starts)} {outcome_text(row.before)}" in seen
        assert outcome_text(row.after) in seen
    if goal:
        assert answer.goals[0].rows[0].before.state == "not-established"
        assert answer.goals[0].rows[0].after.state == "conditional"
    else:
        assert {d.id for d in answer.opened} == {"night-librarian"}


def test_every_start_is_asked_where_none_is_named(library_client: TestClient) -> None:
    body: dict[str, Any] = {"changes": [{"close": "van-permit"}], "as_of": DAY}
    every = library_client.post("/api/v1/what-if", json=body).json()
    none = library_client.post("/api/v1/what-if", json=body | {"from": "none"}).json()
    assert every["question"]["from"] is None and len(every["starts"]) > 5
    assert none["starts"] == ["none"]
    assert {"none", "library-assistant@grade-d"} <= set(every["starts"])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "`changes`"),
        (b"[]", "`changes`"),
        (b"{", "not JSON"),
        (b'{"changes": []}', "are a list"),
        (b'{"changes": {"open": "x"}}', "are a list"),
        (b'{"changes": [{"open": "nothing-such"}]}', "Change 1: There is no entry"),
        (b'{"changes": [{"open": "x", "opne": 1}]}', "Change 1"),
        (b'{"changes": [{"close": "van-permit"}, {}]}', "Change 2"),
        (b'{"changes": [{"close": "van-permit"}], "nope": 1}', "There is no 'nope'"),
        (b'{"changes": [{"close": "van-permit"}], "to": "nowhere"}', "nowhere"),
        (b'{"changes": [{"close": "van-permit"}], "changes": []}', "stands twice"),
        (b'{"changes": [{"close": "van-permit", "text": "\\ud800"}]}', "changes:"),
        (b'{"changes": [{"close": "van-permit", "text": "\\u0000"}]}', "control"),
        (b'{"changes": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nested"),
        (json.dumps({"changes": [{"close": "x"}] * 51}).encode(), "More than 50"),
    ],
)
def test_a_fault_is_a_problem_document(library_client: TestClient, body: bytes, said: str) -> None:
    reply = library_client.post("/api/v1/what-if", content=body)
    assert reply.status_code == 400, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    if said != "nested":
        assert said in reply.json()["detail"]


def test_too_long_a_body_is_not_read(library_client: TestClient) -> None:
    body = json.dumps({"changes": [{"close": "x" * 70_000}]})
    assert library_client.post("/api/v1/what-if", content=body).status_code == 413


def test_the_description_names_the_changes_and_the_question() -> None:
    schema = described()["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["properties"]) == {"changes", "to", *QUESTION, *ROUTE}
    assert schema["required"] == ["changes"]
    assert all(kind in schema["properties"]["changes"]["description"] for kind in KINDS)


def test_faults_on_the_command_line_name_file_change_and_line(
    bandway: Bandway, library_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "changes.yaml"

    def run(text: str) -> Any:
        file.write_text(text, encoding="utf-8")
        return bandway("what-if", file, "--catalogue", library_folder)

    ran = run("- close: van-permit\n- opne: x\n")
    assert ran.code == 1 and "Change 2, line 2" in ran.err and file.name in ran.err
    assert run("changes:\n  - close: van-permit\n").code == 0
    assert "no key here" in run("chnages: []\n").err
    assert run("- close: [\n").code == 1
    assert run("- close: van-permt\n").err.startswith("Change 1: There is no entry 'van-permt'")
    assert bandway("what-if", tmp_path / "none.yaml").code == 1
    assert bandway("what-if").code == 2


def test_the_form_is_filled_with_an_example_that_works(
    library: World, library_client: TestClient
) -> None:
    page = library_client.get("/what-if", params={"as_of": DAY})
    assert page.status_code == 200
    text = example(library.snapshot(Question()))
    assert text.strip() in unescape(page.text)
    assert library_client.get("/what-if", params={"as_of": DAY, "changes": text}).status_code == 200
    assert "/what-if" in library_client.get("/").text


def test_a_form_is_put_into_an_address_where_it_fits(library_client: TestClient) -> None:
    reply = library_client.post(
        "/what-if", data={"changes": LIBRARY, "from": ""}, follow_redirects=False
    )
    assert reply.status_code == 303
    assert reply.headers["location"].startswith("/what-if?changes=")
    assert "as_of=" in reply.headers["location"]
    long = LIBRARY + "# " + "x" * 9000 + "\n"
    reply = library_client.post("/what-if", data={"changes": long}, follow_redirects=False)
    assert reply.status_code == 200 and "night" in reply.text.lower()


@pytest.mark.parametrize("text", ["a" * 200, "<script>alert(1)</script>", '"><b>', "{{ 7 * 7 }}"])
def test_hostile_words_are_told_back_harmless(library_client: TestClient, text: str) -> None:
    shown = json.dumps(text)
    for changes, status in (
        (f"- close: {shown}\n", 400),
        (f"- close: van-permit\n  text: {shown}\n", 200),
        (f"- {{add: new-thing, entry: {{kind: qualification, label: {shown}}}}}\n", 200),
    ):
        page = library_client.get("/what-if", params={"as_of": DAY, "changes": changes})
        assert page.status_code == status
        assert "<script>alert" not in page.text and '"><b>' not in page.text
        assert ">49<" not in page.text
        if status == 400:
            assert 'id="f-changes-error"' in page.text and "Change 1" in page.text


def test_the_same_changes_are_the_same_question() -> None:
    one, two = from_yaml(LIBRARY.encode()), from_yaml(LIBRARY.strip().encode())
    assert asked_of([], one).key == asked_of([], two).key
    assert asked_of([], one).key != asked_of([("from", "none")], one).key
    assert changes_of(asked_of([], one)) == one
    with pytest.raises(ParameterError, match="goals"):
        asked_of([("to", f"x{n}") for n in range(11)], one)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.stem)
def test_the_page_of_the_docs_shows_each_example_and_what_it_says(
    world: World, bandway: Bandway, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setattr("service.cli_what_if.open_world", lambda *_: world)
    shown = file.read_text(encoding="utf-8").partition("changes:\n")[2].strip()
    assert shown in TEXT
    found = re.findall(
        rf"\$ bandway what-if docs/examples/{file.name} (.*)\n((?:(?!```).+\n)+)", TEXT
    )
    assert found, f"docs/what-if.md does not run {file.name}"
    for options, words in found:
        ran = bandway("what-if", file, *options.split())
        assert ran.code == 0
        for line in words.strip().splitlines():
            if line != "…":
                assert line in re.sub(r"( \[\d+\])+", "", ran.out)


def test_the_docs_name_every_kind() -> None:
    assert all(f"`{kind}`" in TEXT or f"`{kind}:" in TEXT for kind in KINDS)

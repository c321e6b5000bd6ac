"""Explore the network: one strict policy, nothing inline, the same facts without JavaScript."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from queries import network as asked
from queries.ask import World
from queries.network import network
from queries.question import Question
from service.app import create_app
from tests.service.page_reader import Page

STATIC = Path(__file__).resolve().parents[2] / "service" / "static"
DAY = "as_of=2026-11-30"


class Explored(Page):
    """The page; the two blocks of data run nothing and are no scripts."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("type", "application/json") in attrs:
            assert tag == "script" and {n for n, _ in attrs} == {"type", "id"}
            self.open.append("data")
            return
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1] == "data":
            assert tag == "script"
            self.open.pop()
            return
        super().handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["data"]:
            super().handle_data(data)


def data_of(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="network-data">(.*?)</script>', text)
    assert found is not None
    return json.loads(found[1])


def test_the_page_is_whole_and_runs_one_module_of_ours(client: TestClient) -> None:
    reply = client.get(f"/explore?{DAY}")
    assert reply.status_code == 200
    page = Explored(reply.text)
    assert page.scripts == ["/static/explore.mjs"]
    assert all(link.startswith("/static/") for link in page.loaded)
    assert len(page.ids) == len(set(page.ids))
    assert "<noscript><p>The picture needs JavaScript." in reply.text
    assert len(reply.text) < 400_000


def test_the_policy_allows_our_own_files_and_nothing_inline(client: TestClient) -> None:
    policy = client.get(f"/explore?{DAY}").headers["content-security-policy"]
    parts = dict(p.strip().split(" ", 1) for p in policy.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == parts["style-src"] == parts["img-src"] == "'self'"
    assert "unsafe" not in policy and "http" not in policy


def test_the_list_has_what_the_picture_has(client: TestClient, world: World) -> None:
    text = client.get(f"/explore?strand=aseptic&{DAY}").text
    answer = network(world, Question.model_validate({"as_of": "2026-11-30"}), strand="aseptic")
    data = data_of(text)
    assert {n["id"] for n in data["nodes"]} == {n.id for n in answer.nodes}
    assert len(data["edges"]) == len(answer.links) > 50
    page = Explored(text)
    listed = [x.partition("?")[0] for x in page.links if x.startswith("/entries/")]
    assert sorted(listed) == sorted(f"/entries/{n.id}" for n in answer.nodes)
    for edge in data["edges"]:
        assert f"{edge['told']}: " in page.text
    marks = {x for x in page.links if x.startswith("#source-")}
    assert marks and {m[1:] for m in marks} <= set(page.ids)


def test_kinds_and_sources_narrow_it(client: TestClient) -> None:
    posts = data_of(client.get(f"/explore?kind=role&{DAY}").text)
    assert {n["group"] for n in posts["nodes"]} == {"role", "beside"}
    two = data_of(client.get(f"/explore?kind=role&kind=band&{DAY}").text)
    assert {n["group"] for n in two["nodes"]} == {"role", "beside", "band"}
    report = data_of(client.get(f"/explore?sources=report&{DAY}").text)
    assert len(report["edges"]) < len(data_of(client.get(f"/explore?{DAY}").text)["edges"])
    assert client.get(f"/explore?kind=colour&{DAY}").status_code == 400
    assert client.get(f"/explore?strand=colour&{DAY}").status_code == 400


def test_posts_come_first_and_the_rest_is_asked_for(client: TestClient) -> None:
    text = client.get(f"/explore?{DAY}").text
    boxes = re.findall(r'<input type="checkbox" value="([^"]+)"( checked)?>', text)
    assert [name for name, on in boxes if on] == ["role"]
    assert {"beside", "band", "qualification", "course", "competency"} <= {n for n, _ in boxes}
    assert "At first there are only the posts and trainee posts" in text
    groups = [n["group"] for n in data_of(text)["nodes"]]
    told = re.findall(r"aria-hidden=\"true\"></span>[^<]+ \((\d+)\)</label>", text)
    assert [int(n) for n in told] == [groups.count(name) for name, _ in boxes]
    courses = client.get(f"/explore?kind=course&kind=competency&{DAY}").text
    boxes = re.findall(r'<input type="checkbox" value="([^"]+)"( checked)?>', courses)
    assert [bool(on) for _, on in boxes] == [True, True]
    assert "At first there are only" not in courses


def test_an_entry_can_be_chosen_by_the_address(client: TestClient) -> None:
    text = client.get(f"/explore?entry=cleanroom-supervisor&{DAY}").text
    assert ' data-chosen="cleanroom-supervisor"' in text
    page = Explored(text)
    assert "Chosen: Cleanroom supervisor" in page.text
    assert "#entry-cleanroom-supervisor" in page.links
    assert "entry-cleanroom-supervisor" in page.ids
    assert " data-chosen=" not in client.get(f"/explore?{DAY}").text
    away = client.get(f"/explore?entry=cleanroom-supervisor&kind=course&{DAY}")
    assert " data-chosen=" not in away.text
    assert "Cleanroom supervisor is not in it" in Explored(away.text).text
    wrong = client.get(f"/explore?entry=cleanrom-supervisor&{DAY}")
    assert wrong.status_code == 400
    assert "/entries/cleanroom-supervisor" in Page(wrong.text).links


def test_menu_map_and_entries_lead_to_it(client: TestClient) -> None:
    assert "/explore" in Page(client.get("/about").text).links
    career = Page(client.get(f"/map?strand=aseptic&{DAY}").text).links
    assert f"/explore?strand=aseptic&{DAY}" in career
    for name in ("cleanroom-supervisor", "stp", "gphc-pharmacist"):
        links = Page(client.get(f"/entries/{name}?sources=report&{DAY}").text).links
        there = [x for x in links if x.startswith(f"/explore?entry={name}")]
        assert len(there) == 1 and DAY in there[0] and "sources=report" in there[0]
        assert client.get(there[0]).status_code == 200
    source = Page(client.get(f"/entries/medicines-act-1968?{DAY}").text).links
    assert [x for x in source if x.startswith("/explore?")] == []


def test_too_many_are_not_drawn_and_the_page_says_how_to_narrow(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(asked.network.__kwdefaults__, "most", 50)
    with TestClient(create_app(world)) as client:
        text = client.get(f"/explore?{DAY}").text
        page = Explored(text)
        assert "too many to show. At most 50 are shown at once." in page.text
        assert "network-data" not in text and page.scripts == []
        narrower = [x for x in page.links if x.startswith("/explore?")]
        assert any("kind=registration" in x for x in narrower)
        assert any("strand=" in x for x in narrower)
        small = next(x for x in narrower if "kind=registration" in x)
        assert len(data_of(client.get(small).text)["nodes"]) == 9


def test_nothing_known_that_day_is_said(library_client: TestClient) -> None:
    assert data_of(library_client.get(f"/explore?{DAY}").text)["nodes"]
    early = library_client.get("/explore?as_of=1900-01-01")
    assert early.status_code == 200


def test_modules_are_small_served_as_scripts_and_ask_nobody_else(client: TestClient) -> None:
    modules = sorted(STATIC.glob("*.mjs"))
    assert len(modules) == 5
    for file in modules:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://|innerHTML|outerHTML|insertAdjacent|eval\(|document\.write",
                             text), file.name  # fmt: skip
        reply = client.get(f"/static/{file.name}")
        assert reply.headers["content-type"].startswith("text/javascript")
    small = sum(f.stat().st_size for f in modules if f.name != "explore.mjs")
    assert small <= 16_000
    assert (STATIC / "explore.mjs").stat().st_size <= 15_000

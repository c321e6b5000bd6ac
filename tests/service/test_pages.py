"""The pages: complete without JavaScript, in people's words, every link alive, every fault told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from service.app import create_app
from tests.service.page_reader import INNER_WORDS, Page

STATIC = Path(__file__).resolve().parents[2] / "service" / "static"
DAY = "as_of=2026-11-30"
PAGES = [
    "/",
    "/about",
    f"/ask?q=aseptic+support+worker+to+pharmacy+technician&{DAY}",
    f"/routes?from=band:3&to=band:6&stay_in=aseptic&{DAY}",
    f"/routes?from=aseptic-support-worker&to=pharmacy-technician-b5&{DAY}",
    f"/routes?from=pharmacy-technician-b5&to=section-10-lead&{DAY}",
    f"/routes?{DAY}",
    f"/gaps?from=pharmacist-b8a&to=qualified-person&{DAY}",
    f"/gaps?{DAY}",
    f"/next?from=aseptic-support-worker@3&{DAY}",
    f"/ladder?strand=aseptic&{DAY}",
    f"/map?strand=aseptic&{DAY}",
    f"/roles?strand=aseptic&{DAY}",
    f"/entries/section-10-lead?{DAY}",
    f"/entries?kind=role&{DAY}",
    f"/search?q=tecnician&{DAY}",
    f"/findings?kind=contradiction&{DAY}",
    f"/coverage?{DAY}",
    f"/compare?id=section-10-lead&id=product-approver&{DAY}",
    f"/unlock?from=qc-support-worker&to=qc-lab-manager&setting=licensed&{DAY}",
    f"/chokepoints?from=aseptic-support-worker&to=pharmacy-technician-b4&{DAY}",
]
TYPED = re.compile(r"<select [^>]* data-typeahead>.*?</select>", re.DOTALL)


@pytest.fixture(scope="module")
def pages(world: World) -> Iterator[TestClient]:
    with TestClient(create_app(world)) as client:
        yield client


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_and_in_peoples_words(
    address: str, pages: TestClient, world: World
) -> None:
    reply = pages.get(address)
    assert reply.status_code == 200
    page = Page(reply.text)
    assert all(re.fullmatch(r"/static/[a-z]+\.mjs", script) for script in page.scripts)
    assert all(link.startswith("/static/") for link in page.loaded)
    assert len(page.ids) == len(set(page.ids))
    assert INNER_WORDS.findall(page.text) == []
    spoken = set(re.findall(r"(?<![\w-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])", page.text))
    names = " ".join(e.label for e in world.catalogue.entries.values()).lower()
    assert {i for i in spoken & set(world.catalogue.entries) if i not in names} == set()


@pytest.mark.parametrize("address", PAGES)
def test_a_heading_has_no_full_stop(address: str, pages: TestClient) -> None:
    headings = [h for h in Page(pages.get(address).text).headings if h]
    assert headings
    assert [h for h in headings if h.endswith((".", ":", ";", ","))] == []


def test_long_lists_can_be_typed_in_and_are_plain_lists_without_scripts(
    pages: TestClient, world: World
) -> None:
    called = {
        name: entry.alt_labels
        for name, entry in world.catalogue.entries.items()
        if entry.alt_labels
    }
    for address, lists in ((f"/routes?{DAY}", 3), (f"/gaps?{DAY}", 3), ("/", 3)):
        text = pages.get(address).text
        assert "/static/typeahead.mjs" in Page(text).scripts
        found = TYPED.findall(text)
        assert len(found) == lists
        for select in found:
            assert re.search(r'name="(from|to|served_in)"', select)
            for value, also in re.findall(
                r'<option value="([^"]+)"[^>]*? data-also="([^"]*)"', select
            ):
                name = value.removeprefix("group:").partition("@")[0]
                assert unescape(also) == "|".join(called[name])
    goals = pages.get(f"/routes?{DAY}").text
    assert goals.count(" data-also=") > 30
    for address in (f"/map?{DAY}", f"/roles?{DAY}", "/about"):
        assert "typeahead" not in pages.get(address).text


def test_the_address_of_an_answer_is_there_to_print_and_nowhere_to_read(pages: TestClient) -> None:
    address = f"/routes?from=band:3&to=band:6&stay_in=aseptic&{DAY}"
    text = pages.get(address).text
    printed = re.findall(r'<p class="bw-printed" data-address="([^"]*)"></p>', text)
    assert [unescape(p) for p in printed] == [f"http://testserver{address}"]
    assert 'class="bw-printed"' not in pages.get("/about").text
    style = (STATIC / "bandway.css").read_text(encoding="utf-8")
    assert "attr(data-address)" in style.partition("@media print")[2]


def test_the_ladder_begins_with_the_highest_level(pages: TestClient) -> None:
    table = pages.get(f"/ladder?strand=aseptic&{DAY}").text.partition("<tbody>")[2]
    levels = re.findall(r'<th scope="row">([^<]+)</th>', table)
    numbers = [int(level) for level in levels if level.isdigit()]
    assert numbers == sorted(numbers, reverse=True)
    assert levels[len(numbers) :] == ["Not stated"]


def test_the_icon_is_one_and_small(pages: TestClient) -> None:
    reply = pages.get("/favicon.ico")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "image/x-icon"
    assert reply.content[:4] == b"\0\0\1\0"
    assert len(reply.content) < 3_000


@pytest.mark.parametrize(
    ("address", "pictures"),
    [
        (f"/routes?from=aseptic-support-worker&to=pharmacy-technician-b5&{DAY}", 4),
        (f"/routes?from=aseptic-support-worker@3&to=cleanroom-supervisor&{DAY}", 2),
        (f"/routes?from=pharmacy-technician-b5&to=section-10-lead&{DAY}", 0),
        (f"/gaps?from=pharmacist-b8a&to=qualified-person&{DAY}", 2),
        (f"/ladder?strand=aseptic&{DAY}", 1),
        (f"/map?strand=aseptic&{DAY}", 1),
        (f"/entries/cleanroom-supervisor?{DAY}", 1),
        (f"/entries/stp?{DAY}", 0),
    ],
)
def test_an_answer_is_drawn_beside_its_words(
    address: str, pictures: int, pages: TestClient
) -> None:
    text = pages.get(address).text
    assert text.count("<svg ") == pictures
    kept = [link for link in Page(text).links if link.startswith("/api/v1/draw/")]
    assert len(kept) == (6 if pictures == 4 else 3 if pictures else 0)
    assert all(pages.get(k).status_code == 200 for k in kept if ".svg" in k)


def test_every_link_of_the_pages_leads_somewhere(pages: TestClient) -> None:
    inner = {
        link
        for address in PAGES
        for link in Page(pages.get(address).text).links
        if link.startswith("/")
    }
    assert len(inner) > 300
    entries = sorted(link for link in inner if link.startswith("/entries/"))
    others = sorted(inner - set(entries))
    for link in (*others, *entries[::5]):
        assert pages.get(link).status_code == 200, link


def test_every_entry_has_a_page(pages: TestClient, world: World) -> None:
    names = sorted(world.catalogue.entries)
    for name in names[::23]:
        assert pages.get(f"/entries/{name}?{DAY}").status_code == 200, name


def test_the_box_leads_to_a_page_whose_address_holds_the_whole_question(pages: TestClient) -> None:
    reply = pages.get("/ask?q=band+3+to+band+6+in+aseptics")
    where = urlsplit(str(reply.url))
    assert where.path == "/routes"
    given = parse_qs(where.query)
    assert (given["from"], given["to"], given["stay_in"]) == (["band:3"], ["band:6"], ["aseptic"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", given["as_of"][0])
    assert "Nobody has written down how to get from here to band 6." in Page(reply.text).text


def test_saying_that_one_has_a_thing_changes_the_answer(pages: TestClient) -> None:
    page = Page(pages.get(f"/gaps?from=none&to=qualified-person&{DAY}").text)
    claim = next(link for link in page.links if "holds=qp-status" in link)
    lacking = page.text.count("not in what you told us")
    after = Page(pages.get(claim).text)
    assert "you have this" in after.text
    assert 0 < after.text.count("not in what you told us") < lacking


def test_the_form_sends_service_as_post_and_months(pages: TestClient) -> None:
    address = f"/next?from=qc-analyst&served_in=qc-analyst&served_months=24&{DAY}"
    reply = pages.get(address)
    assert reply.status_code == 200
    assert parse_qs(urlsplit(str(reply.url)).query)["served"] == ["qc-analyst=24"]

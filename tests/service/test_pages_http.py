"""Pages as answers of a server: kept, refused, forbidden, and made of our own files alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from service.app import create_app
from tests.service.page_reader import Page

STATIC = Path(__file__).resolve().parents[2] / "service" / "static"
DAY = "as_of=2026-11-30"


@pytest.fixture(scope="module")
def pages(world: World) -> Iterator[TestClient]:
    with TestClient(create_app(world)) as client:
        yield client


def test_a_page_is_not_sent_twice_and_changes_with_the_day(pages: TestClient) -> None:
    address = f"/gaps?from=none&to=qualified-person&{DAY}"
    tag = pages.get(address).headers["etag"]
    assert pages.get(address, headers={"If-None-Match": tag}).status_code == 304
    other = address.replace("2026-11-30", "2026-12-10")
    assert pages.get(other, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere", 404, "Nothing here"),
        (f"/entries/qualified-persn?{DAY}", 404, "Did you mean"),
        (f"/routes?from=suport-worker&to=band:6&{DAY}", 400, "Did you mean"),
        ("/routes?from=none&to=band:6&as_of=yesterday", 400, "as_of is not a date"),
        (f"/routes?colour=red&to=band:6&{DAY}", 400, "colour"),
        (f"/entries/<script>alert(1)<b>?{DAY}", 404, "We know nothing"),
        (f"/routes?to=<script>alert(1)</script>&{DAY}", 400, "alert(1)"),
        ("/ask?q=%3Cscript%3Ealert(1)%3C/script%3E+to+band+6", 200, "alert(1)"),
        (f"/compare?{DAY}", 400, "needs 'id'"),
        (f"/routes?from=aseptic-support-worker@9&to=band:6&{DAY}", 400, "exists at Band 9"),
    ],
)
def test_a_fault_is_told_on_a_page(
    address: str, status: int, words: str, pages: TestClient
) -> None:
    reply = pages.get(address)
    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("text/html")
    page = Page(reply.text)
    assert words in page.text
    assert page.scripts == []
    assert "Traceback" not in reply.text


@pytest.mark.parametrize(("address", "lands"), [("/search", "/"), ("/entries", "/about")])
def test_a_page_without_its_question_offers_where_to_ask(
    address: str, lands: str, pages: TestClient
) -> None:
    assert urlsplit(str(pages.get(address).url)).path == lands


def test_head_says_what_get_says_and_a_wrong_method_says_what_is_right(pages: TestClient) -> None:
    for address in ("/", f"/next?from=none&{DAY}", "/api/v1/bands", "/healthz"):
        head, body = pages.head(address), pages.get(address)
        assert head.status_code == body.status_code == 200
        assert (head.content, head.headers.get("etag")) == (b"", body.headers.get("etag"))
    refused = pages.delete("/about")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")


def test_pages_may_load_nothing_but_our_own(pages: TestClient) -> None:
    policy = pages.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    for sheet in STATIC.glob("*.css"):
        addresses = re.findall(r"url\(\s*[\"']?([^)\"']+)", sheet.read_text(encoding="utf-8"))
        assert all(a.startswith(("images/", "data:")) for a in addresses), sheet.name
        assert "//" not in "".join(addresses)


def test_vendored_files_are_those_that_were_recorded() -> None:
    rows = re.findall(
        r"^\| (\S+\.(?:css|js)) \|.*\| ([0-9a-f]{64}) \|$",
        (STATIC / "VENDORED.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert [name for name, _ in rows] == [
        p.name for p in (*STATIC.glob("nhsuk-*.css"), *STATIC.glob("*.js"))
    ]
    for name, digest in rows:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest

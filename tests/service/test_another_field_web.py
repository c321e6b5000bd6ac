"""Another field at the web doors: REST and pages over the invented library service."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

DAY = {"as_of": "2026-11-30"}
FIRST_FIELD = re.compile(r"pharm|asept|gphc|\bnhs\b|technician|\bband [2-9]\b", re.IGNORECASE)


class Visible(HTMLParser):
    """The words of a page and where its links go."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page(client: TestClient, path: str, **given: Any) -> tuple[str, list[str]]:
    reply = client.get(path, params=DAY | given)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    parser = Visible()
    parser.feed(reply.text)
    return " ".join(" ".join(parser.words).split()), parser.links


def get(client: TestClient, path: str, **given: Any) -> Any:
    reply = client.get(f"/api/v1/{path}", params=DAY | given)
    assert reply.status_code == 200, reply.text
    return reply.json()


def outcome(client: TestClient, start: str, goal: str, **given: Any) -> tuple[str, list[str]]:
    """Kind or state of the one answer, and the ids of its steps or of what is in the way."""
    (found,) = get(client, "routes", **{"from": start, "to": goal}, **given)["by_start"]
    if found["no_route"]:
        none = found["no_route"]
        return none["kind"], [b["id"] for b in none["blocking"]]
    route = found["routes"][0]
    return route["state"], [s["id"] for s in route["steps"]]


@pytest.mark.parametrize(
    ("start", "goal", "expected"),
    [
        (
            "senior-library-assistant",
            "librarian",
            (
                "stated",
                [
                    "trainee-librarian",
                    "library-degree",
                    "trainee-librarian",
                    "chartered-librarian",
                    "librarian",
                ],
            ),
        ),
        (
            "library-assistant",
            "local-history-guide",
            ("conditional", ["cataloguing-course", "mentor-found", "local-history-guide"]),
        ),
        ("library-assistant", "reading-room-keeper", ("closed", ["block-reading-room"])),
        ("librarian", "archivist", ("not-stated", [])),
        ("none", "night-librarian", ("not-established", ["night-librarian"])),
        ("librarian", "music-librarian", ("conditional", ["librarian", "music-librarian"])),
    ],
)
def test_routes_in_rest(
    library_client: TestClient, start: str, goal: str, expected: tuple[str, list[str]]
) -> None:
    assert outcome(library_client, start, goal) == expected


def test_lists_and_entries_in_rest(library_client: TestClient) -> None:
    bands = get(library_client, "bands")["items"]
    assert "Chief grade" in [b["label"] for b in bands]
    assert get(library_client, "registrations/charter")["id"] == "chartered-librarian"
    assert get(library_client, "ladder")["largest_jump"] == [3, 6]
    (found,) = get(library_client, "findings", kind="contradiction")["items"]
    assert found["id"] == "van-permit-contradiction"


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        (
            "/routes",
            {"from": "senior-library-assistant", "to": "librarian"},
            [
                "Get a trainee place: trainee librarian",
                "Register: Chartered librarian",
                "36 months",
            ],
        ),
        (
            "/routes",
            {"from": "library-assistant", "to": "reading-room-keeper"},
            ["A library assistant may not keep a reading room", "Reading Rooms Act", "the law"],
        ),
        (
            "/routes",
            {"from": "librarian", "to": "archivist"},
            ["Nobody has written down how to get from here to archivist."],
        ),
        (
            "/gaps",
            {"from": "library-assistant", "to": "senior-library-assistant"},
            ["Mobile library", "Shelving certificate", "Van permit", "not in what you told us"],
        ),
        (
            "/next",
            {"from": "library-assistant"},
            ["What you can learn", "Enquiry desk certificate"],
        ),
        ("/ladder", {}, ["from level 3 to level 6", "Degree in librarianship", "Archives"]),
        ("/entries/librarian", {}, ["Librarian", "Chartered librarian", "Grade B"]),
        ("/entries", {"kind": "role", "strand": "archives"}, ["Archivist", "Reading room keeper"]),
        ("/search", {"q": "book van"}, ["Mobile library"]),
        ("/findings", {}, ["Three vans were counted", "driver alone needs a van permit"]),
        ("/chokepoints", {"from": "library-assistant", "to": "librarian"}, ["Degree in librar"]),
        ("/compare", {"id": "senior-library-assistant"}, ["Main library", "Mobile library"]),
        ("/coverage", {}, ["Cataloguing in five days"]),
    ],
)
def test_pages_of_the_library(
    library_client: TestClient, path: str, given: dict[str, str], words: list[str]
) -> None:
    seen, _ = page(library_client, path, **given)
    for told in words:
        assert told in seen
    assert "invented" in seen or path in ("/search", "/coverage")


@pytest.mark.parametrize("path", ["/", "/about", "/routes", "/gaps", "/next", "/ladder"])
def test_no_page_speaks_of_the_first_field(library_client: TestClient, path: str) -> None:
    reply = library_client.get(path)
    assert reply.status_code == 200
    parser = Visible()
    parser.feed(reply.text)
    assert FIRST_FIELD.findall(" ".join(parser.words)) == []


def test_every_link_of_the_pages_leads_somewhere(library_client: TestClient) -> None:
    """From the start page and an answer, each address inside answers."""
    starts = (
        ("/", {}),
        ("/routes", {"from": "library-assistant", "to": "reading-room-keeper"}),
        ("/next", {"from": "library-assistant"}),
        ("/ladder", {}),
        ("/entries/librarian", {}),
    )
    links = {link for path, given in starts for link in page(library_client, path, **given)[1]}
    inside = sorted(link for link in links if link.startswith("/"))
    assert len(inside) > 15
    for link in inside:
        assert library_client.get(link).status_code == 200, link


def test_a_name_that_is_nearly_right_is_told_on_the_page(library_client: TestClient) -> None:
    reply = library_client.get("/entries/librarin", params=DAY)
    assert reply.status_code == 404
    assert "/entries/librarian" in reply.text
    reply = library_client.get("/routes", params=DAY | {"to": "librarin"})
    assert reply.status_code == 400
    assert "/entries/librarian" in reply.text

"""Find a role: words, band and strand in the address, and always something to do next."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from graph.errors import QuestionError
from queries.ask import World
from queries.posts import posts
from queries.question import Question
from tests.service.page_reader import Page

DAY = "as_of=2026-11-30"


def names(client: TestClient, query: str) -> list[str]:
    """The posts that the page lists, by their ids."""
    reply = client.get(f"/roles?{query}&{DAY}")
    assert reply.status_code == 200, reply.text
    listed = reply.text.split('class="bw-posts"', 1)
    found = listed[1].split("</ul>\n<nav")[0] if len(listed) > 1 else ""
    parts = found.split('class="bw-posts__name" href="/entries/')[1:]
    return [p.partition("?")[0].partition('"')[0] for p in parts]


def test_every_post_is_listed_lowest_band_first(client: TestClient, world: World) -> None:
    snapshot = world.snapshot(Question())
    found = names(client, "q=")
    assert sorted(found) == [r.id for r in snapshot.of_kind("role")]
    order = snapshot.band_order
    places = [
        min((order[g.band] for v, _ in snapshot.entries[i].values("grades") for g in v), default=99)
        for i in found
    ]
    assert places == sorted(places)


def test_words_forgive_misspelling_and_other_names(client: TestClient) -> None:
    assert "pharmacy-technician-b5" in names(client, "q=tecnician")
    assert names(client, "q=tecnician&band=5") == ["pharmacy-technician-b5"]


def test_band_and_strand_fit_exactly_what_is_stated(world: World) -> None:
    answer = posts(world, Question(), band="5", strand="aseptic")
    assert answer.posts
    assert all("5" in p.bands and "aseptic" in p.strands for p in answer.posts)
    assert answer.near == ()
    with pytest.raises(QuestionError, match="strand"):
        posts(world, Question(), strand="asceptic")


def test_a_range_fits_every_band_that_it_spans(library: World) -> None:
    snapshot = library.snapshot(Question())
    ranges = [
        (r.id, g)
        for r in snapshot.of_kind("role")
        for v, _ in r.values("grades")
        for g in v
        if g.to
    ]
    for name, grade in ranges:
        first, last = snapshot.band_order[grade.band], snapshot.band_order[grade.to]
        inside = [b for b, place in snapshot.band_order.items() if first <= place <= last]
        for band in inside:
            assert name in {p.id for p in posts(library, Question(), band=band).posts}


def test_nothing_found_offers_what_is_near_and_how_to_ask_for_less(client: TestClient) -> None:
    text = client.get(f"/roles?band=9&strand=aseptic&{DAY}").text
    page = Page(text)
    assert "<h2>No post in the sources fits all of this</h2>" in text
    assert "What comes nearest" in page.text
    wider = [x for x in page.links if x.startswith("/roles?strand=aseptic")]
    assert wider and names(client, urlsplit(wider[0]).query.partition("&as_of")[0])


def test_day_and_sources_go_along(client: TestClient) -> None:
    where = urlsplit(str(client.get("/roles?q=technician").url))
    assert "as_of" in parse_qs(where.query)
    reply = client.get("/roles?sources=report&as_of=2026-12-15")
    assert '<input type="hidden" name="sources" value="report">' in reply.text
    assert '<input type="hidden" name="as_of" value="2026-12-15">' in reply.text
    entries = [x for x in Page(reply.text).links if x.startswith("/entries/")]
    assert entries
    assert all("as_of=2026-12-15" in x for x in entries if "sources=report" in x)
    assert sum("sources=report" in x for x in entries) > 20


def test_a_wrong_band_or_too_many_words_are_told_on_a_page(client: TestClient) -> None:
    assert client.get(f"/roles?band=99&{DAY}").status_code == 400
    assert client.get(f"/roles?q={'a' * 101}&{DAY}").status_code == 400
    hostile = client.get(f"/roles?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&{DAY}")
    assert "<script>alert(1)" not in hostile.text


def test_the_menu_and_the_start_lead_to_it(client: TestClient) -> None:
    links = Page(client.get("/").text).links
    assert links.count("/roles") == 2


def test_another_field_has_its_own_posts(library_client: TestClient) -> None:
    assert "library-assistant" in names(library_client, "q=asistant")


def test_the_page_is_not_sent_twice(client: TestClient) -> None:
    address = f"/roles?strand=aseptic&{DAY}"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304

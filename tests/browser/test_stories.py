"""Three people with a question each, in the browser: on a phone, over three dates, for a wall."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.browser.kinds import TECHNICIAN
from tests.browser.looking import PHONE, sideways, visit, words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OPEN_TO_OTHERS = "Nobody has written down how to get from here to Accountable Pharmacist."
CLOSED = "Not at the moment. The law rules it out."
THAT_DAY = "See the answer for that day"


def test_a_support_worker_on_a_phone_learns_whom_to_ask(browser: Browser, base: str) -> None:
    with visit(browser, base, PHONE, has_touch=True, is_mobile=True) as (page, noticed):
        page.goto("/")
        page.get_by_label("Where are you now, and where do you want to be?").fill(
            "band 3 to band 6 in aseptics"
        )
        page.get_by_role("button", name="Show me").first.tap()
        page.wait_for_url("**/routes?**")
        told = page.locator(".bw-verdict").first
        assert "Nobody has written down how to get from here to band 6." in told.inner_text()
        asking = page.locator(".bw-ask").first
        assert asking.is_visible()
        assert asking.inner_text().startswith("Ask:")
        near = page.locator(".bw-lines--nearest a", has_text="technician").first
        name = near.inner_text()
        near.tap()
        page.wait_for_url("**/entries/**")
        assert page.locator("h1").inner_text().split(",")[0] in name
        assert page.get_by_role("link", name="How do I get there?").is_visible()
        assert sideways(page) == 0
        assert noticed.faults == []


def test_a_technician_sees_what_the_day_changes(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto(f"{TECHNICIAN}&setting=section-10&as_of=2026-12-09")
        verdict = page.locator(".bw-verdict").first
        assert CLOSED in verdict.inner_text()
        assert "10 December 2026" in words(page)
        page.get_by_role("link", name=THAT_DAY).first.click()
        page.wait_for_url("**as_of=2026-12-10**")
        assert parse_qs(urlsplit(page.url).query)["from"] == ["pharmacy-technician-b5"]
        assert OPEN_TO_OTHERS in verdict.inner_text()
        alone = f"{TECHNICIAN}&setting=section-10&as_of=2026-12-10&sources=scoping-report"
        page.goto(alone)
        assert CLOSED in verdict.inner_text()
        assert page.get_by_role("link", name=THAT_DAY).count() == 0
        assert noticed.faults == []


def test_a_careers_adviser_saves_the_map_to_print(
    browser: Browser, base: str, tmp_path: Path
) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto("/")
        page.get_by_role("link", name="Career map").click()
        page.get_by_label("Kind of work", exact=True).select_option(label="Aseptic services")
        page.get_by_role("button", name="Show me").first.click()
        page.wait_for_url("**strand=aseptic**")
        figure = page.locator("figure.bw-figure").first
        assert "Cleanroom supervisor" in (figure.text_content() or "")
        for ending in ("SVG", "HTML"):
            link = figure.get_by_role("link", name=ending, exact=True)
            reply = page.request.get(base + str(link.get_attribute("href")))
            assert reply.ok
            (tmp_path / f"map.{ending.lower()}").write_bytes(reply.body())
            link.click()
            assert page.title() or page.locator("svg title").count()
            page.go_back()
        assert noticed.faults == []
    assert ET.parse(tmp_path / "map.svg").getroot().tag.endswith("svg")
    with visit(browser, "file://", offline=True) as (page, noticed):
        page.goto((tmp_path / "map.html").as_uri())
        assert page.locator("svg").first.is_visible()
        assert "Cleanroom supervisor" in words(page)
        assert noticed.faults == []

"""The network at first sight, one entry chosen, and the address that keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.browser.budgets import LETTERS
from tests.browser.kinds import DAY
from tests.browser.looking import DESKTOP, PHONE, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DRAWN = 14.0  # pixels of a label at 100 %
PIXELS = """() => {
  const canvas = document.querySelector("#network-canvas canvas");
  const copy = Object.assign(document.createElement("canvas"), { width: canvas.width });
  copy.height = canvas.height;
  const ink = copy.getContext("2d", { willReadFrequently: true });
  ink.drawImage(canvas, 0, 0);
  const { data } = ink.getImageData(0, 0, copy.width, copy.height);
  const near = (at, colour) => colour.every((part, n) => Math.abs(data[at + n] - part) < 6);
  const count = (colour) => {
    let found = 0;
    for (let at = 0; at < data.length; at += 4) if (near(at, colour)) found += 1;
    return found;
  };
  return { post: count([220, 235, 247]), course: count([253, 243, 208]),
           shut: count([163, 18, 31]), chosen: count([255, 235, 59]) };
}"""


def letters(page: Page) -> float:
    """How large the labels are in the picture, by the size that it tells."""
    return float(page.locator("#network-size").inner_text().removesuffix(" %")) / 100 * DRAWN


def chosen(page: Page) -> list[str]:
    """What the address says is chosen."""
    return parse_qs(urlsplit(page.url).query).get("entry", [])


def test_it_begins_calm_and_can_be_read(browser: Browser, base: str) -> None:
    for size in (DESKTOP, PHONE):
        with visit(browser, base, size) as (page, noticed):
            page.goto(f"/explore?strand=aseptic&{DAY}")
            assert letters(page) >= LETTERS
            seen = page.evaluate(PIXELS)
            assert seen["post"] > 2000
            assert (seen["course"], seen["shut"], seen["chosen"]) == (0, 0, 0)
            assert noticed.faults == []


def test_kinds_and_lines_are_added_when_asked_for(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto(f"/explore?strand=aseptic&{DAY}")
        page.get_by_label("Courses (").check()
        page.get_by_role("button", name="Fit").click()
        assert page.evaluate(PIXELS)["course"] > 100
        page.get_by_role("button", name="Begin again").click()
        assert page.evaluate(PIXELS)["course"] == 0
        page.get_by_label("Every line").check()
        page.get_by_role("button", name="Fit").click()
        many = page.screenshot()
        page.get_by_label("Every line").uncheck()
        assert page.screenshot() != many
        assert noticed.faults == []


def test_an_entry_is_found_by_name_and_kept_in_the_address(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto(f"/explore?{DAY}")
        finder = page.get_by_role("combobox", name="Find an entry by its name")
        finder.fill("clean room")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        panel = page.locator("#network-told")
        assert panel.locator("h2").inner_text() == "Cleanroom supervisor"
        assert chosen(page) == ["cleanroom-supervisor"]
        assert letters(page) >= LETTERS
        seen = page.evaluate(PIXELS)
        assert seen["chosen"] > 500 and seen["shut"] > 10
        assert violations(page) == []
        panel.get_by_role("button").first.click()
        other = chosen(page)
        assert other not in ([], ["cleanroom-supervisor"])
        page.reload()
        assert panel.locator("h2").inner_text() == finder.input_value()
        assert chosen(page) == other
        finder.fill("no such thing")
        page.keyboard.press("Enter")
        assert chosen(page) == other
        assert finder.get_attribute("aria-invalid") == "true"
        page.get_by_role("button", name="Begin again").click()
        assert (chosen(page), finder.input_value()) == ([], "")
        assert "Nothing is chosen" in panel.inner_text()
        assert noticed.faults == []


def test_an_entry_page_leads_to_it_chosen(browser: Browser, base: str) -> None:
    with visit(browser, base, PHONE) as (page, noticed):
        page.goto(f"/entries/cleanroom-supervisor?{DAY}")
        page.get_by_role("link", name="See it in the network").click()
        page.wait_for_url("**/explore?entry=cleanroom-supervisor**")
        assert page.locator("#network-told h2").inner_text() == "Cleanroom supervisor"
        assert page.evaluate(PIXELS)["chosen"] > 500
        assert noticed.faults == []

"""From the start page to the source of a step by the keyboard alone, the focus always in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.looking import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTION = "aseptic support worker to pharmacy technician, band 5"
FAR = 60
PLACE = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return [box.width, box.height, box.bottom > 0 && box.top < innerHeight,
          box.right > 0 && box.left < innerWidth];
}"""
LEAVE = "() => { window.held = document.activeElement; held.blur(); }"
RETURN = "() => window.held.focus({ preventScroll: true })"
NAME = "() => (document.activeElement.textContent || document.activeElement.id).trim()"
INSIDE = "(wanted) => Boolean(document.activeElement.closest(wanted))"


def seen(page: Page) -> str:
    """The name of what has the focus; it must be in the window and look otherwise than without."""
    name = str(page.evaluate(NAME))
    wide, high, down, across = page.evaluate(PLACE)
    assert wide and high and down and across, f"out of sight: {name}"
    focused = page.screenshot()
    page.evaluate(LEAVE)
    bare = page.screenshot()
    page.evaluate(RETURN)
    assert focused != bare, f"the focus cannot be seen: {name}"
    return name


def tab_to(page: Page, wanted: str, inside: str = "body") -> None:
    """Tab until what has the focus has this name, inside something that fits a selector."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if seen(page) == wanted and page.evaluate(INSIDE, inside):
            return
    raise AssertionError(f"not within {FAR} presses of Tab: {wanted}")


def test_the_keyboard_alone_leads_to_the_source_of_a_step(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto("/")
        tab_to(page, "Skip to main content")
        page.keyboard.press("Enter")
        tab_to(page, "q")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        page.wait_for_url("**/routes?**")
        tab_to(page, "Where this comes from", ".bw-lines--steps > li")
        source = page.locator(".bw-lines--steps details").first
        assert not source.locator("li").first.is_visible()
        page.keyboard.press("Enter")
        assert source.locator("li").first.is_visible()
        tab_to(page, "About this source", ".bw-lines--steps > li")
        page.keyboard.press("Enter")
        page.wait_for_url("**/entries/**")
        assert page.locator("h1").inner_text()
        assert page.get_by_role("heading", name="What the sources say").is_visible()
        assert noticed.faults == []

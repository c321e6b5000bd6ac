"""Every kind of page in a real browser, at three widths, in forced colours and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.kinds import KINDS
from tests.browser.looking import DESKTOP, PHONE, SIZES, resize, sideways, violations, visit, words

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_sound_at_every_width(kind: str, browser: Browser, base: str) -> None:
    faults: list[str] = []
    with visit(browser, base, DESKTOP) as (page, noticed):
        page.goto(KINDS[kind])
        for size in SIZES:
            resize(page, size)
            if wider := sideways(page):
                faults.append(f"at {size[0]} px it scrolls sideways by {wider} px")
            faults += [f"at {size[0]} px: {v}" for v in violations(page)]
        for size in (DESKTOP, PHONE):
            resize(page, size)
            page.emulate_media(forced_colors="active")
            faults += [f"at {size[0]} px, forced colours: {v}" for v in violations(page)]
        faults += noticed.faults
    assert faults == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_the_same_without_javascript(kind: str, browser: Browser, base: str) -> None:
    said = []
    for scripts in (True, False):
        with visit(browser, base, java_script_enabled=scripts) as (page, noticed):
            page.goto(KINDS[kind])
            said.append(words(page))
            assert noticed.faults == []
    assert said[0] == said[1]
    assert len(said[1]) > 200


def test_what_no_page_may_do_is_noticed(browser: Browser, base: str) -> None:
    bad = """<main><p style="width: 2000px">wide</p><img src="http://hostile.invalid/1"></main>
      <script>setTimeout(() => { throw Error("late"); }); alert("here");</script>"""
    with visit(browser, base, PHONE) as (page, noticed):
        page.goto("/about")
        page.evaluate("() => document.head.append(document.createElement('style'))")
        page.evaluate("() => { document.querySelector('style').textContent = 'p { margin: 0 }'; }")
        assert any("Content Security Policy" in fault for fault in noticed.faults)
        page.goto("about:blank")
        page.set_content(bad)
        page.wait_for_timeout(100)
        assert sideways(page) > 1000
        assert any(line.startswith("image-alt") for line in violations(page))
        assert any("hostile.invalid" in address for address in noticed.foreign)
        assert noticed.dialogs == ["here"]
        assert any("late" in error for error in noticed.errors)

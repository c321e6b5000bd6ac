"""On paper: no navigation and no tools, the legend kept, the address of the question below."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.kinds import DAY, KINDS
from tests.browser.looking import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AWAY = "nav, form, button, .bw-tools, .bw-narrow, .bw-source:not([open]), .nhsuk-skip-link"
BELOW = "(e) => getComputedStyle(e, '::before').content"
AFTER = """() => [...document.querySelectorAll("a")].filter((a) =>
  !["none", "normal"].includes(getComputedStyle(a, "::after").content)).length"""
CUT = """() => [...document.querySelectorAll("figure svg")]
  .filter((svg) => svg.getBoundingClientRect().right > innerWidth).length"""
SIDES = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")
A4 = (698, 1017)  # the pixels between the margins


@pytest.mark.parametrize("kind", ["map", "route-conditional", "ladder", "gaps", "role"])
def test_paper_has_the_answer_and_nothing_to_press(kind: str, browser: Browser, base: str) -> None:
    with visit(browser, base, A4) as (page, noticed):
        page.goto(KINDS[kind])
        page.emulate_media(media="print")
        shown = [e for e in page.locator(AWAY).all() if e.is_visible()]
        assert [e.evaluate("(e) => e.outerHTML.slice(0, 90)") for e in shown] == []
        assert page.locator("h1").is_visible()
        assert page.locator(".bw-verdict").first.is_visible()
        drawn = page.locator("figure svg:visible")
        assert drawn.count() == (2 if kind.startswith("route") else 1)
        assert page.evaluate(CUT) == 0
        assert page.evaluate(AFTER) == 0
        printed = page.locator(".bw-printed")
        assert printed.is_visible()
        assert "attr" not in str(printed.evaluate(BELOW))
        assert KINDS[kind] in str(printed.evaluate(BELOW))
        assert printed.get_attribute("data-address") == page.url
        assert noticed.faults == []


def test_the_legend_of_the_map_is_on_paper(browser: Browser, base: str) -> None:
    with visit(browser, base, A4) as (page, _):
        page.goto(KINDS["map"])
        page.emulate_media(media="print")
        legend = page.locator("figure svg text", has_text="The sources say that people do this")
        assert legend.first.is_visible()


def test_the_map_lies_on_its_side_and_the_words_stand(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, _):
        page.goto(KINDS["map"])
        found = page.pdf(format="A4", prefer_css_page_size=True)
        sides = [(float(wide), float(high)) for wide, high in SIDES.findall(found)]
        assert sides[0][0] > sides[0][1]
        assert len(sides) > 2
        assert all(wide < high for wide, high in sides[1:])
        page.goto(f"/routes?from=band:3&to=band:6&stay_in=aseptic&{DAY}")
        route = SIDES.findall(page.pdf(format="A4", prefer_css_page_size=True))
        assert all(float(wide) < float(high) for wide, high in route)
        assert len(route) <= 2

"""Texts that attack, in every entry: each page and picture stays whole and runs nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from queries.ask import World
from tests.browser.hostile import PAYLOADS, attacked, attacks
from tests.browser.kinds import DAY, KINDS
from tests.browser.looking import DESKTOP, PHONE, resize, sideways, visit
from tests.browser.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser


FAULTS = {"not-found": 404, "refused": 400}
DRAWN = {
    "map": f"map.{{}}?{DAY}",
    "route": f"route.{{}}?from=aseptic-support-worker@3&to=pharmacy-technician-b5&{DAY}",
    "ladder": f"ladder.{{}}?{DAY}",
    "requirement": f"requirement.{{}}?from=pharmacist-b8a&to=qualified-person&{DAY}",
}
UNSAFE = r"""() => [...document.querySelectorAll("[href], [src]")]
  .map((each) => each.getAttribute("href") ?? each.getAttribute("src"))
  .filter((address) => !/^([/#]|https?:\/\/)/.test(address))"""
FORGED = """() => [...document.querySelectorAll(
    "iframe, object, embed, base, style, img, meta[http-equiv=refresh], "
    + "script:not([src^='/static/']):not([type='application/json']), "
    + "[onerror], [onload], [onmouseover]")]
  .map((each) => each.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def bad(browser: Browser, world: World) -> Iterator[tuple[str, World]]:
    """The address of the service over the attacked catalogue, and that catalogue."""
    other = attacked(world)
    with served(other) as address:
        yield address, other


def faults_of(browser: Browser, base: str, address: str, status: int = 200) -> list[str]:
    """What goes wrong on a page at two widths; every source folded out, the pictures hovered."""
    found = []
    with visit(browser, base, PHONE) as (page, noticed):
        reply = page.goto(address)
        assert reply is not None and reply.status == status
        page.evaluate("() => document.querySelectorAll('details').forEach((d) => (d.open = true))")
        for size in (PHONE, DESKTOP):
            resize(page, size)
            if wider := sideways(page):
                found.append(f"at {size[0]} px it scrolls sideways by {wider} px")
        for place in page.locator("svg a").all()[:2]:
            place.dispatch_event("pointerenter")
        found += [f"an unsafe address: {a}" for a in page.evaluate(UNSAFE)]
        found += [f"an element that no template has: {e}" for e in page.evaluate(FORGED)]
        return found + noticed.faults


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_withstands_hostile_texts(
    kind: str, browser: Browser, bad: tuple[str, World]
) -> None:
    status = FAULTS.get(kind, 200)
    assert faults_of(browser, bad[0], KINDS[kind], status) == []


def test_an_entry_of_every_kind_withstands_them(browser: Browser, bad: tuple[str, World]) -> None:
    base, world = bad
    fullest: dict[str, tuple[int, str]] = {}
    for name, entry in world.catalogue.entries.items():
        size = len(entry.model_dump_json(exclude_defaults=True))
        fullest[entry.kind] = max(fullest.get(entry.kind, (0, "")), (size, name))
    found = {
        name: faults
        for _, name in fullest.values()
        if (faults := faults_of(browser, base, f"/entries/{name}?{DAY}"))
    }
    assert len(fullest) >= 18
    assert found == {}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("ending", ["svg", "html"])
def test_a_picture_opened_by_itself_withstands_them(
    name: str, ending: str, browser: Browser, bad: tuple[str, World]
) -> None:
    with visit(browser, bad[0]) as (page, noticed):
        reply = page.goto(f"/api/v1/draw/{DRAWN[name].format(ending)}")
        assert reply is not None and reply.ok
        assert page.locator("svg").first.is_visible()
        assert page.locator("svg text").count() > 3
        assert page.locator("script, foreignObject, iframe, image, img").count() == 0
        assert noticed.faults == []


def test_hostile_questions_are_only_words(browser: Browser, base: str) -> None:
    with visit(browser, base, PHONE) as (page, noticed):
        for attack in attacks()[: 2 * len(PAYLOADS) : 3]:
            line = attack.replace("\x07", "").replace("\x1b", "")[:200]
            for address in ("/ask?" + urlencode({"q": f"{line} to band 6"}),
                            "/search?" + urlencode({"q": line[:90]}) + f"&{DAY}"):  # fmt: skip
                page.goto(address)
                assert page.locator("h1").count() == 1, address
                assert sideways(page) == 0, address
        assert noticed.faults == []

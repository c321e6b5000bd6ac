"""What a page weighs, how long the server takes and how small the letters of pictures get.

`python -m tests.browser.budgets` measures the built-in catalogue's pages and prints them.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi.testclient import TestClient

from graph.catalogue import digest
from loaders.yaml_catalogue import load
from queries.ask import World
from service.app import create_app
from service.settings import Settings
from tests.browser.kinds import KINDS
from tests.browser.looking import DESKTOP, PHONE, resize, visit
from tests.browser.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST_VISIT, SCRIPTS, LETTERS, SERVER = 100_000, 40_000, 13.0, 0.150
EXPLORE = 300_000  # the one page with a library of its own
TIMES = 5
SMALLEST = """() => Math.min(Infinity, ...[...document.querySelectorAll('main svg text')]
  .filter((text) => text.getClientRects().length)
  .flatMap((text) => [text, ...text.querySelectorAll('tspan')])
  .filter((text) => text.textContent.trim())
  .map((text) => parseFloat(getComputedStyle(text).fontSize)
    * Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b)))"""


@dataclass(frozen=True)
class Weight:
    """Bytes that came over the wire on a first visit, and how many of them are scripts."""

    all: int
    scripts: int


@contextmanager
def weighing(page: Page) -> Iterator[dict[str, int]]:
    """Counts what comes over the wire, headers and compression as they are, by type."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def received(event: Mapping[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: Mapping[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        sizes[kind] = sizes.get(kind, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    yield sizes
    session.detach()


def first_visit(browser: Browser, base: str, address: str) -> tuple[Weight, float]:
    """Page, styles, scripts and the icon of the tab; and the smallest text in its pictures.

    The text as the page opens, on a phone and on a desktop; infinite without a picture.
    """
    found = []
    with visit(browser, base) as (page, _), weighing(page) as sizes:
        page.goto(address)
        for size in (DESKTOP, PHONE):
            resize(page, size)
            found.append(float(page.evaluate(SMALLEST) or "inf"))
        icon = page.request.get("/static/icon.svg")
        total = sum(sizes.values()) + len(icon.body()) + 300
        return Weight(total, sizes.get("Script", 0)), min(found)


def server_seconds(world: World, address: str, times: int = TIMES) -> list[float]:
    """How long a server takes the first time, then further times; it keeps no answer."""
    client = TestClient(create_app(world, Settings(kept_answers=0)))
    client.get("/nowhere")  # so that a machine's first request of all is not in it
    taken = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        client.get(address)
        taken.append(time.perf_counter() - begun)
    return taken


def spent(taken: list[float]) -> str:
    """The first time and the median of the others."""
    return f"{taken[0] * 1000:.0f}, then {statistics.median(taken[1:]) * 1000:.0f} ms"


def table(rows: Iterable[tuple[str, Weight, float, str]]) -> Iterator[str]:
    """The measures as lines of text."""
    head = ("page", "first visit", "scripts", "letters", "server")
    yield "{:<18} {:>11} {:>8} {:>8} {:>18}".format(*head)
    for kind, weighed, smallest, taken in rows:
        size = "-" if smallest == float("inf") else f"{smallest:.1f} px"
        parts = (f"{weighed.all / 1000:.1f} kB", f"{weighed.scripts / 1000:.1f} kB")
        yield f"{kind:<18} {parts[0]:>11} {parts[1]:>8} {size:>8} {taken:>18}"


def main() -> int:
    """Measure every kind of page and print the table."""
    from tests.browser_here import NoBrowser, chromium

    catalogue = load()
    world = World(catalogue, digest(catalogue))
    rows = []
    try:
        with chromium() as browser, served(world) as base:
            for kind, address in KINDS.items():
                measured = first_visit(browser, base, address)
                rows.append((kind, *measured, spent(server_seconds(world, address))))
    except NoBrowser as error:
        print(f"The browser was not tested: {error}", file=sys.stderr)
        return 1
    print("\n".join(table(rows)))
    print(f"Server: its first time, then the median of {TIMES}; no answer is kept. Budgets:")
    print(f"{FIRST_VISIT // 1000} kB (explore {EXPLORE // 1000}), {SCRIPTS // 1000} kB of scripts,")
    print(f"{LETTERS:.0f} px, {SERVER * 1000:.0f} ms.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

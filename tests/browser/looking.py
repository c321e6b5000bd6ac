"""Opening pages as a person would, and noticing what goes wrong meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Response

PHONE, TABLET, DESKTOP = (390, 844), (768, 1024), (1366, 900)
SIZES = (PHONE, TABLET, DESKTOP)
WAIT = 15_000.0
SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
TOOLS = ".bw-tools, .bw-copy, .bw-copy__said, .bw-network, script, noscript"
WORDS = """(tools) => {
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll(tools).forEach((each) => each.remove());
  return copy.textContent;
}"""
AXE = "o => axe.run(document, o)"
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@dataclass
class Noticed:
    """What a page did that no page of ours may do."""

    host: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.netloc != self.host and parts.scheme not in ("data", "about"):
            self.foreign.append(request.url)

    def console(self, message: ConsoleMessage) -> None:
        """Errors, which is also how a browser tells of its policy; a told 404 is not one."""
        where = message.location.get("url", "")
        told = "Failed to load resource" in message.text and self.statuses.get(where, 0) >= 400
        if message.type in ("error", "warning") and not told:
            self.errors.append(message.text)

    def failed(self, error: Any) -> None:
        self.errors.append(str(error))

    def response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.statuses[response.url] = response.status
        elif response.status >= 400:
            self.errors.append(f"{response.status} for {response.url}")

    def dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    @property
    def faults(self) -> list[str]:
        """Everything noticed, in words."""
        return [
            *(f"another host was asked: {url}" for url in self.foreign),
            *(f"error: {text}" for text in self.errors),
            *(f"a dialog came up: {text}" for text in self.dialogs),
        ]


@contextmanager
def visit(
    browser: Browser, base: str, size: tuple[int, int] = DESKTOP, **more: Any
) -> Iterator[tuple[Page, Noticed]]:
    """A page of a fresh visitor, and what is noticed on it."""
    context = browser.new_context(
        base_url=base,
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        reduced_motion="reduce",
        **more,
    )
    context.set_default_timeout(WAIT)
    noticed = Noticed(urlsplit(base).netloc)
    context.on("request", noticed.request)
    context.on("response", noticed.response)
    context.on("console", noticed.console)
    context.on("dialog", noticed.dialog)
    context.on("weberror", lambda fault: noticed.failed(fault.error))
    try:
        yield context.new_page(), noticed
    finally:
        context.close()


def resize(page: Page, size: tuple[int, int]) -> None:
    """The same page in a window of another size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return max(0, int(page.evaluate(SIDEWAYS)))


@lru_cache(maxsize=1)
def axe_source() -> str:
    """axe-core, as the package axe-playwright-python carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page, one line a rule."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(axe_source())
    found = page.evaluate(AXE, AXE_OPTIONS)["violations"]
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found]


def words(page: Page) -> str:
    """What can be read on the page, hidden parts too, but for the tools that scripts bring."""
    return " ".join(str(page.evaluate(WORDS, TOOLS)).split())

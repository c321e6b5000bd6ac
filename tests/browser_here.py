"""Which Chromium the browser tests drive: BANDWAY_CHROMIUM, one on PATH, Playwright's, or none.

Loaded as a pytest plug-in by `tests/conftest.py`; the closing summary says what was tested.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = os.environ.get("BANDWAY_REQUIRE_BROWSER") == "1"
said: dict[str, str] = {}
told: list[str] = []


class NoBrowser(Exception):
    """Why no browser can be driven here."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium without a window; raises NoBrowser where there is none."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoBrowser(f"{error.name} is not installed") from None
    with sync_playwright() as playwright:
        path = _path(Path(playwright.chromium.executable_path))
        flags = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        try:
            browser = playwright.chromium.launch(executable_path=path, args=flags)
        except Error as error:
            raise NoBrowser(f"{path} does not start: {error.message.splitlines()[0]}") from None
        try:
            yield browser
        finally:
            browser.close()


def _path(own: Path) -> str:
    """The browser to start."""
    if given := os.environ.get("BANDWAY_CHROMIUM"):
        return given
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    if own.is_file():
        return str(own)
    raise NoBrowser(f"no {', '.join(NAMES)} on PATH, and BANDWAY_CHROMIUM names none")


def unavailable(reason: str) -> NoReturn:
    """Skip loudly, or fail where a browser is required."""
    said["not tested"] = reason
    if REQUIRED:
        pytest.fail(f"A browser is required (BANDWAY_REQUIRE_BROWSER=1): {reason}", pytrace=False)
    pytest.skip(f"The browser was not tested: {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which browser was tested, or that none was."""
    if "not tested" in said:
        terminalreporter.section("THE BROWSER WAS NOT TESTED", sep="!")
        line = f"The browser was not tested: {said['not tested']}. Its tests were left out."
        terminalreporter.line(line)
    elif "tested" in said:
        terminalreporter.line(f"The browser was tested: {said['tested']}.")
        for line in told:
            terminalreporter.line(line)

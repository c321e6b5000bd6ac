"""The service and the browser, running for the tests of one module and stopped after them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from queries.ask import World
from tests import browser_here
from tests.browser.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium; its loop ends with the module, for the sake of the tests after it."""
    with ExitStack() as stack:
        found, reason = None, ""
        try:
            found = stack.enter_context(browser_here.chromium())
        except browser_here.NoBrowser as error:
            reason = str(error)
        if found is None:
            browser_here.unavailable(reason)
        browser_here.said["tested"] = f"Chromium {found.version}"
        yield found


@pytest.fixture(scope="module")
def base(browser: Browser, world: World) -> Iterator[str]:
    """The address of the service over the built-in catalogue."""
    with served(world) as address:
        yield address

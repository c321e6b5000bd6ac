"""A first visit stays light and the letters of pictures readable; the time is told, not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from queries.ask import World
from tests import browser_here
from tests.browser.budgets import (
    EXPLORE,
    FIRST_VISIT,
    LETTERS,
    SCRIPTS,
    first_visit,
    server_seconds,
    spent,
    table,
)
from tests.browser.kinds import KINDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEAVIEST = {"explore": EXPLORE, "explore-chosen": EXPLORE}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_keeps_to_its_budget(kind: str, browser: Browser, base: str, world: World) -> None:
    weighed, smallest = first_visit(browser, base, KINDS[kind])
    taken = spent(server_seconds(world, KINDS[kind], 1))
    rows = list(table([(kind, weighed, smallest, taken)]))
    browser_here.told.extend(rows if not browser_here.told else rows[1:])
    assert weighed.all <= HEAVIEST.get(kind, FIRST_VISIT)
    assert kind in HEAVIEST or weighed.scripts <= SCRIPTS
    assert smallest >= LETTERS - 0.05

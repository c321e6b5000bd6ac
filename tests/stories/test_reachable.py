"""docs/reachable.md is what the engine says today."""

from __future__ import annotations

from queries.ask import World
from tests.stories.reachable import PAGE, SETTINGS, STARTS, page


def test_the_page_is_current(world: World) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(world), "write it anew: python -m tests.stories.reachable"
    assert written.count("### ") == len(STARTS) * len(SETTINGS)

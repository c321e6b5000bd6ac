"""The tour holds every picture that it shows, and all of them are small."""

from __future__ import annotations

import re

from tests.browser.kinds import KINDS
from tests.browser.tour import DOCS, FOLDER, LARGEST, SCROLLED, STOPS, TOTAL, document


def test_the_tour_shows_the_pictures_there_are_and_they_are_small() -> None:
    text = (DOCS / "tour.md").read_text(encoding="utf-8")
    assert text == document()
    assert set(STOPS) <= set(KINDS) | set(SCROLLED)
    shown = re.findall(r'src="tour/([^"]+)"', text)
    sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert sorted(shown) == sorted(sizes)
    assert max(sizes.values()) <= max(LARGEST.values())
    assert sum(sizes.values()) <= TOTAL

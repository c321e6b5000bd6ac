"""No state is told by colour alone, and every colour can be read."""

from __future__ import annotations

from itertools import combinations

import pytest

from visualise import ladder, styles
from visualise.styles import BOXES, GROUND, INK, JUDGED, LINES, LINK, LIT, QUIET, STRIPE, contrast
from visualise.svg import escape

TEXTS = [(INK, GROUND), (INK, STRIPE), (INK, LIT), (QUIET, GROUND), (QUIET, STRIPE), (QUIET, LIT),
         (LINK, GROUND), (LINK, STRIPE), (LINK, LIT), (GROUND, INK)]  # fmt: skip
TEXTS += [(s.colour, s.fill) for s in JUDGED.values()]
TEXTS += [(ink, s.fill) for s in JUDGED.values() for ink in (INK, LINK)]
TEXTS += [(ink, look.fill) for look in ladder.LOOKS.values() for ink in (INK, LINK, QUIET)]
EDGES = [(s.colour, ground) for s in (*LINES.values(), *BOXES.values(), *JUDGED.values())
         for ground in (GROUND, STRIPE)]  # fmt: skip
EDGES += [(look.edge, GROUND) for look in ladder.LOOKS.values()]
EDGES += [(colour, GROUND) for colour in styles.STRANDS]


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_every_text_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("ink", "ground"), EDGES)
def test_every_line_and_edge_stands_out(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


def test_each_state_differs_without_its_colour() -> None:
    for first, second in combinations(LINES.values(), 2):
        assert first.sign != second.sign
        assert first.words != second.words
    for first, second in combinations(BOXES.values(), 2):
        assert (first.dashes, first.fill) != (second.dashes, second.fill)
        assert first.words != second.words
    for first, second in combinations(JUDGED.values(), 2):
        assert first.words != second.words
    looks = [(x.dashes, x.hatched) for x in ladder.LOOKS.values()]
    assert len(set(looks)) >= len(looks) - 1
    assert all(look.hatched == (state in ladder.GAPS) for state, look in ladder.LOOKS.items())


def test_every_sign_is_drawn() -> None:
    for style in LINES.values():
        assert styles.sign(style.sign, 0, 0, style.colour)
    drawn = {styles.judgement(state, 0, 0) for state in JUDGED}
    assert len(drawn) == len(JUDGED)


def test_the_legend_wraps_and_says_only_what_is_there() -> None:
    one, tall = styles.legend(["stated"], ["unknown"], 0, 0, 2000)
    narrow, taller = styles.legend(LINES, BOXES, 0, 0, 340)
    assert LINES["stated"].words in one and LINES["closed"].words not in one
    assert all(escape(s.words) in narrow for s in (*LINES.values(), *BOXES.values()))
    assert taller > tall

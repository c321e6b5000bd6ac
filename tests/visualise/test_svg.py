"""The SVG text: safe, wrapped, and never with a font size nobody can read."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.visualise.making import HOSTILE
from visualise.svg import Line, Markup, clean, el, escape, number, text, width, wrap


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_and_nothing_else(label: str) -> None:
    made = el("a", text(wrap(label, 100, 14), 5, 10), aria_label=label, href=label)
    root = ET.fromstring(made)
    assert {e.tag for e in root.iter()} <= {"a", "text", "tspan"}
    assert root.get("aria-label") == clean(label)


@given(st.text())
def test_any_text_stands_in_an_element(label: str) -> None:
    root = ET.fromstring(el("text", label, data_x=label))
    assert (root.text or "") == clean(label) == root.get("data-x")


def test_markup_is_kept_and_text_is_not() -> None:
    assert el("g", Markup("<b/>"), "<b/>") == "<g><b/>&lt;b/&gt;</g>"
    assert escape("""<&>"'""") == "&lt;&amp;&gt;&quot;&#39;"
    assert el("rect", x=1.04, fill=None, class_="a") == '<rect x="1" class="a"/>'
    assert [number(n) for n in (1.0, 1.25, -0.01, 10.0, -3.5)] == ["1", "1.2", "0", "10", "-3.5"]


@pytest.mark.parametrize("label", [*HOSTILE, "Senior specialist technician / manager-in-training"])
def test_no_line_is_wider_than_it_may_be(label: str) -> None:
    for bold in (False, True):
        lines = wrap(label, 120, 14, bold=bold)
        assert all(width(line.text, 14, bold) <= 120 or len(line.text) < 12 for line in lines)
        whole = "".join(x.text + ("" if x.word_goes_on else " ") for x in lines)
        assert " ".join(whole.split()) == clean(label)


def test_long_words_are_cut_after_a_stroke_first() -> None:
    lines = [x.text for x in wrap("Operations/departmental", 110, 14)]
    assert lines == ["Operations/", "departmental"]


def test_what_is_too_long_ends_in_dots() -> None:
    lines = wrap("one two three four five six seven", 40, 14, lines=2)
    assert len(lines) == 2
    assert lines[-1].text.endswith("…")
    assert wrap("short", 200, 14, lines=1) == [Line("short")]


def test_lines_of_one_text_are_read_as_one() -> None:
    made = ET.fromstring(text(wrap("Head of the large unit", 60, 14), 0, 0))
    assert " ".join("".join(made.itertext()).split()) == "Head of the large unit"
    broken = ET.fromstring(text(wrap("x" * 40, 60, 14), 0, 0))
    assert "".join(broken.itertext()) == "x" * 40

"""The question box: what it understands, and what it asks back."""

from __future__ import annotations

from datetime import date

import pytest

from graph.snapshot import Snapshot
from queries.ask import World
from queries.question import Question
from service.box import understand


@pytest.fixture(scope="module")
def snapshot(world: World) -> Snapshot:
    return world.snapshot(Question(as_of=date(2026, 11, 30)))


@pytest.mark.parametrize(
    ("line", "page", "params"),
    [
        ("band 3 to band 6", "routes", {"from": "band:3", "to": "band:6"}),
        (
            "Band 3 to band 6 in aseptics",
            "routes",
            {"from": "band:3", "to": "band:6", "stay_in": "aseptic"},
        ),
        (
            "How do I get from band 3 to band 6, staying in aseptics?",
            "routes",
            {"from": "band:3", "to": "band:6", "stay_in": "aseptic"},
        ),
        (
            "asseptic suport worker -> clean room supervisor",
            "routes",
            {"from": "aseptic-support-worker", "to": "cleanroom-supervisor"},
        ),
        (
            "aseptic support worker band 3 to pharmacy technician, band 4",
            "routes",
            {"from": "aseptic-support-worker@3", "to": "pharmacy-technician-b4"},
        ),
        (
            "band 3 in aseptics to band 5 in a section 10 unit",
            "routes",
            {"from": "band:3", "in_strand": "aseptic", "to": "band:5", "setting": "section-10"},
        ),
        (
            "how do I become a qualified person?",
            "routes",
            {"from": "none", "to": "qualified-person"},
        ),
        ("what next for a QC analyst", "next", {"from": "qc-analyst"}),
        ("what do I need for assessor?", "gaps", {"to": "assessor"}),
        ("band 4", "next", {"from": "band:4"}),
        ("cleanroom supervisor", "entries", {"id": "cleanroom-supervisor"}),
        ("STP", "entries", {"id": "stp"}),
        ("technicion", "search", {"q": "technicion"}),
    ],
)
def test_a_line_is_understood(
    snapshot: Snapshot, line: str, page: str, params: dict[str, str]
) -> None:
    reading = understand(snapshot, line)
    assert (reading.page, dict(reading.params), reading.sure) == (page, params, True)


def test_words_that_fit_several_things_are_asked_back(snapshot: Snapshot) -> None:
    reading = understand(snapshot, "aseptic support worker to pharmacy technician")
    assert reading.params == {"from": "aseptic-support-worker"}
    assert not reading.sure
    found = {c.value for c in reading.choices["to"]}
    assert {"gphc-pharmacy-technician", "pharmacy-technician-b4", "pharmacy-technician-b5"} <= found


def test_unknown_words_are_named_and_never_guessed(snapshot: Snapshot) -> None:
    reading = understand(snapshot, "zzyzx to cleanroom supervisor")
    assert reading.choices == {"from": ()}
    assert reading.words["from"] == "zzyzx"


@pytest.mark.parametrize(
    "line", ["", "   ", "?", "to", "in in in to to", "→", "a" * 200, "to " * 60]
)
def test_any_line_is_read_as_something(snapshot: Snapshot, line: str) -> None:
    assert understand(snapshot, line).page in ("search", "routes", "next", "gaps", "entries")

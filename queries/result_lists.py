"""Answers that list and show: next, ladder, findings, search and structure."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from queries.results import Answer, Evidence, Result, Step, Verdict


class Item(Result):
    """A line of `next` or of a list: what it is, its evidence and the question to ask."""

    id: str
    label: str
    type: str | None = None
    band: str | None = None
    setting: str | None = None
    state: str | None = None
    text: str = ""
    ask: str = ""
    steps: tuple[Step, ...] = ()
    leads_to: tuple[str, ...] | None = None
    unless: str | None = None
    missing: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class NothingStated(Result):
    """Posts of which nothing is stated, as a count with ids."""

    count: int
    ids: tuple[str, ...]


class NextAnswer(Answer):
    """What can be done from here (S13)."""

    start: str
    opens: tuple[Item, ...] = ()
    learning: tuple[Item, ...] = ()
    leaves: tuple[Item, ...] = ()
    closed: tuple[Item, ...] = ()
    not_stated: tuple[Item, ...] = ()
    further: tuple[Item, ...] = ()
    gates_met: tuple[Item, ...] = ()
    held_by: tuple[Item, ...] = ()
    unmet: tuple[Item, ...] = ()
    audience_not_stated: NothingStated = NothingStated(count=0, ids=())
    nothing_stated: NothingStated = NothingStated(count=0, ids=())
    told: tuple[str, ...] = ()


class Award(Result):
    """A qualification in a ladder cell, on the four points that S12 compares."""

    id: str
    label: str
    relevance: str | None
    recognised_by: tuple[str, ...] | None
    apprenticeship: bool | None
    status: str | None
    evidence: tuple[Evidence, ...] = ()


class Cell(Result):
    """One level and strand of the ladder."""

    strand: str
    state: str
    lacking: tuple[str, ...] = ()
    awards: tuple[Award, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Row(Result):
    """One level; None = the sources do not state the level."""

    level: int | None
    cells: tuple[Cell, ...]


class Span(Result):
    """A finding over levels."""

    id: str
    text: str
    from_level: int
    to_level: int
    evidence: tuple[Evidence, ...]


class LadderAnswer(Answer):
    """The qualification ladder: level × strand (S12)."""

    strands: tuple[str, ...]
    rows: tuple[Row, ...]
    spans: tuple[Span, ...]
    largest_jump: tuple[int, int] | None
    outside_range: tuple[int, ...]


class FindingItem(Result):
    """What a source says about entries; `computed` marks what we worked out ourselves."""

    id: str
    type: str
    text: str
    about: tuple[str, ...] = ()
    field: str | None = None
    value: str | None = None
    unit: str | None = None
    counts: str | None = None
    table: dict[str, float] = Field(default_factory=dict)
    computed: bool = False
    evidence: tuple[Evidence, ...] = ()


class FindingsAnswer(Answer):
    """Findings by subject, kind and words."""

    items: tuple[FindingItem, ...]


class Hit(Result):
    """One search hit."""

    id: str
    kind: str
    label: str
    matched: str
    score: float


class SearchAnswer(Answer):
    """Entries whose name, abbreviation or id is like the words."""

    hits: tuple[Hit, ...]


class Choke(Result):
    """Something that lies on every route to the goal."""

    goal: str
    id: str
    label: str
    evidence: tuple[Evidence, ...] = ()


class ChokepointsAnswer(Answer):
    """What lies on every route to each of so many goals; those without a route are named."""

    goals: int = 0
    on_all: tuple[Choke, ...]
    no_route_to: tuple[str, ...]


class StatedValue(Result):
    """One statement of a field: value, citation and validity."""

    field: str
    value: Any
    evidence: tuple[Evidence, ...]
    valid_from: date | None = None
    certainty: str | None = None
    valid_to: date | None = None
    extent: tuple[str, ...] = ()
    superseded: bool = False


class ShowAnswer(Answer):
    """All that the sources say of one entry, each line cited."""

    id: str
    kind: str
    label: str
    alt_labels: tuple[str, ...] = ()
    note: str | None = None
    retired_from: str | None = None
    statements: tuple[StatedValue, ...] = ()
    requirement: Verdict | None = None
    moves_here: tuple[Item, ...] = ()
    moves_on: tuple[Item, ...] = ()
    blocks: tuple[Item, ...] = ()
    findings: tuple[FindingItem, ...] = ()
    not_stated: tuple[str, ...] = ()


class ListAnswer(Answer):
    """Entries of a kind."""

    items: tuple[Item, ...]


class Comparison(Result):
    """One entry in one setting: how its requirement reads there."""

    id: str
    label: str
    setting: str | None
    verdict: Verdict
    moves_here: tuple[str, ...]


class CompareAnswer(Answer):
    """Entries side by side, and one entry over the settings."""

    items: tuple[Comparison, ...]


class Coverage(Result):
    """How many courses a strand has for a career stage or audience."""

    strand: str
    stage: str
    ids: tuple[str, ...]


class CoverageAnswer(Answer):
    """Courses per strand and audience."""

    items: tuple[Coverage, ...]

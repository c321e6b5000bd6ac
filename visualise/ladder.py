"""The qualification ladder: levels by strands, gaps hatched and worded; and the same as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from queries.result_lists import Award, Cell, LadderAnswer, Row, Span
from queries.sentence_parts import Block, Words, capital, listed
from queries.sentences_lists import ladder as ladder_words
from visualise.map_drawing import Href
from visualise.sheet import Area
from visualise.styles import INK, LINK, QUIET, RULE, STRIPE, signs
from visualise.svg import Line, Markup, el, frame, join, text, width, wrap

LEVEL = 92.0
CELL = 176.0
SPAN = 150.0
TEXT = 13.5
GAPS = ("nothing listed", "listed, none relevant")


@dataclass(frozen=True)
class Look:
    """How a cell of a state looks."""

    fill: str
    edge: str
    dashes: str | None = None
    hatched: bool = False


LOOKS = {
    "nothing listed": Look("#ffffff", "#a4161a", "6 4", True),
    "listed, none relevant": Look("#ffffff", "#a4161a", "2 3", True),
    "listed, relevance not stated": Look("#fff8dc", "#7a5300", "9 3 2 3"),
    "partly relevant": Look("#e7f0f6", "#1d5e8c", "7 4"),
    "relevant, lacking": Look("#d5e7ef", "#0b5563", "12 4"),
    "relevant": Look("#cfe7d8", "#00562b"),
}


def look_of(state: str) -> str:
    """The kind of a cell's state: what is lacking is told in words only."""
    return next((s for s in LOOKS if s == state), "relevant, lacking")


def words_of(cell: Cell) -> str:
    """The state of a cell in words; a gap is called one."""
    kind = look_of(cell.state)
    return f"Gap: {cell.state}" if kind in GAPS else capital(cell.state)


def level_of(row: Row) -> str:
    """The name of a row."""
    return f"Level {row.level}" if row.level is not None else "Level not stated"


def title(words: Words, answer: LadderAnswer) -> str:
    """What the ladder is about."""
    if len(answer.strands) == 1:
        return f"Qualifications, level by level: {words.label(answer.strands[0])}"
    return "Qualifications, level by level"


def picture(
    words: Words,
    answer: LadderAnswer,
    *,
    href: Href | None = None,
    name: str = "ladder",
    foot: str = "",
) -> str:
    """The ladder as SVG, the highest level on top; one strand alone fits a phone."""
    single = len(answer.strands) == 1
    cell_wide = 254.0 if single else CELL
    spans = 0.0 if single or not answer.spans else SPAN
    across = LEVEL + cell_wide * len(answer.strands) + spans + 12
    heading = wrap(title(words, answer), across - 24, 18, bold=True)
    y = 24.0 + 22 * len(heading)
    parts: list[Markup] = [
        _hatch(name),
        text(heading, 12, 28, size=18, gap=22, fill=INK, font_weight="bold"),
    ]
    heads, tall = _heads(words, answer, y, cell_wide)
    parts.append(heads)
    y += tall
    where: dict[int | None, tuple[float, float]] = {}
    levels = sorted((r for r in answer.rows if r.level is not None), key=lambda r: -(r.level or 0))
    for row in [*levels, *(r for r in answer.rows if r.level is None)]:
        drawn, tall = _row(words, row, y, cell_wide, href, name)
        where[row.level] = (y, y + tall)
        parts.append(drawn)
        y += tall
    for index, span in enumerate(answer.spans):
        x = across - SPAN + 2 if spans else 12
        drawn, y = _span(span, where, x, y, spans or across - 24, index, bool(spans))
        parts.append(drawn)
    shown = {look_of(c.state) for r in answer.rows for c in r.cells}
    samples = [(_sample(LOOKS[s], name), _legend_words(s)) for s in LOOKS if s in shown]
    legend, tall = signs(samples, 12, y + 8, across - 24)
    told = "Each row is a level, each column a kind of work."
    return frame(name, across, y + tall + 14, title(words, answer),
                 f"{told} The table or list with the picture says the same.",
                 *parts, legend, foot=foot)  # fmt: skip


def _legend_words(state: str) -> str:
    return f"Gap: {state}" if state in GAPS else capital(state)


def _hatch(name: str) -> Markup:
    stroke = el("path", d="M0 9L9 0", stroke="#e3a9a4", stroke_width=2)
    return el("defs", el("pattern", stroke, id=f"{name}-hatch", width=9, height=9,
                         patternUnits="userSpaceOnUse"))  # fmt: skip


def _heads(words: Words, answer: LadderAnswer, y: float, wide: float) -> tuple[Markup, float]:
    found = [wrap(words.label(s), wide - 16, 14, bold=True) for s in answer.strands]
    tall = 14 + 17.0 * max(map(len, found), default=1)
    shown = [
        text(rows, LEVEL + i * wide + 8, y + tall - 8 - 17 * (len(rows) - 1), size=14, gap=17,
             fill=INK, font_weight="bold")
        for i, rows in enumerate(found)
    ]  # fmt: skip
    level = text([Line("Level")], 12, y + tall - 8, size=14, fill=INK, font_weight="bold")
    return el("g", level, *shown, aria_hidden="true"), tall


def merged(cells: Iterable[Cell]) -> list[tuple[list[str], Cell]]:
    """Neighbours that hold the same awards in the same state as one cell of several strands."""
    found: list[tuple[list[str], Cell]] = []
    for cell in cells:
        if found:
            last = found[-1][1]
            if last.state == cell.state and _ids(last) == _ids(cell):
                found[-1][0].append(cell.strand)
                continue
        found.append(([cell.strand], cell))
    return found


def _ids(cell: Cell) -> tuple[str, ...]:
    return tuple(a.id for a in cell.awards)


def _row(
    words: Words, row: Row, y: float, wide: float, href: Href | None, name: str
) -> tuple[Markup, float]:
    found = merged(row.cells)
    texts = [
        (wrap(words_of(c), wide * len(s) - 20, TEXT, bold=True),
         [(a, wrap(a.label, wide * len(s) - 30, TEXT)) for a in c.awards])
        for s, c in found
    ]  # fmt: skip
    tall = max((14 + 17.0 * len(s) + sum(17.0 * len(t) + 4 for _, t in a) for s, a in texts),
               default=30) + 4  # fmt: skip
    rows = wrap(level_of(row), LEVEL - 20, 14, bold=True)
    tall = max(tall, 17.0 * len(rows) + 16)
    label = text(rows, 12, y + 22, size=14, gap=17, fill=INK, font_weight="bold")
    ground = el("rect", x=0, y=y, width=LEVEL - 4, height=tall - 3, fill=STRIPE)
    cells: list[Markup] = []
    x = LEVEL
    for (strands, cell), told in zip(found, texts, strict=True):
        area = Area(x + 2, y, wide * len(strands) - 5, tall - 3)
        cells.append(_cell(words, strands, cell, told, area, href, name))
        x += wide * len(strands)
    return el("g", ground, label, *cells, role="list", aria_label=level_of(row),
              data_level="none" if row.level is None else str(row.level)), tall  # fmt: skip


def _cell(
    words: Words,
    strands: list[str],
    cell: Cell,
    told: tuple[list[Line], list[tuple[Award, list[Line]]]],
    area: Area,
    href: Href | None,
    name: str,
) -> Markup:
    style = LOOKS[look_of(cell.state)]
    said, awards = told
    x, y = area.x, area.y
    place = {"x": x, "y": y, "width": area.width, "height": area.height, "rx": 3}
    parts = [el("rect", fill=style.fill, stroke=style.edge, stroke_width=1.6,
                stroke_dasharray=style.dashes, **place)]  # fmt: skip
    if style.hatched:
        parts.append(el("rect", fill=f"url(#{name}-hatch)", **place))
        parts.append(_backing(said, x + 4, y + 5, 8, bold=True))
    at = y + 19
    parts.append(text(said, x + 8, at, size=TEXT, gap=17, fill=INK, font_weight="bold"))
    at += 17 * len(said)
    for award, rows in awards:
        target = href(award.id) if href is not None else None
        at += 4
        shown = text(rows, x + 16, at, size=TEXT, gap=17, fill=LINK if target else INK,
                     underline=bool(target))  # fmt: skip
        dot = el("circle", cx=x + 10, cy=at - 4.5, r=2, fill=QUIET)
        if style.hatched:
            parts.append(_backing(rows, x + 4, at - 14, 16))
        linked = el("a", shown, href=target) if target else shown
        parts.append(el("g", dot, Markup(" "), linked, data_award=award.id))
        at += 17 * len(rows)
    named = el("title", f"{listed(words.label(s) for s in strands)}: {words_of(cell)}")
    return el("g", named, *parts, role="listitem", data_strand=" ".join(strands),
              data_state=cell.state)  # fmt: skip


def _backing(rows: list[Line], x: float, y: float, before: float, bold: bool = False) -> Markup:
    """White ground for text on a hatched cell."""
    wide = before + max(width(r.text, TEXT, bold) for r in rows) + 2
    return el("rect", x=x, y=y, width=wide, height=3 + 17 * len(rows), fill="#ffffff")


def _span(
    span: Span,
    where: dict[int | None, tuple[float, float]],
    x: float,
    y: float,
    wide: float,
    index: int,
    at_side: bool,
) -> tuple[Markup, float]:
    """A finding over levels: a bracket beside its rows, or a line of text below the ladder."""
    rows = wrap(f"Levels {span.from_level} to {span.to_level}: {span.text}", wide - 20, TEXT)
    if not at_side or index:
        shown = text(rows, 12, y + 20, size=TEXT, gap=17, fill=INK)
        return el("g", shown, data_span=span.id), y + 17 * len(rows) + 10
    inner = [v for k, v in where.items() if k is not None and span.from_level < k < span.to_level]
    inner = inner or [v for k, v in where.items() if k in (span.from_level, span.to_level)]
    top, bottom = (min(a for a, _ in inner), max(b for _, b in inner)) if inner else (y, y)
    bracket = el("path", d=f"M{x:.1f} {top + 3:.1f}h9V{bottom - 6:.1f}h-9", fill="none",
                 stroke=RULE, stroke_width=2.5)  # fmt: skip
    at = (top + bottom) / 2 - 8.5 * (len(rows) - 1) + 4
    return el("g", bracket, text(rows, x + 18, at, size=TEXT, gap=17, fill=INK),
              data_span=span.id), y  # fmt: skip


def _sample(style: Look, name: str) -> Markup:
    area = {"x": 4, "y": -9, "width": 38, "height": 18, "rx": 3}
    rect = el("rect", fill=style.fill, stroke=style.edge, stroke_width=1.6,
              stroke_dasharray=style.dashes, **area)  # fmt: skip
    return join([rect, el("rect", fill=f"url(#{name}-hatch)", **area)] if style.hatched else [rect])


def twin(words: Words, answer: LadderAnswer) -> tuple[Block, ...]:
    """The same ladder as text, in the words of every answer."""
    return tuple(ladder_words(words, answer))

"""How a state looks: line, box and sign for each, never told by colour alone; and the legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from visualise.svg import Line, Markup, el, join, text, width

INK = "#212b32"
QUIET = "#43525c"
GROUND = "#ffffff"
STRIPE = "#eff3f5"
RULE = "#8a969e"
LIT = "#ffeb3b"
LINK = "#0b4a55"
STRANDS = (
    "#0b5563", "#00622f", "#7c2855", "#8a4500", "#4b2a8c", "#3d4f5c", "#9b1c1c", "#5a5200",
)  # fmt: skip
SIZE = 14.0


@dataclass(frozen=True)
class Style:
    """A state: its colour, its dashes, its sign at the end of a line, and its words."""

    colour: str
    words: str
    dashes: str | None = None
    sign: str = "arrow"
    thick: float = 2.0
    fill: str = GROUND
    box: str = ""


LINES: dict[str, Style] = {
    "stated": Style("#1d3c4a", "The sources say that people do this"),
    "conditional": Style("#1d5e8c", "Possible, if something is so", "7 4", "open"),
    "seen": Style("#6b3fa0", "One employer has asked for this", "2 4", "diamond"),
    "unknown": Style("#7a5300", "How, or what it takes, is not written down", "9 3 2 3", "query"),
    "closed": Style("#a4161a", "Shut", None, "cross", 1.6),
    "leaves": Style("#8a2f6b", "Leaves this kind of work", "12 4", "double"),
}
BOXES: dict[str, Style] = {
    "stated": Style(INK, "What it asks is written down"),
    "seen": Style("#6b3fa0", "Only one employer's words on what it asks", "1.5 3", thick=2.2),
    "unknown": Style("#7a5300", "What it asks is not written down", "6 3", thick=1.5),
    "absent": Style(QUIET, "Does not exist yet, or is only named", "2 2", thick=1.4, fill=STRIPE),
    "leaves": Style("#8a2f6b", "Outside this kind of work", "12 4"),
    "people": Style(QUIET, "People, not a post", thick=1.4, fill="#e3e9ed"),
}
JUDGED: dict[str, Style] = {
    "met": Style("#00562b", "you have this", None, "tick", fill="#e6f3ea"),
    "unmet": Style("#8f2400", "not in what you told us", "7 4", "ring", fill="#fdf0e9"),
    "unknown": Style("#664700", "the sources do not say", "9 3 2 3", "query", fill="#fff8dc"),
    "after": Style("#24343f", "to do once there"),
}


def sign(kind: str, x: float, y: float, colour: str, direction: int = 1) -> Markup:
    """The end of a line at a box edge: a sign of its own for each state."""
    d = direction

    def points(*pairs: tuple[float, float]) -> str:
        return " ".join(f"{x + dx * d:.1f},{y + dy:.1f}" for dx, dy in pairs)

    if kind == "arrow":
        return el("polygon", points=points((0, 0), (-9, -4.5), (-9, 4.5)), fill=colour)
    if kind == "open":
        shape = points((-1, 0), (-10, -5), (-10, 5))
        return el("polygon", points=shape, fill=GROUND, stroke=colour, stroke_width=1.6)
    if kind == "diamond":
        shape = points((0, 0), (-6, -5), (-12, 0), (-6, 5))
        return el("polygon", points=shape, fill=colour)
    if kind == "query":
        ring = el("circle", cx=x - 8 * d, cy=y, r=7, fill=GROUND, stroke=colour, stroke_width=1.6)
        mark = text([Line("?")], x - 8 * d, y + 4.6, size=13, fill=colour, font_weight="bold",
                    text_anchor="middle")  # fmt: skip
        return join((ring, mark))
    if kind == "cross":
        bar = f"M{x - 5 * d - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10"
        disc = el("circle", cx=x - 5 * d, cy=y, r=7, fill=GROUND)
        return join((disc, el("path", d=bar, stroke=colour, stroke_width=2.4, fill="none")))
    first = points((-5, -5), (0, 0), (-5, 5))
    second = points((-10, -5), (-5, 0), (-10, 5))
    return join(
        el("polyline", points=p, fill="none", stroke=colour, stroke_width=2)
        for p in (first, second)
    )


def judgement(state: str, x: float, y: float) -> Markup:
    """A tick, an empty ring, a question mark or an arrow in a circle of 9 about the point."""
    style = JUDGED[state]
    ring = el("circle", cx=x, cy=y, r=9, fill=GROUND, stroke=style.colour, stroke_width=2)
    if state == "after":
        arrow = f"M{x - 5:.1f} {y:.1f}h8m-4 -4l4.5 4l-4.5 4"
        return join((ring, el("path", d=arrow, stroke=style.colour, stroke_width=2, fill="none")))
    if state == "met":
        disc = el("circle", cx=x, cy=y, r=10, fill=style.colour)
        told = f"M{x - 4.5:.1f} {y + 0.5:.1f}l3 3.5l6 -7"
        return join((disc, el("path", d=told, stroke=GROUND, stroke_width=2.4, fill="none")))
    if state == "unmet":
        return ring
    mark = text([Line("?")], x, y + 4.8, size=14, fill=style.colour, font_weight="bold",
                text_anchor="middle")  # fmt: skip
    return join((ring, mark))


def _line_sample(style: Style, x: float, y: float) -> Markup:
    line = el("path", d=f"M{x:.1f} {y:.1f}h38", stroke=style.colour, stroke_width=style.thick,
              stroke_dasharray=style.dashes, fill="none")  # fmt: skip
    return join((line, sign(style.sign, x + 46, y, style.colour)))


def _box_sample(style: Style, x: float, y: float) -> Markup:
    return el("rect", x=x + 4, y=y - 9, width=38, height=18, rx=4, fill=style.fill,
              stroke=style.colour, stroke_width=style.thick,
              stroke_dasharray=style.dashes)  # fmt: skip


def legend(
    lines: Iterable[str],
    boxes: Iterable[str],
    x: float,
    y: float,
    across: float,
    more: Sequence[tuple[Markup, str]] = (),
) -> tuple[Markup, float]:
    """The states that a picture holds, each drawn and worded, and the height this takes."""
    items = [(_line_sample(LINES[s], 0, 0), LINES[s].words) for s in LINES if s in set(lines)]
    items += [(_box_sample(BOXES[s], 0, 0), BOXES[s].words) for s in BOXES if s in set(boxes)]
    items += more
    return signs(items, x, y, across)


def signs(
    items: Sequence[tuple[Markup, str]], x: float, y: float, across: float
) -> tuple[Markup, float]:
    """Samples with their words, in as many rows as they need."""
    found: list[Markup] = []
    left, row = x, y + 14
    for sample, words in items:
        wide = 56 + width(words, 13) + 22
        if left > x and left + wide > x + across:
            left, row = x, row + 26
        shown = el("g", sample, transform=f"translate({left:.1f} {row:.1f})")
        words_at = text([Line(words)], left + 56, row + 4.5, size=13, fill=INK)
        found.append(el("g", shown, words_at, class_="bw-legend__item"))
        left += wide
    return el("g", *found, class_="bw-legend"), row + 18 - y


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        lin = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)

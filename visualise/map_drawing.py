"""Draws a career map: headings, lanes, boxes with their links, lines; `career_map` and `route_map`
say what is on it and what is lit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from queries.result_map import CareerMap, MapLink, Place
from queries.sentence_parts import Words, capital, count, listed
from visualise.grid import Grid, Head, arrange
from visualise.lines import wire
from visualise.sheet import BOX, LABEL, Area, Point, Sheet, lay_out, path
from visualise.styles import (
    BOXES,
    INK,
    LINES,
    LINK,
    LIT,
    QUIET,
    RULE,
    SIZE,
    STRANDS,
    STRIPE,
    legend,
    sign,
)
from visualise.svg import Line, Markup, el, text, wrap

Href = Callable[[str], str | None]
KINDS = {
    "trainee": "trainee post",
    "function": "work, not a post",
    "audience": "people",
    "group": "staff group",
    "learning": "learning",
}
STATUS = {
    "pilot": "a pilot",
    "not-established": "does not exist yet",
    "proposed": "only proposed",
    "mentioned": "only named",
    "closed": "closed",
    "not-in-use": "not in use",
}
LINE = 17.0
NOTE = 15.5
MOST_LINES = 6


@dataclass(frozen=True)
class Look:
    """How a map is shown: addresses for boxes, what is lit and how, a prefix for ids."""

    name: str = "map"
    href: Href | None = None
    lit: Mapping[str, str] = field(default_factory=dict)
    lit_links: Sequence[tuple[str, str, str, str]] = ()
    shown: Sequence[Place] | None = None


@dataclass(frozen=True)
class Drawn:
    """The map as markup, its size, and what is on it."""

    markup: Markup
    width: float
    height: float
    grid: Grid


def notes(words: Words, place: Place, career: CareerMap) -> list[str]:
    """The small words below a title: what kind of place, how it stands, where only."""
    found = [KINDS.get(place.kind, ""), STATUS.get(place.status or "", "")]
    if place.to_band:
        found.append(f"to {words.name(f'band:{place.to_band}')}")
    if place.kind in ("post", "trainee", "function"):
        found += [words.label(s) for s in place.settings]
    shut = {k for c in career.closings if c.from_ == place.key for k in c.shuts}
    if shut:
        found.append(f"✕ shut from here: {count(len(shut), 'post')}")
    return [n for n in found if n]


def band_of(words: Words, place: Place) -> str:
    """The band of a post in words, unless its title tells it."""
    band = words.name(f"band:{place.band}") if place.band else "band not stated"
    return "" if band.lower() in place.label.lower() else band


def spoken(words: Words, place: Place, career: CareerMap, beneath: list[str]) -> str:
    """What is read out for a box: its title and small words first, as they are seen."""
    if place.kind in ("post", "trainee", "function"):
        told = [place.label, *beneath, band_of(words, place)]
    else:
        told = [place.label, *beneath]
    text_ = ", ".join(t for t in told if t) + f". {BOXES[place.state].words}."
    labels = {p.key: p.label for p in career.places}
    ways = [x for x in career.links if x.from_ == place.key and x.to in labels]
    on = listed(labels[x.to] for x in ways if x.state != "closed")
    shut = listed(labels[x.to] for x in ways if x.state == "closed")
    return text_ + (f" Leads to: {on}." if on else "") + (f" Shut: {shut}." if shut else "")


def draw(words: Words, career: CareerMap, look: Look, top: float = 0) -> Drawn:
    """The map without its title: lanes, lines, boxes and legend."""
    places = list(career.places if look.shown is None else look.shown)
    there = {p.key for p in places}
    found = [x for x in career.links if {x.from_, x.to} <= there and x.from_ != x.to]
    grid = arrange(career, places)
    ends = [(x.from_, x.to) for x in found] + [(a, b) for a, b, _, _ in look.lit_links]
    wiring = wire(grid, ends)
    texts = {p.key: _texts(words, p, career, look) for p in places}
    heights = {k: 14 + LINE * len(t) + NOTE * len(n) for k, (t, n, _) in texts.items()}
    sheet = lay_out(grid, wiring, heights, top)
    back = [*_lanes(grid, sheet), *(_head(h, a, sheet) for h, a in zip(grid.heads, sheet.heads,
                                                                       strict=True))]  # fmt: skip
    lines = [_link(x, p, look) for x, p in zip(found, sheet.paths, strict=False)]
    lines += [
        _lit(link, p) for link, p in zip(look.lit_links, sheet.paths[len(found) :], strict=True)
    ]
    rows = [
        el(
            "g",
            *(
                _box(words, p, career, look, sheet.boxes[p.key], texts[p.key])
                for p in sorted(places, key=lambda p: grid.cells[p.key])
                if lane.first <= grid.cells[p.key][1] <= lane.last
            ),
            role="list",
            aria_label=lane.label,
        )
        for lane in grid.lanes
    ]
    across = max(sheet.width, 330)
    signs, tall = legend(
        [x.state for x in found] + [s for *_, s, _ in look.lit_links],
        [p.state for p in places],
        12, sheet.height + 6, across - 24,
        [(_lit_sample(), "This route, its steps by number")] if look.lit else (),
    )  # fmt: skip
    inside = (*back, el("g", *lines, aria_hidden="true", fill="none"), *rows, signs)
    return Drawn(el("g", *inside), across, sheet.height + tall + 8, grid)


def _texts(
    words: Words, place: Place, career: CareerMap, look: Look
) -> tuple[list[Line], list[Line], str]:
    small = notes(words, place, career)
    if place.key in career.here:
        small.append("you are here")
    inner = BOX - 14 - (22 if look.lit.get(place.key) else 0)
    title = wrap(capital(place.label), inner, SIZE, bold=place.key in look.lit, lines=MOST_LINES)
    below = [line for n in small for line in wrap(n, BOX - 12, 13, lines=2)]
    return title, below, spoken(words, place, career, small)


def _lanes(grid: Grid, sheet: Sheet) -> Iterable[Markup]:
    for index, (lane, area) in enumerate(zip(grid.lanes, sheet.lanes, strict=True)):
        colour = STRANDS[index % len(STRANDS)] if lane.id is not None else QUIET
        fill = STRIPE if index % 2 == 0 else "#ffffff"
        most = max(1, int((area.height - 12) // 17))
        label = wrap(lane.label, LABEL - 26, 14, bold=True, lines=most)
        y = area.y + min(32, area.height / 2 - (len(label) - 1) * 8.5 + 5)
        yield el("rect", x=0, y=area.y, width=area.width, height=area.height, fill=fill)
        yield el("rect", x=0, y=area.y, width=8, height=area.height, fill=colour)
        yield text(label, 18, y, size=14, fill=INK, font_weight="bold")


def _head(head: Head, area: Area, sheet: Sheet) -> Markup:
    lines = wrap(head.label, area.width + 16, 14, bold=True, lines=2)
    y = area.y + (24 if len(lines) == 1 else 16)
    shown = text(lines, area.middle[0], y, size=14, fill=INK, font_weight="bold",
                 text_anchor="middle")  # fmt: skip
    if head.kind == "band" or not sheet.lanes:
        return el("g", shown)
    line = el("path", d=f"M{area.x:.1f} {area.bottom - 8:.1f}H{area.right:.1f}", stroke=RULE,
              stroke_width=1.5, stroke_dasharray="3 3")  # fmt: skip
    return el("g", shown, line)


def _link(link: MapLink, corners: tuple[Point, ...], look: Look) -> Markup:
    style = LINES[link.state]
    (x, y), before = corners[-1], corners[-2]
    line = el("path", d=path(corners), stroke=style.colour, stroke_width=style.thick,
              stroke_dasharray=style.dashes, class_="bw-line")  # fmt: skip
    end = sign(style.sign, x, y, style.colour, 1 if x >= before[0] else -1)
    return el(
        "g",
        line,
        end,
        data_link=link.id,
        data_from=link.from_,
        data_to=link.to,
        data_state=link.state,
        opacity=0.35 if look.lit else None,
    )


def _lit_sample() -> Markup:
    line = el("path", d="M0 0h38", stroke=INK, stroke_width=4.5)
    return el("g", line, sign("arrow", 46, 0, INK))


def _lit(link: tuple[str, str, str, str], corners: tuple[Point, ...]) -> Markup:
    start, end, state, name = link
    style = LINES[state]
    (x, y), before = corners[-1], corners[-2]
    line = el("path", d=path(corners), stroke=INK, stroke_width=4.5,
              stroke_dasharray=style.dashes and "11 5", class_="bw-line bw-line--lit")  # fmt: skip
    tip = sign("arrow" if style.sign == "arrow" else style.sign, x, y, INK,
               1 if x >= before[0] else -1)  # fmt: skip
    return el("g", line, tip, data_link=name, data_from=start, data_to=end, data_state=state,
              data_lit="yes")  # fmt: skip


def _box(
    words: Words,
    place: Place,
    career: CareerMap,
    look: Look,
    area: Area,
    told: tuple[list[Line], list[Line], str],
) -> Markup:
    title, below, said = told
    style = BOXES[place.state]
    lit = place.key in look.lit
    here = place.key in career.here
    muted = bool(look.lit) and not lit
    target = look.href(place.id) if look.href is not None else None
    ink = QUIET if muted else LINK if target else INK
    rect = el(
        "rect", x=area.x, y=area.y, width=area.width, height=area.height, rx=6,
        fill=LIT if lit or here else style.fill, stroke=INK if lit else style.colour,
        stroke_width=3.5 if lit or here else style.thick, class_="bw-box-shape",
        stroke_dasharray=None if lit and place.state == "stated" else style.dashes,
    )  # fmt: skip
    badge = look.lit.get(place.key, "")
    middle = area.middle[0] + (10 if badge else 0)
    tall = LINE * len(title) + NOTE * len(below)
    y = area.middle[1] - tall / 2 + 13
    parts = [
        rect,
        text(title, middle, y, size=SIZE, gap=LINE, fill=ink,
             text_anchor="middle", font_weight="bold" if lit else None,
             underline=bool(target)),
    ]  # fmt: skip
    if below:
        at = y + LINE * len(title) - 1
        parts += [Markup(" "), text(below, area.middle[0], at, size=13, gap=NOTE, fill=QUIET,
                       text_anchor="middle", font_style="italic")]  # fmt: skip
    if badge:
        x, mid = area.x + 15, area.middle[1]
        disc = el("circle", cx=x, cy=mid, r=11, fill=INK)
        number = text([Line(badge)], x, mid + 4.8, size=13, fill="#ffffff", font_weight="bold",
                      text_anchor="middle")  # fmt: skip
        parts = [rect, el("g", disc, number), Markup(" "), *parts[1:]]
        said = f"{badge} {said}"
    inside = el("a", *parts, href=target, aria_label=said) if target else el("g", *parts)
    return el(
        "g",
        inside,
        role="listitem",
        aria_label=None if target else said,
        data_key=place.key,
        data_id=place.id,
        data_state=place.state,
        data_lit="yes" if lit else None,
        data_step=badge or None,
    )

"""A route in time: a row for each step as it begins, and the posts held as bars.

What is not stated is never drawn as a length: it is a hatched piece without an end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from queries.result_calendar import RouteCalendar, Span
from queries.results import Route
from queries.sentence_parts import Words
from queries.sentences_calendar import finish, in_time, stay, what, when
from visualise.map_drawing import Href
from visualise.route_map import state_of, title
from visualise.styles import GROUND, INK, LINES, LINK, QUIET, RULE, STRIPE, signs
from visualise.svg import Line, Markup, el, frame, join, text, wrap
from visualise.svg import width as length_of

NATIVE, WIDE, NAMES = 1000.0, 600.0, 400.0
EDGE, OPEN, STUB, APART = 14.0, 40.0, 34.0, 12.0
TICKS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
TICK = 84.0
STEADY = "#1d3c4a"
FILLS = {"post": STEADY, "study": "#bcd7df", "service": STRIPE}
THICK = {"post": 18.0, "study": 14.0, "service": 8.0}
WORDS = {
    "post": "A post you hold",
    "study": "A course or qualification",
    "service": "Time you work there",
    "point": "No time is counted for it",
}
NOT_STATED, LATER = "How long is not stated", "It may end or begin later"


@dataclass(frozen=True)
class Scale:
    """Where months lie across the picture; `beyond` moves steps behind lengths not stated."""

    left: float
    right: float
    months: float
    beyond: Mapping[int, float]

    def at(self, month: float, step: int = 0) -> float:
        """The place of a month, for a step."""
        part = month / self.months if self.months else 0.0
        return self.left + (self.right - self.left) * part + self.beyond.get(step, 0.0)

    @property
    def end(self) -> float:
        """The right edge of all that has no end."""
        return self.right + max(self.beyond.values(), default=0.0) + OPEN

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Months to mark, far enough from one another, with their words."""
        yield 0, "now"
        room = (self.right - self.left) / (self.months or 1)
        step = next((s for s in TICKS if s * room >= TICK), TICKS[-1])
        for month in range(step, int(self.months) + 1, step):
            years, rest = divmod(month, 12)
            told = f"{month} months" if rest or self.months <= 36 else f"{years} years"
            yield month, told.removesuffix("s") if told in ("1 months", "1 years") else told


def beyond(found: RouteCalendar) -> dict[int, float]:
    """How far to the right of its month a step stands: behind each length that is not stated."""
    moved: dict[int, float] = {}
    spans = {s.step: s for s in found.spans}
    for span in in_time(found):
        waits = [(f, moved.get(f, 0.0)) for f in span.after]
        moved[span.step] = max(
            (far + (0 if spans[f].stated else STUB + APART) for f, far in waits), default=0.0
        )
    return moved


@dataclass(frozen=True)
class Row:
    """One step, or the start: its words, its mark, and whether that stands beside the words."""

    span: Span
    said: list[Line]
    told: list[Line]
    state: str
    id: str
    beside: bool
    level: bool = False

    @property
    def words(self) -> float:
        """How high the words are."""
        return 19.0 * len(self.said) + 17.0 * len(self.told)

    @property
    def tall(self) -> float:
        """Room for the words, and for the mark below them where it does not stand beside."""
        return max(self.words + 14, 32.0) if self.beside or self.level else self.words + 38

    @property
    def middle(self) -> float:
        """The height of the mark, from the top of the row."""
        if self.beside:
            return 15.0
        return self.words + (0 if self.level else 22)


def picture(
    words: Words,
    starts: Sequence[str],
    route: Route,
    goal: str,
    *,
    width: float = NATIVE,
    href: Href | None = None,
    name: str = "timeline",
    foot: str = "",
) -> str:
    """The calendar of a route as SVG; 358 wide it fits a phone as it is."""
    found = route.calendar
    assert found is not None
    head = f"{title(words, starts, goal)}: month by month"
    heading = wrap(head, width - 24, 18, bold=True)
    below = wrap(finish(route), width - 24, 14)
    y = 22.0 + 22 * len(heading)
    parts: list[Markup] = [
        text(heading, 12, 26, size=18, gap=22, fill=INK, font_weight="bold"),
        text(below, 12, y + 2, size=14, gap=18, fill=QUIET),
    ]
    y += 18 * len(below) + 26
    beside, moved = width >= WIDE, beyond(found)
    right = width - EDGE - OPEN - max(moved.values(), default=0.0)
    scale = Scale(NAMES if beside else EDGE + 10, right, found.months, moved)
    rows = list(_rows(words, starts, route, scale, beside))
    bottom = y + sum(row.tall for row in rows) + 6
    ends, drawn, at = _ends(rows, scale), list[Markup](), y
    for row in rows:
        drawn.append(_row(row, scale, at, ends, href, name))
        at += row.tall
    marks, tall = signs(list(_legend(rows, name)), 8, bottom + 30, width - 16)
    told = f"{finish(route)} The list month by month says the same in words."
    return frame(
        name, width, bottom + 36 + tall, head, told, _hatch(name), *parts,
        *_stays(rows, scale, ends, y),
        _axis(scale, y - 6, bottom, beside),
        el("g", *drawn, role="list", aria_label="Steps in time"), marks, foot=foot,
    )  # fmt: skip


def _rows(
    words: Words, starts: Sequence[str], route: Route, scale: Scale, beside: bool
) -> Iterator[Row]:
    room = NAMES - 60 if beside else scale.end - 44
    spans = in_time(route.calendar) if route.calendar else []
    first = next((s for s in spans if s.lane == "post"), None)
    posts = [s for s in starts if not s.startswith(("group:", "band:")) and s != "none"]
    if posts and (first is None or scale.at(first.starts, first.step) > scale.left):
        until = None if first is None else first.starts
        span = Span(step=0, id="", lane="post", starts=0, ends=0, until=until)
        said = wrap(f"You start as: {words.posts(posts, 'or')}", room, 15, bold=True)
        yield Row(span, said, [], "stated", posts[0].partition("@")[0], beside)
    for span in spans:
        step = route.steps[span.step - 1]
        said = wrap(what(words, step), room, 15, bold=span.lane == "post")
        told = wrap(" ".join(t for t in (f"{when(span)}.", stay(route, span)) if t), room, 14)
        mark = scale.at(span.starts, span.step) - 10
        passing = span.lane == "post" and not stay(route, span) and span.until is not None
        level = (span.lane == "point" or passing) and 44 + length_of(told[-1].text, 14) < mark
        yield Row(span, said, told, state_of(step), step.id, beside, level)


def _ends(rows: Sequence[Row], scale: Scale) -> dict[int, float]:
    """Where the bar of each post ends: at the next one, else at the edge."""
    posts = [r.span for r in rows if r.span.lane == "post"]
    places = [*(scale.at(s.starts, s.step) for s in posts[1:]), scale.end]
    return {s.step: x for s, x in zip(posts, places, strict=False)}


def _stays(rows: list[Row], scale: Scale, ends: Mapping[int, float], y: float) -> list[Markup]:
    """The ground of each post: from its row to that of the next, as long as it is held."""
    grounds: list[Markup] = []
    tops = [y]
    for row in rows:
        tops.append(tops[-1] + row.tall)
    posts = [(n, row.span) for n, row in enumerate(rows) if row.span.lane == "post"]
    for (n, span), (until, _) in zip(posts, [*posts[1:], (len(rows), None)], strict=False):
        left, right = scale.at(span.starts, span.step), ends[span.step]
        if right - left > 1:
            grounds.append(el("rect", x=left, y=tops[n], width=right - left,
                              height=tops[until] - tops[n], fill=STRIPE))  # fmt: skip
    return grounds


def _axis(scale: Scale, top: float, bottom: float, through: bool) -> Markup:
    """Months from now, above and below; a line for each through the rows, where no words stand."""
    parts: list[Markup] = []
    for month, told in scale.ticks():
        x = scale.at(month)
        lines = f"V{bottom:.1f}" if through else f"v6M{x:.1f} {bottom - 6:.1f}v6"
        parts.append(el("path", d=f"M{x:.1f} {top:.1f}{lines}", stroke=RULE, stroke_width=1,
                        stroke_dasharray="2 3" if month and through else None))  # fmt: skip
        middle = max(x, scale.left - 10 + length_of(told, 13) / 2)
        for y in (top - 6, bottom + 15):
            parts.append(text([Line(told)], middle, y, size=13, fill=QUIET, text_anchor="middle"))
    return el("g", *parts, aria_hidden="true")


def _row(
    row: Row, scale: Scale, y: float, ends: Mapping[int, float], href: Href | None, name: str
) -> Markup:
    span = row.span
    target = href(row.id) if href is not None else None
    said = text(row.said, 44, y + 19, size=15, gap=19, fill=LINK if target else INK,
                font_weight="bold" if span.lane == "post" else None,
                underline=bool(target))  # fmt: skip
    parts: list[Markup] = []
    if span.step:
        parts.append(el("circle", cx=24, cy=y + 14, r=12, fill=INK))
        parts.append(text([Line(str(span.step))], 24, y + 19, size=14, fill=GROUND,
                          font_weight="bold", text_anchor="middle"))  # fmt: skip
    parts += [Markup(" "), el("a", said, href=target) if target else said]
    if row.told:
        at = y + 19 * len(row.said) + 17
        parts += [Markup(" "), text(row.told, 44, at, size=14, gap=17, fill=QUIET)]
    parts.append(_mark(row, scale, y + row.middle, ends, name))
    return el("g", *parts, role="listitem", data_step=str(span.step), data_lane=span.lane,
              data_state=row.state, data_stated="yes" if span.stated else "no")  # fmt: skip


def _mark(row: Row, scale: Scale, y: float, ends: Mapping[int, float], name: str) -> Markup:
    """The bar or sign of a step, its middle at this height."""
    span = row.span
    left = scale.at(span.starts, span.step)
    right = ends.get(span.step, scale.at(span.ends, span.step))
    if span.lane == "point" or (span.lane == "post" and right - left < 1):
        later = _later(left + 9, y) if span.starts_at_least else Markup("")
        return join([_point(left, y, row.state), later])
    if not span.stated:
        return _stub(left, y, name)
    if span.lane == "post":
        return _bar("post", row.state, left, right, y, goes_on=span.until is None)
    right = max(right, left + 6)
    bar = _bar(span.lane, row.state, left, right, y)
    return join([bar, _later(right, y)]) if span.ends_at_least else bar


def _bar(
    lane: str, state: str, left: float, right: float, y: float, goes_on: bool = False
) -> Markup:
    """A step that lasts: filled where it is stated, else its outline in the dashes of its state."""
    style, half = LINES[state], THICK[lane] / 2
    tip = min(half, right - left) if goes_on else 0.0
    return el("path", d=f"M{left:.1f} {y - half:.1f}H{right - tip:.1f}l{tip:.1f} {half:.1f}"
              f"l{-tip:.1f} {half:.1f}H{left:.1f}z", stroke=style.colour, stroke_width=2,
              fill=FILLS[lane] if state == "stated" else GROUND, stroke_linejoin="round",
              stroke_dasharray=style.dashes, class_="bw-bar")  # fmt: skip


def _point(x: float, y: float, state: str) -> Markup:
    style = LINES[state]
    return el("path", d=f"M{x:.1f} {y - 8:.1f}l8 8l-8 8l-8 -8z", stroke_width=2,
              fill=STEADY if state == "stated" else GROUND, stroke=style.colour,
              stroke_dasharray=None if state == "stated" else "3 2")  # fmt: skip


def _later(x: float, y: float) -> Markup:
    """What may come later: dots to the right."""
    return el("path", d=f"M{x + 3:.1f} {y:.1f}h{STUB - 12:.1f}m-5 -5l5 5l-5 5", fill="none",
              stroke=LINES["unknown"].colour, stroke_width=2, stroke_dasharray="3 3")  # fmt: skip


def _stub(x: float, y: float, name: str) -> Markup:
    """A length that nobody states: hatched, and without an end."""
    colour = LINES["unknown"].colour
    body = el("rect", x=x, y=y - 7, width=STUB, height=14, fill=f"url(#{name}-hatch)")
    edge = el("path", d=f"M{x + STUB:.1f} {y - 7:.1f}h{-STUB:.1f}v14h{STUB:.1f}", fill="none",
              stroke=colour, stroke_width=2)  # fmt: skip
    return join([body, edge])


def _hatch(name: str) -> Markup:
    line = el("path", d="M-2 2l4 -4M0 7l7 -7M5 9l4 -4", stroke=LINES["unknown"].colour,
              stroke_width=1.6)  # fmt: skip
    return el("defs", el("pattern", line, id=f"{name}-hatch", width=7, height=7,
                         patternUnits="userSpaceOnUse"))  # fmt: skip


def _legend(rows: list[Row], name: str) -> Iterator[tuple[Markup, str]]:
    """Each sign that the picture holds, with its words."""
    lanes = {r.span.lane for r in rows if r.span.stated}
    yield from ((_bar(k, "stated", 4, 42, 0), WORDS[k]) for k in THICK if k in lanes)
    if "point" in lanes:
        yield _point(23, 0, "stated"), WORDS["point"]
    if any(not r.span.stated for r in rows):
        yield _stub(6, 0, name), NOT_STATED
    if any(r.span.ends_at_least and r.span.stated for r in rows):
        yield _later(8, 0), LATER
    for state in dict.fromkeys(r.state for r in rows if r.state != "stated"):
        yield _bar("post", state, 4, 42, 0), LINES[state].words

"""A route lit on the career map, cropped to the bands and strands that it touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from queries.result_map import CareerMap, Place
from queries.results import Route, Step
from queries.sentence_parts import Words, sentence
from queries.sentences_steps import length, step_text
from visualise.grid import POSTS, arrange
from visualise.map_drawing import Href, Look, draw
from visualise.styles import INK, QUIET
from visualise.svg import Line, Markup, el, frame, text, wrap

BESIDE = "Steps that are not posts"
Lit = tuple[str, str, str, str]


def keys_of(career: CareerMap, name: str, band: str | None = None) -> list[str]:
    """The boxes of a post: that of the band, else all that it has."""
    found = [p for p in career.places if p.id == name]
    exact = [p.key for p in found if band is not None and p.band == band]
    return exact or [p.key for p in found]


def state_of(step: Step) -> str:
    """How the map shows a step."""
    if step.leaves:
        return "leaves"
    if step.way == "seen":
        return "seen"
    return step.state


def lit(career: CareerMap, starts: Sequence[str], route: Route) -> tuple[dict[str, str], list[Lit]]:
    """The boxes on the route with their badges, and the lines between them."""
    badges: dict[str, str] = {}
    lines: list[Lit] = []
    here: list[str] = []
    for start in starts:
        name, _, band = start.removeprefix("group:").partition("@")
        here += keys_of(career, name, band or None)
    badges |= dict.fromkeys(here, "")
    for at, step in enumerate(route.steps, start=1):
        boxes = keys_of(career, step.id, step.band)
        if step.kind != "take-up" or not boxes:
            continue
        goal = boxes[0]
        badges[goal] = str(at)
        lines += [
            (box, goal, state_of(step), step.way_id or step.id) for box in here if box != goal
        ]
        if step.type != "function":
            here = [goal]
    return badges, lines


def crop(career: CareerMap, badges: dict[str, str]) -> list[Place]:
    """What the route touches: its boxes, and the posts in its bands and strands beside them."""
    on = [p for p in career.places if p.key in badges]
    strands = {s for p in on for s in _lane(p)}
    bands = {p.band for p in on if p.band}
    order = [b.id for b in career.bands]
    span = [order.index(b) for b in bands if b in order]
    inside = set(order[min(span) : max(span) + 1]) if span else set()
    joined = {x.to for x in career.links if x.from_ in badges}
    joined |= {x.from_ for x in career.links if x.to in badges}
    return [
        p
        for p in career.places
        if p.key in badges
        or (p.kind in POSTS and p.band in inside and set(_lane(p)) & strands)
        or (p.kind in POSTS and p.band is None and p.key in joined and set(_lane(p)) & strands)
    ]


def _lane(place: Place) -> tuple[str, ...]:
    return place.strands[:1] or ("",)


def title(words: Words, starts: Sequence[str], goal: str) -> str:
    """From where to where."""
    return f"{words.posts(starts) or 'From here'} → {words.name(goal)}"


def beside(words: Words, route: Route) -> Iterator[tuple[int, Step, str]]:
    """The steps that are no posts, with their numbers and words."""
    for at, step in enumerate(route.steps, start=1):
        if step.kind != "take-up":
            yield at, step, step_text(words, step)


def picture(
    words: Words,
    career: CareerMap,
    starts: Sequence[str],
    route: Route,
    goal: str,
    *,
    href: Href | None = None,
    name: str = "route-map",
    foot: str = "",
) -> str:
    """The route as SVG: its posts lit and numbered, the other steps listed below by number."""
    badges, lines = lit(career, starts, route)
    shown = crop(career, badges)
    done = {(a, b, link) for a, b, _, link in lines}
    quiet = tuple(x for x in career.links if (x.from_, x.to, x.id) not in done)
    cropped = career.model_copy(update={"links": quiet, "here": ()})
    head = title(words, starts, goal)
    verdict = sentence(length(route))
    told = f"{verdict} The numbered list says the same in words."
    look = Look(name=name, href=href, lit=badges, lit_links=lines, shown=shown)
    across, y, parts = 560.0, 0.0, list[Markup]()
    drawn = None
    if shown and arrange(cropped, shown).heads:
        drawn = draw(words, cropped, look)
        across = max(drawn.width, 420)
    heading, below = wrap(head, across - 24, 18, bold=True), wrap(verdict, across - 24, 14)
    lower = 29 + 22.0 * len(heading)
    top = lower + 18 * len(below) - 13
    if drawn is not None:  # how wide it is decided how many lines of title stand above it
        parts.append(draw(words, cropped, look, top=top).markup)
    y += top + (drawn.height if drawn is not None else 0)
    learning = list(beside(words, route))
    if learning:
        y += 18
        parts.append(text([Line(BESIDE)], 12, y, size=15, fill=INK,
                          font_weight="bold"))  # fmt: skip
        y += 8
    rest: list[Markup] = []
    for at, step, said in learning:
        rows = wrap(said, across - 64, 14)
        disc = el("circle", cx=24, cy=y + 15, r=11, fill=INK)
        mark = text([Line(str(at))], 24, y + 19.8, size=13, fill="#ffffff", font_weight="bold",
                    text_anchor="middle")  # fmt: skip
        words_ = text(rows, 44, y + 20, size=14, gap=18, fill=INK)
        rest.append(el("g", disc, mark, Markup(" "), words_, data_step=at, data_id=step.id,
                        data_state=step.state, role="listitem"))  # fmt: skip
        y += 12 + 18 * len(rows)
    if rest:
        parts.append(el("g", *rest, role="list", aria_label=BESIDE))
    return frame(
        name, across, y + 12, head, told,
        text(heading, 12, 29, size=18, gap=22, fill=INK, font_weight="bold"),
        text(below, 12, lower - 2, size=14, gap=18, fill=QUIET),
        *parts,
        foot=foot,
    )  # fmt: skip

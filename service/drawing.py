"""Pictures for the doors: a kind and a question become SVG, PNG or one HTML file with its text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from graph.errors import QuestionError
from queries import sentences
from queries.ask import World
from queries.budget import Budget
from queries.career_map import career_map as ask_map
from queries.question import Question
from queries.result_gaps import GapsAnswer
from queries.result_lists import LadderAnswer
from queries.result_map import CareerMap
from queries.results import Answer, RoutesAnswer
from queries.sentence_parts import STATES, Block, Line, Words, day, listed
from service.inputs import Asked, ParameterError
from service.verbs import VERBS, Verb
from visualise import career_map, ladder, notice, route_map, route_steps, timeline, tree
from visualise.svg import clean, escape

ENDINGS = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "html": "text/html; charset=utf-8",
}
VIEWS = ("map", "steps")
FINE, LARGEST = 12_000_000, 40_000_000  # dots of a PNG: twice as fine up to, never more than
STYLE = (
    "body{font:16px/1.45 Arial,sans-serif;color:#212b32;background:#fff;margin:16px auto;"
    "padding:0 16px;max-width:75rem;overflow-wrap:anywhere}"
    "figure{margin:0 0 24px;overflow-x:auto}li{margin:6px 0}"
    "details{font-size:14px;color:#43525c}q{color:#43525c}h1{font-size:24px}h2{font-size:19px}"
    "@media print{figure{overflow:visible}figure svg{max-width:100%;height:auto}}"
)
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)


class NoPng(QuestionError):
    """PNG cannot be made here."""


@dataclass(frozen=True)
class Drawing:
    """One picture or more of an answer, and the same facts as text."""

    title: str
    pictures: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of picture: the question behind it, and what it takes beside."""

    name: str
    verb: Verb
    more: tuple[str, ...]
    about: str
    mapped: bool = False


def _map(world: World, asked: Asked, budget: Budget) -> Answer:
    bands = tuple(b.strip() for b in (asked.one("bands") or "").split(",") if b.strip())
    return ask_map(
        world,
        asked.question,
        strand=asked.one("strand"),
        bands=bands,
        around=asked.one("around"),
    )


MAP = Verb("map", CareerMap, _map, ("strand", "bands", "around"), costly=True,
           about="Posts by band and strand, and the ways between them.")  # fmt: skip
KINDS: dict[str, Kind] = {
    k.name: k
    for k in (
        Kind("map", MAP, MAP.more, "the career map, whole, of a strand, of bands or around a post"),
        Kind(
            "route",
            VERBS["routes"],
            ("to", "view"),
            "a route, lit on the map or as steps",
            mapped=True,
        ),
        Kind("timeline", VERBS["routes"], ("to",), "a route month by month"),
        Kind("ladder", VERBS["ladder"], ("strand",), "qualifications by level and strand"),
        Kind("requirement", VERBS["gaps"], ("to",), "what a goal asks, judged part by part"),
    )
}


def draw(
    world: World, kind: Kind, asked: Asked, answer: Answer, career: CareerMap | None
) -> Drawing:
    """The pictures of an answer; some need the career map of the same question."""
    words = Words(world.snapshot(Question(as_of=asked.question.as_of)))
    view = asked.one("view") or "map"
    if view not in VIEWS:
        raise ParameterError(f"view is one of: {', '.join(VIEWS)}.")
    foot = foot_of(words, answer)
    if isinstance(answer, CareerMap):
        blocks = with_foot(words, answer, career_map.twin(words, answer))
        return Drawing(blocks[0].heading, (career_map.picture(words, answer, foot=foot),), blocks)
    blocks = sentences.tell(words, answer)
    title = blocks[0].heading
    if isinstance(answer, LadderAnswer):
        return Drawing(title, (ladder.picture(words, answer, foot=foot),), blocks)
    if isinstance(answer, GapsAnswer):
        return Drawing(title, (tree.picture(words, answer, foot=foot),), blocks)
    assert isinstance(answer, RoutesAnswer)
    found = next((a for a in answer.by_start if a.routes), None)
    if found is None:
        return Drawing(title, (notice.picture(blocks, foot=foot),), blocks)
    route, goal = found.routes[0], answer.goal
    if kind.name == "timeline":
        drawn = timeline.picture(words, found.starts, route, goal, foot=foot)
        return Drawing(title, (drawn,), blocks)
    assert career is not None
    views: dict[str, Callable[[], str]] = {
        "map": lambda: route_map.picture(words, career, found.starts, route, goal, foot=foot),
        "steps": lambda: route_steps.picture(words, found.starts, route, goal, foot=foot),
    }
    order = [view, *(v for v in VIEWS if v != view)]
    return Drawing(title, tuple(views[v]() for v in order), blocks)


def with_foot(words: Words, answer: Answer, told: tuple[Block, ...]) -> tuple[Block, ...]:
    """The text of a picture with day and sources below, abbreviations spelled out once."""
    return words.spell_out((*told, sentences.foot(words, answer, told)))


def foot_of(words: Words, answer: Answer) -> str:
    """For which day, setting and sources a picture holds: it may hang on a wall for long."""
    stamp = answer.catalogue
    where = f" Setting: {words.label(stamp.setting)}." if stamp.setting else ""
    chosen = listed(words.label(s) for s in stamp.sources) or "all that the catalogue has"
    return f"As of {day(stamp.as_of)}.{where} Sources: {chosen}."


def as_bytes(drawing: Drawing, words: Words, ending: str) -> bytes:
    """The drawing in the form of an ending; SVG and PNG hold the first picture."""
    if ending == "svg":
        return drawing.pictures[0].encode()
    if ending == "png":
        return png(drawing.pictures[0])
    return page(drawing, words).encode()


def png(svg: str) -> bytes:
    """The picture as PNG, twice as fine where that stays within bounds."""
    try:
        import resvg_py
    except ImportError:
        raise NoPng(
            "PNG needs one more package: pip install 'bandway[pictures]'. SVG and HTML work."
        ) from None
    if not _has_fonts():
        raise NoPng("This machine has no fonts to draw PNG with. SVG and HTML work.")
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    across, down = (float(size[1]), float(size[2])) if size else (1.0, 1.0)
    dots = across * down
    zoom = min(2.0, max(1.0, (FINE / dots) ** 0.5), (LARGEST / dots) ** 0.5)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom))


@lru_cache(maxsize=1)
def _has_fonts() -> bool:
    """Whether a letter leaves a trace: without fonts it would be missing without a word."""
    import resvg_py

    begun = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    letter = '<text x="2" y="16" font-size="16" font-family="Arial, sans-serif">W</text>'
    bare, drawn = (
        bytes(resvg_py.svg_to_bytes(svg_string=f"{begun}{t}</svg>")) for t in ("", letter)
    )
    return bare != drawn


def page(drawing: Drawing, words: Words) -> str:
    """One HTML file that needs nothing else: pictures, then the same as text with sources."""
    figures = "".join(f"<figure>{p}</figure>" for p in drawing.pictures)
    body = "".join(_block(b, words) for b in drawing.blocks)
    title = _safe(drawing.title)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'  # else a browser asks the server for one
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>"
        f"{figures}{body}</main></body></html>\n"
    )


def _safe(text: str) -> str:
    return escape(clean(text))


def _block(block: Block, words: Words) -> str:
    head = f"<h2>{_safe(block.heading)}</h2>" if block.heading else ""
    tag = "ol" if block.numbered else "ul"
    return f"{head}{_lines(block.lines, words, tag)}" if block.lines else head


def _lines(lines: Iterable[Line], words: Words, tag: str = "ul") -> str:
    shown = []
    for line in lines:
        state = f" ({STATES[line.state]})" if line.state and not line.under else ""
        ask = f"<br>Ask: <q>{_safe(line.ask)}</q>" if line.ask else ""
        proof = "".join(f"<li>{_safe(c)}</li>" for c in words.cites(line.evidence))
        where = f"<details><summary>Source</summary><ul>{proof}</ul></details>" if proof else ""
        below = _lines(line.under, words) if line.under else ""
        shown.append(f"<li>{_safe(line.text)}{state}{ask}{where}{below}</li>")
    return f"<{tag}>{''.join(shown)}</{tag}>"

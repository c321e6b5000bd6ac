"""A judged requirement as a tree: each part with its sign and its state in words."""

from __future__ import annotations

from collections.abc import Sequence

from queries.result_gaps import GapsAnswer
from queries.results import Verdict
from queries.sentence_parts import STATES, Block, Words, capital, every
from queries.sentence_parts import Line as Said
from visualise.map_drawing import Href
from visualise.styles import INK, JUDGED, LINK, RULE, judgement, signs
from visualise.svg import Markup, el, frame, text, wrap

INDENT = 22.0
Part = tuple[str, Verdict]


def parts(words: Words, answer: GapsAnswer) -> tuple[Part, ...]:
    """The trees of an answer with their headings, one for each setting that matters."""
    return tuple(
        (f"In: {words.name(one.setting)}" if one.setting else "", one.verdict)
        for one in answer.by_setting
    )


def title(words: Words, answer: GapsAnswer) -> str:
    """What is asked for what."""
    return f"What this asks for: {words.name(answer.goal)}"


def picture(
    words: Words,
    answer: GapsAnswer,
    *,
    width: float = 720,
    href: Href | None = None,
    name: str = "requirement",
    foot: str = "",
) -> str:
    """The judged requirement of a goal as SVG; 358 wide it fits a phone as it is."""
    return draw(words, title(words, answer), parts(words, answer), width, href, name, foot)


def draw(
    words: Words,
    head: str,
    found: Sequence[Part],
    width: float,
    href: Href | None,
    name: str,
    foot: str = "",
) -> str:
    """Trees below one another, each under its heading."""
    heading = wrap(head, width - 24, 18, bold=True)
    y = 20.0 + 22 * len(heading)
    markup: list[Markup] = [text(heading, 12, 26, size=18, gap=22, fill=INK, font_weight="bold")]
    for label, verdict in found:
        if label:
            rows = wrap(label, width - 24, 15, bold=True)
            markup.append(text(rows, 12, y + 18, size=15, gap=19, fill=INK, font_weight="bold"))
            y += 10 + 19 * len(rows)
        drawn, y = _node(words.tree(verdict), 12, y + 4, width, href)
        markup.append(el("g", drawn, role="list", aria_label=label or head))
        y += 8
    said = "; ".join(JUDGED[v.state].words for _, v in found)
    told = f"All in all: {said}. The list with the picture says the same in words."
    held = {line.state for _, v in found for line in every([words.tree(v)])}
    marks = [(judgement(s, 24, 0), capital(JUDGED[s].words)) for s in JUDGED if s in held]
    legend, tall = signs(marks, 8, y, width - 16)
    return frame(name, width, y + tall + 8, head, told, *markup, legend, foot=foot)


def _node(line: Said, x: float, y: float, width: float, href: Href | None) -> tuple[Markup, float]:
    """One part with what hangs below it, and where the next one begins."""
    state = line.state or "unknown"
    style = JUDGED[state]
    group = bool(line.under)
    rows = wrap(line.text, width - x - 12 - 44, 14, bold=group)
    words_ = wrap(STATES[state], width - x - 12 - 44, 13)
    tall = 12.0 + 18 * len(rows) + 17 * len(words_)
    target = href(line.link) if href is not None and line.link else None
    rect = el("rect", x=x, y=y, width=width - x - 12, height=tall, rx=6, fill=style.fill,
              stroke=style.colour, stroke_width=1.6, stroke_dasharray=style.dashes,
              class_="bw-box-shape")  # fmt: skip
    said = text(rows, x + 36, y + 20, size=14, gap=18, fill=LINK if target else INK,
                font_weight="bold" if group else None, underline=bool(target))  # fmt: skip
    told = text(words_, x + 36, y + 19 + 18 * len(rows), size=13, gap=17, fill=style.colour,
                font_style="italic")  # fmt: skip
    shown = el("a", said, href=target) if target else said
    own = el("g", rect, judgement(state, x + 18, y + 16), Markup(" "), shown, Markup(" "), told,
             role="listitem", data_state=state, data_id=line.link)  # fmt: skip
    found, ends = [own], []
    bottom = y + tall
    for below in line.under:
        top = bottom + 6
        drawn, bottom = _node(below, x + INDENT, top, width, href)
        ends.append(top + 16)
        found.append(drawn)
    if ends:
        stem = f"M{x + 9:.1f} {y + tall:.1f}V{ends[-1]:.1f}"
        arms = "".join(f"M{x + 9:.1f} {e:.1f}H{x + INDENT:.1f}" for e in ends)
        found.insert(0, el("path", d=stem + arms, stroke=RULE, stroke_width=1.6, fill="none",
                           aria_hidden="true"))  # fmt: skip
    return Markup("".join(found)), bottom


def twin(words: Words, answer: GapsAnswer) -> tuple[Block, ...]:
    """The same trees as text."""
    return tuple(
        Block(label or title(words, answer), (words.tree(verdict),), "tree")
        for label, verdict in parts(words, answer)
    )

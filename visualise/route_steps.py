"""A route as numbered steps, each gate of a step ticked or open; and the same as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from queries.results import Evidence, Route, Step
from queries.sentence_parts import Block, Words, capital, listed, lower, sentence
from queries.sentence_parts import Line as Said
from queries.sentences_steps import condition_text, length, step_text, time_of
from visualise.map_drawing import Href
from visualise.route_map import state_of, title
from visualise.styles import INK, LINES, LINK, QUIET, RULE, judgement, legend
from visualise.svg import Line, Markup, el, frame, text, wrap

WORDS = {
    "met": "done by then",
    "unmet": "open",
    "unknown": "the sources do not say",
    "after": "to do once there",
}


@dataclass(frozen=True)
class Gate:
    """One thing that a step hangs on: done by an earlier step, open, or not written down."""

    state: str
    text: str
    evidence: tuple[Evidence, ...] = ()


def gates(words: Words, route: Route) -> list[list[Gate]]:
    """The gates of each step."""
    found: list[list[Gate]] = []
    for at, step in enumerate(route.steps, start=1):
        own: list[Gate] = []
        for before, earlier in enumerate(route.steps[: at - 1], start=1):
            same = step.kind == "serve" and earlier.kind == "take-up" and earlier.id == step.id
            if same or (step.kind != "serve" and step.id in earlier.satisfies):
                own.append(Gate("met", f"Done in step {before}: {_done(words, earlier)}"))
        own += [Gate("unmet", _only_if(words, step, i)) for i in range(len(step.conditions))]
        if step.way == "seen":
            who = listed(words.label(e) for e in step.employers) or "One employer"
            own.append(Gate("unmet", f"{who} asked for this. Others may differ."))
        if step.leaves:
            own.append(Gate("unmet", "This leads out of the kind of work you start in."))
        own += [Gate("unknown", sentence(u.text), u.evidence) for u in step.unknowns]
        own += [Gate("after", sentence(f"Once there: {d.text}"), d.evidence) for d in step.duties]
        found.append(list(dict.fromkeys(own)))
    return found


def _done(words: Words, step: Step) -> str:
    """A step that is over, in short."""
    said = step_text(words, step).removesuffix(time_of(step))
    return lower(said.removesuffix("."))


def _only_if(words: Words, step: Step, index: int) -> str:
    item = step.conditions[index]
    if item.kind == "granted":
        return f"Still to be agreed by {words.who(item.by)}."
    return sentence(f"Only if {condition_text(words, item)}")


def picture(
    words: Words,
    starts: Sequence[str],
    route: Route,
    goal: str,
    *,
    width: float = 358,
    href: Href | None = None,
    name: str = "route-steps",
    foot: str = "",
) -> str:
    """The route as SVG, one card below the other; 358 wide it fits a phone as it is."""
    head = title(words, starts, goal)
    heading = wrap(head, width - 24, 18, bold=True)
    below = wrap(sentence(length(route)), width - 24, 14)
    y = 22.0 + 22 * len(heading)
    parts: list[Markup] = [
        text(heading, 12, 26, size=18, gap=22, fill=INK, font_weight="bold"),
        text(below, 12, y + 2, size=14, gap=18, fill=QUIET),
    ]
    y += 18 * len(below) + 10
    cards: list[Markup] = []
    for at, (step, own) in enumerate(zip(route.steps, gates(words, route), strict=True), start=1):
        card, tall = _card(words, at, step, own, y, width, href)
        if at < len(route.steps):
            style = LINES[state_of(route.steps[at])]
            cards.append(el("path", d=f"M24 {y + 30:.1f}V{y + tall + 20:.1f}", stroke=style.colour,
                            stroke_width=4, stroke_dasharray=style.dashes,
                            aria_hidden="true"))  # fmt: skip
        cards.append(card)
        y += tall + 10
    told = f"{sentence(length(route))} The numbered list says the same in words."
    held = {g.state for own in gates(words, route) for g in own}
    lines = [state_of(s) for s in route.steps]
    marks = [(judgement(s, 24, 0), capital(WORDS[s])) for s in WORDS if s in held]
    signs, tall = legend(lines, (), 8, y + 4, width - 16, marks)
    return frame(name, width, y + tall + 10, head, told, *parts,
                 el("g", *cards, role="list", aria_label="Steps"), signs, foot=foot)  # fmt: skip


def _card(
    words: Words, at: int, step: Step, own: list[Gate], y: float, width: float, href: Href | None
) -> tuple[Markup, float]:
    left, inner = 44.0, width - 44 - 24
    style = LINES[state_of(step)]
    said = wrap(step_text(words, step), inner, 15, bold=True)
    tall = 14.0 + 19 * len(said)
    signs: list[Markup] = []
    for gate in own:
        rows = wrap(gate.text, inner - 26, 14)
        top = y + tall + 4
        mark = judgement(gate.state, left + 18, top + 8)
        words_ = text(rows, left + 34, top + 13, size=14, gap=17, fill=INK)
        signs.append(el("g", Markup(f"{mark} "), words_, data_gate=gate.state))
        tall += 8 + 17 * len(rows)
    tall += 8
    target = href(step.id) if href is not None else None
    rect = el("rect", x=left, y=y, width=width - left - 10, height=tall, rx=6, fill="#ffffff",
              stroke=RULE if step.state == "stated" else style.colour, stroke_width=1.6,
              stroke_dasharray=style.dashes, class_="bw-box-shape")  # fmt: skip
    title_ = text(said, left + 10, y + 22, size=15, gap=19, fill=LINK if target else INK,
                  font_weight="bold", underline=bool(target))  # fmt: skip
    disc = el("circle", cx=24, cy=y + 20, r=13, fill=INK)
    number = text([Line(str(at))], 24, y + 25, size=14, fill="#ffffff", font_weight="bold",
                  text_anchor="middle")  # fmt: skip
    shown = el("a", title_, href=target) if target else title_
    return (
        el("g", rect, disc, number, Markup(" "), shown, *signs, role="listitem", data_step=at,
           data_id=step.id, data_state=step.state),
        tall,
    )  # fmt: skip


def twin(words: Words, starts: Sequence[str], route: Route, goal: str) -> tuple[Block, ...]:
    """The same steps and gates as text."""
    lines = []
    for step, own in zip(route.steps, gates(words, route), strict=True):
        under = tuple(Said(f"{g.text} ({WORDS[g.state]})", g.evidence) for g in own)
        lines.append(Said(step_text(words, step), step.evidence, link=step.id, under=under))
    verdict = Block(title(words, starts, goal), (Said(sentence(length(route))),), "verdict")
    return verdict, Block("Step by step", tuple(lines), "steps", numbered=True)

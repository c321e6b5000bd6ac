"""No route in words: the verdict, what is in the way, what is not ruled out, what is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from queries.results import (
    Blocking,
    Coming,
    Nearest,
    NoRoute,
)
from queries.sentence_parts import (
    Block,
    Line,
    Words,
    capital,
    day,
    listed,
    place,
    sentence,
)
from queries.sentences_steps import condition_text, unstated_block

NEAR = {
    "reachable": "You can get there from here",
    "below": "A band below it",
    "above": "A band above it",
}


def no_route(words: Words, none: NoRoute, heading: str, goal: str) -> Iterator[Block]:
    """Why there is no route, what would change it, and what is near."""
    yield Block(heading, (Line(none_text(words, none, goal)),), "verdict")
    blocks = told_once(blocking_line(words, b) for b in none.blocking)
    if blocks:
        heads = {"not-established": "What the sources say", "out-of-scope": "What there is"}
        yield Block(heads.get(none.kind, "What is in the way"), blocks, "blocking")
    yield unstated_block(none.unknowns)
    yield not_ruled_out(words, none)
    yield nearest_block(words, none.nearest)


def told_once(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines of the same words as one, with the sources of all."""
    found: dict[tuple[str, str | None, tuple[Line, ...]], Line] = {}
    for line in lines:
        key = (line.text, line.link, line.under)
        known = found.get(key, replace(line, evidence=()))
        found[key] = replace(known, evidence=tuple(dict.fromkeys(known.evidence + line.evidence)))
    return tuple(found.values())


def not_ruled_out(words: Words, none: NoRoute) -> Block:
    """What nothing rules out though no source says how to get there, and what that hangs on."""
    hangs = tuple(Line(sentence(f"Only if {condition_text(words, c)}")) for c in none.conditions)
    ruled = none.not_ruled_out
    if ruled.count > 1:
        text = f"Nothing we know rules these out: {listed(words.name(i) for i in ruled.ids)}."
        return Block("Not ruled out", (Line(text, under=hangs),), "note")
    return Block("What this hangs on" if hangs else "", hangs, "note")


def none_text(words: Words, none: NoRoute, goal: str) -> str:
    """The verdict where there is no route."""
    first = none.blocking[0] if none.blocking else None
    if none.kind == "closed":
        law = first is not None and first.force == "law"
        why = "The law rules it out." if law else "A rule stands in the way."
        return f"Not at the moment. {why}"
    if none.kind == "unmet" and first is not None and first.unless is not None:
        needs = first.text.removesuffix(".")
        return f"You would need this first: {needs}. No source says how to get it from here."
    return {
        "no-such-goal": f"None of our sources names such a post: {goal}.",
        "not-established": f"This does not exist yet: {goal}."
        if none.status != "closed"
        else f"This no longer runs: {goal}.",
        "out-of-scope": f"There is a way to {goal}, but outside what you asked.",
        "out-of-budget": "We ran out of time before the search was finished. Ask for less at once.",
        "not-stated": f"Nobody has written down how to get from here to {goal}.",
    }.get(none.kind, sentence(none.text))


def blocking_line(words: Words, item: Blocking) -> Line:
    """One thing in the way, and what would lift it."""
    under = []
    if item.unless is not None:
        lift = words.tree(item.unless)
        under = [lift] if lift.under or item.what == "block" else []
    elif item.what == "block":
        under = [Line("What would lift it is not stated.")]
    text = words.dated(item.text)
    if item.what == "status":
        said = "was recommended, and does not exist yet" if text == "proposed" else text
        text = f"{words.label(item.about)}: {said.replace('-', ' ')}"
    elif item.what == "clause":
        text = f"{words.label(item.about)} asks for: {text}"
    return Line(sentence(text), item.evidence, link=item.about, under=tuple(under))


def nearest_block(words: Words, items: Iterable[Nearest]) -> Block:
    """The nearest things that are true; posts of unstated band stand together below."""
    lines, bandless = [], []
    for item in items:
        label = words.label(f"{item.id}@{item.band}" if item.band else item.id)
        line = Line(capital(label), item.evidence, link=item.id)
        if item.how in NEAR:
            passed = [s for s in item.steps if s != item.id]
            way = f" On the way: {listed(map(words.name, passed))}." if passed else ""
            lines.append(replace(line, under=(Line(f"{NEAR[item.how]}.{way}"),)))
        else:
            bandless.append(line)
    if bandless:
        lines.append(Line("Posts of which no source states the band:", under=tuple(bandless)))
    return Block("The nearest we know" if lines else "", tuple(lines), "nearest")


def coming_line(words: Words, item: Coming) -> Line:
    """A rule that replaces what stands in the way, from a later day."""
    where = f" in {listed(map(place, item.extent))}" if item.extent else ""
    verb = "is announced" if item.certainty == "announced" else "comes into force"
    by = f" ({item.by})" if item.by else ""
    text = f"{words.label(item.about)}: another rule {verb} for {day(item.from_)}{where}{by}."
    return Line(f"{text} The answer for that day may differ.", item.evidence, day=item.from_)

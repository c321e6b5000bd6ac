"""Steps in words: what to do, how long, what it hangs on, and what nobody wrote down."""

from __future__ import annotations

from collections.abc import Iterable

from queries.results import (
    Condition,
    Route,
    Step,
    Unstated,
)
from queries.sentence_parts import (
    Block,
    Line,
    Words,
    capital,
    count,
    listed,
    lower,
    sentence,
)
from queries.wording import article, months_text

READINGS = ("read between", "read from", "an assumption", "known only", "a reading")


def length(route: Route) -> str:
    """Steps and months of a route: "at least" wherever a sum has an unknown."""
    totals = route.totals
    steps = count(totals.steps, "step")
    learning = any(s.kind in ("qualify", "course", "serve") for s in route.steps)
    if not totals.months:
        unsaid = totals.unknown_months or learning
        return f"{steps}; how long it takes is not stated" if unsaid else steps
    open_end = totals.unknown_months or any(s.months and not s.months.typical for s in route.steps)
    months = ("at least " if open_end else "") + months_text(totals.months)
    if not totals.unknown_months:
        return f"{steps}, {months}"
    return f"{steps}, {months}; how long {count(totals.unknown_months, 'step')} takes is not stated"


def time_of(step: Step) -> str:
    """How long one step takes."""
    if step.months is None:
        learning = step.kind in ("qualify", "course")
        return " How long it takes is not stated." if learning else ""
    low, usual, high = step.months.min, step.months.typical, step.months.max
    if low is not None and high is not None and low != high:
        text = f"{low:g} to {months_text(high)}"
        return f" {text}, usually {months_text(usual)}." if usual else f" {text}."
    if usual is not None or high is not None:
        return f" {capital(months_text(usual or high or 0))}."
    return f" At least {months_text(low)}." if low is not None else ""


def step_text(words: Words, step: Step) -> str:
    """What to do in one step."""
    name = words.name(f"{step.id}@{step.band}" if step.band else step.id)
    if step.kind == "take-up":
        if step.type == "trainee":
            return f"Get a trainee place: {name}."
        return (
            f"Take on the work of: {name}." if step.type == "function" else f"Get a post: {name}."
        )
    if step.kind == "arrange":
        by = next((c.by for c in step.conditions if c.kind == "granted"), None)
        return f"Have this agreed by {words.who(by)}: {name}."
    if step.kind == "serve" and step.id not in words.snapshot.catalogue.entries:
        return f"Work in a post that counts for it.{time_of(step)}"
    if step.kind == "serve":
        return f"Work as {article(name)} {name}.{time_of(step)}"
    verb = {"qualify": "Finish", "course": "Take the course", "register": "Join the register as"}
    if step.kind == "register":
        return f"Register: {name}."
    return f"{verb.get(step.kind, 'Gain')} {name}.{time_of(step)}"


def condition_text(words: Words, item: Condition) -> str:
    """What has to be so, to follow an "if"."""
    text = words.dated(item.text)
    if item.kind == "granted":
        return f"{words.who(item.by)} agrees to this: {lower(text)}"
    if item.kind == "reading":
        if text.startswith(READINGS):
            return f"it is so as we understand it ({text})"
        return f"a trainee post will do ({text})"
    if item.kind == "announced":
        return f"a change comes into force ({text})"
    if item.kind == "profile":
        return f"your employer gives the post that band ({text})"
    if item.kind == "seen":
        where = text.partition("seen at ")[2] or "one that we have seen"
        return f"your employer offers this and asks the same as {where}"
    if item.kind == "unknown":
        return f"it works out, since {lower(text.removesuffix('.'))}"
    return text


def step_line(words: Words, step: Step) -> Line:
    """A step with what hangs on it."""
    under = [
        Line(sentence(f"Only if {condition_text(words, c)}"))
        for c in step.conditions
        if c.kind != "granted"
    ]
    if step.way == "seen":
        who = listed(words.label(e) for e in step.employers) or "One employer"
        under.append(Line(f"{who} asked for this. Others may differ."))
    under += [Line(sentence(f"Once there: {d.text}"), d.evidence, link=d.id) for d in step.duties]
    under += [Line(sentence(w)) for w in step.warnings if not w.startswith("One respondent said")]
    known = step.id in words.snapshot.catalogue.entries  # service in any post has no entry
    link = step.id if known else None
    return Line(step_text(words, step), step.evidence, link=link, under=tuple(under))


def ask_of(item: Unstated) -> str:
    """The question to copy."""
    text = item.text.removesuffix(".")
    bare = text.removesuffix(" is not stated")
    if bare != text:
        return f"Can you tell me {lower(bare)}?"
    return f"Our sources do not say this: {text}. Can you tell me?"


def unstated_block(items: Iterable[Unstated]) -> Block:
    """What nobody has written down, whom to ask, and the question."""
    lines = tuple(
        Line(f"{sentence(u.text)} Whom to ask: {u.ask}.", u.evidence, link=u.about, ask=ask_of(u))
        for u in dict.fromkeys(items)
    )
    return Block("What nobody has written down" if lines else "", lines, "unstated")

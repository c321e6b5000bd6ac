"""A what-if in words: what is changed, what that opens and shuts, and what stays in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from queries.change_kinds import CHANGES, Replace, Require, WayIn
from queries.changes import SOURCE
from queries.result_changes import Difference, GoalChange, Made, Outcome, Row, WhatIfAnswer
from queries.results import Route
from queries.sentence_parts import Block, Line, Words, capital, count, listed, lower, sentence
from queries.sentences_no_route import blocking_line, told_once
from queries.sentences_routes import routes
from queries.sentences_steps import condition_text, length
from queries.wording import clause_text, months_text

SHOWN = 3
OUTCOMES = {
    None: "there is no such thing",
    "stated": "yes",
    "conditional": "possible, with conditions",
    "closed": "not at the moment",
    "unmet": "something is needed first",
    "not-stated": "nobody has written down how",
    "no-such-start": "no source names such a start",
    "no-such-goal": "no source names such a post",
    "not-established": "this does not exist",
    "out-of-scope": "there is a way, but outside what you asked",
    "out-of-budget": "we could not finish looking",
}


def what_if(words: Words, answer: WhatIfAnswer) -> Iterator[Block]:
    """A whole what-if: the verdict, the changes, then what they do."""
    yield Block("What if", (Line(verdict(words, answer)),), "verdict")
    yield Block("What is changed", tuple(made_line(words, m) for m in answer.changes), "changes")
    yield _differences(words, "What this opens", answer.opened, "opened")
    yield _differences(words, "What this shuts", answer.shut, "shut")
    for goal in answer.goals:
        yield from _goal(words, goal)
    if answer.not_reached:
        lines = tuple(
            Line(f"{capital(words.label(i))}: no source says how to get it, so nobody comes to it."
                 " Say who may, and the answer changes.", link=i)
            for i in answer.not_reached
        )  # fmt: skip
        yield Block("What still has no way in", lines, "note")


def verdict(words: Words, answer: WhatIfAnswer) -> str:
    """The answer in one or two sentences."""
    many = len(answer.changes) > 1
    these = "these changes" if many else "this change"
    if answer.goals:
        return " ".join(_goal_verdict(words, g, these) for g in answer.goals)
    opened = list(dict.fromkeys(_name(words, d) for d in answer.opened))
    shut = list(dict.fromkeys(_name(words, d) for d in answer.shut))
    start = answer.question.get("from")
    if not opened and not shut:
        return f"With {these}, nothing opens that was not open before, and nothing is shut."
    told = []
    if opened:
        one = len(opened) == 1
        whom = f"from here ({words.name(str(start))})" if start else "to some people"
        told.append(f"With {these}, {_few(opened, 'thing')} {'opens' if one else 'open'} {whom}"
                    f", and did not before.")  # fmt: skip
    if shut:
        verb = "is" if len(shut) == 1 else "are"
        told.append(f"{capital(_few(shut, 'thing'))} {verb} shut that could be reached before.")
    return " ".join(told)


def _few(names: Sequence[str], what: str) -> str:
    return listed(names) if len(names) <= SHOWN else count(len(names), what)


def _name(words: Words, item: Difference) -> str:
    return words.name(f"{item.id}@{item.band}" if item.band else item.id)


def made_line(words: Words, made: Made) -> Line:
    """One change as a sentence, with its reason."""
    why = f" ({lower(made.text.removesuffix('.'))})" if made.text else ""
    return Line(sentence(_made_text(words, made) + why), made.evidence, link=made.entry)


def _made_text(words: Words, made: Made) -> str:
    name, change = capital(words.label(made.entry)), made.change
    (assumed,) = CHANGES.validate_python([change])
    if isinstance(assumed, Require):
        return f"{name} asks for this as well: {clause_text(words.label, assumed.clause)}"
    if isinstance(assumed, Replace):
        now = clause_text(words.label, assumed.with_)
        part = "a part of its rule" if assumed.clause else "its rule"
        return f"{name}: {part} becomes: {now}"
    if isinstance(assumed, WayIn):
        asks = ""
        if assumed.requires is not None:
            asks = f", and it asks for: {clause_text(words.label, assumed.requires)}"
        starts = f" from {words.posts(assumed.start, 'or')}" if assumed.start else ""
        return f"{name}: how people get there{starts} is written down{asks}"
    dropped = "one part of its rule" if change.get("clause") else "its rule"
    return {
        "add": f"There is something new: {name}",
        "open": f"{name} exists",
        "close": f"{name} is no more",
        "recognise": f"{name} counts as {words.label(str(change.get('for')))}",
        "drop": f"{name} no longer asks for {dropped}",
        "lift": f"This no longer stands in the way: {name}",
        "register": f"{name} have a register: {words.label(str(change.get('with')))}",
    }[made.kind]


def _differences(words: Words, heading: str, found: Sequence[Difference], kind: str) -> Block:
    """One line for each thing; below it each way, with whom it is for."""
    things: dict[str, list[Difference]] = {}
    for item in found:
        things.setdefault(_name(words, item), []).append(item)
    lines = []
    for name, items in things.items():
        under = tuple(_way_line(words, i) for i in items)
        lines.append(Line(sentence(name), link=items[0].id, under=under))
    return Block(heading if lines else "", tuple(lines), kind)


def _way_line(words: Words, item: Difference) -> Line:
    where = f" ({words.name(item.setting)})" if item.setting else ""
    passed = [words.name(s.id) for s in item.route.steps if s.id != item.id]
    way = f" By way of {listed(passed)}." if passed else ""
    proof = tuple(dict.fromkeys(e for s in item.route.steps for e in s.evidence))
    return Line(f"{starts_text(words, item.starts)}{where}: {_how(words, item.route)}.{way}", proof)


def _how(words: Words, route: Route) -> str:
    if route.state == "stated":
        return f"yes, {length(route)}"
    assumed = {c for s in route.steps if any(e.source == SOURCE for e in s.evidence[:1])
               for c in s.conditions if c.kind == "reading"}  # fmt: skip
    told = list(dict.fromkeys(
        "the change is made" if c in assumed else condition_text(words, c)
        for c in route.conditions
    ))  # fmt: skip
    more = f" (and {count(len(told) - 1, 'more condition')})" if len(told) > 1 else ""
    return f"possible, if {told[0]}{more}; {length(route)}" if told else length(route)


def starts_text(words: Words, starts: Sequence[str]) -> str:
    """A few starts by name; of many the first ones and how many more."""
    few = starts if len(starts) <= SHOWN + 1 else starts[:SHOWN]
    names = ["no post yet" if s == "none" else words.name(s.removeprefix("group:")) for s in few]
    if len(starts) > len(few):
        names.append(f"{len(starts) - len(few)} more")
    if any("," in name for name in names):
        return f"From {'; '.join(names)}"
    return f"From {listed(names)}"


def _goal_verdict(words: Words, goal: GoalChange, these: str) -> str:
    name = words.name(goal.goal)
    new = [r for r in goal.rows if opens(r)]
    gone = [r for r in goal.rows if opens(Row(starts=(), before=r.after, after=r.before))]
    if not new and not gone:
        now = any(r.after.state in ("stated", "conditional") for r in goal.rows)
        if now:
            return f"With {these}, whether one can get to {name} is as before."
        kinds = dict.fromkeys(OUTCOMES[r.after.state] for r in goal.rows)
        return f"Even with {these}, no way opens to {name}: {listed(kinds, 'or')}."
    told = []
    if new:
        told.append(f"With {these}, a way opens to {name} {_rows_text(words, new)}.")
    if gone:
        told.append(f"With {these}, the way to {name} is shut {_rows_text(words, gone)}.")
    return " ".join(told)


def _rows_text(words: Words, rows: Sequence[Row]) -> str:
    starts = tuple(dict.fromkeys(s for r in rows for s in r.starts))
    return lower(starts_text(words, starts))


def opens(row: Row) -> bool:
    """Whether there is a way after that there was not before."""
    ways = ("stated", "conditional")
    return row.after.state in ways and row.before.state not in ways


def _goal(words: Words, goal: GoalChange) -> Iterator[Block]:
    name = words.name(goal.goal)
    rows = tuple(row_line(words, r) for r in goal.rows)
    yield Block(f"Before and after: {name}", rows, "compared")
    shut = [r for r in goal.rows if r.after.state not in ("stated", "conditional")]
    still = told_once(blocking_line(words, b) for r in shut for b in r.after.blocking)
    yield Block("What still stands in the way" if still else "", still, "blocking")
    if goal.after is not None and any(a.routes for a in goal.after.by_start):
        yield Block(f"After the change: {name}", (), "part")
        yield from routes(words, goal.after)


def row_line(words: Words, row: Row) -> Line:
    """Where starts stood before and stand after."""
    before, after = outcome_text(row.before), outcome_text(row.after)
    where = f" ({words.name(row.setting)})" if row.setting else ""
    start = f"{starts_text(words, row.starts)}{where}"
    if row.before == row.after:
        return Line(f"{start}: as before, {after}.")
    if before == after:
        return Line(f"{start}: {after}, before and after, though not on the same grounds.")
    return Line(f"{start}: before, {before}; after, {after}.")


def outcome_text(outcome: Outcome) -> str:
    """The state of an outcome, and how long the first way is."""
    text = OUTCOMES.get(outcome.state, "we could not finish looking")
    if outcome.steps is None:
        return text
    steps = count(outcome.steps, "step")
    if not outcome.steps:
        return "already there"
    least = "at least " if outcome.unknown_months else ""
    months = f", {least}{months_text(outcome.months)}" if outcome.months else ""
    return f"{text}: {steps}{months}"

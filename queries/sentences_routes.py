"""Routes in words, start by start: the verdict, the steps, and other ways."""

from __future__ import annotations

from collections.abc import Iterator

from queries.results import (
    Route,
    RoutesAnswer,
    StartAnswer,
)
from queries.sentence_parts import (
    Block,
    Line,
    Words,
    count,
    sentence,
)
from queries.sentences_calendar import calendar, limited
from queries.sentences_no_route import coming_line, no_route
from queries.sentences_steps import condition_text, length, step_line, unstated_block
from queries.sentences_ways import how_sure, name_of, price, side_by_side

MANY = 4


def verdict_of(words: Words, route: Route, goal: str) -> str:
    """The verdict on the best route, the condition before the rest."""
    if route.state == "stated":
        return f"Yes. This is how the sources say people get to {goal}: {length(route)}."
    told = [condition_text(words, c) for c in route.conditions]
    first = "; and if ".join(told[:2]) or "some things are so that the sources do not settle"
    more = len(told) - 2
    rest = f" ({count(more, 'more condition')} below)" if more > 0 else ""
    return f"Possible, if {first}{rest}. It is {length(route)}."


def routes(words: Words, answer: RoutesAnswer) -> Iterator[Block]:
    """An answer about routes, start by start."""
    goal = words.name(str(answer.goal))
    several = len(answer.by_start) > 1
    if several:
        found = [_short(words, a) for a in answer.by_start]
        lines = tuple(Line(t) for t in dict.fromkeys(found))
        heading = f"{words.label(str(answer.question['from']))} → {goal}"
        text = "It depends on where you start." if len(lines) > 1 else "From each start:"
        if answer.warnings:
            text = (
                "It depends on the setting."
                if len({a.starts for a in answer.by_start}) == 1
                else "It depends on where you start, and on the setting."
            )
        yield Block(heading, (Line(text, under=lines),), "verdict")
    for one in answer.by_start:
        yield from _from_start(words, one, goal, answer)
    if answer.coming:
        lines = tuple(coming_line(words, c) for c in answer.coming)
        yield Block("What will change", lines, "coming")


def _short(words: Words, one: StartAnswer) -> str:
    where = f" ({words.name(one.setting)})" if one.setting else ""
    best = one.routes[0].state if one.routes else one.no_route.kind if one.no_route else ""
    said = {
        "stated": "yes, there is a way",
        "conditional": "possible, with conditions",
        "closed": "not at the moment",
        "unmet": "something is needed first",
        "not-stated": "nobody has written down how",
        "no-such-goal": "no source names such a post",
        "not-established": "this does not exist yet",
        "out-of-scope": "there is a way, but outside what you asked",
        "no-such-start": "no source names such a start",
    }.get(best, "we could not finish looking")
    few = len(one.starts) < MANY
    shown = words.posts(one.starts) if few else f"{count(len(one.starts), 'post')}"
    return f"{shown or 'From there'}{where}: {said}."


def _about_cost(answer: RoutesAnswer) -> bool:
    """Whether the question asks about cost."""
    return answer.question.get("by") == "cost" or answer.question.get("max_cost") is not None


def _from_start(words: Words, one: StartAnswer, goal: str, answer: RoutesAnswer) -> Iterator[Block]:
    starts = words.posts(one.starts) or "From here"
    where = f" ({words.name(one.setting)})" if one.setting else ""
    heading = f"{starts}{where} → {goal}"
    if one.no_route is not None:
        yield from no_route(words, one.no_route, heading, goal)
        return
    paid, by = _about_cost(answer), str(answer.question.get("by", "steps"))
    best, *others = (*one.routes, *one.trade_offs)
    yield Block(heading, (Line(verdict_of(words, best, goal)),), "verdict")
    yield side_by_side(one)
    yield from _route(
        words,
        best,
        "What to do: way 1" if others else "What to do",
        paid,
        how_sure(best, by, answer.complete),
    )
    yield from calendar(words, best)
    yield unstated_block(u for r in (best, *others) for u in r.unknowns)
    for number, route in enumerate(others, 2):
        text = verdict_of(words, route, goal)
        yield Block(name_of(number, route), (Line(text),), "other")
        yield from _route(words, route, "", paid)


def _route(words: Words, route: Route, heading: str, paid: bool, sure: str = "") -> Iterator[Block]:
    lines = tuple(step_line(words, s) for s in route.steps)
    yield Block(heading, lines, "steps", numbered=True)
    rest = [c for c in route.conditions if not any(c in s.conditions for s in route.steps)]
    notes = [Line(sentence(f"Only if {condition_text(words, c)}")) for c in rest]
    notes += [Line(text) for text in (limited(route),) if text and not heading]
    if route.leaves_strand != "no":
        said = {
            "yes": "This way takes you out of the kind of work you start in.",
            "may": "On this way some leave the kind of work they start in.",
            "unknown": "Whether you would stay in the same kind of work is not stated.",
        }[route.leaves_strand]
        notes.append(Line(said, route.leaves_evidence))
    if paid or route.totals.cost:
        notes.append(Line(price(route)))
    if sure:
        notes.append(Line(sure))
    if notes:
        yield Block("Worth knowing", tuple(notes), "note")

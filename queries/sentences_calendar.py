"""The calendar of a route in words: when one is there at the earliest, and month by month."""

from __future__ import annotations

from collections.abc import Iterator

from queries.result_calendar import RouteCalendar, Span
from queries.results import Route, Step
from queries.sentence_parts import Block, Line, Words, capital, count, listed, lower
from queries.sentences_steps import step_text, time_of
from queries.wording import months_text

NOT_COUNTED = "Waiting for a vacancy, for somebody to agree, or for a register is not counted."


def tells(route: Route) -> bool:
    """Whether there is anything to put in time: learning, or service in a post."""
    found = route.calendar
    return found is not None and any(s.lane in ("study", "service") for s in found.spans)


def calendar(words: Words, route: Route) -> Iterator[Block]:
    """When each step comes; nothing where no step takes time."""
    found = route.calendar
    if found is None or not tells(route):
        return
    yield Block("When", tuple(Line(text) for text in _summary(words, route, found)), "calendar")
    lines = tuple(Line(line(words, route, span)) for span in in_time(found))
    yield Block("Month by month", lines, "months")


def limited(route: Route) -> str | None:
    """The finish with so many studies at once, beside the total; None where no limit is asked."""
    found = route.calendar
    if found is None or found.studies is None or not tells(route):
        return None
    if not found.kept:
        return "We found no order that keeps to so few courses or qualifications at once."
    many = count(found.studies, "course or qualification", "courses or qualifications")
    each = "at a time" if found.studies == 1 else "at once at most"
    same = found.months == route.totals.months
    free = " That is no longer than without this limit." if same else ""
    return f"{capital(many)} {each}: {_length(found.months, found.at_least)}.{free}"


def finish(route: Route) -> str:
    """When one is there at the earliest, under the limit that was asked for."""
    found = route.calendar
    assert found is not None
    if not found.months:
        return limited(route) or "How long it takes is not stated."
    return (
        limited(route) or f"The earliest finish: {_length(found.months, found.at_least)} from now."
    )


def in_time(found: RouteCalendar) -> list[Span]:
    """The steps as they begin."""
    return sorted(found.spans, key=lambda s: (s.starts, s.step))


def _summary(words: Words, route: Route, found: RouteCalendar) -> Iterator[str]:
    yield (
        limited(route) or f"The earliest finish: {_length(found.months, found.at_least)} from now."
    )
    if found.kept and not found.proved:
        yield "There may be a quicker order: we could not try them all."
    if found.not_stated:
        names = listed(words.name(route.steps[n - 1].id) for n in found.not_stated)
        yield f"How long this takes is not stated, so it is not in the months here: {names}."
    yield NOT_COUNTED


def _length(months: float, at_least: bool) -> str:
    if not months:
        return "how long it takes is not stated" if at_least else "no time"
    return ("at least " if at_least else "") + months_text(months)


def month(value: float) -> str:
    """A month of the calendar, to the tenth."""
    return f"{value:.1f}".removesuffix(".0")


def when(span: Span) -> str:
    """When a step comes: a month, from a month to another, or what of it is not stated."""
    begins = _begins(span)
    if not span.stated:
        since = "From now" if begins == "Now" else f"From {lower(begins)}"
        return f"{since}, for a time that is not stated"
    lasts = span.ends - span.starts
    if not lasts:
        return begins
    if span.starts_at_least or lasts < 1:
        return f"{begins}, for {months_text(round(lasts, 2))}"
    later = " or later" if span.ends_at_least else ""
    return f"Month {month(span.starts)} to {month(span.ends)}{later}"


def _begins(span: Span) -> str:
    if span.starts_at_least:
        return f"Month {month(span.starts)} or later" if span.starts else "Some time later"
    return f"Month {month(span.starts)}" if span.starts else "Now"


def what(words: Words, step: Step) -> str:
    """What is done in a step, without how long it takes."""
    return step_text(words, step).removesuffix(time_of(step))


def where(words: Words, route: Route, span: Span) -> str:
    """In which post a step is done, or begun; empty where in none."""
    if span.inside is None or span.lane == "service":
        return ""
    if span.inside == 0:
        return "in the post you have now"
    step = route.steps[span.inside - 1]
    return f"in the post of {words.name(f'{step.id}@{step.band}' if step.band else step.id)}"


def stay(route: Route, span: Span) -> str:
    """Until when a post is held; empty for the last one, and for one passed through at once."""
    if span.until is None or span.until == span.starts or route.calendar is None:
        return ""
    later = (s for s in route.calendar.spans if s.lane == "post" and s.step > span.step)
    loose = " or later" if any(s.starts_at_least for s in list(later)[:1]) else ""
    return f"You are in it until month {month(span.until)}{loose}."


def line(words: Words, route: Route, span: Span) -> str:
    """One step in time as a sentence."""
    told = what(words, route.steps[span.step - 1]).removesuffix(".")
    place, until = where(words, route, span), stay(route, span)
    text = f"{when(span)}: {lower(told)}" + (f", {place}." if place else ".")
    return f"{text} {until}" if until else text

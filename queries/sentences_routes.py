"""Routes and gaps in words: verdict, steps or obstacles, what nobody wrote down, nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from queries.results import (
    Blocking,
    Condition,
    Nearest,
    NoRoute,
    Route,
    RoutesAnswer,
    StartAnswer,
    Step,
    Unstated,
)
from queries.sentence_parts import Block, Line, Words, article, capital, count, listed, sentence
from queries.wording import months_text

MANY = 4
NEAR = {
    "reachable": "You can get there from here",
    "below": "A band below it",
    "above": "A band above it",
}
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
        return f"{words.who(item.by)} agrees to this: {text[:1].lower()}{text[1:]}"
    if item.kind == "reading":
        if text.startswith(READINGS):
            return f"it is so as we understand it ({text})"
        return f"a trainee post will do ({text})"
    if item.kind == "announced":
        return f"a change comes into force ({text})"
    if item.kind == "profile":
        return f"your employer gives the post that band ({text})"
    if item.kind == "seen":
        return f"your employer asks the same as one we have seen ({text})"
    if item.kind == "unknown":
        return f"it works out, since {text.removesuffix('.')}"
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
    return Line(step_text(words, step), step.evidence, link=step.id, under=tuple(under))


def verdict_of(words: Words, route: Route, goal: str) -> str:
    """The verdict on the best route, the condition before the rest."""
    if route.state == "stated":
        return f"Yes. This is how the sources say people get to {goal}: {length(route)}."
    told = [condition_text(words, c) for c in route.conditions]
    first = "; and if ".join(told[:2]) or "some things are so that the sources do not settle"
    more = len(told) - 2
    rest = f" ({count(more, 'more condition')} below)" if more > 0 else ""
    return f"Possible, if {first}{rest}. It is {length(route)}."


def ask_of(item: Unstated) -> str:
    """The question to copy."""
    text = item.text.removesuffix(".")
    bare = text.removesuffix(" is not stated")
    if bare != text:
        return f"Can you tell me {bare}?"
    return f"Our sources do not say this: {text}. Can you tell me?"


def unstated_block(items: Iterable[Unstated]) -> Block:
    """What nobody has written down, whom to ask, and the question."""
    lines = tuple(
        Line(f"{sentence(u.text)} Whom to ask: {u.ask}.", u.evidence, link=u.about, ask=ask_of(u))
        for u in dict.fromkeys(items)
    )
    return Block("What nobody has written down" if lines else "", lines, "unstated")


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
        yield from _from_start(words, one, goal)


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


def _from_start(words: Words, one: StartAnswer, goal: str) -> Iterator[Block]:
    starts = words.posts(one.starts) or "From here"
    where = f" ({words.name(one.setting)})" if one.setting else ""
    heading = f"{starts}{where} → {goal}"
    if one.no_route is not None:
        yield from no_route(words, one.no_route, heading, goal)
        return
    best, *others = one.routes
    yield Block(heading, (Line(verdict_of(words, best, goal)),), "verdict")
    yield from _route(words, best, "What to do")
    yield unstated_block(u for r in one.routes for u in r.unknowns)
    for route in others:
        text = verdict_of(words, route, goal)
        apart = f": {route.what_sets_it_apart}" if route.what_sets_it_apart else ""
        yield Block(f"Another way{apart}", (Line(text),), "other")
        yield from _route(words, route, "")


def _route(words: Words, route: Route, heading: str) -> Iterator[Block]:
    lines = tuple(step_line(words, s) for s in route.steps)
    yield Block(heading, lines, "steps", numbered=True)
    rest = [c for c in route.conditions if not any(c in s.conditions for s in route.steps)]
    notes = [Line(sentence(f"Only if {condition_text(words, c)}")) for c in rest]
    if route.leaves_strand != "no":
        said = {
            "yes": "This way takes you out of the kind of work you start in.",
            "may": "On this way some leave the kind of work they start in.",
            "unknown": "Whether you would stay in the same kind of work is not stated.",
        }[route.leaves_strand]
        notes.append(Line(said, route.leaves_evidence))
    if route.totals.cost:
        unsaid = "at least " if route.totals.unknown_costs else ""
        notes.append(Line(f"Cost to you: {unsaid}£{route.totals.cost:,.0f}."))
    if notes:
        yield Block("Worth knowing", tuple(notes), "note")


def no_route(words: Words, none: NoRoute, heading: str, goal: str) -> Iterator[Block]:
    """Why there is no route, what would change it, and what is near."""
    yield Block(heading, (Line(none_text(words, none, goal)),), "verdict")
    blocks = tuple(blocking_line(words, b) for b in none.blocking)
    if blocks:
        heads = {"not-established": "What the sources say", "out-of-scope": "What there is"}
        yield Block(heads.get(none.kind, "What is in the way"), blocks, "blocking")
    if none.conditions:
        lines = tuple(Line(sentence(condition_text(words, c))) for c in none.conditions)
        yield Block("What this hangs on", lines, "note")
    yield unstated_block(none.unknowns)
    yield nearest_block(words, none.nearest)
    ruled = none.not_ruled_out
    if ruled.count > 1:
        text = f"Nothing we know rules these out: {listed(words.label(i) for i in ruled.ids)}."
        yield Block("Not ruled out", (Line(text),), "note")


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

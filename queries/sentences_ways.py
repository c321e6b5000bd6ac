"""Several ways in words: side by side, what sets each apart, and how sure the first one is."""

from __future__ import annotations

from math import ceil

from queries.results import Route, StartAnswer
from queries.sentence_parts import Block, Line, capital, count, sentence
from queries.sentences_steps import length
from queries.wording import months_text

MEASURE = {
    "steps": ("has fewer steps", "shorter"),
    "time": ("takes less time, as far as times are stated", "quicker"),
    "cost": ("costs you less, as far as prices are stated", "cheaper"),
}
STRAND = {
    "no": "You stay in the same kind of work",
    "may": "Some leave the kind of work they start in",
    "yes": "It takes you out of the kind of work you start in",
    "unknown": "Whether you stay in the same kind of work is not stated",
}


def price(route: Route) -> str:
    """What a route costs the learner; never free for want of a statement."""
    known, unknown = route.totals.cost, route.totals.unknown_costs
    steps = count(unknown, "step")
    if unknown:
        rest = f"what {steps} {'costs' if unknown == 1 else 'cost'} is not stated"
        return f"Cost to you: at least £{known:,.0f}; {rest}." if known else f"Cost to you: {rest}."
    return f"Cost to you: £{known:,.0f}, as far as steps have a price."


def how_sure(route: Route, by: str, whole: bool = True) -> str:
    """What the gap says: nothing is better, or how much better a way might at most be.

    Not `whole` is an answer of which some search was cut short.
    """
    better, word = MEASURE[by]
    if route.gap is None:
        return ""
    if route.gap == 0 and not whole:
        return f"We stopped looking, though no way that is as certain {better}."
    if route.gap == 0:
        return f"Every way was looked at: none that is as certain {better}."
    least = {"steps": route.totals.steps, "time": route.totals.months, "cost": route.totals.cost}
    bound = least[by] * (1 - route.gap)
    shown = {
        "steps": count(ceil(round(bound, 2)), "step"),
        "time": months_text(round(bound, 1)),
        "cost": f"£{bound:,.0f}",
    }[by]
    return f"We stopped looking. There may be a {word} way, though none below {shown}."


def name_of(number: int, route: Route) -> str:
    """The heading of a way: its number, and what sets it apart."""
    apart = route.what_sets_it_apart
    return f"Way {number}: {apart}" if apart else f"Way {number}"


def side_by_side(one: StartAnswer) -> Block:
    """All ways of one start, each with the same facts in the same order; nothing for one way."""
    shown = (*one.routes, *one.trade_offs)
    if len(shown) < 2:
        return Block("", (), "ways")
    lines = tuple(Line(name_of(n, route), under=_facts(route)) for n, route in enumerate(shown, 1))
    return Block("The ways side by side", lines, "ways")


def _facts(route: Route) -> tuple[Line, ...]:
    hangs = len(route.conditions)
    certain = "Stated whole" if not hangs else f"Hangs on {count(hangs, 'thing')}"
    texts = (capital(length(route)), price(route), certain, STRAND[route.leaves_strand])
    return tuple(Line(sentence(text)) for text in texts)

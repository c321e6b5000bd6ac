"""What everybody has to pass, in words: goal by goal, or by what lies on the way to most."""

from __future__ import annotations

from collections.abc import Iterator

from queries.result_lists import Choke, ChokepointsAnswer
from queries.sentence_parts import Block, Line, Words, capital, count, listed, sentence

FEW = 3
"""So many goals are told one by one; more are put together by what lies on the way to them."""


def chokepoints(words: Words, answer: ChokepointsAnswer) -> Iterator[Block]:
    """What lies on every way."""
    start, goals = answer.question["from"], answer.question["to"]
    here = f", from here: {words.label(str(start))}" if start is not None else " or has already"
    there = f" → {words.label(str(goals[0]))}" if answer.goals == 1 else ""
    by_id: dict[str, list[Choke]] = {}
    for choke in answer.on_all:
        by_id.setdefault(choke.id, []).append(choke)
    ways = "every way we know" if answer.goals == 1 else "every way to one of the goals"
    text = f"{capital(count(len(by_id), 'thing'))} on {ways}."
    yield Block(f"What everybody has to pass{here}{there}", (Line(text),), "verdict")
    if answer.goals <= FEW:
        lines = tuple(
            Line(
                words.label(c.id) + (f", to: {words.name(c.goal)}" if answer.goals > 1 else ""),
                c.evidence,
                link=c.id,
            )
            for c in answer.on_all
        )
    else:
        order = sorted(by_id, key=lambda item: (-len(by_id[item]), words.label(item)))
        lines = tuple(_passed(words, item, by_id[item]) for item in order)
    yield Block("", lines, "items")
    if answer.no_route_to:
        names = listed(words.name(g) for g in answer.no_route_to)
        yield Block("No way is known to", (Line(capital(names)),), "note")


def _passed(words: Words, item: str, chokes: list[Choke]) -> Line:
    """One thing, and every goal that it lies on all ways to."""
    goals = count(len(chokes), "goal")
    under = tuple(Line(sentence(capital(words.name(c.goal))), link=c.goal) for c in chokes)
    proof = chokes[0].evidence
    return Line(f"{words.label(item)}: on every way to {goals}.", proof, link=item, under=under)

"""What would open a goal, in words: any one of these sets, and whose each change is."""

from __future__ import annotations

from collections.abc import Iterator

from queries.result_unlock import Unlock, UnlockAnswer, UnlockChange, UnlockStart
from queries.sentence_parts import Block, Line, Words, capital, count, listed, sentence

WHO = {
    "you": "you",
    "lawmaker": "the lawmaker",
    "regulator": "the regulator",
    "national pay body": "the national pay body",
    "provider": "the provider",
    "employer": "the employer",
    "not stated": "whose decision it is is not stated",
}
OPEN = ("stated", "conditional")


def unlock(words: Words, answer: UnlockAnswer) -> Iterator[Block]:
    """What would open the goals, start by start."""
    goals = listed(words.name(goal) for goal in answer.goals)
    for one in answer.by_start:
        yield from _from_start(words, one, goals, len(answer.goals))
    if answer.state_band:
        lines = tuple(Line(sentence(words.label(i)), link=i) for i in answer.state_band)
        text = "Of these posts no source states the band; who states it may open this goal as well."
        yield Block("State the band", (Line(text, under=lines),), "note")


def _from_start(words: Words, one: UnlockStart, goals: str, several: int) -> Iterator[Block]:
    where = f" ({words.name(one.setting)})" if one.setting else ""
    start = words.posts(one.starts) or "From here"
    yield Block(f"{start}{where} → {goals}", (Line(_verdict(one, several)),), "verdict")
    lines = tuple(_set(words, each) for each in one.opens)
    yield Block("Any one of these would open a way" if lines else "", lines, "items")
    lines = tuple(_set(words, each) for each in one.ends_closure)
    heading = "These would end what shuts it, but a way in would still be missing"
    yield Block(heading if lines else "", lines, "note")


def _verdict(one: UnlockStart, several: int) -> str:
    it = "them all" if several > 1 else "it"
    if all(kind in OPEN for kind in one.kinds):
        return "There is a way already; nothing has to change."
    if one.opens:
        many = count(len(one.opens), "change", "changes or sets of changes")
        return f"{capital(many)} would open {it}, the smallest first."
    if one.complete:
        return f"We know of no change that would open {it} from here."
    return f"We found nothing that would open {it} before we ran out of time."


def _set(words: Words, one: Unlock) -> Line:
    if len(one.changes) == 1:
        return _change(one.changes[0])
    who = listed(dict.fromkeys(WHO.get(c.by, c.by) for c in one.changes if c.by != "not stated"))
    together = "All of these" if who in ("", "you") else f"Together, {who}"
    return Line(f"{together}:", under=tuple(_change(c) for c in one.changes))


def _change(change: UnlockChange) -> Line:
    who = WHO.get(change.by, change.by)
    text = sentence(f"{capital(who)}: {change.text}")
    link = change.about if change.what != "get-level" else None
    return Line(text, change.evidence, link=link)

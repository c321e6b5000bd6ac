"""What each kind of start reaches in each setting, what shuts the rest, and what would open it.

python -m tests.stories.reachable writes docs/reachable.md (a few minutes)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.catalogue import digest
from loaders.yaml_catalogue import load
from queries.ask import World
from queries.next_steps import next_steps
from queries.question import Question
from queries.result_lists import Item, NextAnswer
from queries.result_unlock import Unlock
from queries.results import Step
from queries.sentence_parts import Words, capital, listed
from queries.unlock import unlock

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reachable.md"
DAY = date(2026, 11, 30)
SETTINGS = ("section-10", "licensed")
MOST = 3
HEAD = """\
# What each start reaches

Written by `python -m tests.stories.reachable` from the built-in catalogue, all sources, for
30 November 2026; `tests/stories/test_reachable.py` holds it to the engine. *Possible* hangs on
something that the answer of `routes` names; *stated* does not. A way is the one with the fewest
steps. What would open a shut post are the smallest sets of `unlock`, at most three, each found by a
search in the catalogue so changed. Posts of which no source says how they are reached are named,
never counted as reached.
"""
KINDS = {"serve": "work as {}", "arrange": "have agreed: {}", "register": "join {}"}


@dataclass(frozen=True)
class Start:
    """A kind of person: where they are, and what they say to hold."""

    name: str
    start: str
    holds: tuple[str, ...] = ()


STARTS = (
    Start("Support worker, band 2", "aseptic-support-worker@2"),
    Start("Support worker, band 3", "aseptic-support-worker@3"),
    Start("Cleanroom supervisor", "cleanroom-supervisor@4"),
    Start("Pharmacy technician, band 4", "pharmacy-technician-b4@4"),
    Start("Pharmacy technician, band 5", "pharmacy-technician-b5@5"),
    Start("Science manufacturing technician apprentice", "smt-apprentice"),
    Start("Science graduate, not yet in the service", "none", ("relevant-science-degree",)),
    Start("Pharmacist, band 7", "pharmacist-b7@7"),
    Start("Clinical scientist", "clinical-scientist"),
    Start("QC support worker", "qc-support-worker"),
)


def section(world: World, one: Start) -> Iterator[str]:
    """One start in each setting."""
    yield f"## {one.name}"
    flags = f"--from {one.start}" + "".join(f" --holds {h}" for h in one.holds)
    yield f"`bandway next {flags} --as-of {DAY.isoformat()} --setting …`"
    for setting in SETTINGS:
        question = Question(from_=one.start, holds=one.holds, as_of=DAY, setting=setting)
        words = Words(world.snapshot(question))
        yield f"### {words.label(setting)}"
        yield from _setting(world, words, question, next_steps(world, question))


def _setting(world: World, words: Words, question: Question, told: NextAnswer) -> Iterator[str]:
    reached = [i for i in (*told.opens, *told.further) if i.type != "registration"]
    if reached:
        rows = [f"| {_name(words, i)} | {_way(words, i)} |" for i in reached]
        yield "\n".join(["| Reached | By |", "| --- | --- |", *rows])
    else:
        yield "No post is reached by a way that a source states."
    blocks = [i for i in told.closed if i.type == "block"]
    posts = [i for i in told.closed if i.type != "block"]
    if posts:
        rows = [
            f"| {_name(words, i)} | {_why(i)} | {_opening(world, question, i)} |" for i in posts
        ]
        head = ["| Shut | What blocks | What would open it |", "| --- | --- | --- |"]
        yield "\n".join([*head, *rows])
    for item in blocks:
        lifted = f" Lifted by: {item.unless}." if item.unless else ""
        yield f"A block comes from here: {_plain(item.text or item.label)}.{lifted}"
    if told.unmet:
        missing = [f"{i.label} ({_plain('; '.join(i.missing))})" for i in told.unmet]
        yield f"Something stated is missing for: {'; '.join(missing)}."
    rest = {
        "Every stated gate is met, and no source says how one is appointed": told.gates_met,
        "People of this group hold it, and what it takes is not stated": told.held_by,
    }
    for text, items in rest.items():
        if items:
            yield f"{text}: {listed(words.name(i.id) for i in items)}."
    if told.nothing_stated.count:
        yield f"Posts of which nothing is stated: {told.nothing_stated.count}."


def _name(words: Words, item: Item) -> str:
    label = words.label(f"{item.id}@{item.band}" if item.band else item.id)
    return _plain(label) + (f" ({item.type})" if item.type in ("function", "trainee") else "")


def _way(words: Words, item: Item) -> str:
    state = "stated" if item.state == "stated" else "possible"
    if not item.steps:
        return f"{state}, in one step, once this is so: {_plain('; '.join(item.missing))}"
    kinds = "possible" if any(s.state == "conditional" for s in item.steps) else "stated"
    return f"{kinds}: " + " → ".join(_step(words, step) for step in item.steps)


def _step(words: Words, step: Step) -> str:
    name = words.name(f"{step.id}@{step.band}" if step.band else step.id)
    return _plain(KINDS.get(step.kind, "{}").format(name))


def _why(item: Item) -> str:
    forces = {e.force for e in item.evidence if e.force}
    return _plain(item.text) + (f" ({', '.join(sorted(forces))})" if forces else "")


def _opening(world: World, question: Question, item: Item) -> str:
    found = unlock(world, question, [item.id]).by_start[0]
    told = [_set(one) for one in found.opens[:MOST]]
    more = " · …" if len(found.opens) > MOST or not found.complete else ""
    return " · ".join(told) + more if told else "no admissible change that we know of"


def _set(one: Unlock) -> str:
    return " **and** ".join(f"{capital(c.by)}: {_plain(c.text)}" for c in one.changes)


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "/").split()).rstrip(".")


def page(world: World) -> str:
    """The whole page."""
    return "\n\n".join([HEAD.rstrip(), *(p for s in STARTS for p in section(world, s))]) + "\n"


def main() -> None:
    """Write the page."""
    catalogue = load()
    world = World(catalogue, digest(catalogue))
    PAGE.write_text(page(world), encoding="utf-8")


if __name__ == "__main__":
    main()

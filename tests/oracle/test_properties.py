"""What must hold of every answer: more is never worse, names do not matter, a lens is kept."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from comparing import REFUSED, STATES, Key, Said, by_engine
from instances import Instance, describe, make
from making import SOURCES
from oracle import Best
from renaming import answers, renamed, under_old_names

from queries.ask import World, routes
from queries.next_steps import next_steps
from queries.question import Question
from tests.citations import cited

SIZE = 60
BATCHES = range(0, 240, SIZE)
GAINS = ("qualification", "course", "competency", "condition")
"""What may be held in addition: a staff group, and a register that tells one, may also shut."""
REAL = ("scoping-report", "medicines-act-1968", "human-medicines-regulations-2012", "si-2025-1249")


def rank(best: Best) -> tuple[float, ...]:
    """The order of S9, with no route after every route; smaller is better."""
    if best.kind is not None:
        return (2,)
    return (best.pilot, best.conditional, best.unknown, best.months, best.steps)


def gains(asked: Instance) -> list[str]:
    """What the person does not say they hold, and may gain without harm.

    Whoever holds a qualification does not make a move to it, and may not begin what that begins.
    """
    moved = {e["to"] for e in asked.raw.values() if e["kind"] == "move" and e.get("begins")}
    left = (name for name in asked.raw if name not in moved and name not in asked.holds)
    return [name for name in left if asked.raw[name]["kind"] in GAINS]


def same_start(key: Key, said: Said) -> list[Best]:
    """The answers for the same start and order, in the same setting or in all."""
    start, setting, by = key
    found = [(k, b) for k, b in said.routes.items() if (k[0], k[2]) == (start, by)]
    return [b for k, b in found if setting is None or k[1] in (None, setting)]


@pytest.mark.parametrize("first", BATCHES)
def test_holding_more_is_never_worse(first: int) -> None:
    tried = 0
    for seed in range(first, first + SIZE):
        asked = make(seed)
        more, before = gains(asked), by_engine(asked)
        if not more or before == REFUSED:
            continue
        tried += 1
        item = random.Random(seed).choice(more)
        after = by_engine(replace(asked, holds=(*asked.holds, item)))
        said = f"seed {seed}, with {item}: {before}\n{after}\n{describe(asked)}"
        for key, best in before.routes.items():
            assert all(rank(b) <= rank(best) for b in same_start(key, after)), f"{key}, {said}"
        assert STATES.index(after.gap) >= STATES.index(before.gap), said
    assert tried > SIZE / 2


@pytest.mark.parametrize("first", BATCHES)
def test_names_in_the_same_order_change_nothing_at_all(first: int) -> None:
    for seed in range(first, first + SIZE):
        asked = make(seed)
        here = answers(renamed(asked, {name: f"xqx-{name}" for name in asked.raw}))
        there = answers(renamed(asked, {name: f"yqy-{name}" for name in asked.raw}))
        assert [t.replace("xqx-", "yqy-") for t in here] == there, f"seed {seed}"


@pytest.mark.parametrize("first", BATCHES)
def test_names_in_another_order_change_no_rank_kind_or_verdict(first: int) -> None:
    for seed in range(first, first + SIZE):
        asked = make(seed)
        order = random.Random(seed).sample(range(100, 999), len(asked.raw))
        names = {name: f"n{n}-{name}" for name, n in zip(asked.raw, order, strict=True)}
        there = under_old_names(by_engine(renamed(asked, names)), names)
        assert by_engine(asked) == there, f"seed {seed}\n{describe(asked)}"


@pytest.mark.parametrize("first", BATCHES)
def test_the_order_in_the_file_changes_nothing_at_all(first: int) -> None:
    for seed in range(first, first + SIZE):
        asked = make(seed)
        names = random.Random(seed).sample(list(asked.raw), len(asked.raw))
        shuffled = replace(asked, raw={name: asked.raw[name] for name in names})
        assert answers(asked) == answers(shuffled), f"seed {seed}"


@pytest.mark.parametrize("first", BATCHES)
def test_every_citation_lies_in_the_lens(first: int) -> None:
    number = 0
    for seed in range(first, first + SIZE):
        dice = random.Random(seed)
        lens = tuple(dice.sample(SOURCES, dice.randint(1, 2)))
        for text in answers(replace(make(seed), sources=lens)):
            found = list(cited(json.loads(text))) if text.startswith("{") else []
            number += len(found)
            assert set(found) <= set(lens), f"seed {seed}, lens {lens}"
    assert number > SIZE


@pytest.mark.parametrize("source", REAL)
def test_every_citation_of_the_real_catalogue_lies_in_the_lens(world: World, source: str) -> None:
    ask = Question.model_validate({"from": "none", "sources": (source,)})
    for answer in (next_steps(world, ask), routes(world, ask, "section-10-lead")):
        assert set(cited(answer.model_dump(mode="json"))) <= {source}

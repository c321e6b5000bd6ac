"""A gap analysis in words: what is asked, part by part, and how to get what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from queries.result_gaps import Closing, GapsAnswer, SettingVerdict
from queries.sentence_parts import Block, Line, Words, count, sentence
from queries.sentences_steps import step_line, unstated_block


def gaps(words: Words, answer: GapsAnswer) -> Iterator[Block]:
    """What is lacking for a goal, part by part, and how to get it."""
    goal = words.name(answer.goal)
    said = {
        "met": f"You have all that the sources say is needed for {goal}.",
        "unmet": f"Something that {goal} asks for is not in what you told us.",
        "unknown": f"The sources do not say everything that {goal} asks for.",
    }[answer.state]
    start = words.label(str(answer.question["from"]))
    text = f"It depends on the setting. {said}" if len(answer.by_setting) > 1 else said
    yield Block(f"{start} → {goal}", (Line(text),), "verdict")
    for one in answer.by_setting:
        where = f" in: {words.name(one.setting)}" if one.setting else ""
        yield Block(f"What it asks for{where}", (words.tree(one.verdict),), "tree")
        yield _closings(words, one, where)
    yield unstated_block(answer.unknowns)
    lines = tuple(words.tree(e) for e in answer.examples)
    if lines:
        yield Block("What single employers asked for. Others may differ", lines, "examples")


def _closings(words: Words, one: SettingVerdict, where: str) -> Block:
    lines = tuple(closing_line(words, c) for c in one.closing)
    return Block(f"How to get what is missing{where}" if lines else "", lines, "closing")


def closing_line(words: Words, item: Closing) -> Line:
    """How to close one open part."""
    if item.how == "route":
        steps = tuple(step_line(words, s) for s in item.steps)
        return Line(sentence(f"{item.text}: {count(len(steps), 'step')}"), under=steps)
    if item.how == "ask":
        text = item.text.removesuffix(".")
        ask = f"Our sources do not say this: {text}. Can you tell me?"
        return Line(f"Ask the employer: {text}.", ask=ask)
    if item.how == "serve":
        return Line(sentence(f"Work towards it: {item.text}"))
    if item.how == "grant":
        bare = item.text.partition(": ")[2] or item.text
        return Line(sentence(f"Have this agreed by {words.who(item.by)}: {bare}"))
    if item.clause == "holds":
        return Line(sentence(item.text), link=item.id)
    return Line(sentence(f"No source says how to get this: {item.text}"), link=item.id)

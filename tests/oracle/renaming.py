"""The same instance under other ids, and whole answers as text."""

from __future__ import annotations

import json
from typing import Any

from comparing import Said, question, world
from instances import Instance

from graph.errors import QuestionError
from queries.ask import routes
from queries.gaps import gaps
from queries.next_steps import next_steps

KEPT = {"kind", "type", "label", "date", "certainty", "field", "value", "text", "unknown"}
KEPT |= {"basis", "force", "effect", "subjects", "subject", "grade"}
"""Keys whose values are words, not ids."""
Names = dict[str, str]


def renamed(asked: Instance, names: Names) -> Instance:
    """The same instance under other ids; labels stay."""
    fields = {k: _renamed(v, names) for k, v in vars(asked).items() if k != "raw"}
    raw = {names[name]: _renamed(entry, names) for name, entry in asked.raw.items()}
    return Instance(raw=raw, **fields)


def _renamed(value: Any, names: Names) -> Any:
    if isinstance(value, dict):
        return {k: v if k in KEPT else _renamed(v, names) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_renamed(v, names) for v in value)
    return _text(value, names) if isinstance(value, str) else value


def _text(text: str, names: Names) -> str:
    """`id`, `id@band`, `id=months`, `group:id` and the number of a telling, `id.2`."""
    if text.startswith("group:"):
        return "group:" + _text(text.removeprefix("group:"), names)
    for sign in ("@", "=", "."):
        head, found, tail = text.rpartition(sign)
        if found:
            return names.get(head, head) + sign + names.get(tail, tail)
    return names.get(text, text)


def under_old_names(said: Said, names: Names) -> Said:
    """An answer about renamed entries in the words of the old names."""

    def old(text: str | None) -> str | None:
        for name, new in names.items():
            text = text.replace(new, name) if text is not None else None
        return text

    found = {(str(old(s)), old(setting), by): b for (s, setting, by), b in said.routes.items()}
    return Said(found, said.gap)


def answers(asked: Instance) -> list[str]:
    """Routes, gaps and next steps in full as text, but for the hash, which is of the ids too."""
    known, ask = world(asked), question(asked)
    try:
        found = routes(known, ask, asked.goal)
    except QuestionError as refused:
        return [str(refused)]
    plain = asked.start != "none" and ":" not in asked.start
    start = found.by_start[0].starts[0] if plain else asked.start
    ask = ask.model_copy(update={"from_": start})
    told = [found, gaps(known, ask, asked.goal), next_steps(known, ask)]
    texts = [each.model_dump(mode="json", by_alias=True) for each in told]
    for text in texts:
        text["catalogue"].pop("hash")
    return [json.dumps(text, sort_keys=True) for text in texts]

"""The changes of a what-if as people write them, in YAML or JSON, and the question around them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from graph.errors import CatalogueError
from loaders.shape_faults import told
from loaders.yaml_reader import Document, Limits, read_yaml
from queries.ask import World
from queries.budget import Budget
from queries.change_kinds import CHANGES, KINDS, MOST, Changes
from queries.result_changes import WhatIfAnswer
from queries.results import Answer
from queries.what_if import what_if
from service.inputs import Asked, ParameterError, read
from service.verbs import Verb

LIMITS = Limits(max_bytes=65_536, max_depth=40, max_nodes=20_000)
GOALS = 10


def from_yaml(content: bytes, name: str = "changes") -> Changes:
    """The changes of a YAML text: a list, or a list under `changes`."""
    try:
        document = read_yaml(content, name, LIMITS)
    except CatalogueError as error:
        raise ParameterError(str(error)) from None
    data = document.data
    if isinstance(data, dict):
        if extra := [key for key in data if key != "changes"]:
            raise ParameterError(f"{name}: '{extra[0][:40]}' is no key here. Write `changes:`.")
        lines = {place[1:]: n for place, n in document.lines.items() if place[:1] == ("changes",)}
        document = Document(data.get("changes"), lines)
    return _changes(document, f"{name}: ")


def from_json(data: Any) -> Changes:
    """The changes of a JSON value, under the same limits as a YAML text."""
    try:
        content = json.dumps(data, ensure_ascii=False).encode(errors="surrogatepass")
        return _changes(read_yaml(content, "changes", LIMITS), "")
    except RecursionError:
        raise ParameterError("The changes are nested too deep.") from None
    except CatalogueError as error:
        first = error.faults[0]
        raise ParameterError(f"changes: {first.message} {first.remedy}".strip()) from None


def _changes(document: Document, name: str) -> Changes:
    raw = document.data
    if not isinstance(raw, list) or not raw:
        kinds = ", ".join(KINDS)
        raise ParameterError(f"{name}The changes are a list, each with one of: {kinds}.")
    if len(raw) > MOST:
        raise ParameterError(f"{name}More than {MOST} changes at once are not read.")
    try:
        return CHANGES.validate_python(raw)
    except ValidationError as error:
        found = []
        for place, message, remedy in told(error, raw):
            if not place:
                continue
            where = ".".join(str(part) for part in place[1:])
            line = f", line {document.line(place)}" if name else ""
            at = f", at {where}" if where else ""
            found.append(f"Change {int(place[0]) + 1}{at}{line}: {message} {remedy}".strip())
        raise ParameterError(name + "\n".join(dict.fromkeys(found))) from None


def asked_of(pairs: Iterable[tuple[str, str]], changes: Changes) -> Asked:
    """The question of a what-if; the changes stand in it in one canonical text."""
    asked = read(pairs, many=("to",), routes=True)
    if len(asked.more.get("to", ())) > GOALS:
        raise ParameterError(f"to has more than {GOALS} goals.")
    text = CHANGES.dump_json(changes, by_alias=True, exclude_defaults=True).decode()
    more = {**asked.more, "changes": (text,)}
    return Asked(asked.question, asked.options, more)


def changes_of(asked: Asked) -> Changes:
    """The changes that stand in a question."""
    return CHANGES.validate_json(asked.need("changes"))


def _what_if(world: World, asked: Asked, budget: Budget) -> Answer:
    goals = asked.more.get("to", ())
    changes = changes_of(asked)
    return what_if(world, asked.question, changes, goals, asked.options, budget)


WHAT_IF = Verb("what-if", WhatIfAnswer, _what_if, many=("to",), routes=True, costly=True,
               about="What changes would open and shut, before and after.")  # fmt: skip

"""Pydantic's errors in plain words: where in the raw data, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from inspect import getmembers, isclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from graph import entries, provenance, requirements
from graph.entries import KINDS
from graph.provenance import Model
from loaders.yaml_reader import Place

_FIELDS = sorted(
    {
        field.alias or name
        for module in (entries, provenance, requirements)
        for _, model in getmembers(module, isclass)
        if issubclass(model, Model)
        for name, field in model.model_fields.items()
    }
)
_DATE = ("This is not a date.", "Write year, month and day: 2026-12-10.")
_NUMBER = ("This is not a number.", "Write a number, or leave it out where it is not stated.")
_LIST = ("This is not a list.", "Write [one, two] or start each line with a hyphen.")
_MAPPING = ("This is not a mapping.", "Write keys with values.")
_EMPTY = ("This list is empty.", "Write at least one item, or leave the key out.")
_TEXT = ("This is not text.", "Put it in quotes: '5'.")
_ID = (
    "This is not an id.",
    "Use lower case letters, digits, hyphens and dots, at most 120 characters.",
)
_WORDS = {
    "bool_parsing": ("This is neither true nor false.", "Write true or false."),
    "bool_type": ("This is neither true nor false.", "Write true or false."),
    "date_from_datetime_inexact": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "dict_type": _MAPPING,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "int_from_float": _NUMBER,
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "model_attributes_type": _MAPPING,
    "model_type": _MAPPING,
    "string_pattern_mismatch": _ID,
    "string_too_long": _ID,
    "string_type": _TEXT,
    "too_short": _EMPTY,
    "tuple_type": _LIST,
}


def told(error: ValidationError, raw: Any) -> Iterator[tuple[Place, str, str]]:
    """Each fault as place in the raw data, message and remedy; none is told twice."""
    seen = set()
    for item in error.errors(include_url=False):
        place = _place(item, raw)
        message, remedy = _words(item)
        if (place, message) not in seen:
            seen.add((place, message))
            yield place, message, remedy


def _place(item: ErrorDetails, raw: Any) -> Place:
    """The error's place without the names of union branches, which are not in the raw data."""
    place: list[str | int] = []
    here = raw
    for part in item["loc"]:
        inside = part in here if isinstance(here, dict) else False
        if isinstance(here, list) and isinstance(part, int):
            inside = part < len(here)
        if inside:
            here = here[part]
            place.append(part)
    if item["type"] == "union_tag_invalid":
        place.append("kind")
    return tuple(place)


def _words(item: ErrorDetails) -> tuple[str, str]:
    code = item["type"]
    given = f"{item['input']!r}"[:60]
    if code == "missing":
        return f"'{item['loc'][-1]}' is missing.", "Write it."
    if code == "extra_forbidden":
        name = str(item["loc"][-1])
        near = get_close_matches(name, [key for key in _FIELDS if key != name], 1)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        return f"'{name}' is no key here.", f"{hint}docs/catalogue-guide.md lists the keys."
    if code == "union_tag_not_found":
        return "'kind' is missing.", f"Write one of: {', '.join(KINDS)}."
    if code == "union_tag_invalid":
        kind = str((item.get("ctx") or {}).get("tag"))
        return f"There is no kind '{kind[:60]}'.", f"Write one of: {', '.join(KINDS)}."
    if code == "literal_error":
        expected = (item.get("ctx") or {}).get("expected", "")
        return f"{given} is not one of the words allowed here.", f"Write {expected}."
    if code == "clause_key":
        names = ", ".join(requirements.KEYS)
        return "A clause has exactly one key that tells what it asks.", f"Use one of: {names}."
    if code == "string_type" and isinstance(item["input"], dict | list):
        return f"One word or text is meant here: {given}.", "Write it without keys or hyphens."
    message, remedy = _WORDS.get(code, (f"{item['msg']}.", "Correct the value."))
    return f"{message[:-1]}: {given}.", remedy

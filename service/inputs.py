"""What people send, from query strings, JSON or flags, becomes a question: the one place for it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from rapidfuzz import process

from graph.errors import QuestionError
from queries.question import Question, RouteOptions

LISTS = frozenset({"holds", "avoid", "served", "sources"})
QUESTION = (
    "from", "holds", "avoid", "served", "in_strand", "setting", "employer", "as_of", "sources",
)  # fmt: skip
ROUTE = ("stay_in", "by", "alternatives", "max_months", "max_cost", "studies")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST = 200
MOST = 100
WRONG = {
    "as_of": "as_of is not a date: write it as 2025-12-09.",
    "by": "by is one of: steps, time, cost.",
    "alternatives": "alternatives is a whole number from 1 to 20.",
    "max_months": "max_months is a number of months, 0 or more.",
    "max_cost": "max_cost is a number of pounds, 0 or more.",
    "studies": "studies is a whole number from 1 to 10.",
}


class ParameterError(QuestionError):
    """A name that this question does not know, or a value of the wrong form."""


@dataclass(frozen=True)
class Asked:
    """A question with the route options and whatever else the verb takes."""

    question: Question
    options: RouteOptions
    more: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str | None:
        """The value of a parameter that is given once."""
        values = self.more.get(name, ())
        return values[0] if values else None

    def need(self, name: str) -> str:
        """The same, where the question makes no sense without."""
        value = self.one(name)
        if value is None:
            raise ParameterError(f"The question needs '{name}'.")
        return value

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number within limits."""
        text = self.one(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 9:
            raise ParameterError(f"{name} is a whole number from {least} to {most}.")
        if not least <= int(text) <= most:
            raise ParameterError(f"{name} lies between {least} and {most}.")
        return int(text)

    @property
    def _anywhere(self) -> dict[str, None]:
        """A start that is not named is another question than none: it may mean every one."""
        return {} if "from_" in self.question.model_fields_set else {"from": None}

    @property
    def key(self) -> str:
        """The question in one canonical text, defaults filled in: part of the cache key."""
        content = {
            "question": self.question.echo() | self._anywhere,
            "options": self.options.model_dump(mode="json"),
            "more": {k: list(v) for k, v in sorted(self.more.items())},
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False)


def read(
    pairs: Iterable[tuple[str, str]],
    more: Iterable[str] = (),
    *,
    many: Iterable[str] = (),
    routes: bool = False,
) -> Asked:
    """A question from names and values; empty values count as not given (forms send them)."""
    several = LISTS | set(many)
    known = (*QUESTION, *(ROUTE if routes else ()), *more, *many)
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in known:
            near = tuple(m[0] for m in process.extract(name, known, limit=3, score_cutoff=60))
            raise ParameterError(
                f"There is no '{shown(name)}' in this question. It knows: {', '.join(known)}.", near
            )
        if len(value) > LONGEST or not value.isprintable():
            raise ParameterError(f"{name} is too long or holds control characters.")
        if value.strip():
            parts = value.split(",") if name == "sources" else [value]
            given.setdefault(name, []).extend(p.strip() for p in parts if p.strip())
    for name, values in given.items():
        if name not in several and len(values) > 1:
            raise ParameterError(f"{name} is given {len(values)} times; once is enough.")
        if len(values) > MOST:
            raise ParameterError(f"{name} has more than {MOST} values.")
    own = {k: v if k in LISTS else v[0] for k, v in given.items() if k in QUESTION}
    options = {k: v[0] for k, v in given.items() if routes and k in ROUTE}
    rest = {k: tuple(v) for k, v in given.items() if k not in own and k not in options}
    if "as_of" in own:
        own["as_of"] = _day(str(own["as_of"]))
    try:
        question, chosen = Question.model_validate(own), RouteOptions.model_validate(options)
    except ValidationError as error:
        name = str(error.errors(include_url=False)[0]["loc"][0])
        raise ParameterError(WRONG.get(name, f"{name} has a value of the wrong form.")) from None
    for name in ("max_months", "max_cost"):
        if not math.isfinite(getattr(chosen, name) or 0):
            raise ParameterError(WRONG[name])
    return Asked(question, chosen, rest)


def shown(name: str) -> str:
    """A name that somebody sent, fit to be told back."""
    return "".join(c if c.isprintable() else "?" for c in name[:40])


def _day(text: str) -> Any:
    if not DAY.fullmatch(text):
        raise ParameterError(WRONG["as_of"])
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(WRONG["as_of"]) from None


def pairs_of(body: bytes) -> list[tuple[str, str]]:
    """The names and values of one JSON object; lists are repeated names."""
    try:
        data = json.loads(body or b"{}", object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise ParameterError("The body is not JSON.") from None
    if not isinstance(data, dict):
        raise ParameterError("The body is one JSON object with the parameters as its names.")
    found: list[tuple[str, str]] = []
    for name, given in data.items():
        values = given if isinstance(given, list) else [given]
        if name == "served" and isinstance(given, dict):
            values = [f"{role}={months}" for role, months in given.items()]
        for item in values:
            if item is None:
                continue
            if isinstance(item, bool) or not isinstance(item, str | int | float):
                raise ParameterError(f"{shown(name)} holds something that is no text or number.")
            found.append((name, str(item)))
    return found


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names stand once each."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParameterError(f"{shown(name)} stands twice in the body; once is enough.")
        found[name] = value
    return found

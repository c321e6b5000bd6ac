"""Who says it, where, how we know and for how long: citations and validity (semantics S1, S3)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=120)]

Basis = Literal[
    "official",
    "third-party",
    "report",
    "respondent",
    "layout",
    "implied",
    "contributor",
    "example",
    "assumption",
]
Force = Literal[
    "law",
    "regulator",
    "scheme",
    "national-profile",
    "provider",
    "job-description",
    "one-employer",
]
WEAK: frozenset[str] = frozenset({"implied", "layout", "assumption", "contributor"})


def as_tuple(value: Any) -> Any:
    """Let an author write one item where a list is meant."""
    if value is None or isinstance(value, list | tuple):
        return value
    return (value,)


Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple)]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]


class Model(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cite(Model):
    """Where a statement stands: source, place in it, evidence keys and how we know."""

    source: Id
    at: Texts = ()
    keys: Texts = ()
    basis: Basis | None = None
    checked: date | None = None
    note: str | None = None


class Day(Model):
    """The first day of a statement; `announced` means that a body named it in public."""

    date: date
    certainty: Literal["stated", "announced"] = "stated"
    by: str | None = None

"""The smallest pieces of answers, which every other type of a result is made with."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict


class Result(BaseModel):
    """A frozen piece of an answer."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Evidence(Result):
    """Where a line comes from: source, place, how we know and what kind of rule it is."""

    source: str
    at: tuple[str, ...] = ()
    basis: str
    force: str | None = None
    checked: date | None = None
    keys: tuple[str, ...] = ()
    note: str | None = None


class Months(Result):
    """A duration in months; what is absent is not stated."""

    min: float | None = None
    typical: float | None = None
    max: float | None = None

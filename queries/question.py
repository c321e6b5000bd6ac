"""A question as understood: who asks, from where, through which lenses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import process

from graph.catalogue import Catalogue
from graph.errors import QuestionError


class Question(BaseModel):
    """The options that every question shares; names are those of the doors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: str = Field("none", alias="from")
    holds: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    served: tuple[str, ...] = ()
    in_strand: str | None = None
    setting: str | None = None
    employer: str | None = None
    as_of: date = Field(default_factory=lambda: datetime.now(UTC).date())
    sources: tuple[str, ...] = ()

    def echo(self, **more: Any) -> dict[str, Any]:
        """The question with its defaults filled in, as it stands in the answer."""
        data = self.model_dump(mode="json", by_alias=True)
        return data | {k: v for k, v in more.items() if v is not None}


class RouteOptions(BaseModel):
    """What a route question adds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stay_in: str | None = None
    by: str = Field("steps", pattern="^(steps|time|cost)$")
    alternatives: int = Field(3, ge=1, le=20)
    max_months: float | None = Field(None, ge=0)
    max_cost: float | None = Field(None, ge=0)
    studies: int | None = Field(None, ge=1, le=10)


@dataclass(frozen=True)
class Ref:
    """An entry named in a question, with a band where one is given."""

    id: str
    band: str | None = None


START_KINDS = ("role",)
GOAL_KINDS = ("role", "registration", "qualification", "course", "competency")
CLAIM_KINDS = (
    "qualification",
    "registration",
    "course",
    "competency",
    "condition",
    "staff-group",
)


def resolve(catalogue: Catalogue, entry_id: str, kinds: tuple[str, ...], what: str) -> str:
    """The id itself, or the one that a retired id became; refuses what is not of the kinds."""
    heirs = catalogue.retired.get(entry_id)
    if heirs is not None:
        fitting = [h for h in heirs if catalogue.entries[h].kind in kinds]
        if len(fitting) == 1:
            return fitting[0]
        raise QuestionError(f"'{entry_id}' was split; say which you mean as {what}.", heirs)
    entry = catalogue.entries.get(entry_id)
    if entry is None or entry.kind not in kinds:
        pool = [i for i, e in catalogue.entries.items() if e.kind in kinds]
        near = tuple(m[0] for m in process.extract(entry_id, pool, limit=5, score_cutoff=55))
        problem = "There is no entry" if entry is None else f"A {entry.kind} cannot be {what}:"
        raise QuestionError(f"{problem} '{entry_id}' ({what} is one of: {', '.join(kinds)}).", near)
    return entry_id


def parse_ref(catalogue: Catalogue, text: str, kinds: tuple[str, ...], what: str) -> Ref:
    """`id` or `id@band`."""
    name, _, band = text.partition("@")
    found = resolve(catalogue, name, kinds, what)
    if band:
        resolve(catalogue, band, ("band",), "a band")
    return Ref(found, band or None)


def parse_served(catalogue: Catalogue, text: str) -> tuple[str, float]:
    """`ROLE=MONTHS`."""
    name, _, months = text.partition("=")
    role = resolve(catalogue, name, ("role",), "a post served in")
    try:
        number = float(months)
    except ValueError:
        raise QuestionError(f"'{text}' is not ROLE=MONTHS, e.g. {role}=24.") from None
    if not 0 <= number < 1200:
        raise QuestionError(f"'{text}': months of service lie between 0 and 1200.")
    return role, number


def check(catalogue: Catalogue, question: Question) -> Question:
    """The question with retired ids replaced; raises QuestionError with the nearest ids."""
    update: dict[str, Any] = {
        "holds": tuple(resolve(catalogue, h, CLAIM_KINDS, "something held") for h in question.holds)
    }
    for served in question.served:
        parse_served(catalogue, served)
    for name in question.avoid:
        if name not in catalogue.entries:
            resolve(catalogue, name, (*GOAL_KINDS, "move", "condition"), "something to avoid")
    if question.setting is not None:
        resolve(catalogue, question.setting, ("setting",), "a setting")
    if question.in_strand is not None:
        resolve(catalogue, question.in_strand, ("strand",), "a strand")
    if question.employer is not None:
        resolve(catalogue, question.employer, ("organisation",), "an employer")
    return question.model_copy(update=update)

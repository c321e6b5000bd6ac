"""Requirements as trees of clauses, told apart by their key (semantics S2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from graph.provenance import Basis, Force, Id, Model


class When(Model):
    """A clause with `when` counts only in this setting."""

    setting: Id


class Clause(Model):
    """What all clauses may carry beside their own key."""

    when: When | None = None
    basis: Basis | None = None
    force: Force | None = None
    at: str | None = None
    note: str | None = None


class AllOf(Clause):
    """Every branch must be met."""

    all: Annotated[tuple[AnyClause, ...], Field(min_length=1)]


class AnyOf(Clause):
    """One branch must be met."""

    any: Annotated[tuple[AnyClause, ...], Field(min_length=1)]


class Count(Model):
    """`n` branches of `of`."""

    n: Annotated[int, Field(ge=1)]
    of: Annotated[tuple[AnyClause, ...], Field(min_length=1)]


class AtLeast(Clause):
    """At least n branches must be met."""

    at_least: Count


class Holds(Clause):
    """A qualification, part, registration, course or competency is held."""

    holds: Id


class LevelSpec(Model):
    """Any held qualification of at least this level (RQF 2 to 8), subject and grade."""

    at_least: Annotated[int, Field(ge=1, le=8)]
    subject: str | None = None
    grade: str | None = None


class Level(Clause):
    """A qualification of a level is held."""

    level: LevelSpec


class RoleSpec(Model):
    """Which posts fit; all keys given must fit."""

    role: Id | None = None
    strand: Id | None = None
    setting: Id | None = None
    staff_group: Id | None = None
    band: Id | None = None
    at_least_band: Id | None = None


class ServedSpec(RoleSpec):
    """Posts that count as service, with months or hours; both absent = length not stated."""

    months: Annotated[float, Field(ge=0)] | None = None
    hours: Annotated[float, Field(ge=0)] | None = None


class Served(Clause):
    """Experience in posts of a kind; months absent = length not stated."""

    served: ServedSpec


class InRole(Clause):
    """The person must be employed so while doing this step."""

    in_role: RoleSpec


class Condition(Clause):
    """Something that somebody grants (supervision, a sponsor, a placement)."""

    condition: Id


class Unknown(Clause):
    """The source gives no rule here; the text says what is not stated."""

    unknown: str


class Nothing(Clause):
    """The source says that nothing is needed."""

    nothing: Literal[True]


KEYS: dict[str, type[Clause]] = {
    "all": AllOf,
    "any": AnyOf,
    "at_least": AtLeast,
    "holds": Holds,
    "level": Level,
    "served": Served,
    "in_role": InRole,
    "condition": Condition,
    "unknown": Unknown,
    "nothing": Nothing,
}


def clause_key(value: Any) -> str | None:
    """The key that tells which clause this is; None if there is none or more than one."""
    names = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    found = [key for key in KEYS if key in names]
    return found[0] if len(found) == 1 else None


AnyClause = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[Holds, Tag("holds")]
    | Annotated[Level, Tag("level")]
    | Annotated[Served, Tag("served")]
    | Annotated[InRole, Tag("in_role")]
    | Annotated[Condition, Tag("condition")]
    | Annotated[Unknown, Tag("unknown")]
    | Annotated[Nothing, Tag("nothing")],
    Discriminator(
        clause_key,
        custom_error_type="clause_key",
        custom_error_message="a clause has exactly one of: " + ", ".join(KEYS),
    ),
]

for _model in (AllOf, AnyOf, Count, AtLeast):
    _model.model_rebuild()


def children(clause: Clause) -> tuple[Clause, ...]:
    """The branches right below a clause; empty for a leaf."""
    if isinstance(clause, AllOf):
        return clause.all
    if isinstance(clause, AnyOf):
        return clause.any
    if isinstance(clause, AtLeast):
        return clause.at_least.of
    return ()


def walk(clause: Clause) -> Iterator[Clause]:
    """The clause and everything below it, in the order written."""
    yield clause
    for child in children(clause):
        yield from walk(child)


def in_setting(clause: Clause, setting: str | None) -> Clause | None:
    """The tree without clauses whose `when` does not apply; None if nothing is left (S2).

    With no setting asked (`None`) every clause stays.
    """
    if clause.when is not None and setting is not None and clause.when.setting != setting:
        return None
    if not children(clause) or setting is None:
        return clause
    kept = tuple(k for c in children(clause) if (k := in_setting(c, setting)) is not None)
    if not kept:
        return None
    if isinstance(clause, AllOf):
        return clause.model_copy(update={"all": kept})
    if isinstance(clause, AnyOf):
        return clause.model_copy(update={"any": kept})
    assert isinstance(clause, AtLeast)
    count = clause.at_least.model_copy(update={"of": kept})
    return clause.model_copy(update={"at_least": count})

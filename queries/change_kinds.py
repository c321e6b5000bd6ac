"""A what-if as data: the kinds of change that somebody may assume (S8, S11)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, StringConstraints, Tag, TypeAdapter

from graph.entries import AnyEntry
from graph.provenance import Id, Ids, Model, Texts
from graph.requirements import AnyClause

MOST = 50
Words = Annotated[str, StringConstraints(max_length=500)]
Path = Annotated[str, StringConstraints(max_length=200)]


class Change(Model):
    """What every change may carry: why it is asked."""

    text: Words | None = None


class Add(Change):
    """A new entry, as in a catalogue file; it is cited to the change."""

    add: Id
    entry: AnyEntry


class Open(Change):
    """A proposed or discontinued thing exists: for everybody, or in some strands."""

    open: Id
    strands: Ids = ()


class Close(Change):
    """A post, qualification, course or register is no more."""

    close: Id


class Recognise(Change):
    """Who holds the one counts as holding the other."""

    recognise: Id
    for_: Annotated[Id, Field(alias="for")]


class Drop(Change):
    """A requirement, or one clause of it, is asked no more."""

    drop: Id
    clause: Path = ""


class Require(Change):
    """A clause is asked as well: in a statement, or as a statement of its own."""

    require: Id
    clause: AnyClause
    statement: Id | None = None


class Replace(Change):
    """Another clause stands in the place of one, or of a whole requirement."""

    replace: Id
    clause: Path = ""
    with_: Annotated[AnyClause, Field(alias="with")]


class Lift(Change):
    """A closing block shuts nothing any more."""

    lift: Id


class WayIn(Change):
    """The way in is stated: what is asked, and from where people go if only from somewhere."""

    way_in: Path
    start: Annotated[Texts, Field(alias="from")] = ()
    requires: AnyClause | None = None


class Register(Change):
    """A staff group has a register."""

    register_: Annotated[Id, Field(alias="register")]
    with_: Annotated[Id, Field(alias="with")]


KINDS: dict[str, type[Change]] = {
    "add": Add,
    "open": Open,
    "close": Close,
    "recognise": Recognise,
    "drop": Drop,
    "require": Require,
    "replace": Replace,
    "lift": Lift,
    "way_in": WayIn,
    "register": Register,
}


def kind_of(value: Any) -> str | None:
    """The key that tells which change this is; None if there is none or more than one."""
    if isinstance(value, Change):
        return next((kind for kind, model in KINDS.items() if type(value) is model), None)
    found = [key for key in KINDS if isinstance(value, dict) and key in value]
    return found[0] if len(found) == 1 else None


AnyChange = Annotated[
    Annotated[Add, Tag("add")]
    | Annotated[Open, Tag("open")]
    | Annotated[Close, Tag("close")]
    | Annotated[Recognise, Tag("recognise")]
    | Annotated[Drop, Tag("drop")]
    | Annotated[Require, Tag("require")]
    | Annotated[Replace, Tag("replace")]
    | Annotated[Lift, Tag("lift")]
    | Annotated[WayIn, Tag("way_in")]
    | Annotated[Register, Tag("register")],
    Discriminator(
        kind_of,
        custom_error_type="change_key",
        custom_error_message="a change has exactly one of: " + ", ".join(KINDS),
    ),
]
Changes = tuple[AnyChange, ...]
CHANGES: TypeAdapter[Changes] = TypeAdapter(
    Annotated[Changes, Field(min_length=1, max_length=MOST)]
)


def about(change: Change) -> str:
    """The entry or statement that a change is about."""
    kind = str(kind_of(change))
    return str(getattr(change, "register_" if kind == "register" else kind))

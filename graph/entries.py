"""The entries of a catalogue: one class a kind; each entry is told by one or more sources.

An entry is its own first telling (its plain fields, cited by `cite`) and may have further
tellings in `also`: each has its own citation, validity and any of the same fields.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from graph.facts import (
    BandFacts,
    BlockFacts,
    CompetencyFacts,
    CourseFacts,
    ExampleFacts,
    FindingFacts,
    MoveFacts,
    ProfileFacts,
    QualificationFacts,
    RegistrationFacts,
    RoleFacts,
    SourceFacts,
    WordFacts,
)
from graph.provenance import Model, Texts


class Entry(Model):
    """What every entry has; a finding, move or block may leave the label to its text."""

    label: str = ""
    alt_labels: Texts = ()
    note: str | None = None


class Band(BandFacts, Entry):
    kind: Literal["band"]
    also: tuple[BandFacts, ...] = ()


class Word(WordFacts, Entry):
    kind: Literal[
        "strand",
        "setting",
        "staff-group",
        "career-stage",
        "region",
        "organisation",
        "rule",
        "condition",
    ]
    also: tuple[WordFacts, ...] = ()


class Role(RoleFacts, Entry):
    kind: Literal["role"]
    also: tuple[RoleFacts, ...] = ()


class Profile(ProfileFacts, Entry):
    kind: Literal["profile"]
    also: tuple[ProfileFacts, ...] = ()


class Example(ExampleFacts, Entry):
    kind: Literal["example"]
    also: tuple[ExampleFacts, ...] = ()


class Qualification(QualificationFacts, Entry):
    kind: Literal["qualification"]
    also: tuple[QualificationFacts, ...] = ()


class Registration(RegistrationFacts, Entry):
    kind: Literal["registration"]
    also: tuple[RegistrationFacts, ...] = ()


class Course(CourseFacts, Entry):
    kind: Literal["course"]
    also: tuple[CourseFacts, ...] = ()


class Competency(CompetencyFacts, Entry):
    kind: Literal["competency"]
    also: tuple[CompetencyFacts, ...] = ()


class Finding(FindingFacts, Entry):
    kind: Literal["finding"]
    also: tuple[FindingFacts, ...] = ()


class Move(MoveFacts, Entry):
    kind: Literal["move"]
    also: tuple[MoveFacts, ...] = ()


class Block(BlockFacts, Entry):
    kind: Literal["block"]
    also: tuple[BlockFacts, ...] = ()


class Source(SourceFacts, Entry):
    kind: Literal["source"]
    also: tuple[SourceFacts, ...] = ()


AnyEntry = Annotated[
    Band
    | Word
    | Role
    | Profile
    | Example
    | Qualification
    | Registration
    | Course
    | Competency
    | Finding
    | Move
    | Block
    | Source,
    Field(discriminator="kind"),
]
KINDS: tuple[str, ...] = tuple(
    kind
    for model in get_args(get_args(AnyEntry)[0])
    for kind in get_args(model.model_fields["kind"].annotation)
)


def first_telling(entry: Any) -> dict[str, Any]:
    """The entry's own telling as plain fields, without label, kind and further tellings."""
    return {
        name: getattr(entry, name)
        for name in type(entry).model_fields
        if name not in {"kind", "also", "label", "alt_labels", "note"}
    }

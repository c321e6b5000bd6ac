"""What one source says of an entry: the fields of each kind (semantics S1).

Every class here is a telling: a citation, a validity and values; what is absent is not stated.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from graph.provenance import Cite, Day, Force, Id, Ids, Model, Texts, as_tuple
from graph.requirements import AnyClause

Status = Literal[
    "current", "pilot", "not-in-use", "not-established", "proposed", "closed", "mentioned"
]


FindingType = Literal[
    "fact", "figure", "gap", "recommendation", "wish", "method", "contradiction", "not-stated"
]


class StatusClaim(Model):
    """How an entry stands, in all strands or in those named; a closed one may name a successor."""

    value: Status
    strands: Ids = ()
    successor: Id | None = None


class Months(Model):
    """A duration in months; what is absent is not stated."""

    min: float | None = None
    typical: float | None = None
    max: float | None = None


class Cost(Model):
    """Pounds, in the money of a year; `per` says what for where it is not the whole."""

    pounds: float
    year: int | None = None
    note: str | None = None


class Grade(Model):
    """A band (or range, reached as its lowest) of a post, with its own requirement if stated."""

    band: Id
    to: Id | None = None
    requires: AnyClause | None = None


class Duty(Model):
    """To be begun or finished within so many months after starting; never blocks entry."""

    begin: Id | None = None
    finish: Id | None = None
    within_months: float | None = None


class HeldBy(Model):
    """A staff group that a source says holds the role, in a setting where stated."""

    group: Id
    setting: Id | None = None


class Relevance(Model):
    """How a source judges a qualification or course for strands (empty = the whole field)."""

    value: Literal["relevant", "partial", "not-relevant"]
    strands: Ids = ()


class Audience(Model):
    """Whom a course is meant for: ids of groups, roles, strands or stages, and the words."""

    ids: Ids = ()
    words: str | None = None


class Pay(Model):
    """A pay point in pounds a year, as dated data."""

    year: str
    entry: float | None = None
    intermediate: float | None = None
    top: float | None = None
    region: Id | None = None


class Telling(Model):
    """What one source says of an entry; the fields of each kind are in its subclasses."""

    id: Id | None = None
    cite: Cite | None = None
    valid_from: Day | None = None
    valid_to: date | None = None
    extent: Texts = ()
    supersedes: Ids = ()
    same_rule: Id | None = None
    status: StatusClaim | None = None
    text: str | None = None


class Gated(Telling):
    """A telling that may state a requirement; `entry` marks it as the rule of entry (S4b)."""

    requires: AnyClause | None = None
    entry: bool = False
    force: Force | None = None
    employer: Id | None = None
    not_required: Ids = ()
    recommends: AnyClause | None = None
    strands: Ids = ()


class RoleFacts(Gated):
    """What a source says of a role."""

    type: Literal["post", "trainee", "function", "audience", "outside"] | None = None
    grades: Annotated[tuple[Grade, ...], BeforeValidator(as_tuple)] = ()
    staff_groups: Ids = ()
    settings: Ids = ()
    employers: Ids = ()
    duties: tuple[Duty, ...] = ()
    gives: Ids = ()
    access: Ids = ()
    held_by: tuple[HeldBy, ...] = ()
    matches: Ids = ()


class QualificationFacts(Gated):
    """What a source says of a qualification, apprenticeship or programme."""

    level: Annotated[int, Field(ge=1, le=8)] | None = None
    type: str | None = None
    subjects: Texts = ()
    grade: str | None = None
    standard: str | None = None
    version: str | None = None
    months: Months | None = None
    cost: Cost | None = None
    max_funding: Cost | None = None
    providers: Ids = ()
    awarding: Ids = ()
    delivery: str | None = None
    relevance: tuple[Relevance, ...] = ()
    recognised_by: Ids = ()
    not_recognised_by: Ids = ()
    apprenticeship: bool | None = None
    part_of: Id | None = None
    accepted_as: Ids = ()
    teaches: Ids = ()
    leads_to: Ids = ()


class RegistrationFacts(Gated):
    """What a source says of a register; `staff_group` is the group whose register it is."""

    body: Id | None = None
    protected: bool | None = None
    staff_group: Id | None = None
    cost: Cost | None = None


class CourseFacts(Gated):
    """What a source says of a course, programme, resource or event."""

    form: Literal["course", "programme", "resource", "event"] | None = None
    providers: Ids = ()
    months: Months | None = None
    days: float | None = None
    hours: float | None = None
    delivery: str | None = None
    frequency: str | None = None
    assessed: bool | None = None
    audience: Audience | None = None
    teaches: Ids = ()
    place: str | None = None
    scope: Literal["national", "regional", "local"] | None = None
    cost: Cost | None = None
    relevance: tuple[Relevance, ...] = ()
    leads_to: Ids = ()


class CompetencyFacts(Telling):
    """What a source says of a competency."""

    type: Literal["knowledge", "skill", "behaviour"] | None = None
    cluster: str | None = None
    needed_by: Ids = ()


class ProfileFacts(Gated):
    """A national job profile: title and bands. Not a post."""

    grades: Annotated[tuple[Grade, ...], BeforeValidator(as_tuple)] = ()


class ExampleFacts(Gated):
    """One employer's advert, description or story; `of` is the role that it illustrates."""

    of: Id | None = None
    type: str | None = None
    employers: Ids = ()
    year: int | None = None
    dated: str | None = None
    country: str | None = None
    grades: Annotated[tuple[Grade, ...], BeforeValidator(as_tuple)] = ()
    settings: Ids = ()
    visible: Literal["full", "part", "head", "title"] | None = None


class FindingFacts(Telling):
    """What a source says about entries; `levels` are RQF levels that it spans."""

    type: FindingType | None = None
    about: Ids = ()
    field: str | None = None
    value: str | None = None
    unit: str | None = None
    counts: str | None = None
    levels: tuple[int, int] | None = None
    table: dict[str, float] = Field(default_factory=dict)


class MoveFacts(Telling):
    """People go from here to there; ends are `id` or `id@band`."""

    start: Annotated[Texts, Field(alias="from")] = ()
    to: str | None = None
    begins: Ids = ()
    conditions: AnyClause | None = None
    setting: Id | None = None
    employers: Ids = ()
    regions: Ids = ()
    effect: Literal["opens", "leaves-specialism"] = "opens"


class Shut(Model):
    """What a block shuts: ids, or every post that fits all of strand, setting, group, `higher`.

    `higher` is a band above that of the block's `from`; `posts: true` alone is every post.
    """

    ids: Ids = ()
    strand: Id | None = None
    setting: Id | None = None
    group: Id | None = None
    higher: bool = False
    posts: bool = False


class BlockFacts(Telling):
    """From whom (role, role@band, group) what is shut; `closes` until `unless` is met (S6)."""

    start: Annotated[Texts, Field(alias="from")] = ()
    shuts: Shut | None = None
    effect: Literal["closes", "hinders"] | None = None
    unless: AnyClause | None = None
    force: Force | None = None
    type: str | None = None


class SourceFacts(Telling):
    """A source: what it is, and the places in it that may be cited."""

    type: Literal["law", "regulator", "scheme", "profile", "report", "advert", "page"] | None = None
    basis: str | None = None
    publisher: str | None = None
    dated: str | None = None
    addresses: Texts = ()
    licence: str | None = None
    omits: str | None = None
    places: dict[str, str] = Field(default_factory=dict)


class BandFacts(Telling):
    """A pay band: its order in the structure, and dated pay."""

    order: int | None = None
    pay: tuple[Pay, ...] = ()


class WordFacts(Telling):
    """An entry of a small vocabulary, or a body: strand, setting, group, organisation, rule …"""

    type: str | None = None
    parent: Id | None = None
    register_of: Ids = ()
    region: Id | None = None
    body: Id | None = None
    by: str | None = None
    order: int | None = None

"""The career map as an answer: posts by band and strand, and every stated way between them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from queries.results import Answer, Condition, Evidence, Result

LinkState = Literal["stated", "conditional", "seen", "unknown", "closed", "leaves"]
PlaceState = Literal["stated", "seen", "unknown", "absent", "leaves", "people"]
PlaceKind = Literal["post", "trainee", "function", "audience", "outside", "group", "learning"]


class MapWord(Result):
    """A band or strand by its name, in the order of the map."""

    id: str
    label: str


class Place(Result):
    """One box: a post in one band, or what a way may begin or end at beside posts.

    `state` is how much is said of what it asks; `beside` marks what lies outside the crop.
    """

    key: str
    id: str
    label: str
    kind: PlaceKind
    state: PlaceState
    band: str | None = None
    to_band: str | None = None
    strands: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    status: str | None = None
    beside: bool = False
    evidence: tuple[Evidence, ...] = ()


class MapLink(Result):
    """A way from one place to another, or a block that shuts it; `id` is the move or block."""

    id: str
    from_: str = Field(alias="from")
    to: str
    state: LinkState
    what: Literal["move", "block", "example"]
    text: str = ""
    conditions: tuple[Condition, ...] = ()
    unless: str | None = None
    setting: str | None = None
    employers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Closing(Result):
    """A block that shuts every post of a kind from a place, too many for lines."""

    id: str
    from_: str = Field(alias="from")
    text: str
    shuts: tuple[str, ...]
    unless: str | None = None
    setting: str | None = None
    evidence: tuple[Evidence, ...] = ()


class CareerMap(Answer):
    """Posts and the ways between them, whole or cropped to a strand, bands or one post."""

    bands: tuple[MapWord, ...]
    strands: tuple[MapWord, ...]
    places: tuple[Place, ...]
    links: tuple[MapLink, ...]
    closings: tuple[Closing, ...] = ()
    here: tuple[str, ...] = ()

"""The whole network as an answer: entries as nodes, what the sources state between them as links.

A link reads from left to right: a role `requires` a qualification, a course `gives` a competency.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from queries.result_map import MapWord
from queries.results import Answer, Evidence, Result

What = Literal["band", "requires", "gives", "move", "block"]
State = Literal["stated", "alternative", "conditional", "seen", "unknown", "closed", "leaves"]


class NetworkNode(Result):
    """One entry; `band` is the lowest that is stated."""

    id: str
    label: str
    kind: str
    band: str | None = None
    strands: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class NetworkLink(Result):
    """What is stated between two entries; `verb` is how it is said."""

    from_: str = Field(alias="from")
    to: str
    what: What
    state: State
    verb: str
    evidence: tuple[Evidence, ...] = ()


class Tally(Result):
    """How many nodes a kind or strand has."""

    id: str
    label: str
    count: int


class NetworkAnswer(Answer):
    """Nodes and links; where there are more than `most`, none, and the counts to narrow by."""

    count: int
    most: int
    kinds: tuple[Tally, ...]
    strands: tuple[Tally, ...]
    bands: tuple[MapWord, ...]
    nodes: tuple[NetworkNode, ...] = ()
    links: tuple[NetworkLink, ...] = ()

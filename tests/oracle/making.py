"""Words, citations and requirement trees for random catalogues, by profile."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

BANDS = ("b2", "b3", "b4", "b5")
STRANDS = ("aseptic", "quality")
EMPLOYERS = ("trust-a", "trust-b")
SOURCES = ("src-a", "src-b", "src-c")
BASES = ("report", "official", "third-party", "respondent")
WEAK = ("implied", "layout", "assumption", "contributor")
FORCES = ("law", "regulator", "scheme", "provider", "job-description")


@dataclass(frozen=True)
class Profile:
    """How often things are so: how long the roads are, and how much of them is open."""

    name: str
    moves: float  # from each post to the next
    rules: float  # on a post
    deep: float  # requirements of several clauses
    early: float  # requirements that ask for what comes before the post
    running: float  # what is current
    open: float  # qualifications that ask for nothing
    entry: float  # requirements of a qualification that are its rule of entry
    duties: float  # on a post, to begin a qualification
    weak: float  # tellings that nobody says outright
    far: float  # questions from the first post to the last
    condition: float  # clauses that somebody has to grant
    posts: int  # at least; five at most


PROFILES = (
    Profile("wild", 0.85, 0.6, 0.5, 0.0, 0.8, 0.0, 0.4, 0.25, 0.1, 0.5, 0.06, 3),
    Profile("road", 1.0, 0.9, 0.35, 0.9, 0.99, 0.5, 0.9, 0.7, 0.01, 0.9, 0.02, 4),
    Profile("doubt", 1.0, 0.8, 0.45, 0.8, 0.95, 0.4, 0.8, 0.6, 0.13, 0.9, 0.18, 4),
)
WEIGHTS = (2, 7, 5)
"""Wild catalogues, long open roads, and roads that hang on conditions."""


class Words:
    """The words of one random catalogue, and the trees that are made of them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.profile = self.dice.choices(PROFILES, WEIGHTS)[0]
        self.raw: dict[str, Any] = {}
        self.settings: list[str] = []
        self.groups: list[str] = []
        self.posts: list[str] = []
        self.quals: list[str] = []
        self.courses: list[str] = []
        self.skills: list[str] = []
        self.registers: list[str] = []
        self.conditions: list[str] = []
        self.bands: dict[str, list[str]] = {}
        self.early: list[str] = []

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def cite(self, times: float = 1) -> dict[str, Any]:
        """A citation, of a weak basis as often as the profile says."""
        basis = self.dice.choice(WEAK if self.chance(self.profile.weak * times) else BASES)
        return {"source": self.dice.choice(SOURCES), "basis": basis}

    def status(self) -> dict[str, Any]:
        """Mostly current; else a pilot, closed, or nothing stated."""
        if self.chance(self.profile.running):
            return {"status": {"value": "current"}}
        value = self.dice.choice(("pilot", "pilot", "closed", "closed", None))
        return {"status": {"value": value}} if value else {}

    def leaf(self) -> dict[str, Any]:
        """One clause without branches."""
        dice, roll = self.dice, self.dice.random()
        learning = self.quals + self.courses + self.skills + self.registers
        if roll < 0.55 and learning:
            clause: dict[str, Any] = {"holds": dice.choice(learning)}
        elif roll < 0.65:
            clause = {"level": {"at_least": dice.choice((3, 5))}}
            clause["level"] |= {"subject": "science"} if self.chance(0.4) else {}
            clause["level"] |= {"grade": "2:1"} if self.chance(0.2) else {}
        elif roll < 0.78 and self.posts:
            clause = {"served": self.kind_of_post()}
            clause["served"] |= {"months": dice.choice((6, 12))} if self.chance(0.7) else {}
        elif roll < 0.84 and self.posts:
            clause = {"in_role": self.kind_of_post()}
        elif roll < 0.84 + self.profile.condition and self.conditions:
            clause = {"condition": dice.choice(self.conditions)}
        elif roll < 0.9 + self.profile.condition / 2:
            clause = {"unknown": "what is asked"}
        else:
            clause = {"nothing": True}
        if self.settings and self.chance(0.12):
            clause["when"] = {"setting": dice.choice(self.settings)}
        return clause

    def kind_of_post(self) -> dict[str, Any]:
        dice, post = self.dice, self.dice.choice(self.early or self.posts)
        bands = [b for b in self.bands[post] if b]
        if bands and self.chance(0.2):
            return {dice.choice(("band", "at_least_band")): dice.choice(bands)}
        strands = self.raw[post].get("strands", [])
        if strands and self.chance(0.2):
            return {"strand": strands[0]}
        return {"role": post}

    def tree(self, depth: int = 2) -> dict[str, Any]:
        if depth == 0 or not self.chance(self.profile.deep):
            return self.leaf()
        roll = self.dice.random()
        branches = [self.tree(depth - 1) for _ in range(self.dice.randint(2, 3))]
        if roll < 0.4:
            return {"all": branches[:2]}
        if roll < 0.8:
            return {"any": branches}
        return {"at_least": {"n": 2, "of": branches}}

    def also(self, entry: dict[str, Any]) -> None:
        """A further telling: another rule, one employer's rule, or another telling of the rule."""
        if not self.chance(0.3):
            return
        told = {"cite": self.cite(), "requires": self.tree(1)}
        roll = self.dice.random()
        if roll < 0.35:
            told |= {"employer": self.dice.choice(EMPLOYERS), "force": "one-employer"}
        elif roll < 0.6 and "requires" in entry:
            told["same_rule"] = entry["same_rule"] = entry["name"] + ".1"
        elif roll < 0.7:
            told["entry"] = True
        elif roll < 0.78:
            told["valid_to"] = self.dice.choice(("2025-12-31", "2026-01-01"))
        elif roll < 0.86:
            first = self.dice.choice(("2026-01-01", "2026-01-02"))
            told["valid_from"] = {"date": first, "certainty": "stated"}
        entry["also"] = [told]
        if roll > 0.86:
            newer = {"cite": self.cite(), "requires": self.tree(1)}
            entry["also"].append(newer | {"supersedes": [entry["name"] + ".2"]})

    def words(self) -> None:
        for n, band in enumerate(BANDS):
            self.raw[band] = {"kind": "band", "order": n + 2}
        for strand in STRANDS:
            self.raw[strand] = {"kind": "strand"}
        self.settings = ["unit-x", "unit-y"] if self.chance(0.3) else []
        self.groups = ["technicians", "assistants"]
        self.conditions = ["sponsor"] if self.chance(0.3 + self.profile.condition) else []
        kinds = (("setting", self.settings), ("staff-group", self.groups))
        kinds = (*kinds, ("condition", self.conditions), ("organisation", EMPLOYERS))
        for kind, names in kinds:
            self.raw |= {name: {"kind": kind} for name in names}
        if self.chance(0.2):
            self.raw["helpers"] = {"kind": "staff-group"}
            self.raw["assistants"]["parent"] = "helpers"
        for source in SOURCES:
            self.raw[source] = {"kind": "source", "type": "report", "basis": "report"}

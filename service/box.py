"""The question box: a line such as "A to B in a strand" becomes a question.

What fits several entries is asked back, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from graph.snapshot import Seen, Snapshot
from queries.lookup import find
from queries.question import GOAL_KINDS, START_KINDS

SHOWN = 8
SHORTEST = 3
SURE, LEAD, WORTH = 95.0, 10.0, 80.0
NEEDS = re.compile(
    r"^(?:(?:what|which)(?: \w+)? (?:do i|am i|would i) (?:still )?(?:need|lack|miss|missing)"
    r"|my gaps|gaps)\b(?:\s+(?:for|to (?:be|become)))?\s*",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"^what(?:'s| is| comes| can i do| can i apply for)?\s*next\b\s*(?:for|from|after|as)?\s*"
    r"|^next\s+(?:for|from|after|as)\s+",
    re.IGNORECASE,
)
BECOME = re.compile(
    r"^(?:how|can|could|may)\b.*?\b(?:i|we|you|somebody|one)\s+(?:become|be|get to be)\s+",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^(?:how\s+(?:do|can|could|would|does|to)\s+)?(?:(?:i|we|you|one|somebody)\s+)?"
    r"(?:(?:get|go|move|progress)\s+)?(?:from\s+)?",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s*(?:→|->|=>)\s*|\s+(?:to|into|become|becoming)\s+", re.IGNORECASE)
INSIDE = re.compile(
    r"^(?P<name>.+?)[,;]?\s+(?P<stay>(?:while\s+|and\s+)?(?:stay(?:ing)?|remain(?:ing)?)\s+)?"
    r"(?:in|within|inside)\s+(?P<place>.+)$",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^(?:an?|the|my|being|as)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Choice:
    """One thing that the words may mean: the value for the question, and its name."""

    value: str
    label: str
    kind: str


@dataclass(frozen=True)
class Reading:
    """What the words were taken for: a page, its parameters, and what must be asked back."""

    page: str
    params: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Nothing needs to be asked back."""
        return not self.choices


@lru_cache(maxsize=64)
def example(snapshot: Snapshot) -> str:
    """A line that the box understands, in the catalogue's own words; empty without two bands."""
    order = snapshot.band_order
    graded = {b for role in snapshot.of_kind("role") for b in _bands(snapshot, role.id)}
    bands = sorted((b for b in graded if b in order), key=order.__getitem__)
    if len(bands) < 2:
        return ""
    low, high = (snapshot.label(bands[i]) for i in (0, len(bands) // 2))
    strands = [s for role in snapshot.of_kind("role") for s in role.flat("strands")]
    most = max(sorted(set(strands)), key=strands.count, default=None)
    line = f"{low} to {high}" + (f" in {snapshot.label(most)}" if most else "")
    return line.lower()


def understand(snapshot: Snapshot, text: str) -> Reading:
    """The question in a line of words."""
    line = " ".join(text.split()).strip(" ?.!")
    if match := NEEDS.match(line):
        return _reading(snapshot, "gaps", {"to": line[match.end() :]})
    if match := NEXT.match(line):
        return _reading(snapshot, "next", {"from": line[match.end() :]})
    if (match := BECOME.match(line)) and not BETWEEN.search(line[match.end() :]):
        return _reading(snapshot, "routes", {"from": "none", "to": line[match.end() :]})
    opened = line[match.end() :] if (match := OPENING.match(line)) else line
    parts = BETWEEN.split(opened, maxsplit=1)
    if len(parts) == 2 and all(parts):
        return _reading(snapshot, "routes", {"from": parts[0], "to": parts[1]})
    found = meanings(snapshot, line, (*GOAL_KINDS, "band"))
    if len(found) != 1:
        return Reading("search", {"q": line})
    if found[0].value.startswith("band:"):
        return Reading("next", {"from": found[0].value})
    return Reading("entries", {"id": found[0].value.partition("@")[0]})


def _reading(snapshot: Snapshot, page: str, ends: Mapping[str, str]) -> Reading:
    params: dict[str, str] = {}
    words: dict[str, str] = {}
    choices: dict[str, tuple[Choice, ...]] = {}
    for name, said in ends.items():
        if said == "none" or not said.strip():
            params[name] = "none"
            continue
        bare, place = _place(snapshot, said, start=name == "from")
        params |= place
        kinds = START_KINDS if name == "from" else GOAL_KINDS
        found = meanings(snapshot, bare, (*kinds, "band"))
        words[name] = bare
        if len(found) == 1:
            params[name] = found[0].value
        else:
            choices[name] = found
    return Reading(page, params, words, choices)


def _place(snapshot: Snapshot, said: str, *, start: bool) -> tuple[str, dict[str, str]]:
    """The words without "in …", and the strand or setting that it names."""
    match = INSIDE.match(said)
    if match is None:
        return said, {}
    place = ARTICLE.sub("", match["place"])
    found = best(snapshot, place, ("strand", "setting"))
    if len(found) != 1:
        return said, {}
    kind = found[0].kind
    name = "setting" if kind == "setting" else "in_strand" if start else "stay_in"
    return match["name"], {name: found[0].value}


def meanings(snapshot: Snapshot, said: str, kinds: tuple[str, ...]) -> tuple[Choice, ...]:
    """What the words may mean, best first; one = sure, none = not known."""
    words = ARTICLE.sub("", said.strip(" ,;"))
    name, band = _without_band(snapshot, words)
    if band is not None and not name:
        return (Choice(f"band:{band.id}", band.label, "band"),)
    found = best(snapshot, words, tuple(k for k in kinds if k != "band"))
    if band is None or len(found) == 1:
        return found
    at_band = tuple(
        Choice(_at(snapshot, c.value, band), c.label, c.kind)
        for c in best(snapshot, name, ("role",))
        if band.id in _bands(snapshot, c.value)
    )
    return at_band or found


def best(snapshot: Snapshot, words: str, kinds: tuple[str, ...]) -> tuple[Choice, ...]:
    """The entries that the words fit: one where one is clearly meant, else those worth asking."""
    if not words.strip():
        return ()
    hits = [h for h in find(snapshot, words[:100], kinds, SHOWN) if h.score >= WORTH]
    wanted = words.lower()
    exact = [h for h in hits if h.matched.lower() == wanted or h.label.lower() == wanted]
    told = [h for h in exact if snapshot.entries[h.id].tellings] or exact
    if not told and len(words) < SHORTEST:
        return ()
    if len(told) == 1:
        hits = told
    elif hits and hits[0].score >= SURE and all(hits[0].score - h.score >= LEAD for h in hits[1:]):
        hits = hits[:1]
    return tuple(Choice(h.id, h.label, h.kind) for h in hits)


def _without_band(snapshot: Snapshot, words: str) -> tuple[str, Seen | None]:
    """The words without a band at their end, and the band."""
    for name, band in _band_names(snapshot):
        if match := re.fullmatch(rf"(.*?)[\s,(@]*\b{re.escape(name)}\)?", words, re.IGNORECASE):
            return match[1].strip(), band
    return words, None


@lru_cache(maxsize=64)
def _band_names(snapshot: Snapshot) -> tuple[tuple[str, Seen], ...]:
    names = {n: b for b in snapshot.of_kind("band") for n in (b.label, *b.entry.alt_labels)}
    return tuple(sorted(names.items(), key=lambda pair: -len(pair[0])))


def _bands(snapshot: Snapshot, role: str) -> tuple[str, ...]:
    seen = snapshot.get(role)
    grades = [g for value, _ in seen.values("grades") for g in value] if seen is not None else []
    return tuple(dict.fromkeys(g.band for g in grades))


def _at(snapshot: Snapshot, role: str, band: Seen) -> str:
    return f"{role}@{band.id}" if len(_bands(snapshot, role)) > 1 else role

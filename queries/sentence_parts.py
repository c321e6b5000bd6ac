"""What whole answers are written with: lines with their sources, names, dates, numbers, states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.snapshot import Snapshot
from queries.results import Evidence, Verdict

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
BASIS = {
    "official": "said by the body itself",
    "third-party": "said by others about it",
    "report": "the report says so",
    "respondent": "one person interviewed said",
    "layout": "read from a diagram",
    "implied": "read between the lines",
    "contributor": "known only from a list of contributors",
    "example": "one employer's own words",
    "assumption": "our assumption",
}
FORCE = {
    "law": "the law",
    "regulator": "the regulator's rule",
    "scheme": "the rule of a scheme",
    "national-profile": "a national job profile",
    "provider": "the provider's rule",
    "job-description": "a job description",
    "one-employer": "one employer's rule",
}
STATES = {
    "met": "you have this",
    "unmet": "not in what you told us",
    "unknown": "the sources do not say",
}
PLACES = {"GB": "Great Britain", "UK": "the United Kingdom"}
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SHORT = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z0-9]*\b")


@dataclass(frozen=True)
class Line:
    """One statement: its words, sources, the entry it is about, and what hangs below it.

    `ask` is a question to copy, `claim` what one may say to have, `day` when to ask again.
    """

    text: str
    evidence: tuple[Evidence, ...] = ()
    link: str | None = None
    ask: str | None = None
    claim: str | None = None
    state: str | None = None
    day: date | None = None
    under: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Block:
    """A part of an answer: `kind` tells a page how to show it, never what it says."""

    heading: str
    lines: tuple[Line, ...]
    kind: str = "plain"
    numbered: bool = False


def day(value: date) -> str:
    """10 December 2026."""
    return f"{value.day} {value:%B %Y}"


def count(number: int, one: str, many: str = "") -> str:
    """One step, two steps."""
    shown = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{shown} {one if number == 1 else many or one + 's'}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    found = list(dict.fromkeys(i for i in items if i))
    return " ".join((", ".join(found[:-1]), last, found[-1])) if len(found) > 1 else "".join(found)


def place(code: str) -> str:
    """A country code as people call the country."""
    return PLACES.get(code, code)


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """The text to follow a colon or comma: small letter first, unless it begins an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def sentence(text: str) -> str:
    """The text as a sentence: capital first, a stop at its end."""
    text = capital(text.strip())
    return text if not text or text[-1] in ".?!:" else text + "."


class Words:
    """Names as people say them, from one snapshot; all words of an answer pass through here."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._long = dict(self._spelled())

    def label(self, text: str) -> str:
        """An entry, `id@band`, `group:ID`, `band:B` or none, by its name."""
        if text == "none":
            return "No post yet"
        name, _, band = text.removeprefix("band:").removeprefix("group:").partition("@")
        heirs = self.snapshot.catalogue.retired.get(name, (name,))
        label = self.snapshot.label(heirs[0])
        told = self.snapshot.label(band) if band else ""
        if not told or told.lower() in label.lower():
            return label
        return f"{label}, {told[:1].lower()}{told[1:]}"

    def name(self, text: str) -> str:
        """The same inside a sentence: lower case, unless it is an abbreviation or a proper name."""
        label = self.label(text)
        entry = self.snapshot.catalogue.entries.get(text.partition("@")[0].removeprefix("band:"))
        common = entry is not None and entry.kind in ("role", "band", "condition", "staff-group")
        first, *rest = label.split(" ")
        proper = any(word[:1].isupper() and word[1:].islower() for word in rest)
        plain = common and not proper and first.rstrip(",")[1:].islower()
        return label[:1].lower() + label[1:] if plain else label

    def posts(self, texts: Iterable[str], last: str = "and") -> str:
        """Several posts as a list, the bands of one post told together."""
        bands: dict[str, list[str]] = {}
        for text in texts:
            name, _, band = text.partition("@")
            bands.setdefault(name, []).append(band)
        found = []
        for name, given in bands.items():
            first = self.label(f"{name}@{given[0]}" if given[0] else name)
            more = [self.name(f"band:{b}") for b in given[1:] if b]
            found.append(listed([first, *more], "or") if more else first)
        return listed(found, last)

    def who(self, by: str | None) -> str:
        """Who grants or answers something."""
        if not by:
            return "whoever decides it"
        if by == "employer":
            return "your employer"
        label = self.label(by)
        return f"the {label}" if label.endswith(("Council", "Authority", "Agency")) else label

    def dated(self, text: str) -> str:
        """Days in a text as people write them."""
        return ISO.sub(lambda m: _day(m.group(0)), text)

    def dated_of(self, source: str) -> str:
        """The date of a source as people write it; empty where none is known."""
        seen = self.snapshot.get(source)
        told = str(seen.first("dated", "")) if seen is not None else ""
        return self.dated(told) if any(c.isdigit() for c in told) else ""

    def cite(self, item: Evidence) -> str:
        """One source as a line: its name, the place, how we know, what kind of rule."""
        seen = self.snapshot.get(item.source)
        places = seen.first("places", {}) if seen is not None else {}
        where = "; ".join(places.get(at, at) for at in item.at)
        how = [BASIS.get(item.basis, item.basis), FORCE.get(item.force or "", "")]
        text = f"{self.label(item.source)}, {where}" if where else self.label(item.source)
        text += ": " + "; ".join(h for h in how if h)
        if item.checked is not None:
            text += f"; looked up on {day(item.checked)}"
        return text + (f". {sentence(item.note)}" if item.note else "")

    def cites(self, found: Iterable[Evidence]) -> dict[str, Evidence]:
        """The different sources of a line, by their words."""
        return {self.cite(item): item for item in found}

    def address(self, source: str) -> str | None:
        """The first public address of a source."""
        seen = self.snapshot.get(source)
        found = seen.flat("addresses") if seen is not None else ()
        return next((a for a in found if a.startswith(("https://", "http://"))), None)

    def tree(self, verdict: Verdict, *, judged: bool = True) -> Line:
        """A requirement with the state of each part in words."""
        heads = {
            "all": "All of these",
            "any": "One of these",
            "at_least": f"At least {verdict.need} of these",
            "same_rule": "One rule, told twice",
        }
        if verdict.children:
            text = heads.get(verdict.clause, "These")
        elif verdict.clause == "unknown":
            text = f"Not written down: {verdict.text}"
        else:
            text = capital(verdict.text)
        if verdict.clause == "condition":
            text += f" (to be agreed by {self.who(verdict.by)})"
        return Line(
            text,
            verdict.evidence,
            link=verdict.id,
            claim=verdict.id if verdict.state == "unmet" and judged else None,
            state=verdict.state if judged else None,
            under=tuple(self.tree(c, judged=judged) for c in verdict.children),
        )

    def _spelled(self) -> Iterator[tuple[str, str]]:
        """Abbreviations that the catalogue itself spells out, each in one way only."""
        found: dict[str, set[str]] = {}
        for entry in self.snapshot.catalogue.entries.values():
            if entry.kind == "finding" or not entry.alt_labels:
                continue
            names = [n for n in (entry.label, *entry.alt_labels) if n]
            long = next((n for n in names if " " in n and not SHORT.search(n)), None)
            for short in (n for n in names if SHORT.fullmatch(n) and len(n) <= 8):
                if long:
                    found.setdefault(short, set()).add(long)
        for short, longs in found.items():
            if len(longs) == 1:
                yield short, next(iter(longs))

    def spell_out(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """The blocks with each abbreviation spelled out where it first stands."""
        seen: set[str] = set()

        def text_of(text: str) -> str:
            def put(match: re.Match[str]) -> str:
                short = match.group(0)
                long = self._long.get(short)
                if long is None or short in seen:
                    return short
                seen.add(short)
                return short if long.lower() in text.lower() else f"{short} ({long})"

            return SHORT.sub(put, text)

        def line_of(line: Line) -> Line:
            return replace(line, text=text_of(line.text), under=tuple(map(line_of, line.under)))

        return tuple(
            replace(b, heading=text_of(b.heading), lines=tuple(map(line_of, b.lines)))
            for b in blocks
        )


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def every(lines: Iterable[Line]) -> Iterator[Line]:
    """All lines, with those below them."""
    for line in lines:
        yield line
        yield from every(line.under)


def cited(blocks: Iterable[Block]) -> tuple[Evidence, ...]:
    """All evidence of an answer, in the order it stands."""
    return tuple(dict.fromkeys(e for b in blocks for x in every(b.lines) for e in x.evidence))

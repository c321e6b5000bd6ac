"""A raw catalogue as one question sees it, and where a person stands: S1, S7.

Nothing here imports the engine. Catalogues are plain dicts; a verdict is 0 unmet, 1 unknown, 2 met.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

UNMET, UNKNOWN, MET = 0, 1, 2
WEAK = {"implied", "layout", "assumption", "contributor"}
WORDS = {"band", "setting", "strand", "staff-group", "condition", "organisation", "source"}
Tree = dict[str, Any]
Post = tuple[str, str | None]


@dataclass(frozen=True)
class State:
    """Where a person stands, and since when: every token (id, `begin:id`) with its date."""

    present: Post | None
    since: float
    until: float
    has: dict[str, float]
    passed: dict[Post, float]
    served: tuple[tuple[Post, float, float], ...] = ()
    told: tuple[str, ...] = ()
    ever: bool = False

    def key(self, dated: bool) -> Any:
        """What makes two states one: with dates, or without."""
        served: dict[Post, float] = {}
        for post, months, _ in self.served:
            served[post] = served.get(post, 0) + months
        if not dated:
            return self.present, frozenset(self.has), frozenset(self.passed), tuple(served.items())
        held, passed = frozenset(self.has.items()), frozenset(self.passed.items())
        return self.present, self.since, self.until, held, passed, self.served


@dataclass(frozen=True)
class View:
    """A raw catalogue under one lens, setting and employer."""

    raw: dict[str, Any]
    setting: str | None = None
    employer: str | None = None
    avoid: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    as_of: str = "2026-01-01"
    cache: dict[str, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def entries(self) -> dict[str, list[dict[str, Any]]]:
        """Entry id to the tellings left; whole statements stay or go (S1)."""
        told, gone = {}, set()
        for name, entry in self.raw.items():
            for n, telling in enumerate((entry, *entry.get("also", ())), start=1):
                known = telling | {"id": telling.get("id", f"{name}.{n}")}
                if self._in_lens(known):
                    told.setdefault(name, []).append(known)
                    gone |= set(known.get("supersedes", ()))
        left = {name: [t for t in found if t["id"] not in gone] for name, found in told.items()}
        return {n: found for n, found in left.items() if found or self.raw[n]["kind"] in WORDS}

    def _in_lens(self, telling: dict[str, Any]) -> bool:
        if "cite" not in telling:
            return True
        day = date.fromisoformat(self.as_of)
        first = telling.get("valid_from", {}).get("date", self.as_of)
        last = telling.get("valid_to", self.as_of)
        source = not self.sources or telling["cite"]["source"] in self.sources
        return source and date.fromisoformat(first) <= day <= date.fromisoformat(last)

    def kind(self, name: str) -> str:
        return self.raw[name]["kind"]

    def of(self, kind: str) -> list[str]:
        return [name for name in self.entries if self.kind(name) == kind]

    def flat(self, name: str, key: str) -> list[Any]:
        return [v for t in self.entries.get(name, ()) for v in t.get(key, ())]

    def first(self, name: str, key: str) -> Any:
        return next((t[key] for t in self.entries.get(name, ()) if key in t), None)

    def basis(self, telling: dict[str, Any]) -> str:
        cite = telling["cite"]
        return cite.get("basis") or self.raw[cite["source"]].get("basis", "third-party")

    def order(self, band: str | None) -> int | None:
        return None if band is None else self.raw[band]["order"]

    def bands(self, role: str) -> list[str]:
        return sorted({g["band"] for g in self.flat(role, "grades")}, key=self.order)

    def lowest(self, role: str) -> str | None:
        return next(iter(self.bands(role)), None)

    def here(self, tree: Tree) -> Tree | None:
        """The tree without clauses for other settings (S2)."""
        when = tree.get("when", {}).get("setting")
        if when is not None and self.setting is not None and when != self.setting:
            return None
        branches = below(tree)
        if not branches or self.setting is None:
            return tree
        kept = [k for b in branches if (k := self.here(b)) is not None]
        if not kept:
            return None
        if "at_least" in tree:
            return tree | {"at_least": {"n": tree["at_least"]["n"], "of": kept}}
        return tree | {("all" if "all" in tree else "any"): kept}

    def local(self, telling: dict[str, Any]) -> bool:
        """One employer's word: no rule for others (S1)."""
        one = telling.get("force") == "one-employer" or "employer" in telling
        return one or self.basis(telling) == "example"

    def group_of(self, role: str) -> str | None:
        """The only staff group of a post that is not a trainee post (S5)."""
        groups = set(self.flat(role, "staff_groups"))
        return groups.pop() if len(groups) == 1 and self.first(role, "type") == "post" else None

    def registers(self, group: str | None) -> list[str]:
        return self.flat(group, "register_of") if group else []

    def flat_one(self, register: str) -> list[str]:
        return [t["staff_group"] for t in self.entries[register] if "staff_group" in t]

    def rules(self, name: str, band: str | None) -> list[tuple[dict[str, Any], Tree]]:
        """General requirements of an entry, at a band of a post (S1, S7)."""
        found = []
        for telling in self.entries.get(name, ()):
            if "cite" not in telling or self.local(telling):
                continue
            grades = [g for g in telling.get("grades", ()) if g["band"] == band]
            for holder in (telling, *grades):
                tree = self.here(holder["requires"]) if "requires" in holder else None
                if tree is not None:  # a grade's own rule is a rule of its own
                    part = {} if holder is telling else {"part": "grade"}
                    found.append((telling | part, tree))
        return found


def below(tree: Tree) -> list[Tree]:
    """The branches of a clause."""
    if "at_least" in tree:
        return tree["at_least"]["of"]
    return tree.get("all") or tree.get("any") or []


def walk(tree: Tree) -> list[Tree]:
    """A clause and everything below it."""
    return [tree, *(w for b in below(tree) for w in walk(b))]

"""What a population of instances holds, and where its answers end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from comparing import Said, by_engine, by_oracle, differences
from instances import Instance, describe, make
from oracle import TooLarge

PROVED = {"closed", "not-established", "out-of-scope", "unmet", "not-stated"}
"""Kinds of no route that took a search: not a goal or start outside the lens."""
KEYS = ("at_least", "unknown", "condition", "in_role", "level")
KEYS += ("same_rule", "supersedes", "valid_from", "valid_to")
"""What is counted by the key that states it."""


@dataclass
class Tally:
    """What was compared, what was in it, where it ended, and each disagreement in words."""

    compared: int = 0
    too_large: int = 0
    holding: Counter[str] = field(default_factory=Counter)
    ending: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.compared += other.compared
        self.too_large += other.too_large
        self.holding += other.holding
        self.ending += other.ending
        self.faults += other.faults
        return self

    def share(self, ending: str) -> float:
        """The share of the instances that end so."""
        return self.ending[ending] / self.compared


def compare(seeds: range) -> Tally:
    """Ask engine and oracle every instance of these seeds."""
    tally = Tally()
    for seed in seeds:
        asked = make(seed)
        try:
            oracle = by_oracle(asked)
        except TooLarge:
            tally.too_large += 1
            continue
        engine = by_engine(asked)
        tally.compared += 1
        tally.holding.update(set(holding(asked)))
        tally.ending.update(set(ending(oracle)))
        found = differences(engine, oracle)
        if found:
            lines = [f"seed {seed}: make({seed}) in tests/oracle/instances.py", *found]
            tally.faults.append("\n".join([*lines, describe(asked)]))
    return tally


def ending(said: Said) -> Iterator[str]:
    """Where the answer for the first start and setting ends."""
    best = next(iter(said.routes.values()))
    yield best.kind or "route"
    if best.steps >= 3:
        yield "three steps or more"
    if best.steps >= 5:
        yield "five steps or more"
    if best.kind is None and best.conditional:
        yield "conditional"
    if best.kind in PROVED:
        yield "proved no route"


def clauses(value: Any) -> Iterator[dict[str, Any]]:
    """Every clause and every other mapping below an entry."""
    if isinstance(value, dict):
        yield value
        for below in value.values():
            yield from clauses(below)
    elif isinstance(value, list):
        for below in value:
            yield from clauses(below)


def holding(asked: Instance) -> Iterator[str]:
    """What of the catalogue format an instance holds."""
    kinds = {entry["kind"] for entry in asked.raw.values()}
    yield from {"block", "setting"} & kinds
    found = [c for entry in asked.raw.values() for c in clauses(entry)]
    if len({c["source"] for c in found if "source" in c}) > 1:
        yield "several sources"
    if asked.sources:
        yield "a lens of sources"
    if asked.served or any("months" in c.get("served", {}) for c in found):
        yield "service"
    for key in KEYS:
        if any(isinstance(c.get(key), dict | str | list) for c in found):
            yield key
    if cyclic(asked.raw):
        yield "cycles"


def cyclic(raw: dict[str, Any]) -> bool:
    """Whether moves and requirements lead from some entry back to itself."""
    after: dict[str, set[str]] = {}
    for name, entry in raw.items():
        for start in entry.get("from", ()) if entry["kind"] == "move" else ():
            after.setdefault(start.partition("@")[0], set()).add(entry["to"].partition("@")[0])
        for clause in clauses(entry):
            if "holds" in clause and entry["kind"] != "block":
                after.setdefault(clause["holds"], set()).add(name)
    done: set[str] = set()

    def back(name: str, path: frozenset[str]) -> bool:
        if name in path:
            return True
        if name in done:
            return False
        done.add(name)
        return any(back(other, path | {name}) for other in after.get(name, ()))

    return any(back(name, frozenset()) for name in after)

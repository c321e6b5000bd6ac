"""Every way in that the sources state, gathered once for a question: the operators of S4.

A way names its target, what must hold (`gates`), where it starts from, and what it rests on.
Nothing here looks at a person: `taking.py` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from graph.requirements import (
    AnyOf,
    Clause,
    Holds,
    InRole,
    ServedSpec,
    walk,
)
from graph.snapshot import Seen, Snapshot
from queries.citing import Rule, general_rules, waived
from queries.person import registers_of, sole_group
from queries.question import Ref

StepKind = Literal["take-up", "qualify", "course", "register", "serve", "arrange"]
WayKind = Literal["move", "entry-rule", "seen", "given", "requirement-met", "open", "granted"]
Deed = tuple[str, ...]
USABLE = ("current", "pilot")


@dataclass(frozen=True)
class Limits:
    """What the question leaves out: posts outside a strand or setting, avoided ids.

    `opened` are entries that count as current whatever their status, to see what they would open.
    """

    setting: str | None = None
    employer: str | None = None
    stay_in: str | None = None
    avoid: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Way:
    """One operator: a way to take one step; each is made once and told apart by identity."""

    kind: StepKind
    target: str
    way: WayKind
    telling: Any
    band: str | None = None
    way_id: str | None = None
    starts: tuple[str, ...] | None = None
    audience: tuple[str, ...] | None = None
    gates: tuple[Rule, ...] = ()
    gives: frozenset[str] = frozenset()
    spec: ServedSpec | None = None
    employers: tuple[str, ...] = ()
    leaves: bool = False
    weak: bool = False
    tied: bool = False  # begun in the present post, and so before the next one

    @cached_property
    def step(self) -> tuple[str, ...]:
        """What is done and how, whoever says so: equal steps make equal routes."""
        kind = self.spec.model_dump_json(exclude_none=True) if self.spec is not None else ""
        return (self.kind, self.target, self.band or kind, self.way, self.way_id or "")

    @cached_property
    def deed(self) -> Deed:
        """What is done, whichever way."""
        return self.step[:3]

    @cached_property
    def in_post(self) -> bool:
        """Whether it is done while in a post of some kind."""
        return any(isinstance(c, InRole) for rule in self.gates for c in walk(rule.clause))

    @cached_property
    def key(self) -> tuple[str, ...]:
        """A stable order, and the identity of the way: two tellings of a move are two ways."""
        return (*self.step, str(self.telling.id))


def ref(text: str) -> Ref:
    """`id` or `id@band` as written in a move or block."""
    name, _, band = text.partition("@")
    return Ref(name, band or None)


def statuses(seen: Seen, strand: str | None = None) -> list[tuple[str, Any]]:
    """Every status stated of an entry (for a strand: those for it or for all), with tellings."""
    return [
        (claim.value, telling)
        for claim, telling in seen.values("status")
        if not claim.strands or strand is None or strand in claim.strands
    ]


def status(seen: Seen, strand: str | None = None) -> str | None:
    """The status that decides: one that bars a step wins over pilot, pilot over current (S8)."""
    found = [value for value, _ in statuses(seen, strand)]
    barred = [value for value in found if value not in USABLE]
    if barred:
        return barred[-1]
    return "pilot" if "pilot" in found else (found[0] if found else None)


def lowest_band(snapshot: Snapshot, seen: Seen) -> str | None:
    """The lowest stated grade of a role; None where no band is stated."""
    bands = [g.band for grades, _ in seen.values("grades") for g in grades]
    return min(bands, key=lambda b: snapshot.band_order.get(b, 99)) if bands else None


def in_scope(seen: Seen, limits: Limits) -> bool:
    """Whether a post lies within the strand and setting asked for; not stated = in scope."""
    if seen.id in limits.avoid:
        return False
    settings, strands = seen.flat("settings"), seen.flat("strands")
    if limits.setting is not None and settings and limits.setting not in settings:
        return False
    return limits.stay_in is None or not strands or limits.stay_in in strands


def gates(snapshot: Snapshot, seen: Seen, limits: Limits, band: str | None) -> tuple[Rule, ...]:
    """What everybody must meet: general requirements, and the register of the post's group."""
    found = general_rules(snapshot, seen, limits.setting, band)
    group = sole_group(seen) if seen.kind == "role" else None
    registers = registers_of(snapshot, group) if group else ()
    if registers and seen.first("type") == "post" and not set(registers) & waived(seen):
        leaves = tuple(Holds(holds=r) for r in registers)
        clause: Clause = leaves[0] if len(leaves) == 1 else AnyOf(any=leaves)
        telling = next(t for groups, t in seen.values("staff_groups"))
        found.append(Rule(clause, telling, derived="register"))
    return tuple(found)

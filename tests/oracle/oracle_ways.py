"""Every way in that the sources state, written from docs/semantics.md alone: S4, S8."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oracle_view import WEAK, State, Tree, View, walk

Rules = list[tuple[dict[str, Any], Tree]]


def status(view: View, name: str) -> tuple[bool, bool, bool]:
    """Barred, pilot, not stated (S8)."""
    found = [t["status"]["value"] for t in view.entries[name] if "status" in t]
    barred = any(s not in {"current", "pilot"} for s in found)
    return barred, "pilot" in found, not found


def gates(view: View, name: str, band: str | None) -> Rules:
    """What a target asks of everybody: its rules, and the register of its only group (S4)."""
    found = view.rules(name, band)
    for register in view.registers(view.group_of(name)) if view.kind(name) == "role" else ():
        found.append(({"id": f"register:{register}", "force": "register"}, {"holds": register}))
    return found


def counts_as_passed(view: View, state: State) -> dict[str, float]:
    """Trainee posts whose whole access is held (S4a)."""
    found = {}
    for role in view.of("role"):
        access = view.flat(role, "access")
        if view.first(role, "type") == "trainee" and access and all(a in state.has for a in access):
            found[role] = max(state.has[a] for a in access)
    return found


def from_here(view: View, state: State, ends: list[str]) -> float | None:
    """Since when a move's `from` is the person's; None where it is not."""
    days = []
    through = counts_as_passed(view, state)
    for end in ends:
        name, _, band = end.partition("@")
        if view.kind(name) == "role" and view.first(name, "type") == "outside":
            groups = any(
                not t.startswith("begin:") and view.kind(t) == "staff-group" for t in state.has
            )
            days += [0.0] if state.present is None and not groups else []
        elif view.kind(name) == "role":
            days += [d for p, d in state.passed.items() if p[0] == name and band in ("", p[1])]
            days += [through[name]] if name in through else []
        elif name in state.has:
            days.append(state.has[name])
    return min(days) if days else None


@dataclass(frozen=True)
class Way:
    """One way of S4 into a target: from when, how sure, and what it asks beside the gates."""

    id: str
    band: str | None
    day: float
    conditional: bool
    rules: Rules
    begins: tuple[str, ...] = ()
    ties: bool = False
    seen: bool = False
    named: bool = False  # whether the move itself names who makes it possible


def ways_in(view: View, state: State) -> Iterator[Way]:
    """All ways open to the person, before the gates of the target are judged."""
    yield from _moves(view, state)
    for name in (*view.of("role"), *view.of("qualification"), *view.of("course")):
        band = view.lowest(name) if view.kind(name) == "role" else None
        for told in view.entries[name]:
            tree = view.here(told["requires"]) if "requires" in told else None
            if tree is None or any("unknown" in c for c in walk(tree)):
                continue
            if view.local(told) and view.kind(name) == "role":
                plain = view.employer is not None and told.get("employer") == view.employer
                yield Way(name, band, 0.0, not plain, [(told, tree)], seen=True)
            elif told.get("entry") and not view.local(told):
                yield Way(name, band, 0.0, view.basis(told) in WEAK, [])
    for name in view.of("example"):
        for told in view.entries[name]:
            tree = view.here(told["requires"]) if "requires" in told else None
            role = view.first(name, "of")
            if tree is None or role not in view.entries or any("unknown" in c for c in walk(tree)):
                continue
            plain = view.employer is not None and view.employer in view.flat(name, "employers")
            yield Way(role, view.lowest(role), 0.0, not plain, [(told, tree)], seen=True)
    yield from _given(view, state)


def _moves(view: View, state: State) -> Iterator[Way]:
    for name in view.of("move"):
        for told in view.entries[name]:
            target, _, band = told["to"].partition("@")
            if name in view.avoid or target not in view.entries:
                continue
            if told.get("setting") not in (None, view.setting) and view.setting is not None:
                continue
            day = from_here(view, state, told["from"])
            weak = view.basis(told) in WEAK
            if day is None or (weak and silent(view, told, target)):
                continue
            tree = view.here(told["conditions"]) if "conditions" in told else None
            local = bool(told.get("employers")) and view.employer not in told["employers"]
            role = view.kind(target) == "role"
            at = (band or view.lowest(target)) if role else None
            rules = [(told, tree)] if tree is not None else []
            begins, named = tuple(told.get("begins", ())), bool(told.get("employers"))
            yield Way(target, at, day, weak or local, rules, begins, named=named)


def silent(view: View, move: dict[str, Any], target: str) -> bool:
    """The same source says that the way in is not stated (S4a)."""
    for name in view.of("finding"):
        for told in view.entries[name]:
            same = told["cite"]["source"] == move["cite"]["source"]
            if same and told.get("field") == "way-in" and target in told.get("about", ()):
                return True
    return False


def _given(view: View, state: State) -> Iterator[Way]:
    for token, day in state.has.items():
        if token.startswith("begin:"):
            yield Way(token.removeprefix("begin:"), None, day, False, [])
    if state.present:
        role = state.present[0]
        for told in view.entries.get(role, ()):
            named = [d[k] for d in told.get("duties", ()) for k in ("begin", "finish") if k in d]
            if view.first(role, "type") == "trainee":
                named += told.get("access", ())
            for name in named:
                yield Way(name, None, state.since, view.basis(told) in WEAK, [], ties=True)
    for name in view.of("course"):
        audiences = [t["audience"]["ids"] for t in view.entries[name] if "audience" in t]
        weak = any(view.basis(t) in WEAK for t in view.entries[name] if "audience" in t)
        ids = [i for a in audiences for i in a]
        if not audiences:
            yield Way(name, None, 0.0, True, [])
        post = state.present
        if post and (post[0] in ids or set(ids) & set(view.flat(post[0], "strands"))):
            yield Way(name, None, state.since, weak, [], ties=True)
        days = [state.has[i] for i in ids if i in state.has]
        if days:
            yield Way(name, None, min(days), weak, [])

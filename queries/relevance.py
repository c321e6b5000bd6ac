"""Which ways can matter for a goal, and how long a step takes (S9)."""

from __future__ import annotations

from collections.abc import Iterable

from graph.requirements import Condition, Holds, InRole, Level, Served, walk
from graph.snapshot import Snapshot
from queries.person import close, stands_in
from queries.question import Ref
from queries.results import Months
from queries.ways import Way, ref

DAYS_A_MONTH = 30.0


HOURS_A_MONTH = 150.0


def duration(snapshot: Snapshot, way: Way) -> Months | None:
    """How long a learning or service step takes: the range over all that is stated (S9)."""
    if way.kind == "serve" and way.spec is not None:
        return Months(min=way.spec.months, typical=way.spec.months)
    seen = snapshot.get(way.target)
    if seen is None or way.kind not in ("qualify", "course"):
        return None
    stated = [Months(**m.model_dump()) for m, _ in seen.values("months")]
    stated += [Months(typical=round(d / DAYS_A_MONTH, 2)) for d, _ in seen.values("days")]
    stated += [Months(typical=round(h / HOURS_A_MONTH, 3)) for h, _ in seen.values("hours")]
    if not stated:
        return None
    if len(stated) == 1:
        return stated[0]
    ends = [v for m in stated for v in (m.min, m.typical, m.max) if v is not None]
    typical = {m.typical for m in stated}
    agreed = typical.pop() if len(typical) == 1 else None
    return Months(min=min(ends), typical=agreed, max=max(ends)) if ends else None


def counted(months: Months | None) -> float | None:
    """The months that a sum uses: typical, else the least stated, else none."""
    if months is None:
        return None
    for value in (months.typical, months.min, months.max):
        if value is not None:
            return value
    return None


def produces(snapshot: Snapshot, way: Way) -> frozenset[str]:
    """The ids that a way may bring about."""
    base = {way.target} | set(way.gives)
    return close(snapshot, frozenset(base), None)


def needs(snapshot: Snapshot, way: Way) -> frozenset[str]:
    """The ids that may matter for taking a way; more than needed is harmless."""
    found: set[str] = set()
    clauses = [c for rule in way.gates for c in walk(rule.clause)]
    clauses += [
        c
        for block in snapshot.of_kind("block")
        for telling in block.tellings
        if telling.effect == "closes" and telling.unless is not None
        for c in walk(telling.unless)
        if way.kind not in ("arrange", "serve")
    ]
    for clause in clauses:
        if isinstance(clause, Holds):
            found.add(clause.holds)
        elif isinstance(clause, Condition):
            found.add(clause.condition)
        elif isinstance(clause, Served | InRole):
            spec = clause.served if isinstance(clause, Served) else clause.in_role
            found.update(_fitting(snapshot, spec))
            if isinstance(clause, Served):
                found.add(_service(clause.served))
        elif isinstance(clause, Level):
            found.update(
                q.id
                for q in snapshot.of_kind("qualification")
                if (q.first("level") or 9) >= clause.level.at_least
            )
    if way.spec is not None:
        found.update(_fitting(snapshot, way.spec))
    for text in (*(way.starts or ()), *(way.audience or ())):
        name = ref(text).id
        found.add(name)
        seen = snapshot.get(name)
        if seen is not None and seen.kind == "role":
            found.update(seen.flat("access"))
        elif seen is not None and seen.kind in ("strand", "staff-group"):
            found.update(
                r.id
                for r in snapshot.of_kind("role")
                if name in r.flat("strands") or seen.first("type") == "everyone"
            )
    return frozenset(found)


def _service(spec: object) -> str:
    return f"service:{spec}"


def _fitting(snapshot: Snapshot, spec: object) -> set[str]:
    fits = set()
    for role in snapshot.of_kind("role"):
        bands: list[str | None] = [g.band for gs, _ in role.values("grades") for g in gs]
        if any(stands_in(snapshot, Ref(role.id, b), spec) for b in bands or [None]):
            fits.add(role.id)
    return fits


def relevant(snapshot: Snapshot, ways: Iterable[Way], wanted: Iterable[str]) -> list[Way]:
    """The ways that can play a part in reaching any of the wanted ids."""
    makers: dict[str, list[Way]] = {}
    for way in ways:
        made = produces(snapshot, way)
        if way.spec is not None:
            made = frozenset({_service(way.spec)})
        for item in made:
            makers.setdefault(item, []).append(way)
    todo, known = list(wanted), set(wanted)
    chosen: dict[tuple[str, ...], Way] = {}
    while todo:
        for way in makers.get(todo.pop(), ()):
            if way.key in chosen:
                continue
            chosen[way.key] = way
            new = needs(snapshot, way) - known
            known |= new
            todo.extend(new)
    return sorted(chosen.values(), key=lambda w: w.key)

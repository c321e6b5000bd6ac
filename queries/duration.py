"""How long a step takes (S9)."""

from __future__ import annotations

from functools import lru_cache

from graph.snapshot import Snapshot
from queries.results import Months
from queries.ways import Way

DAYS_A_MONTH = 30.0


HOURS_A_MONTH = 150.0


@lru_cache(maxsize=20_000)
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


def learns(way: Way) -> bool:
    """Whether a step takes time that counts: qualifications, courses and service (S9)."""
    return way.kind in ("qualify", "course", "serve")


def cost(snapshot: Snapshot, way: Way) -> float | None:
    """Pounds that a step costs the learner, the least that a source states; None if none does."""
    seen = snapshot.get(way.target)
    stated = [c.pounds for c, _ in seen.values("cost")] if seen is not None else []
    return min(stated) if stated else None


def pays(way: Way) -> bool:
    """Whether a step has a cost that counts: qualifications, courses and registers (S9)."""
    return way.kind in ("qualify", "course", "register")


@lru_cache(maxsize=20_000)
def sums_of(snapshot: Snapshot, way: Way, by: str) -> tuple[float, float, float]:
    """What a step adds to the order of S9: unknowns in the sum asked for, the sum, steps.

    In the order by steps the unknown months come last; the months of a route are no sum.
    """
    unknown = int(learns(way) and counted(duration(snapshot, way)) is None)
    if by == "steps":
        return (0, 1, unknown)
    if by == "time":
        return (unknown, 0, 1)
    pounds = cost(snapshot, way) if pays(way) else 0.0
    return (int(pounds is None), pounds or 0.0, 1)


def lasts(snapshot: Snapshot, way: Way) -> float:
    """The months of a step that a sum counts; what is not stated counts nothing."""
    return counted(duration(snapshot, way)) or 0.0


def price(snapshot: Snapshot, way: Way) -> float:
    """The pounds of a step that a sum counts; what is not stated counts nothing."""
    return (cost(snapshot, way) or 0.0) if pays(way) else 0.0


def counted(months: Months | None) -> float | None:
    """The months that a sum uses: typical, else the least stated, else none."""
    if months is None:
        return None
    for value in (months.typical, months.min, months.max):
        if value is not None:
            return value
    return None

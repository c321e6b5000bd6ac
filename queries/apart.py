"""What sets each of several routes apart from the others: what is its own, and where it is best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from queries.results import Count, Route, Step

TELLING = ("take-up", "qualify", "register", "course", "arrange", "serve")
"""Which of a route's own steps says most about it, first."""

NAMED = 2
"""How many of its own steps a route is told by."""

BEST: dict[Count, str] = {
    "steps": "the fewest steps",
    "time": "the quickest",
    "cost": "the cheapest",
}


def told_apart(routes: Sequence[Route]) -> list[Route]:
    """The routes with the sums in which none shown is better, and what else sets each apart."""
    best = [tuple(c for c in BEST if _is_best(c, r, routes)) for r in routes]
    found = []
    for route, counts in zip(routes, best, strict=True):
        update: dict[str, object] = {"best_by": counts}
        if len(routes) > 1:
            others = [r for r in routes if r is not route]
            update["what_sets_it_apart"] = _words(route, others, counts)
        found.append(route.model_copy(update=update))
    return found


def _sum(count: Count, route: Route) -> tuple[float, bool]:
    """What a route comes to, and whether no source leaves a part of it unstated."""
    totals = route.totals
    return {
        "steps": (float(totals.steps), True),
        "time": (totals.months, totals.unknown_months == 0),
        "cost": (totals.cost, totals.unknown_costs == 0),
    }[count]


def _is_best(count: Count, route: Route, routes: Sequence[Route]) -> bool:
    """Whether none can be better; an unknown could turn two around, and then nobody is best."""
    value, known = _sum(count, route)
    return known and all(value <= _sum(count, other)[0] for other in routes)


def _words(route: Route, others: Sequence[Route], counts: Sequence[Count]) -> str:
    parts = [_own_steps(route, others)]
    if route.leaves_strand == "no" and all(o.leaves_strand in ("yes", "may") for o in others):
        parts.append("stays in the same kind of work")
    if route.state == "stated" and all(o.state != "stated" for o in others):
        parts.append("nothing about it is left open")
    for count in counts:
        value, _ = _sum(count, route)
        nothing = count == "time" and not value  # waiting is not counted, and is no speed
        if not nothing and all(value < _sum(count, other)[0] for other in others):
            parts.append(BEST[count])
    return "; ".join(part for part in parts if part) or "another way into the same steps"


def _own_steps(route: Route, others: Sequence[Route]) -> str:
    """The route by the most telling of the steps that fewest others have."""
    shared = Counter(key for other in others for key in {(s.kind, s.id) for s in other.steps})
    apart = [s for s in route.steps if shared[s.kind, s.id] < len(others)]
    if not apart:
        return ""
    first = sorted(apart, key=lambda s: (shared[s.kind, s.id], _telling(s)))[:NAMED]
    named = list(dict.fromkeys(s.label for s in route.steps if s in first))
    own = {s.label for s in apart if not shared[s.kind, s.id]}
    more = len(own.difference(named))
    text = "by way of " + " and ".join(named)
    return f"{text} ({more} more of its own)" if more > 0 else text


def _telling(step: Step) -> int:
    return TELLING.index(step.kind) if step.kind in TELLING else len(TELLING)

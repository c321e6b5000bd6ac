"""Put answers of several settings, starts and readings of announced days together (S1, S7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queries.apart import told_apart
from queries.results import Assuming, Condition, Route, StartAnswer


def shape(found: Any) -> Any:
    """What has to agree for two answers to count as one (S7): routes, kind and blocks."""
    if isinstance(found, tuple):
        return tuple(shape(f) for f in found)
    none = found.no_route
    return (
        *(tuple(_steps(r) for r in routes) for routes in (found.routes, found.trade_offs)),
        (none.kind, tuple((b.what, b.id, b.about) for b in none.blocking)) if none else None,
    )


def _steps(route: Route) -> tuple[Any, ...]:
    steps = ((s.kind, s.id, s.band, s.way, s.way_id, s.conditions) for s in route.steps)
    return (route.state, tuple(steps))


def agree(found: list[StartAnswer], asked: str | None) -> list[StartAnswer]:
    """One answer where the settings agree; else one for each, with its setting."""
    if asked is not None or len({shape(f) for f in found}) > 1:
        return found
    return [_without_setting(found[0])] if found else []


def _without_setting(answer: StartAnswer) -> StartAnswer:
    def plain(route: Route) -> Route:
        steps = tuple(step.model_copy(update={"setting": None}) for step in route.steps)
        return route.model_copy(update={"steps": steps})

    return _each(answer, plain, setting=None)


def _each(answer: StartAnswer, change: Callable[[Route], Route], **more: object) -> StartAnswer:
    """The answer with every route that it shows changed."""
    routes = tuple(change(route) for route in answer.routes)
    others = tuple(change(route) for route in answer.trade_offs)
    return answer.model_copy(update={"routes": routes, "trade_offs": others, **more})


def grouped(found: list[StartAnswer]) -> list[StartAnswer]:
    """Starts whose routes and blocks agree, put together."""
    groups: dict[Any, StartAnswer] = {}
    for answer in found:
        key = (shape(answer), answer.setting, answer.no_route and answer.no_route.kind)
        first = groups.get(key)
        groups[key] = (
            answer
            if first is None
            else first.model_copy(update={"starts": (*first.starts, *answer.starts)})
        )
    return list(groups.values())


def touches(first: tuple[StartAnswer, ...], second: tuple[StartAnswer, ...], entry: str) -> bool:
    """Whether an entry plays a part in either answer."""
    for answer in (*first, *second):
        named = {s.id for r in (*answer.routes, *answer.trade_offs) for s in r.steps}
        none = answer.no_route
        if none is not None:
            named |= {none.goal.partition("@")[0], *(b.about for b in none.blocking)}
            named |= {i for i in none.not_ruled_out.ids} | {u.about for u in none.unknowns}
        if entry in named:
            return True
    return False


def in_short(found: tuple[StartAnswer, ...]) -> str:
    """The answer otherwise, as a state or kind."""
    states = dict.fromkeys(
        a.routes[0].state if a.routes else a.no_route.kind if a.no_route else "" for a in found
    )
    return ", ".join(states)


def conditional(answer: StartAnswer, told: tuple[Assuming, ...]) -> StartAnswer:
    """An answer that rests on an announced day is never better than conditional (S1)."""

    def hang(route: Route) -> Route:
        if any(c.kind == "announced" for c in route.conditions) or not told:
            return route
        new = tuple(
            Condition(
                kind="announced",
                text=f"announced for {a.from_.isoformat()} by {a.by}, not yet in force",
                by=a.by,
            )
            for a in told
        )
        return route.model_copy(
            update={"state": "conditional", "conditions": (*route.conditions, *new)}
        )

    conditions: tuple[Condition, ...] = tuple(
        Condition(kind="announced", text=f"announced for {a.from_.isoformat()} by {a.by}", by=a.by)
        for a in told
    )
    none = answer.no_route
    if none is not None:
        none = none.model_copy(update={"conditions": (*none.conditions, *conditions)})
    hung = _each(answer, hang, no_route=none)
    shown = told_apart((*hung.routes, *hung.trade_offs))  # none is certain any more
    number = len(hung.routes)
    apart = {"routes": tuple(shown[:number]), "trade_offs": tuple(shown[number:])}
    return hung.model_copy(update=apart)

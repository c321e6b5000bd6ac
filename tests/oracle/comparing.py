"""One instance asked of the engine and of the oracle, and how the two answers differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from instances import Instance
from oracle import Best, gap, no_route, route, settings_of, start_state
from oracle_rules import View

from graph.catalogue import Catalogue, digest
from queries.ask import World, routes
from queries.gaps import gaps
from queries.question import Question, RouteOptions

STATES = ("unmet", "unknown", "met")
Key = tuple[str, str | None]


@dataclass(frozen=True)
class Said:
    """One answer in short: by start and setting the best rank or kind, and the verdict."""

    routes: dict[Key, Best]
    gap: str


@cache
def _day() -> date:
    return date(2026, 1, 1)


def question(asked: Instance) -> Question:
    """The instance's question as the engine takes it."""
    return Question(
        from_=asked.start,
        holds=asked.holds,
        served=asked.served,
        avoid=asked.avoid,
        setting=asked.setting,
        employer=asked.employer,
        sources=asked.sources,
        as_of=_day(),
    )


def world(asked: Instance) -> World:
    """The instance's catalogue, ready to be asked."""
    catalogue = Catalogue.model_validate({"name": "random", "entries": asked.raw})
    return World(catalogue, digest(catalogue))


def by_engine(asked: Instance) -> Said:
    """The engine's answer in short."""
    known, ask = world(asked), question(asked)
    options = RouteOptions(by=asked.by, max_months=asked.max_months)
    answer = routes(known, ask, asked.goal, options)
    found: dict[Key, Best] = {}
    for each in answer.by_start:
        best = _best(asked, each)
        for start in each.starts:
            found[(start, each.setting)] = best
    first = next(iter(found), ("none", None))[0]
    state = gaps(known, ask.model_copy(update={"from_": _start_text(asked, first)}), asked.goal)
    return Said(found, state.state)


def _start_text(asked: Instance, first: str) -> str:
    return first if asked.start not in {"none"} and ":" not in asked.start else asked.start


def _best(asked: Instance, each: Any) -> Best:
    if not each.routes:
        return Best(kind=each.no_route.kind)
    first = each.routes[0]
    pilot = any(s.status == "pilot" for s in first.steps)
    short = Best(pilot, first.state == "conditional", first.totals.steps)
    if asked.by == "steps":
        return short
    months = (first.totals.unknown_months, first.totals.months)
    return Best(pilot, short.conditional, short.steps, months[0], round(months[1], 2))


def starts(asked: Instance, view: View) -> list[tuple[str, Any, str | None]]:
    """Each start with its post and its group (S7)."""
    if asked.start == "none":
        return [("none", None, None)]
    if asked.start.startswith("group:"):
        return [(asked.start, None, asked.start.removeprefix("group:"))]
    bands = view.bands(asked.start) or [None]
    return [(f"{asked.start}@{b}" if b else asked.start, (asked.start, b), None) for b in bands]


def by_oracle(asked: Instance) -> Said:
    """The oracle's answer in short."""
    found: dict[Key, Best] = {}
    verdicts = []
    raw, goal = asked.raw, asked.goal
    own = View(raw, sources=asked.sources).flat(goal, "settings")
    own = own if raw[goal]["kind"] == "role" else []
    every = settings_of(raw, goal, asked.setting)
    own = [s for s in every if s in own] if asked.setting is None else []
    for setting in own or every:
        view = _view(asked, setting)
        others = [_view(asked, s) for s in settings_of(raw, goal, None) if s != setting]
        others += [_view(asked, setting, avoid=False)] if asked.avoid else []
        for name, post, group in starts(asked, view):
            start = start_state(view, post, group, list(asked.holds))
            start = _with_service(asked, start)
            best = route(view, start, goal, None, asked.by, asked.max_months)
            if best is None:
                freed = [
                    (v, _with_service(asked, start_state(v, post, group, list(asked.holds))))
                    for v in others
                ]
                kind = no_route(view, freed, start, goal, None, asked.max_months)
                best = Best(kind=kind)
            if best.months >= 0:
                best = Best(
                    best.pilot, best.conditional, best.steps, best.unknown, round(best.months, 2)
                )
            found[(name, setting)] = best
            if name == next(iter(found))[0]:
                verdicts.append(gap(view, start, goal, None))
    return Said(found, STATES[min(verdicts)])


def _view(asked: Instance, setting: str | None, avoid: bool = True) -> View:
    left_out = frozenset(asked.avoid) if avoid else frozenset()
    return View(asked.raw, setting, asked.employer, left_out, asked.sources)


def _with_service(asked: Instance, start: Any) -> Any:
    from dataclasses import replace

    told = [s.split("=") for s in asked.served]
    return replace(start, served=tuple(((r, None), float(m), 0.0) for r, m in told))


def differences(engine: Said, oracle: Said) -> list[str]:
    """What the two say differently, one line each."""
    found = []
    for key, best in oracle.routes.items():
        other = engine.routes.get(key) or engine.routes.get((key[0], None))
        if other != best:
            found.append(f"{key}: engine {other}, oracle {best}")
    if engine.gap != oracle.gap:
        found.append(f"gaps: engine {engine.gap}, oracle {oracle.gap}")
    return found

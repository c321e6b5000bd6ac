"""One instance asked of the engine and of the oracle, and how the two answers differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from instances import Instance
from oracle import Best, gap, no_route, route, settings_of
from oracle_person import start_state
from oracle_view import Post, State, View

from graph.catalogue import Catalogue, digest
from graph.errors import QuestionError
from queries.ask import World, routes
from queries.gaps import gaps
from queries.question import Question, RouteOptions
from queries.results import StartAnswer

ORDERS = ("steps", "time", "cost")
STATES = ("unmet", "unknown", "met")
Key = tuple[str, str | None, str]


@dataclass(frozen=True)
class Said:
    """One answer in short: by start, setting and order the best rank or kind; and the verdict."""

    routes: dict[Key, Best]
    gap: str


REFUSED = Said({("none", None, "steps"): Best(kind="refused")}, "refused")
"""The sources asked say nothing of the start: a refusal, not an answer."""


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
    found: dict[Key, Best] = {}
    for by in ORDERS:
        options = RouteOptions(by=by, max_months=asked.max_months)
        try:
            answer = routes(known, ask, asked.goal, options)
        except QuestionError:
            return REFUSED
        for each in answer.by_start:
            best = _best(each, by)
            found |= {(start, each.setting, by): best for start in each.starts}
    plain = asked.start != "none" and ":" not in asked.start
    first = next(iter(found))[0] if plain else asked.start
    state = gaps(known, ask.model_copy(update={"from_": first}), asked.goal)
    return Said(found, state.state)


def _best(each: StartAnswer, by: str) -> Best:
    if not each.routes:
        return Best(kind=each.no_route.kind if each.no_route else None)
    first = each.routes[0]
    pilot = any(s.status == "pilot" and s.kind != "serve" for s in first.steps)
    conditional = first.state != "stated"
    if by == "steps":
        return Best(pilot, conditional, first.totals.steps)
    if by == "cost":
        totals = first.totals
        return Best(pilot, conditional, totals.steps, totals.unknown_costs, pounds=totals.cost)
    months = round(first.totals.months, 2)
    return Best(pilot, conditional, first.totals.steps, first.totals.unknown_months, months)


def starts(asked: Instance, view: View) -> list[tuple[str, Post | None, str | None]]:
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
    lens = View(raw, sources=asked.sources)
    if asked.start in raw and asked.start not in lens.entries:
        return REFUSED
    own = lens.flat(goal, "settings")
    own = own if raw[goal]["kind"] == "role" else []
    every = settings_of(raw, goal, asked.setting)
    own = [s for s in every if s in own] if asked.setting is None else []
    for setting in own or every:
        view = _view(asked, setting)
        others = [_view(asked, s, avoid=False) for s in settings_of(raw, goal, None)]
        for name, post, group in starts(asked, view):
            start = start_of(asked, view, post, group)
            best = route(view, start, goal, asked.max_months)
            if best is None:
                freed = [(v, start_of(asked, v, post, group)) for v in others]
                best = (Best(kind=no_route(view, freed, start, goal)),) * len(ORDERS)
            found |= {(name, setting, by): b for by, b in zip(ORDERS, best, strict=True)}
            if name == next(iter(found))[0]:
                verdicts.append(gap(view, start, goal))
    return Said(found, STATES[min(verdicts)])


def _view(asked: Instance, setting: str | None, avoid: bool = True) -> View:
    left_out = frozenset(asked.avoid) if avoid else frozenset()
    return View(asked.raw, setting, asked.employer, left_out, asked.sources)


def start_of(asked: Instance, view: View, post: Post | None, group: str | None) -> State:
    told = [s.split("=") for s in asked.served]
    start = start_state(view, post, group, list(asked.holds))
    return replace(start, served=tuple(((r, None), float(m), 0.0) for r, m in told))


def differences(engine: Said, oracle: Said) -> list[str]:
    """What the two say differently, one line each."""
    found = []
    for key, best in oracle.routes.items():
        other = engine.routes.get(key) or engine.routes.get((key[0], None, key[2]))
        if other != best:
            found.append(f"{key}: engine {other}, oracle {best}")
    if engine.gap != oracle.gap:
        found.append(f"gaps: engine {engine.gap}, oracle {oracle.gap}")
    return found

"""Small catalogues written out by hand, one for each worked case."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.catalogue import Catalogue, digest
from queries.ask import World, routes
from queries.gaps import gaps
from queries.question import Question, RouteOptions
from queries.results import Route, RoutesAnswer

SAID = {"source": "one", "basis": "report"}
READ = {"source": "one", "basis": "implied"}
RUNS = {"value": "current"}
Entry = dict[str, Any]


def post(**more: Any) -> Entry:
    """A post that exists."""
    return {"kind": "role", "type": "post", "status": RUNS, "cite": SAID, **more}


def learning(months: float | None = None, **more: Any) -> Entry:
    """A qualification that is awarded, of some length."""
    length = {} if months is None else {"months": {"typical": months}}
    return {"kind": "qualification", "status": RUNS, "cite": SAID, **length, **more}


def move(start: str, to: str, **more: Any) -> Entry:
    """A move that somebody says people make."""
    return {"kind": "move", "from": [start], "to": to, "cite": SAID, **more}


def block(start: str, shut: str, **more: Any) -> Entry:
    """A block that shuts one entry."""
    shuts = {"ids": [shut]}
    return {
        "kind": "block",
        "from": [start],
        "shuts": shuts,
        "effect": "closes",
        "cite": SAID,
    } | more


def world(**entries: Entry) -> World:
    """The catalogue of these entries, and the words that they use."""
    words: dict[str, Entry] = {f"b{n}": {"kind": "band", "order": n} for n in (2, 3, 4)}
    words |= {s: {"kind": "source", "type": "report", "basis": "report"} for s in ("one", "two")}
    words |= {"here": {"kind": "setting"}, "there": {"kind": "setting"}}
    words |= {"staff": {"kind": "staff-group"}, "aseptic": {"kind": "strand"}}
    raw = words | {name.replace("_", "-"): entry for name, entry in entries.items()}
    raw = {n: e if e["kind"] in {"move", "block"} else {"label": n} | e for n, e in raw.items()}
    catalogue = Catalogue.model_validate({"name": "small", "entries": raw})
    return World(catalogue, digest(catalogue))


def question(start: str, **more: Any) -> Question:
    """A question of one day in one setting, unless another is asked for."""
    return Question(**{"from_": start, "as_of": date(2026, 1, 1), "setting": "here"} | more)


def answer(known: World, start: str, goal: str, **more: Any) -> RoutesAnswer:
    """All that is said of the way from here to there."""
    chosen = {k: more.pop(k) for k in ("by", "max_months", "max_cost") if k in more}
    return routes(known, question(start, **more), goal, RouteOptions(**chosen))


def best(known: World, start: str, goal: str, **more: Any) -> Route:
    """The first route."""
    return answer(known, start, goal, **more).by_start[0].routes[0]


def kind(known: World, start: str, goal: str, **more: Any) -> str | None:
    """Why there is no route; None where there is one."""
    none = answer(known, start, goal, **more).by_start[0].no_route
    return none.kind if none is not None else None


def verdict(known: World, start: str, goal: str, **more: Any) -> str:
    """The state of the goal's requirement."""
    return gaps(known, question(start, **more), goal).state

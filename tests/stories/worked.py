"""The answers worked out by hand, asked of the engine; run as a module it writes the page of both.

python -m tests.stories.worked
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from graph.catalogue import digest
from loaders.yaml_catalogue import load
from queries.ask import World, routes
from queries.question import Question, RouteOptions
from queries.results import RoutesAnswer
from queries.sentences import Words, as_text, tell

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "worked-answers.md"
DAY = date(2026, 11, 30)
PAIRS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("pairs.yaml").read_text(encoding="utf-8")
)
HEAD = """\
# Answers worked out by hand

Each answer below was worked out from the facts before the engine was asked; the engine's own
answer stands beneath it, as the command line prints it. `tests/stories/pairs.yaml` holds what is
expected of each, `tests/stories/test_pairs.py` holds the engine to it, and this page is written by
`python -m tests.stories.worked`. All are for 30 November 2026.
"""


def world_of(pair: dict[str, Any], world: World) -> World:
    """The built-in catalogue, or the one with the overlay that the answer needs."""
    if "overlay" not in pair:
        return world
    catalogue = load([ROOT / pair["overlay"]])
    return World(catalogue, digest(catalogue))


def ask(world: World, pair: dict[str, Any]) -> RoutesAnswer:
    """The engine's answer."""
    asked = dict(pair["ask"])
    goal, stay_in = asked.pop("to"), asked.pop("stay_in", None)
    question = Question(as_of=DAY, **asked)
    return routes(world, question, goal, RouteOptions(stay_in=stay_in))


def parameters(pair: dict[str, Any]) -> list[tuple[str, str]]:
    """The question as names and values, the same at every door."""
    found = []
    for name, value in pair["ask"].items():
        found += [(name, str(v)) for v in (value if isinstance(value, list) else [value])]
    return [*found, ("as_of", DAY.isoformat())]


def section(world: World, name: str, pair: dict[str, Any]) -> Iterator[str]:
    """One answer: the question at each door, by hand, and by the engine."""
    given = parameters(pair)
    flags = " ".join(f"--{n.replace('_', '-')} {v}" for n, v in given)
    overlay = f" --catalogue {pair['overlay']}" if "overlay" in pair else ""
    yield f"## {name.replace('-', ' ').capitalize()}"
    yield f"```\nbandway routes {flags}{overlay}\n```"
    if not overlay:
        query = urlencode(given, safe=":@")
        yield f"The same at `/api/v1/routes?{query}` and on the page `/routes?{query}`."
    yield "**By hand.** " + textwrap.fill(" ".join(pair["by_hand"].split()), 100)
    known = world_of(pair, world)
    words = Words(known.snapshot(Question(as_of=DAY)))
    yield f"**The engine.**\n\n```text\n{as_text(words, tell(words, ask(known, pair)))}\n```"


def page(world: World) -> str:
    """The whole page."""
    parts = [part for name, pair in PAIRS.items() for part in section(world, name, pair)]
    return "\n\n".join([HEAD.strip(), *parts]) + "\n"


if __name__ == "__main__":
    built_in = load()
    PAGE.write_text(page(World(built_in, digest(built_in))), encoding="utf-8")

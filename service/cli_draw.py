"""`bandway draw KIND --out FILE`: the pictures on the command line."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from queries.question import Question
from queries.result_map import CareerMap
from queries.sentence_parts import Words
from service.catalogues import open_world
from service.cli_questions import DOOR, ROUTE, SHARED, pairs
from service.drawing import ENDINGS, KINDS, MAP, as_bytes, draw
from service.inputs import Asked, ParameterError, read
from service.settings import Settings

OWN: dict[str, Any] = {
    "kind": Annotated[str, typer.Argument(metavar="KIND", help=", ".join(KINDS))],
    "out": Annotated[Path, typer.Option("--out", help="The file: .svg, .png or .html")],
    "to": Annotated[str | None, typer.Option("--to", help="The goal of a way or requirement.")],
    "view": Annotated[str | None, typer.Option("--view", help="A route as: map or steps.")],
    "strand": Annotated[str | None, typer.Option("--strand", help="Map, ladder: one strand.")],
    "bands": Annotated[str | None, typer.Option("--bands", help="Map: first,last band.")],
    "around": Annotated[str | None, typer.Option("--around", help="Map: one post's steps.")],
}


def _draw(**given: Any) -> None:
    own = {name.removesuffix("_"): value for name, value in given.items()}
    as_json, out, name = own.pop("json"), own.pop("out"), own.pop("kind")
    catalogue, store = own.pop("catalogue"), own.pop("store")
    if catalogue and store:
        raise typer.BadParameter("Name catalogue files or a store, not both.")
    kind, ending = KINDS.get(name), out.suffix.removeprefix(".").lower()
    if kind is None:
        raise ParameterError(f"There is no picture '{name}'. There are: {', '.join(KINDS)}.")
    if ending not in ENDINGS:
        raise ParameterError(f"The file ends in one of: {', '.join(f'.{e}' for e in ENDINGS)}.")
    asked = read(pairs(own), kind.more, routes=kind.verb.routes)
    settings = Settings.from_environment()
    world = open_world(catalogue or (), store or ("" if catalogue else settings.store))
    found = kind.verb.run(world, asked, settings.budget)
    career: CareerMap | None = None
    if kind.mapped:
        mapped = MAP.run(world, Asked(asked.question, asked.options, {}), settings.budget)
        assert isinstance(mapped, CareerMap)
        career = mapped
    words = Words(world.snapshot(Question(as_of=asked.question.as_of)))
    content = as_bytes(draw(world, kind, asked, found, career), words, ending)
    out.write_bytes(content)
    data = {"file": str(out), "bytes": len(content), "kind": name, "complete": found.complete}
    said = f"Wrote {out} ({len(content)} bytes)."
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else said)


def add_draw(app: typer.Typer) -> None:
    """The command, with the options that every question shares."""
    options = OWN | SHARED | ROUTE | DOOR
    defaults: dict[str, Any] = {"json": False, "store": ""}
    bare = inspect.Parameter.empty
    parameters = [
        inspect.Parameter(
            f"{name}_",
            inspect.Parameter.KEYWORD_ONLY,
            default=bare if name in ("kind", "out") else defaults.get(name),
            annotation=option,
        )
        for name, option in options.items()
    ]
    _draw.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    _draw.__annotations__ = {f"{name}_": option for name, option in options.items()}
    _draw.__doc__ = "Draw a map, a route, its timeline, the ladder or a requirement into a file."
    app.command("draw")(_draw)

"""`bandway what-if CHANGES.yaml`: a what-if on the command line."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from queries import sentences
from queries.question import Question
from queries.what_if import changed_world
from service.catalogues import open_world
from service.changes_given import LIMITS, WHAT_IF, asked_of, from_yaml
from service.cli_questions import DOOR, ROUTE, SHARED, pairs
from service.inputs import ParameterError
from service.settings import Settings

FROM = "ROLE[@BAND], group:ID, band:B or none (default: every start there is)."
OWN: dict[str, Any] = {
    "changes": Annotated[Path, typer.Argument(metavar="CHANGES.yaml", help="The changes.")],
    "to": Annotated[
        list[str] | None, typer.Option("--to", help="A goal, before and after; may be repeated.")
    ],
}


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LIMITS.max_bytes + 1)
    except OSError as error:
        raise ParameterError(f"{path}: The file cannot be read: {error.strerror}.") from None


def _run(**given: Any) -> None:
    own = {name.removesuffix("_"): value for name, value in given.items()}
    as_json, path = own.pop("json"), own.pop("changes")
    catalogue, store = own.pop("catalogue"), own.pop("store")
    if catalogue and store:
        raise typer.BadParameter("Name catalogue files or a store, not both.")
    changes = from_yaml(_content(path), str(path))
    asked = asked_of(pairs(own), changes)
    settings = Settings.from_environment()
    world = open_world(catalogue or (), store or ("" if catalogue else settings.store))
    found = WHAT_IF.run(world, asked, settings.budget)
    if as_json:
        typer.echo(found.model_dump_json(by_alias=True, indent=2))
        return
    snapshot = changed_world(world, changes).snapshot(Question(as_of=asked.question.as_of))
    words = sentences.Words(snapshot)
    typer.echo(sentences.as_text(words, sentences.tell(words, found)))


def add_what_if(app: typer.Typer) -> None:
    """The command, with the options that every question shares."""
    start = {"from": Annotated[str | None, typer.Option("--from", help=FROM)]}
    options = OWN | SHARED | start | ROUTE | DOOR
    defaults: dict[str, Any] = {"json": False, "store": "", "changes": inspect.Parameter.empty}
    parameters = [
        inspect.Parameter(
            f"{name}_",
            inspect.Parameter.KEYWORD_ONLY,
            default=defaults.get(name),
            annotation=option,
        )
        for name, option in options.items()
    ]
    _run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    _run.__annotations__ = {f"{name}_": option for name, option in options.items()}
    _run.__doc__ = WHAT_IF.about
    app.command(WHAT_IF.name)(_run)

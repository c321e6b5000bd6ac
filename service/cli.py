"""The command line: serve, check and keep catalogues here; questions in `cli_questions.py`."""

from __future__ import annotations

import dataclasses
import io
import json
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import click
import typer

from graph.catalogue import dump
from graph.errors import BandwayError, QuestionError
from graph.store import Store as AnyStore
from graph.store import save
from service.catalogues import faults, need_store, open_world
from service.cli_draw import add_draw
from service.cli_questions import Catalogues, Json, Store, add_questions
from service.cli_what_if import add_what_if
from service.problems import exit_code
from service.settings import Settings

app = typer.Typer(
    name="bandway",
    help="Roles, pay bands, qualifications and the routes between them, each with its sources.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Paths = Annotated[list[Path] | None, typer.Argument(metavar="[PATH...]")]


def tell(data: Any, text: str, as_json: bool) -> None:
    """JSON for programs, lines for people."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else text)


def in_json(value: Any) -> Any:
    """A value of a store as JSON can hold it."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def store_of(store: str) -> AnyStore:
    """The store named, or that of the environment."""
    return need_store(store or Settings.from_environment().store)


def at_most_one(catalogue: Sequence[Path] | None, store: str) -> None:
    """Refuse a catalogue and a store at once."""
    if catalogue and store:
        raise typer.BadParameter("Name catalogue files or a store, not both.")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 = a free one.")] = 8000,
    catalogue: Catalogues = None,
    store: Store = "",
) -> None:
    """Serve the pages and the REST interface."""
    from service.serving import serve_world

    at_most_one(catalogue, store)
    settings = Settings.from_environment()
    kept = store or ("" if catalogue else settings.store)
    serve_world(open_world(catalogue or (), kept), settings, host, port, kept)


@app.command()
def check(paths: Paths = None, catalogue: Catalogues = None, as_json: Json = False) -> None:
    """Check catalogue files and tell all their faults; exit 1 if there are any."""
    named = [*(paths or ()), *(catalogue or ())]
    found = faults(named)
    text = "\n".join(map(str, found)) or "No faults."
    if found:
        text += f"\n{len(found)} fault" + ("" if len(found) == 1 else "s")
    tell([dataclasses.asdict(f) for f in found], text, as_json)
    if found:
        raise typer.Exit(1)


def progress() -> Callable[[int, int], None]:
    """Tells on standard error how far a long import has come, from its third second on."""
    told = time.monotonic() + 1

    def tell(done: int, every: int) -> None:
        nonlocal told
        if time.monotonic() - told >= 1:
            told = time.monotonic()
            typer.echo(f"{done} of {every} rows staged", err=True)

    return tell


@app.command()
def load(
    paths: Paths = None, catalogue: Catalogues = None, store: Store = "", as_json: Json = False
) -> None:
    """Put a catalogue (default: the built-in one) into a store as its new active version."""
    named = [*(paths or ()), *(catalogue or ())]
    kept = store_of(store)
    world = open_world(named)
    source = ", ".join(map(str, named)) or "built-in"
    number = save(kept, world.catalogue, source, progress())
    count = len(world.catalogue.entries)
    data = {"version": number, "entries": count, "digest": world.catalogue_hash}
    tell(data, f"Version {number} is active: {count} entries from {source}.", as_json)


@app.command()
def versions(store: Store = "", as_json: Json = False) -> None:
    """The published versions of a store."""
    found = store_of(store).versions()
    lines = [
        f"{'*' if v.active else ' '} {v.version}  {v.published}  {v.entries} entries"
        f"  {v.digest[:12]}  {v.source}"
        for v in found
    ]
    text = "\n".join(lines) or "Nothing is published yet."
    tell([dataclasses.asdict(v) for v in found], text, as_json)


@app.command()
def activate(
    version: Annotated[int, typer.Argument()], store: Store = "", as_json: Json = False
) -> None:
    """Make a published version the active one (back or forward)."""
    kept = store_of(store)
    known = [v.version for v in kept.versions()]
    if version not in known:
        there = ", ".join(map(str, known)) or "none"
        raise QuestionError(f"The store has no version {version}. It has: {there}.")
    kept.activate(version, kept.health().active)
    tell({"active": version}, f"Version {version} is active.", as_json)


@app.command()
def history(
    entry_id: Annotated[str, typer.Argument(metavar="ID")],
    store: Store = "",
    as_json: Json = False,
) -> None:
    """What became of an id, version by version."""
    found = store_of(store).history(entry_id)
    data = [
        {
            "version": c.version,
            "kind": c.row.kind if c.row else None,
            "body": json.loads(c.row.body) if c.row else None,
        }
        for c in found
    ]
    lines = [f"version {c.version}: {c.row.body if c.row else 'taken out'}" for c in found]
    tell(data, "\n".join(lines) or f"No version has '{entry_id}'.", as_json)


@app.command()
def export(
    out: Annotated[str, typer.Argument(metavar="OUT", help="A file, or - for the screen.")],
    form: Annotated[str, typer.Option("--format", help="json")] = "json",
    catalogue: Catalogues = None,
    store: Store = "",
    as_json: Json = False,
) -> None:
    """Write the catalogue in one canonical file."""
    if form != "json":
        raise typer.BadParameter("The formats are: json.", param_hint="--format")
    at_most_one(catalogue, store)
    kept = store or ("" if catalogue else Settings.from_environment().store)
    content = need_store(kept).export() if kept else dump(open_world(catalogue or ()).catalogue)
    if out == "-":
        sys.stdout.buffer.write(content)
        return
    Path(out).write_bytes(content)
    tell({"file": out, "bytes": len(content)}, f"Wrote {out} ({len(content)} bytes).", as_json)


@app.command()
def query(
    text: Annotated[str, typer.Argument()],
    rows: Annotated[int, typer.Option(min=1, max=100_000)] = 1000,
    seconds: Annotated[float, typer.Option(min=0.01, max=60)] = 2.0,
    store: Store = "",
    as_json: Json = False,
) -> None:
    """Ask a store in its own language (SQL, or Cypher of Neo4j); it can only read."""
    if not text.strip():
        raise QuestionError("The query is empty. Write one SELECT.")
    found = store_of(store).query(text, seconds=seconds, rows=rows)
    lines = ["\t".join(found.columns)]
    lines += ["\t".join("" if v is None else str(v) for v in row) for row in found.rows]
    if not found.complete:
        lines.append("(cut short: there is more)")
    data = {
        "columns": list(found.columns),
        "rows": [[in_json(v) for v in row] for row in found.rows],
        "complete": found.complete,
    }
    tell(data, "\n".join(lines), as_json)


add_questions(app)
add_draw(app)
add_what_if(app)


def speak_utf8() -> None:
    """Whatever the system's habit, files and pipes get UTF-8, and no sign stops an answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            told = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=told, errors="backslashreplace")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with 0 (answered), 1 (data or question), 2 (usage) or 3 (store)."""
    speak_utf8()
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="bandway")
    except BandwayError as error:
        typer.echo(str(error), err=True)
        sys.exit(exit_code(error))
    except (OSError, click.ClickException) as error:
        typer.echo(f"bandway: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("BANDWAY_DEBUG"):
            raise
        typer.echo(
            f"bandway: a fault of ours ({type(error).__name__}). Please tell us what you asked;"
            " BANDWAY_DEBUG=1 shows more.",
            err=True,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()

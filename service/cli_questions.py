"""The questions of the command line: one command a verb, with the options that all share."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from queries import sentences
from queries.question import Question
from queries.results import Answer
from service.catalogues import open_world
from service.inputs import read
from service.settings import Settings
from service.verbs import VERBS, Verb

Texts = list[str] | None
Catalogues = Annotated[
    list[Path] | None,
    typer.Option("--catalogue", help="Catalogue file or folder (default: the built-in one)."),
]
Store = Annotated[str, typer.Option("--store", help="sqlite:PATH, bolt://… or neo4j://…")]
Json = Annotated[bool, typer.Option("--json", help="The answer as JSON.")]


def _text(flag: str, told: str) -> Any:
    return Annotated[str | None, typer.Option(flag, help=told)]


def _texts(flag: str, told: str) -> Any:
    return Annotated[Texts, typer.Option(flag, help=told)]


SHARED: dict[str, Any] = {
    "from": _text("--from", "ROLE[@BAND], group:ID, band:B or none (default)."),
    "holds": _texts("--holds", "What you hold: an id; may be repeated."),
    "avoid": _texts("--avoid", "What the way may not use: an id; may be repeated."),
    "served": _texts("--served", "ROLE=MONTHS; may be repeated."),
    "in_strand": _text("--in-strand", "The strand you work in now."),
    "setting": _text("--setting", "The setting (default: every one)."),
    "employer": _text("--employer", "Your employer; in lists the employer of the entry."),
    "as_of": _text("--as-of", "The day the answer is for: YYYY-MM-DD (default: today)."),
    "sources": _texts("--sources", "Ids or kinds of sources, with commas (default: all)."),
}
ROUTE: dict[str, Any] = {
    "stay_in": _text("--stay-in", "A strand not to leave."),
    "by": _text("--by", "steps (default), time or cost."),
    "alternatives": _text("--alternatives", "How many routes to give, 1 to 20 (default 3)."),
    "max_months": _text("--max-months", "No route of more months than this."),
    "max_cost": _text("--max-cost", "No route of more pounds than this, to the learner."),
    "studies": _text("--studies", "How many courses or qualifications at once, 1 to 10."),
}
DOOR: dict[str, Any] = {"json": Json, "catalogue": Catalogues, "store": Store}
OWN: dict[str, dict[str, Any]] = {
    "routes": {"to": Annotated[str, typer.Option("--to", help="ROLE[@BAND], band:B or an id.")]},
    "gaps": {"to": Annotated[str, typer.Option("--to", help="The goal: an id, or ROLE@BAND.")]},
    "next": {},
    "ladder": {"strand": _text("--strand", "One strand only.")},
    "chokepoints": {"to": _texts("--to", "A goal; may be repeated (default: every post).")},
    "unlock": {
        "to": Annotated[list[str], typer.Option("--to", help="A goal; several must all open.")]
    },
    "findings": {
        "kind": _text("--kind", "fact, figure, gap, contradiction, recommendation, not-stated …"),
        "about": _text("--about", "An id that it is about."),
        "words": _text("--words", "Words in it."),
    },
    "coverage": {},
    "compare": {"id": Annotated[list[str], typer.Argument(metavar="ID...")]},
    "search": {
        "q": Annotated[list[str], typer.Argument(metavar="WORDS...")],
        "kind": _text("--kind", "One kind of entry only."),
    },
    "show": {"id": Annotated[str, typer.Argument(metavar="ID")]},
    "list": {
        "kind": Annotated[str, typer.Argument(metavar="KIND")],
        "strand": _text("--strand", "In this strand."),
        "level": _text("--level", "At this level."),
        "teaches": _text("--teaches", "Teaching this."),
        "status": _text("--status", "With this status."),
    },
}


def pairs(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Flags as names and values."""
    for name, value in given.items():
        for item in value if isinstance(value, list | tuple) else (value,):
            if item is not None:
                yield name, str(item)


def answer(verb: Verb, given: dict[str, Any]) -> tuple[Answer, sentences.Words]:
    """The answer to flags, and the words to say it with."""
    settings = Settings.from_environment()
    if verb.name == "search":
        given["q"] = " ".join(given["q"])
    catalogue, store = given.pop("catalogue"), given.pop("store")
    if catalogue and store:
        raise typer.BadParameter("Name catalogue files or a store, not both.")
    asked = read(pairs(given), verb.more, many=verb.many, routes=verb.routes)
    world = open_world(catalogue or (), store or ("" if catalogue else settings.store))
    found = verb.run(world, asked, settings.budget)
    return found, sentences.Words(world.snapshot(Question(as_of=asked.question.as_of)))


def command(verb: Verb) -> Callable[..., None]:
    """The function behind a command: its signature is what Typer makes the options from."""
    options = OWN[verb.name] | SHARED | (ROUTE if verb.routes else {}) | DOOR

    def run(**given: Any) -> None:
        as_json = given.pop("json_")
        own = {name.removesuffix("_"): value for name, value in given.items()}
        found, words = answer(verb, own)
        if as_json:
            typer.echo(found.model_dump_json(by_alias=True, indent=2))
        else:
            typer.echo(sentences.as_text(words, sentences.tell(words, found)))

    required = {"to", "id", "q"} | ({"kind"} if verb.name == "list" else set())
    required -= set(verb.optional)
    defaults: dict[str, Any] = {"json": False, "store": ""}
    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter(
            f"{name}_",
            kind,
            default=inspect.Parameter.empty if name in required else defaults.get(name),
            annotation=option,
        )
        for name, option in options.items()
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {f"{name}_": option for name, option in options.items()}
    run.__doc__ = verb.about
    return run


def add_questions(app: typer.Typer) -> None:
    """Every verb as a command."""
    for name, verb in VERBS.items():
        app.command(name)(command(verb))

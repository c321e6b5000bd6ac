"""The questions of all doors: command line, REST and pages call these and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from graph.entries import KINDS
from graph.facts import FindingType, Status
from queries import ask, gaps, ladder, lookup, next_steps, structure, unlock
from queries.ask import World
from queries.budget import Budget
from queries.chokepoints import chokepoints
from queries.question import resolve
from queries.result_gaps import GapsAnswer
from queries.result_lists import (
    ChokepointsAnswer,
    CompareAnswer,
    CoverageAnswer,
    FindingsAnswer,
    LadderAnswer,
    ListAnswer,
    NextAnswer,
    SearchAnswer,
    ShowAnswer,
)
from queries.result_unlock import UnlockAnswer
from queries.results import Answer, RoutesAnswer
from service.inputs import Asked, ParameterError

PATHS = {
    "roles": "role",
    "bands": "band",
    "qualifications": "qualification",
    "registrations": "registration",
    "courses": "course",
    "competencies": "competency",
    "profiles": "profile",
    "examples": "example",
    "organisations": "organisation",
    "sources": "source",
}
TAUGHT = ("competency", "qualification", "course")
FILTERS = ("strand", "level", "teaches", "status")
STATUSES: tuple[str, ...] = get_args(Status)
FINDINGS: tuple[str, ...] = get_args(FindingType)


@dataclass(frozen=True)
class Verb:
    """One kind of question: its parameters beside the shared ones, and what answers it."""

    name: str
    answer: type[Answer]
    run: Callable[[World, Asked, Budget], Answer]
    more: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    routes: bool = False
    costly: bool = False
    optional: tuple[str, ...] = ()  # what else would be needed
    about: str = ""


def _routes(world: World, asked: Asked, budget: Budget) -> Answer:
    return ask.routes(world, asked.question, asked.need("to"), asked.options, budget)


def _gaps(world: World, asked: Asked, budget: Budget) -> Answer:
    return gaps.gaps(world, asked.question, asked.need("to"), budget)


def _next(world: World, asked: Asked, budget: Budget) -> Answer:
    return next_steps.next_steps(world, asked.question, budget)


def _ladder(world: World, asked: Asked, budget: Budget) -> Answer:
    return ladder.ladder(world, asked.question, asked.one("strand"))


def _chokepoints(world: World, asked: Asked, budget: Budget) -> Answer:
    return chokepoints(world, asked.question, asked.more.get("to", ()), budget)


def _unlock(world: World, asked: Asked, budget: Budget) -> Answer:
    asked.need("to")
    return unlock.unlock(world, asked.question, asked.more["to"], budget=budget)


def _findings(world: World, asked: Asked, budget: Budget) -> Answer:
    kind = asked.one("kind")
    if kind is not None and kind not in FINDINGS:
        raise ParameterError(f"kind is one of: {', '.join(FINDINGS)}.")
    return lookup.findings(
        world,
        asked.question,
        kind=kind,
        about=asked.one("about"),
        words=asked.one("words"),
    )


def _coverage(world: World, asked: Asked, budget: Budget) -> Answer:
    return structure.coverage(world, asked.question)


def _compare(world: World, asked: Asked, budget: Budget) -> Answer:
    asked.need("id")
    return structure.compare(world, asked.question, asked.more["id"])


def _search(world: World, asked: Asked, budget: Budget) -> Answer:
    kind = asked.one("kind")
    if kind is not None and kind not in KINDS:
        raise ParameterError(f"kind is one of: {', '.join(KINDS)}.")
    return lookup.search_words(world, asked.question, asked.need("q"), kind)


def _show(world: World, asked: Asked, budget: Budget) -> Answer:
    return lookup.show(world, asked.question, asked.need("id"))


def _list(world: World, asked: Asked, budget: Budget) -> Answer:
    status, strand, teaches = asked.one("status"), asked.one("strand"), asked.one("teaches")
    if status is not None and status not in STATUSES:
        raise ParameterError(f"status is one of: {', '.join(STATUSES)}.")
    if strand is not None:
        strand = resolve(world.catalogue, strand, ("strand",), "a strand")
    if teaches is not None:
        teaches = resolve(world.catalogue, teaches, TAUGHT, "something taught")
    return lookup.list_kind(
        world,
        asked.question,
        asked.need("kind"),
        strand=strand,
        level=asked.whole("level", 1, 9),
        teaches=teaches,
        employer=asked.question.employer,
        status_=status,
    )


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("routes", RoutesAnswer, _routes, ("to",), routes=True, costly=True,
             about="Routes from each start to a goal, or why there is none."),
        Verb("gaps", GapsAnswer, _gaps, ("to",), costly=True,
             about="What is lacking for a goal, and the shortest way to each part."),
        Verb("next", NextAnswer, _next, costly=True,
             about="What can be done next from here, and what is shut or not written down."),
        Verb("ladder", LadderAnswer, _ladder, ("strand",),
             about="Qualifications by level and strand."),
        Verb("chokepoints", ChokepointsAnswer, _chokepoints, many=("to",), costly=True,
             optional=("to",),
             about="What lies on every route to each goal, from a start or from everywhere."),
        Verb("unlock", UnlockAnswer, _unlock, many=("to",), costly=True,
             about="The smallest sets of changes that would open the goals, and whose each is."),
        Verb("findings", FindingsAnswer, _findings, ("kind", "about", "words"),
             about="What sources state: facts, figures, gaps, contradictions, recommendations."),
        Verb("coverage", CoverageAnswer, _coverage,
             about="Courses by strand and audience."),
        Verb("compare", CompareAnswer, _compare, many=("id",),
             about="Entries side by side, in every setting."),
        Verb("search", SearchAnswer, _search, ("q", "kind"),
             about="Entries whose name or abbreviation is like the words."),
        Verb("show", ShowAnswer, _show, ("id",),
             about="All that the sources say of one entry."),
        Verb("list", ListAnswer, _list, ("kind", *FILTERS),
             about="Entries of a kind."),
    )
}  # fmt: skip

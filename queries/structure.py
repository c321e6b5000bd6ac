"""Settings side by side, and coverage: simple, exact forms of structure questions."""

from __future__ import annotations

from collections.abc import Iterator

from graph.snapshot import Snapshot
from queries.ask import World, settings_of, stamp
from queries.person import Person
from queries.question import GOAL_KINDS, Question, check, parse_ref
from queries.result_lists import (
    CompareAnswer,
    Comparison,
    Coverage,
    CoverageAnswer,
)
from queries.verdicts import entry_verdict
from queries.ways import lowest_band, ref


def compare(world: World, question: Question, ids: tuple[str, ...]) -> CompareAnswer:
    """Entries side by side in every setting (or the one asked for): what each asks there."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    items = []
    for name in ids:
        wanted = parse_ref(world.catalogue, name, GOAL_KINDS, "an entry to compare")
        seen = snapshot.get(wanted.id)
        if seen is None:
            continue
        for setting in settings_of(snapshot, question):
            band = wanted.band or (lowest_band(snapshot, seen) if seen.kind == "role" else None)
            own = seen.flat("settings") if seen.kind == "role" else ()
            verdict = entry_verdict(snapshot, Person(), seen, setting, band)
            if own and setting not in own:
                text = "not stated to exist in this setting"
                verdict = verdict.model_copy(update={"text": text, "state": "unknown"})
            items.append(
                Comparison(
                    id=seen.id,
                    label=seen.label,
                    setting=setting,
                    verdict=verdict,
                    moves_here=tuple(_moves_here(snapshot, seen.id, setting)),
                )
            )
    return CompareAnswer(
        question=question.echo(ids=list(ids)),
        catalogue=stamp(snapshot, question),
        items=tuple(items),
    )


def _moves_here(snapshot: Snapshot, name: str, setting: str | None) -> Iterator[str]:
    for move in snapshot.of_kind("move"):
        for telling in move.tellings:
            if ref(telling.to or "").id == name and telling.setting in (None, setting):
                yield move.id


def coverage(world: World, question: Question) -> CoverageAnswer:
    """Courses that run or are told of, per strand and audience."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    cells: dict[tuple[str, str], list[str]] = {}
    for course in snapshot.of_kind("course"):
        audience = {i for a, _ in course.values("audience") for i in a.ids} or {"not stated"}
        for strand in course.flat("strands") or ("not stated",):
            for stage in audience:
                cells.setdefault((strand, stage), []).append(course.id)
    return CoverageAnswer(
        question=question.echo(),
        catalogue=stamp(snapshot, question),
        items=tuple(
            Coverage(strand=strand, stage=stage, ids=tuple(sorted(ids)))
            for (strand, stage), ids in sorted(cells.items())
        ),
    )

"""The two ends of a question: starts, one a grade, and goals (S7)."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import QuestionError
from graph.snapshot import Seen, Snapshot
from queries.person import Person
from queries.question import GOAL_KINDS, Question, Ref, parse_ref, resolve
from queries.ways import Limits, in_scope, status

POSTS = ("post", "trainee")


@dataclass(frozen=True)
class Goal:
    """What is to be reached: refs of which one suffices; a band goal names its band."""

    text: str
    refs: tuple[Ref, ...]
    band: str | None = None
    by_profile: frozenset[str] = frozenset()
    trainees: frozenset[str] = frozenset()


def reached(wants: tuple[Ref, ...], person: Person) -> bool:
    """Whether the person is in one of these posts, or holds one of these."""
    return any(
        wanted.id in person.held
        or any(p.id == wanted.id and wanted.band in (None, p.band) for p in person.posts)
        for wanted in wants
    )


def grades_of(seen: Seen) -> list[tuple[str, str]]:
    """Every stated grade of a role or profile as (lowest, highest) band."""
    return [(g.band, g.to or g.band) for grades, _ in seen.values("grades") for g in grades]


def spans(snapshot: Snapshot, grade: tuple[str, str], band: str) -> bool:
    """Whether a band lies within a grade's range."""
    order = snapshot.band_order
    return order.get(grade[0], 99) <= order.get(band, -1) <= order.get(grade[1], -1)


def find_goal(snapshot: Snapshot, limits: Limits, text: str) -> Goal:
    """The goal of a question; a band goal is every post in scope with exactly that band (S7)."""
    catalogue = snapshot.catalogue
    if not text.startswith("band:"):
        found = parse_ref(catalogue, text, GOAL_KINDS, "a goal")
        seen = snapshot.get(found.id)
        kind = catalogue.entries[found.id]
        if kind.kind == "role" and seen is not None:
            type_ = seen.first("type")
            if type_ in ("audience", "outside"):
                raise QuestionError(f"'{found.id}' is a group that sources speak of, not a goal.")
        if kind.kind == "competency":
            return Goal(text, (found,))
        return Goal(text, (found,))
    band = resolve(catalogue, text.removeprefix("band:"), ("band",), "a band")
    refs, by_profile, trainees = [], set(), set()
    for seen in snapshot.of_kind("role"):
        if seen.first("type") not in POSTS or not in_scope(seen, limits):
            continue
        own = grades_of(seen)
        profiles = [p for i in seen.flat("matches") if (p := snapshot.get(i)) is not None]
        if any(low == band for low, _ in own):
            refs.append(Ref(seen.id, band))
        elif not own and any(spans(snapshot, g, band) for p in profiles for g in grades_of(p)):
            refs.append(Ref(seen.id))
            by_profile.add(seen.id)
        else:
            continue
        if seen.first("type") == "trainee":
            trainees.add(seen.id)
    return Goal(text, tuple(refs), band, frozenset(by_profile), frozenset(trainees))


def find_starts(
    snapshot: Snapshot, question: Question, stay_in: str | None
) -> tuple[list[Ref | None], bool]:
    """The starts of a question, one a grade (S7); true where no post has the band asked for."""
    text = question.from_
    catalogue = snapshot.catalogue
    if text == "none":
        return [None], False
    if text.startswith("group:"):
        name = resolve(catalogue, text.removeprefix("group:"), ("staff-group",), "a staff group")
        return [Ref(name)], False
    if text.startswith("band:"):
        band = resolve(catalogue, text.removeprefix("band:"), ("band",), "a band")
        limits = Limits(question.setting, None, question.in_strand or stay_in)
        posts = [
            s
            for s in snapshot.of_kind("role")
            if s.first("type") in POSTS
            and in_scope(s, limits)
            and (not limits.stay_in or s.flat("strands"))
            and status(s) in ("current", "pilot", None)
        ]
        found: list[Ref | None] = [
            Ref(s.id, band) for s in posts if any(spans(snapshot, g, band) for g in grades_of(s))
        ]
        if found:
            return found, False
        return [Ref(s.id) for s in posts if not grades_of(s)], True
    start = parse_ref(catalogue, text, ("role",), "a start")
    seen = snapshot.get(start.id)
    if seen is None:
        raise QuestionError(f"The sources asked say nothing of '{start.id}'.")
    if seen.first("type") == "audience":
        raise QuestionError(f"'{start.id}' is a group that sources speak of, not a post.")
    if seen.first("type") == "outside":
        return [None], False
    grades = grades_of(seen)
    bands = sorted({low for low, _ in grades}, key=lambda b: snapshot.band_order.get(b, 0))
    if start.band is None and bands:
        return [Ref(start.id, b) for b in bands], False
    if start.band and grades and not any(spans(snapshot, g, start.band) for g in grades):
        near = tuple(f"{start.id}@{b}" for b in bands)
        text = f"No source states that '{start.id}' exists at {snapshot.label(start.band)}."
        raise QuestionError(text, near)
    return [start], False


def ref_text(start: Ref | None, is_group: bool = False) -> str:
    """A start as a door writes it."""
    if start is None:
        return "none"
    prefix = "group:" if is_group else ""
    return f"{prefix}{start.id}@{start.band}" if start.band else prefix + start.id

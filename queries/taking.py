"""Whether a person can take a way now, and what the step then hangs on (S4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from graph.requirements import AllOf, AnyOf, Clause, Holds, children
from graph.requirements import Condition as GrantedClause
from graph.snapshot import Snapshot
from queries.blocks import shutting
from queries.citing import evidence
from queries.passing import Times, by_rule, latest, open_leaves, passable, used
from queries.person import Person, close, leaving, stands_in
from queries.question import Ref
from queries.results import Condition, Unstated, Verdict
from queries.verdicts import judge, served_fits
from queries.ways import Limits, Way, ref, status

READINGS = {
    "implied": "read between the lines, nobody says it",
    "layout": "read from a diagram, nobody says it",
    "assumption": "an assumption",
    "contributor": "known only from a list of contributors",
}


@dataclass(frozen=True)
class Taken:
    """A way that can be taken: the person afterwards, and what the step hangs on."""

    way: Way
    person: Person
    ready: float
    conditions: tuple[Condition, ...]
    unknowns: tuple[Unstated, ...]
    verdicts: tuple[Verdict, ...]
    months: float | None = None  # of service, where less is left to serve than is asked for
    tied: bool = False
    rests_on: tuple[str, ...] = ()


def start_matches(snapshot: Snapshot, person: Person, text: str) -> tuple[str, ...] | None:
    """What of the person a move starts from (ids, each with its time), or None (S4a)."""
    wanted = ref(text)
    for post in reversed(person.posts):
        if post.id == wanted.id and wanted.band in (None, post.band):
            return (f"post:{post.id}",)
    seen = snapshot.get(wanted.id)
    if seen is None:  # held, though the sources asked say nothing of it
        return (wanted.id,) if wanted.band is None and wanted.id in person.held else None
    access = seen.flat("access") if seen.kind == "role" else ()
    if access and seen.first("type") == "trainee" and set(access) <= person.held:
        bands = {g.band for grades, _ in seen.values("grades") for g in grades}
        return access if wanted.band is None or wanted.band in bands else None
    if wanted.band is not None:
        return None
    if wanted.id in person.held and not (seen.kind == "role" and seen.first("type") == "function"):
        return (wanted.id,)
    if seen.kind == "role" and seen.first("type") == "outside":
        employed = person.posts or any(_tells_work(snapshot, h) for h in person.held)
        return None if employed else ()
    return None


def _tells_work(snapshot: Snapshot, item: str) -> bool:
    """Whether a holding tells that the person is in the service: a group or a function."""
    seen = snapshot.get(item)
    return seen is not None and seen.kind in ("staff-group", "role")


def _is_group(snapshot: Snapshot, item: str) -> bool:
    seen = snapshot.get(item)
    return seen is not None and seen.kind == "staff-group"


def in_audience(snapshot: Snapshot, person: Person, ids: tuple[str, ...]) -> Iterator[str]:
    """By what a course is meant for the person (an id for its time): their post, group, strand."""
    present = person.posts[-1:]
    for name in ids:
        seen = snapshot.get(name)
        if seen is None:
            continue
        if name in person.held:
            yield name
        if seen.kind == "strand" and name == person.strand:
            yield ""
        for post in present:
            if post.id == name or (seen.kind == "strand" and name in _strands(snapshot, post)):
                yield f"post:{post.id}"
        everyone = seen.kind == "staff-group" and seen.first("type") == "everyone"
        if everyone and (person.posts or any(_is_group(snapshot, h) for h in person.held)):
            yield ""


def _strands(snapshot: Snapshot, post: Ref) -> tuple[str, ...]:
    seen = snapshot.get(post.id)
    return seen.flat("strands") if seen is not None else ()


def gained(snapshot: Snapshot, way: Way, person: Person) -> Person:
    """The person after the step."""
    if way.kind != "take-up":
        return replace(person, held=close(snapshot, person.held | {way.target} | way.gives, None))
    if way.target in way.gives:
        return replace(person, held=close(snapshot, person.held | way.gives, None))
    held = close(snapshot, leaving(person.held) | way.gives, None)
    return replace(person, held=held, posts=(*person.posts, Ref(way.target, way.band)))


def take(
    snapshot: Snapshot,
    limits: Limits,
    person: Person,
    way: Way,
    times: Times,
    blamed: Person | None = None,
) -> Taken | None:
    """The step, if the person can take it now and it gains them something; else None.

    Blocks come from the person's posts and groups, or from those of `blamed` where given.
    """
    if way.kind == "serve":
        return _serve(snapshot, person, way, times)
    if way.target in person.held or Ref(way.target, way.band) in person.posts:
        return None
    rests_on: list[str] = []
    tied = way.tied
    if way.starts is not None:
        matches = [m for s in way.starts if (m := start_matches(snapshot, person, s)) is not None]
        if not matches:
            return None
        rests_on += min(matches, key=lambda ids: latest(ids, times))
    if way.way == "open" and way.audience:
        found = list(in_audience(snapshot, person, way.audience))
        if not found:
            return None
        first = min(found, key=lambda i: (times.get(i, 0.0), i.startswith("post:")))
        rests_on.append(first)
        tied = first.startswith("post:")
    seen = snapshot.get(way.target)
    if seen is None:
        return None
    told_once = [r for r in way.gates if r.telling.same_rule is None]
    if any(misses(person, r.clause) for r in told_once if r.telling.id not in _shared(way)):
        return None
    if way.kind != "arrange":
        for shut in shutting(snapshot, person, seen, way.band, limits, blamed):
            if shut.unless is None or not shut.lifted:
                return None
            rests_on += used(shut.unless, times)
    verdicts = tuple(judge(snapshot, person, rule) for rule in way.gates)
    unknowns: list[Unstated] = []
    conditions: list[Condition] = []
    for verdict in by_rule(way.gates, verdicts):
        state = passable(verdict)
        if state == "unmet":
            return None
        rests_on += used(verdict, times)
        if state == "unknown":
            for leaf in open_leaves(verdict):
                conditions.append(Condition(kind="unknown", text=leaf.text))
                unknowns.append(unstated(snapshot, way.target, leaf.text, leaf.evidence))
    conditions += hangs_on(snapshot, limits, way)
    if way.kind == "take-up" and not [v for v in verdicts if v.clause != "unknown"]:
        text = f"what {seen.label} asks is not stated"
        unknowns.append(unstated(snapshot, way.target, text, ()))
    after = gained(snapshot, way, person)
    if after == person:
        return None
    return Taken(
        way, after, latest(rests_on, times), tuple(conditions), tuple(unknowns), verdicts,
        tied=tied, rests_on=tuple(dict.fromkeys(rests_on)),
    )  # fmt: skip


def _shared(way: Way) -> set[str | None]:
    """Tellings that another one tells again."""
    return {r.telling.same_rule for r in way.gates if r.telling.same_rule}


def misses(person: Person, clause: Clause) -> bool:
    """Whether a tree is surely unmet, seen from what is held alone; cheaper than judging it."""
    if isinstance(clause, Holds):
        return clause.holds not in person.held
    if isinstance(clause, GrantedClause):
        return clause.condition not in person.held
    below = children(clause)
    if isinstance(clause, AllOf):
        return any(misses(person, c) for c in below)
    return isinstance(clause, AnyOf) and all(misses(person, c) for c in below)


def _serve(snapshot: Snapshot, person: Person, way: Way, times: Times) -> Taken | None:
    """Service in the present post: what is left where other service, and that so far, counts."""
    spec = way.spec
    if not person.posts or spec is None or not stands_in(snapshot, person.posts[-1], spec):
        return None
    role = person.posts[-1].id
    done = [(r, m) for r, m in person.served if served_fits(snapshot, person, r, spec)]
    left = (spec.months or 0.0) - sum(m for r, m in done if r != role)
    if max((m for r, m in done if r == role), default=0.0) >= left:
        return None
    months = left - sum(m for r, m in person.before if r == role)
    if months <= 0:
        return None
    post = f"post:{role}"
    ready = times.get(post, 0.0)
    return Taken(way, person.serves(role, left), ready, (), (), (), months, rests_on=(post,))


def unstated(snapshot: Snapshot, about: str, text: str, evidence_: tuple[Any, ...]) -> Unstated:
    """An unknown, and whom to ask about it."""
    seen = snapshot.get(about)
    kind = seen.kind if seen is not None else "role"
    whom = {
        "role": "the employer",
        "qualification": "the provider",
        "course": "the provider",
        "registration": "the register's own body",
    }.get(kind, "the source")
    return Unstated(about=about, text=text, ask=whom, evidence=evidence_)


@lru_cache(maxsize=20_000)
def hangs_on(snapshot: Snapshot, limits: Limits, way: Way) -> tuple[Condition, ...]:
    """What makes a step conditional beside unknown clauses (S4)."""
    found: list[Condition] = []
    seen = snapshot.entries[way.target]
    if way.kind == "arrange":
        by = seen.first("by")
        return (Condition(kind="granted", text=seen.label, by=by),)
    if way.weak:
        found.append(Condition(kind="reading", text=_reading(snapshot, way)))
    elsewhere = way.employers and limits.employer not in way.employers
    if way.way == "seen" and (elsewhere or not way.employers):
        names = ", ".join(snapshot.label(e) for e in way.employers) or "one employer"
        found.append(Condition(kind="seen", text=f"where an employer offers this; seen at {names}"))
    elif elsewhere:
        names = ", ".join(snapshot.label(e) for e in way.employers)
        found.append(
            Condition(kind="local", text=f"your employer has it (named: {names})", by="employer")
        )
    days = {a.telling: a for a in snapshot.announced}
    for telling in (way.telling, *(r.telling for r in way.gates)):
        if telling.id in days:
            told = days[telling.id]
            text = f"announced for {told.day.isoformat()} by {told.by}, not yet in force"
            found.append(Condition(kind="announced", text=text, by=told.by))
    if way.way == "open" and not way.audience:
        words = [a.words for a, _ in seen.values("audience") if a.words]
        whom = f"meant for {words[0]}" if words else "who may attend is not stated"
        found.append(Condition(kind="unknown", text=whom))
    standing = status(seen)
    if standing is None and way.kind in ("take-up", "qualify", "course"):
        found.append(Condition(kind="unknown", text=f"whether {seen.label} runs is not stated"))
    if way.kind == "take-up" and limits.stay_in is not None and not seen.flat("strands"):
        found.append(Condition(kind="unknown", text=f"the strand of {seen.label} is not stated"))
    return tuple(dict.fromkeys(found))


def _reading(snapshot: Snapshot, way: Way) -> str:
    found = evidence(snapshot, way.telling)
    return READINGS.get(found[0].basis, "a reading") if found else "a reading"

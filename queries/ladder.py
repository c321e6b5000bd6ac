"""The qualification ladder: level × strand, and what each cell lacks (S12)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from graph.snapshot import Seen, Snapshot
from queries.ask import World, stamp
from queries.citing import evidence
from queries.question import Question, check, resolve
from queries.result_lists import Award, Cell, LadderAnswer, Row, Span
from queries.results import Evidence
from queries.ways import statuses

GOOD = {"relevant": 2, "partial": 1, "not-relevant": 0}
ESTABLISHED = frozenset({"not-established", "proposed", "mentioned"})


def ladder(world: World, question: Question, strand: str | None = None) -> LadderAnswer:
    """Every level that an award or finding names, for one strand or all of them."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    if strand is not None:
        resolve(world.catalogue, strand, ("strand",), "a strand")
    strands = (strand,) if strand else _strands(snapshot)
    awards = [q for q in snapshot.of_kind("qualification") if not q.first("part_of")]
    spans = tuple(_spans(snapshot))
    levels = [n for q in awards for n, _ in q.values("level")]
    levels += [n for s in spans for n in (s.from_level, s.to_level)]
    rows: list[Row] = []
    if levels:
        for level in range(min(levels), max(levels) + 1):
            here = [q for q in awards if level in {n for n, _ in q.values("level")}]
            rows.append(Row(level=level, cells=tuple(cell(snapshot, s, here) for s in strands)))
    unlevelled = [q for q in awards if not q.values("level")]
    rows.append(Row(level=None, cells=tuple(cell(snapshot, s, unlevelled) for s in strands)))
    return LadderAnswer(
        question=question.echo(strand=strand),
        catalogue=stamp(snapshot, question),
        strands=strands,
        rows=tuple(rows),
        spans=spans,
        largest_jump=_largest_jump(rows),
        outside_range=tuple(n for n in range(2, 9) if not levels or not _within(n, levels)),
    )


def _within(level: int, levels: list[int]) -> bool:
    return min(levels) <= level <= max(levels)


def _strands(snapshot: Snapshot) -> tuple[str, ...]:
    """Strands in which some post lies, in the order of their ids."""
    used = {s for r in snapshot.of_kind("role") for s in r.flat("strands")}
    return tuple(s.id for s in snapshot.of_kind("strand") if s.id in used)


def _spans(snapshot: Snapshot) -> Iterator[Span]:
    for finding in snapshot.of_kind("finding"):
        for levels, telling in finding.values("levels"):
            yield Span(
                id=finding.id,
                text=telling.text or finding.label,
                from_level=levels[0],
                to_level=levels[1],
                evidence=evidence(snapshot, telling),
            )


def award(snapshot: Snapshot, seen: Seen, strand: str) -> Award:
    """One qualification on the four points of S12, for a strand."""
    judged = [
        (r.value, telling)
        for rs, telling in seen.values("relevance")
        for r in rs
        if not r.strands or strand in r.strands
    ]
    named = [j for j in judged if _names(j[1], strand)] or judged
    relevance = max((v for v, _ in named), key=GOOD.__getitem__, default=None)
    recognised = seen.flat("recognised_by")
    denied = bool(seen.values("not_recognised_by"))
    apprenticeship = [a for a, _ in seen.values("apprenticeship")]
    standing = [value for value, _ in statuses(seen, strand)]
    proof: list[Evidence] = []
    for telling in seen.tellings:
        proof += evidence(snapshot, telling)
    return Award(
        id=seen.id,
        label=seen.label,
        relevance=relevance,
        recognised_by=recognised or (() if denied else None),
        apprenticeship=any(apprenticeship) if apprenticeship else None,
        status=standing[-1] if standing else None,
        evidence=tuple(dict.fromkeys(proof)),
    )


def _names(telling: object, strand: str) -> bool:
    claims = getattr(telling, "relevance", ())
    return any(strand in c.strands for c in claims)


def points(item: Award) -> tuple[float, float, float, float]:
    """The four points; not stated lies between stated and stated to be missing."""
    relevance = GOOD[item.relevance] if item.relevance else 0.5
    recognised = 1.0 if item.recognised_by else 0.5 if item.recognised_by is None else 0.0
    apprenticeship = {True: 1.0, None: 0.5, False: 0.0}[item.apprenticeship]
    status = {"current": 1.0, None: 0.5}.get(item.status, 0.0)
    return relevance, recognised, apprenticeship, status


def lacking(item: Award) -> tuple[str, ...]:
    """What an award is *stated* to lack."""
    found = []
    if item.recognised_by == ():
        found.append("recognition")
    if item.apprenticeship is False:
        found.append("apprenticeship")
    if item.status in ESTABLISHED:
        found.append("established")
    elif item.status not in (None, "current"):
        found.append("current")
    return tuple(found)


STATES = (
    "nothing listed",
    "listed, none relevant",
    "listed, relevance not stated",
    "partly relevant",
    "relevant, lacking",
    "relevant",
)


def state(item: Award) -> str:
    """The cell state that one award alone would give."""
    if item.relevance is None:
        return "listed, relevance not stated"
    if item.relevance == "not-relevant":
        return "listed, none relevant"
    if item.relevance == "partial":
        return "partly relevant"
    return "relevant, lacking" if lacking(item) else "relevant"


def cell(snapshot: Snapshot, strand: str, listed: list[Seen]) -> Cell:
    """A cell names every award that no other equals on all four points and beats on one."""
    items = [award(snapshot, q, strand) for q in listed]
    named = [a for a in items if not any(beats(points(b), points(a)) for b in items)]
    best = max((state(a) for a in named), key=STATES.index, default=STATES[0])
    lacks = [lacking(a) for a in named if state(a) == best == "relevant, lacking"]
    shown = tuple(dict.fromkeys(x for found in lacks for x in found))
    text = f"{best} {', '.join(shown)}" if shown else best
    proof = tuple(dict.fromkeys(e for a in named for e in a.evidence))
    return Cell(strand=strand, state=text, lacking=shown, awards=tuple(named), evidence=proof)


def beats(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    """Whether the first equals the second on all points and beats it on one."""
    return first != second and all(a >= b for a, b in zip(first, second, strict=True))


def _largest_jump(rows: list[Row]) -> tuple[int, int] | None:
    """The widest step between neighbouring levels that hold something at least partly relevant."""
    held = [
        row.level
        for row in rows
        if row.level is not None
        and any(c.state.startswith(("partly", "relevant")) for c in row.cells)
    ]
    jumps = [(b - a, (a, b)) for a, b in pairwise(held) if b - a > 1]
    return max(jumps)[1] if jumps else None

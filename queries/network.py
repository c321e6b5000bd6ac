"""Everything that the lens leaves as one network: entries, and what is stated between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from graph.errors import QuestionError
from graph.requirements import AnyOf, AtLeast, Clause, Holds, InRole, Served, children, in_setting
from graph.requirements import Condition as GrantedClause
from graph.snapshot import Seen, Snapshot
from queries.ask import World, stamp
from queries.career_map import career_map
from queries.citing import evidence, is_local
from queries.question import Question, check, resolve
from queries.result_map import MapWord
from queries.result_network import NetworkAnswer, NetworkLink, NetworkNode, State, Tally, What
from queries.ways import lowest_band

MOST = 1000
ALWAYS = ("role", "qualification", "registration", "course", "band")
LINKED = ("competency", "condition", "staff-group")
KINDS = (*ALWAYS, *LINKED)
GIVES = {
    "gives": "gives",
    "leads_to": "leads to",
    "teaches": "teaches",
    "accepted_as": "counts as",
}
MOVES = {"closed": "shuts", "seen": "was asked for by"}
Whole = tuple[tuple[NetworkNode, ...], tuple[NetworkLink, ...]]


def network(
    world: World,
    question: Question,
    *,
    strand: str | None = None,
    kinds: tuple[str, ...] = (),
    most: int = MOST,
) -> NetworkAnswer:
    """Nodes and links under the lens; of a strand: its own and what is one link away."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    if strand is not None:
        strand = resolve(world.catalogue, strand, ("strand",), "a strand")
    for kind in kinds:
        if kind not in KINDS:
            raise QuestionError(f"kind is one of: {', '.join(KINDS)}.")
    lens = Question(as_of=question.as_of, sources=question.sources, setting=question.setting)
    nodes, links = _whole(world, lens)
    if strand is not None:
        own = {n.id for n in nodes if strand in n.strands}
        links = tuple(x for x in links if x.from_ in own or x.to in own)
        shown = own | {e for x in links for e in (x.from_, x.to)}
        nodes = tuple(n for n in nodes if n.id in shown)
    if kinds:
        nodes = tuple(n for n in nodes if n.kind in kinds)
    there = {n.id for n in nodes}
    links = tuple(x for x in links if x.from_ in there and x.to in there)
    fits = len(nodes) <= most
    of_kind = Counter(n.kind for n in nodes)
    of_strand = Counter(s for n in nodes for s in n.strands)
    return NetworkAnswer(
        question=question.echo(strand=strand, kind=list(kinds) or None),
        catalogue=stamp(snapshot, question),
        count=len(nodes),
        most=most,
        kinds=tuple(
            Tally(id=k, label=k.replace("-", " "), count=of_kind[k]) for k in KINDS if of_kind[k]
        ),
        strands=tuple(
            Tally(id=s.id, label=s.label, count=of_strand[s.id])
            for s in snapshot.of_kind("strand")
            if of_strand[s.id]
        ),
        bands=tuple(
            MapWord(id=b, label=snapshot.label(b))
            for b in sorted(snapshot.band_order, key=lambda b: snapshot.band_order[b])
        ),
        nodes=nodes if fits else (),
        links=links if fits else (),
    )


@lru_cache(maxsize=8)
def _whole(world: World, question: Question) -> Whole:
    snapshot = world.snapshot(question)
    found = [*_stated(snapshot, question.setting), *_ways(world, question)]
    here = {s.id: s for s in snapshot.of_kind(*KINDS) if _in_setting(s, question.setting)}
    links = _merged([x for x in found if x.from_ in here and x.to in here])
    touched = {e for x in links for e in (x.from_, x.to)}
    nodes = tuple(
        _node(snapshot, s)
        for s in here.values()
        if s.id in touched or (s.kind in ALWAYS and s.kind != "band")
    )
    return nodes, tuple(links)


def _in_setting(seen: Seen, setting: str | None) -> bool:
    own = seen.flat("settings")
    return setting is None or not own or setting in own


def _node(snapshot: Snapshot, seen: Seen) -> NetworkNode:
    told = seen.tellings[0] if seen.tellings else None
    return NetworkNode(
        id=seen.id,
        label=seen.label,
        kind=seen.kind,
        band=seen.id if seen.kind == "band" else lowest_band(snapshot, seen),
        strands=seen.flat("strands"),
        evidence=evidence(snapshot, told) if told is not None else (),
    )


def _stated(snapshot: Snapshot, setting: str | None) -> Iterator[NetworkLink]:
    """Bands, requirements and what is given, statement by statement."""
    for seen in snapshot.of_kind(*ALWAYS, *LINKED):
        for telling in seen.tellings:
            proof = evidence(snapshot, telling)
            grades = getattr(telling, "grades", None) or ()
            for grade in grades:
                yield _link(seen.id, grade.band, "band", "stated", "is at", proof)
            for name, verb in GIVES.items():
                for item in getattr(telling, name, ()):
                    yield _link(seen.id, item, "gives", "stated", verb, proof)
            trees = [getattr(telling, "requires", None), *(g.requires for g in grades)]
            for tree in trees:
                left = in_setting(tree, setting) if tree is not None else None
                if left is not None:
                    state: State = "seen" if is_local(snapshot, telling) else "stated"
                    yield from _asked(snapshot, seen.id, telling, left, state)


def _asked(
    snapshot: Snapshot, owner: str, telling: Any, clause: Clause, state: State
) -> Iterator[NetworkLink]:
    """What a requirement names; below a choice each is only one of several ways."""
    proof = evidence(snapshot, telling, clause)
    if isinstance(clause, Holds):
        yield _link(owner, clause.holds, "requires", state, "asks for", proof)
    elif isinstance(clause, GrantedClause):
        yield _link(owner, clause.condition, "requires", "conditional", "hangs on", proof)
    elif isinstance(clause, Served | InRole):
        spec = clause.served if isinstance(clause, Served) else clause.in_role
        other = spec.role or spec.band or spec.at_least_band or spec.staff_group
        verb = "asks for service as" if isinstance(clause, Served) else "is done while in post as"
        if other is not None:
            yield _link(owner, other, "requires", state, verb, proof)
    choice = isinstance(clause, AnyOf | AtLeast) and len(children(clause)) > 1
    for child in children(clause):
        yield from _asked(snapshot, owner, telling, child, "alternative" if choice else state)


def _ways(world: World, question: Question) -> Iterator[NetworkLink]:
    """Moves and blocks, as the career map has them."""
    career = career_map(world, question)
    ids = {p.key: p.id for p in career.places}
    for link in career.links:
        what: What = "block" if link.what == "block" else "move"
        verb = MOVES.get(link.state, "moves on to")
        yield _link(ids[link.from_], ids[link.to], what, link.state, verb, link.evidence)
    for closing in career.closings:
        for key in closing.shuts:
            if key in ids:
                start, end = ids[closing.from_], ids[key]
                yield _link(start, end, "block", "closed", "shuts", closing.evidence)


def _link(start: str, end: str, what: What, state: State, verb: str, proof: Any) -> NetworkLink:
    return NetworkLink(from_=start, to=end, what=what, state=state, verb=verb, evidence=proof)


def _merged(found: list[NetworkLink]) -> list[NetworkLink]:
    """The links without repeats; what several statements say has all their sources."""
    kept: dict[tuple[str, ...], NetworkLink] = {}
    for link in (x for x in found if x.from_ != x.to):
        key = (link.from_, link.to, link.what, link.state, link.verb)
        known = kept.setdefault(key, link)
        proof = tuple(dict.fromkeys((*known.evidence, *link.evidence)))
        kept[key] = known.model_copy(update={"evidence": proof})
    return list(kept.values())

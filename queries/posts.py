"""Posts by words, band and strand: what "find a role" asks. Nothing here judges a person."""

from __future__ import annotations

from graph.snapshot import Seen, Snapshot
from queries.ask import World, stamp
from queries.citing import evidence
from queries.lookup import find
from queries.question import Question, check, resolve
from queries.results import Answer, Evidence, Result
from queries.ways import ref, status

MOST = 200


class Post(Result):
    """One post: its bands (ranges as they are stated), its strands, and one line about it.

    `ways_in` and `ways_on` count the moves that are written down.
    """

    id: str
    label: str
    type: str | None = None
    bands: tuple[str, ...] = ()
    to_bands: tuple[str | None, ...] = ()
    strands: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    status: str | None = None
    text: str = ""
    ways_in: int = 0
    ways_on: int = 0
    called: str | None = None
    evidence: tuple[Evidence, ...] = ()


class PostsAnswer(Answer):
    """The posts that fit everything asked; where none does, those that fit less, as `near`."""

    posts: tuple[Post, ...]
    near: tuple[Post, ...] = ()


def posts(
    world: World,
    question: Question,
    words: str = "",
    band: str | None = None,
    strand: str | None = None,
) -> PostsAnswer:
    """Posts that the lens leaves: best match first where words are given, else lowest band first.

    A band fits a post that is stated at it or over a range that spans it.
    """
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    if band is not None:
        band = resolve(world.catalogue, band.removeprefix("band:"), ("band",), "a band")
    if strand is not None:
        strand = resolve(world.catalogue, strand, ("strand",), "a strand")
    named = _named(snapshot, " ".join(words.split()), question.setting)
    found = [p for p in named if _fits(snapshot, p, band, strand)]
    wider = [p for p in named if _fits(snapshot, p, None, strand)] if band else []
    if band and not words:
        wider.sort(key=lambda p: _far(snapshot, p, band))
    near = () if found else (wider or named if words or band or strand else ())
    return PostsAnswer(
        question=question.echo(q=words or None, band=band, strand=strand),
        catalogue=stamp(snapshot, question),
        posts=tuple(found),
        near=tuple(near[:5]),
    )


def _named(snapshot: Snapshot, words: str, setting: str | None) -> list[Post]:
    """Posts of the setting, all or those like the words."""
    hits = find(snapshot, words, ("role",), MOST) if words else []
    called = {h.id: h.matched for h in hits}
    seen = [snapshot.entries[i] for i in called] if words else list(snapshot.of_kind("role"))
    found = [
        _post(snapshot, s, called.get(s.id))
        for s in seen
        if setting is None or setting in (s.flat("settings") or (setting,))
    ]
    return found if words else sorted(found, key=lambda p: _place(snapshot, p))


def _place(snapshot: Snapshot, post: Post) -> tuple[int, str, str]:
    order = snapshot.band_order
    return min((order.get(b, 99) for b in post.bands), default=99), post.label.lower(), post.id


def _far(snapshot: Snapshot, post: Post, band: str) -> int:
    order = snapshot.band_order
    return min((abs(order.get(b, 99) - order.get(band, 0)) for b in post.bands), default=99)


def _post(snapshot: Snapshot, seen: Seen, called: str | None) -> Post:
    told = seen.tellings[0] if seen.tellings else None
    grades = {g.band: g.to for found, _ in seen.values("grades") for g in found}
    bands = sorted(grades, key=lambda b: snapshot.band_order.get(b, 99))
    moves = [t for m in snapshot.of_kind("move") for t in m.tellings]
    other = called if called and called != seen.label and called in seen.entry.alt_labels else None
    return Post(
        id=seen.id,
        label=seen.label,
        type=seen.first("type"),
        bands=tuple(bands),
        to_bands=tuple(grades[b] for b in bands),
        strands=seen.flat("strands"),
        settings=seen.flat("settings"),
        status=status(seen),
        text=next((t.text for t in seen.tellings if t.text), ""),
        ways_in=sum(seen.id == ref(t.to or "").id for t in moves),
        ways_on=sum(seen.id in {ref(s).id for s in t.start} for t in moves),
        called=other,
        evidence=evidence(snapshot, told) if told is not None else (),
    )


def _fits(snapshot: Snapshot, post: Post, band: str | None, strand: str | None) -> bool:
    order = snapshot.band_order
    if strand is not None and strand not in post.strands:
        return False
    if band is None or band in post.bands:
        return True
    ranges = [(b, t) for b, t in zip(post.bands, post.to_bands, strict=True) if t]
    return any(order.get(b, 99) <= order.get(band, -1) <= order.get(t, -1) for b, t in ranges)

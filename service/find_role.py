"""The page that finds a post by words, band and strand; its whole question is in its address."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from queries import sentences
from queries.ask import World
from queries.posts import MOST, Post, PostsAnswer, posts
from queries.question import Question
from queries.results import Answer
from queries.sentence_parts import capital, count, listed, sentence
from service.api import conditional
from service.forms import joined, offers
from service.inputs import Asked, read
from service.pages import LENS, Room
from service.settings import Settings
from service.verbs import Verb

STATUS = {
    "pilot": "a pilot",
    "not-established": "does not exist yet",
    "proposed": "only proposed",
    "closed": "closed",
    "not-in-use": "not in use",
}


def _posts(world: World, asked: Asked, settings: Settings) -> Answer:
    words, band, strand = (asked.one(name) for name in ("q", "band", "strand"))
    return posts(world, asked.question, words or "", band, strand)


POSTS = Verb("posts", PostsAnswer, _posts, ("q", "band", "strand"),
             about="Posts by words, band and strand.")  # fmt: skip


def bands_text(words: sentences.Words, post: Post) -> str:
    """The bands of a post in words, unless its name tells them."""
    told = []
    for band, to in zip(post.bands, post.to_bands, strict=True):
        name = words.label(f"band:{band}")
        told.append(f"{name} to {words.name(f'band:{to}')}" if to else name)
    if not told:
        return "Band not stated"
    return "" if told[0].lower() in post.label.lower() and len(told) == 1 else listed(told)


def line_of(words: sentences.Words, post: Post) -> str:
    """One line about a post: how it stands, what a source says of it, and its ways."""
    if post.text:
        return sentence(words.dated(post.text))
    ways = [
        count(post.ways_in, "way") + " in" if post.ways_in else "",
        count(post.ways_on, "way") + " on" if post.ways_on else "",
    ]
    found = listed(ways)
    stands = STATUS.get(post.status or "", "")
    told = f"Written down: {found}." if found else "No way in or on is written down."
    return f"{capital(stands)}. {told}" if stands else told


def heading(answer: PostsAnswer) -> str:
    """How many posts there are."""
    found = len(answer.posts)
    if not found:
        return "No post in the sources fits all of this."
    more = " or more" if found >= MOST else ""
    return f"{capital(count(found, 'post'))}{more}."


def router(room: Room) -> APIRouter:
    """The page."""
    routes = APIRouter(include_in_schema=False)

    async def page(request: Request) -> Response:
        pairs = joined(request.query_params.multi_items())
        if "as_of" not in dict(pairs):
            return room.dated(request, pairs)
        asked = read(pairs, POSTS.more)
        etag = f'"page-{room.desk.key(POSTS, asked)}"'
        if (known := conditional(request, etag)) is not None:
            return known
        answer = await room.desk.answer(POSTS, asked)
        assert isinstance(answer, PostsAnswer)
        day = asked.question.as_of
        snapshot = room.desk.world.snapshot(Question(as_of=day, sources=asked.question.sources))
        words = sentences.Words(room.desk.world.snapshot(Question(as_of=day)))
        bands = [b for b in snapshot.of_kind("band") if b.id in snapshot.band_order]
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            given.setdefault(name, []).append(value)
        return room.render(
            "roles.html",
            etag=etag,
            answer=answer,
            heading=heading(answer),
            words=words,
            bands_text=bands_text,
            line_of=line_of,
            bands=sorted(bands, key=lambda b: snapshot.band_order[b.id]),
            offers=offers(snapshot),
            given=given,
            pairs=pairs,
            lens=[(k, v) for k, v in pairs if k in LENS],
        )

    routes.add_api_route("/roles", page, methods=["GET"])
    return routes

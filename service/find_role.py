"""The page that finds a post by words, band and strand; its whole question is in its address."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from queries import sentences
from queries.ask import World
from queries.budget import Budget
from queries.posts import MOST, Post, PostsAnswer, posts
from queries.results import Answer
from queries.sentence_parts import capital, count, listed, sentence
from service.inputs import Asked
from service.pages import Room, Shown
from service.verbs import Verb

STATUS = {
    "pilot": "a pilot",
    "not-established": "does not exist yet",
    "proposed": "only proposed",
    "closed": "closed",
    "not-in-use": "not in use",
}


def _posts(world: World, asked: Asked, budget: Budget) -> Answer:
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
    """How many posts there are; a heading has no full stop."""
    found = len(answer.posts)
    if not found:
        return "No post in the sources fits all of this"
    more = " or more" if found >= MOST else ""
    return f"{capital(count(found, 'post'))}{more}"


def router(room: Room) -> APIRouter:
    """The page."""
    routes = APIRouter(include_in_schema=False)

    async def show(shown: Shown) -> tuple[str, dict[str, Any]]:
        assert isinstance(shown.answer, PostsAnswer)
        order = shown.lens.band_order
        bands = [b for b in shown.lens.of_kind("band") if b.id in order]
        return "roles.html", {
            "heading": heading(shown.answer),
            "bands_text": bands_text,
            "line_of": line_of,
            "bands": sorted(bands, key=lambda b: order[b.id]),
        }

    routes.add_api_route("/roles", room.page(POSTS, show), methods=["GET"])
    return routes

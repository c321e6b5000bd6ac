"""The what-if bench: changes typed into a form, and what they open and shut, before and after."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from graph.errors import QuestionError
from graph.snapshot import Snapshot
from queries import sentences
from queries.question import Question
from queries.result_changes import WhatIfAnswer
from queries.sentences_changes import outcome_text, starts_text
from queries.ways import USABLE, status
from queries.what_if import changed_world
from service.api import body_of
from service.changes_given import LIMITS, WHAT_IF, asked_of, from_yaml
from service.forms import Pairs, address, joined, offers
from service.inputs import ParameterError, read
from service.pages import LENS, Room

FIELD = "changes"


def example(snapshot: Snapshot) -> str:
    """Changes to begin with, about what the catalogue at hand says does not exist yet."""
    for seen in snapshot.of_kind("qualification", "course", "role"):
        if status(seen) not in (*USABLE, None):
            return (
                f"# {seen.label}\n- open: {seen.id}\n- way_in: {seen.id}\n"
                "  requires: {nothing: true}\n"
            )
    posts = snapshot.of_kind("role")
    return f"# {posts[0].label}\n- close: {posts[0].id}\n" if posts else ""


def router(room: Room) -> APIRouter:
    """The page, asked by its address; a form that is too long for one is posted."""
    routes = APIRouter(include_in_schema=False)
    bench = Bench(room)
    routes.add_api_route("/what-if", bench.get, methods=["GET"])
    routes.add_api_route("/what-if", bench.post, methods=["POST"])
    return routes


class Bench:
    """The page in its three states: the form, the form with what is wrong, and the answer."""

    def __init__(self, room: Room) -> None:
        self.room = room

    async def get(self, request: Request) -> Response:
        """The question of the address; without a day it is sent on to today's."""
        pairs = joined(request.query_params.multi_items())
        if "as_of" not in dict(pairs):
            return self.room.dated(request, pairs)
        return await self.page(request, pairs)

    async def post(self, request: Request) -> Response:
        """What the form sent: put into an address where it fits."""
        body = await body_of(request, self.room.desk.settings.largest_body)
        text = body.decode(errors="replace")
        try:
            found = parse_qsl(text, keep_blank_values=True, max_num_fields=500)
        except ValueError:
            raise ParameterError("The form has too many fields.") from None
        pairs = joined(found)
        if "as_of" not in dict(pairs):
            pairs = [*pairs, ("as_of", Question().as_of.isoformat())]
        target = address("what-if", pairs)
        if len(target) < self.room.desk.settings.largest_address:
            return RedirectResponse(target, 303, {"Cache-Control": "no-store"})
        return await self.page(request, pairs)

    async def page(self, request: Request, pairs: Pairs) -> Response:
        """The page of a question."""
        text = "\n".join(v for k, v in pairs if k == FIELD).replace("\r\n", "\n")
        rest = [(k, v) for k, v in pairs if k != FIELD]
        asked = read(rest, many=("to",), routes=True)
        lens = Question(as_of=asked.question.as_of, sources=asked.question.sources)
        snapshot = self.room.desk.world.snapshot(lens)
        data: dict[str, Any] = {
            "given": {k: [v for n, v in rest if n == k] for k, _ in rest},
            "lens": [(k, v) for k, v in rest if k in LENS],
            "offers": offers(snapshot),
            "starts": offers(snapshot).everywhere,
            "example": example(snapshot),
            "text": text,
            "known": self.room.desk.world.catalogue.entries,
            "longest": LIMITS.max_bytes,
        }
        if not text.strip():
            return self.room.render("what_if.html", **data)
        try:
            changes = from_yaml(text.encode(errors="replace"))
            question = asked_of(rest, changes)
            answer = await self.room.desk.answer(WHAT_IF, question)
        except QuestionError as error:
            return self.room.render("what_if.html", 400, fault=str(error), **data)
        assert isinstance(answer, WhatIfAnswer)
        changed = changed_world(self.room.desk.world, changes)
        words = sentences.Words(changed.snapshot(Question(as_of=asked.question.as_of)))
        return self.room.render(
            "what_if.html",
            answer=answer,
            words=words,
            blocks=sentences.tell(words, answer),
            starts_text=starts_text,
            outcome_text=outcome_text,
            asked_at=str(request.url),
            **data,
        )

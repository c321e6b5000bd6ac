"""The page on which the network can be explored: the picture for the browser, its text for all."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from queries import sentences
from queries.ask import World
from queries.network import KINDS, network
from queries.question import Question
from queries.result_network import NetworkAnswer
from queries.results import Answer
from queries.sentence_parts import cited
from service.api import conditional
from service.forms import joined, offers
from service.inputs import Asked, read
from service.pages import LENS, Room
from service.settings import Settings
from service.verbs import Verb
from visualise import network as drawing

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


def _network(world: World, asked: Asked, settings: Settings) -> Answer:
    return network(
        world, asked.question, strand=asked.one("strand"), kinds=asked.more.get("kind", ())
    )


EXPLORE = Verb("explore", NetworkAnswer, _network, ("strand",), many=("kind",), costly=True,
               about="Entries and what the sources state between them.")  # fmt: skip


def router(room: Room) -> APIRouter:
    """The page."""
    routes = APIRouter(include_in_schema=False)

    async def page(request: Request) -> Response:
        pairs = joined(request.query_params.multi_items())
        if "as_of" not in dict(pairs):
            return room.dated(request, pairs)
        asked = read(pairs, EXPLORE.more, many=EXPLORE.many)
        etag = f'"page-{room.desk.key(EXPLORE, asked)}"'
        if (known := conditional(request, etag)) is not None:
            return known
        answer = await room.desk.answer(EXPLORE, asked)
        assert isinstance(answer, NetworkAnswer)
        day = asked.question.as_of
        words = sentences.Words(room.desk.world.snapshot(Question(as_of=day)))
        lens = Question(as_of=day, sources=asked.question.sources)
        told = drawing.twin(words, answer)
        blocks = words.spell_out((*told, sentences.foot(words, answer, told)))
        data = await run_in_threadpool(drawing.data, words, answer) if answer.nodes else ""
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            given.setdefault(name, []).append(value)
        reply = room.render(
            "explore.html",
            etag=etag,
            answer=answer,
            blocks=blocks,
            data=data,
            words=words,
            proof={text: n for n, text in enumerate(words.cites(cited(blocks)), start=1)},
            kinds=[(k, drawing.KINDS[k]) for k in KINDS],
            names=drawing.KINDS,
            offers=offers(room.desk.world.snapshot(lens)),
            given=given,
            pairs=pairs,
            lens=[(k, v) for k, v in pairs if k in LENS],
        )
        reply.headers["Content-Security-Policy"] = POLICY
        return reply

    routes.add_api_route("/explore", page, methods=["GET"])
    return routes

"""Pictures over REST: /api/v1/draw/{kind}.{svg|html|png}, with the parameters of their question."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from queries.question import Question
from queries.result_map import CareerMap
from queries.sentence_parts import Words
from service.answering import Desk
from service.api import Handler, conditional
from service.api_documents import NOT_HERE, PROBLEMS, documented
from service.drawing import ENDINGS, KINDS, MAP, POLICY, as_bytes, draw
from service.inputs import QUESTION, ROUTE, Asked, read, shown
from service.problems import Busy, NotHere

PICTURE = {
    "description": "The picture; HTML has the same facts as text below it.",
    "content": {
        kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in ENDINGS.values()
    },
}
AT_ONCE, KEPT, KEPT_BYTES = 2, 32, 1_000_000


class Easel:
    """Draws a few pictures at a time, lets a bounded number wait, and keeps the last ones."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def make(self, key: str, work: Callable[[], bytes], keep: bool) -> bytes:
        """The bytes kept under the key, or made now; raises Busy where too many wait."""
        if (known := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return known
        if self._waiting >= self.desk.settings.waiting:
            raise Busy
        self._waiting += 1
        try:
            async with self._turn:
                made = await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
        if keep and len(made) <= KEPT_BYTES:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    async def picture(self, request: Request, name: str) -> Response:
        """The answer to one address; the search behind it is bounded and kept like any other."""
        kind_name, _, ending = name.rpartition(".")
        kind = KINDS.get(kind_name)
        if kind is None or ending not in ENDINGS:
            there = f"kinds: {', '.join(KINDS)}; endings: {', '.join(ENDINGS)}"
            raise NotHere(f"There is no picture '{shown(name)}' ({there}).")
        desk, world = self.desk, self.desk.world
        asked = read(request.query_params.multi_items(), kind.more, routes=kind.verb.routes)
        key = f"{desk.key(kind.verb, asked)}|{name}"
        etag = f'"{hashlib.sha256(key.encode()).hexdigest()}"'
        if (known := conditional(request, etag)) is not None:
            return known
        found = await desk.answer(kind.verb, asked)
        mapped = found
        if kind.mapped:
            mapped = await desk.answer(MAP, Asked(asked.question, asked.options, {}))
        career = mapped if isinstance(mapped, CareerMap) else None

        def work() -> bytes:
            words = Words(world.snapshot(Question(as_of=asked.question.as_of)))
            return as_bytes(draw(world, kind, asked, found, career), words, ending)

        content = await self.make(key, work, found.complete)
        headers = {"Cache-Control": "no-cache"}
        if ending == "html":
            headers["Content-Security-Policy"] = POLICY + "; frame-ancestors 'none'"
        if found.complete:
            headers["ETag"] = etag
        return Response(content, 200, headers, ENDINGS[ending])


def router(desk: Desk) -> APIRouter:
    """An address for each kind of picture, and one that says what there is."""
    routes = APIRouter(prefix="/api/v1")
    easel = Easel(desk)
    for kind in KINDS.values():
        names = (*QUESTION, *(ROUTE if kind.verb.routes else ()), *kind.more)
        routes.add_api_route(
            f"/draw/{kind.name}.{{ending}}",
            one(easel, kind.name),
            methods=["GET"],
            summary=f"A picture of {kind.about}.",
            operation_id=f"draw-{kind.name}",
            responses={200: PICTURE, **PROBLEMS, **NOT_HERE},
            response_class=Response,
            openapi_extra=documented_picture(names),
        )
    routes.add_api_route("/draw/{name}", any_of(easel), methods=["GET"], include_in_schema=False)
    return routes


def one(easel: Easel, kind: str) -> Handler:
    """The handler of one kind of picture."""

    async def handler(request: Request) -> Response:
        return await easel.picture(request, f"{kind}.{request.path_params['ending']}")

    return handler


def any_of(easel: Easel) -> Handler:
    """The handler of every other name: it tells which there are."""

    async def handler(request: Request) -> Response:
        return await easel.picture(request, str(request.path_params["name"]))

    return handler


def documented_picture(names: tuple[str, ...]) -> dict[str, Any]:
    """The parameters of a picture for OpenAPI: its form stands in the path."""
    told = documented(names, ())
    ending = {"name": "ending", "in": "path", "required": True, "description": "the form"}
    told["parameters"].insert(0, ending | {"schema": {"type": "string", "enum": list(ENDINGS)}})
    return told

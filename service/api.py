"""REST under /api/v1: every answer is the result's own JSON, the same that the other doors give."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from graph.errors import QuestionError
from queries.result_lists import ListAnswer, ShowAnswer
from service.answering import Desk
from service.api_documents import NOT_HERE, PROBLEMS, documented, of_one, posted
from service.inputs import QUESTION, ROUTE, Asked, ParameterError, pairs_of, read
from service.problems import NotHere, TooLarge
from service.verbs import FILTERS, PATHS, VERBS, Verb

ASKED_BY_POST = ("routes", "gaps", "next", "unlock")
ASKED_BY_GET = (
    *ASKED_BY_POST, "ladder", "chokepoints", "findings", "coverage", "compare", "search",
)  # fmt: skip
Handler = Callable[[Request], Awaitable[Response]]


def conditional(request: Request, etag: str) -> Response | None:
    """304 where the asker has this answer already."""
    seen = [
        t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")
    ]
    if etag in seen:
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "no-cache"})
    return None


def as_json(body: str | bytes, etag: str | None = None) -> Response:
    """An answer's JSON with its ETag."""
    headers = {"Cache-Control": "no-cache"} | ({"ETag": etag} if etag else {})
    return Response(body, 200, headers, "application/json")


async def body_of(request: Request, most: int) -> bytes:
    """The body, read no further than it may be long."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > most:
            raise TooLarge
    return bytes(found)


def ask_by_get(desk: Desk, verb: Verb) -> Handler:
    """The handler of a question that stands in the address."""

    async def handler(request: Request) -> Response:
        pairs = request.query_params.multi_items()
        asked = read(pairs, verb.more, many=verb.many, routes=verb.routes)
        etag = f'"{desk.key(verb, asked)}"'
        known = conditional(request, etag)
        if known is not None:
            return known
        answer = await desk.answer(verb, asked)
        kept = etag if answer.complete else None
        return as_json(answer.model_dump_json(by_alias=True), kept)

    return handler


def ask_by_post(desk: Desk, verb: Verb) -> Handler:
    """The handler of a question that comes as one JSON object."""

    async def handler(request: Request) -> Response:
        if request.query_params:
            raise ParameterError("A question that is posted stands in the body alone.")
        pairs = pairs_of(await body_of(request, desk.settings.largest_body))
        asked = read(pairs, verb.more, many=verb.many, routes=verb.routes)
        answer = await desk.answer(verb, asked)
        return as_json(answer.model_dump_json(by_alias=True))

    return handler


def cursor_of(last: str) -> str:
    """Where the next page goes on."""
    return base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")


def after(cursor: str) -> str:
    """The id that a cursor names."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise ParameterError("The cursor is not one of ours: take `next` as it is.") from None


def list_handler(desk: Desk, kind: str) -> Handler:
    """The handler of a list: filters and cursor pages."""
    verb = VERBS["list"]

    async def handler(request: Request) -> Response:
        pairs = request.query_params.multi_items()
        asked = read(pairs, (*FILTERS, "cursor", "limit"))
        size = asked.whole("limit", 1, desk.settings.largest_page) or desk.settings.page_size
        start = after(asked.one("cursor") or "")
        wanted = Asked(
            asked.question,
            asked.options,
            {k: v for k, v in asked.more.items() if k in FILTERS} | {"kind": (kind,)},
        )
        whole = Asked(asked.question, asked.options, {**asked.more, "kind": (kind,)})
        etag = f'"{desk.key(verb, whole)}"'
        if (known := conditional(request, etag)) is not None:
            return known
        found = await desk.answer(verb, wanted)
        assert isinstance(found, ListAnswer)
        answer = page_of(found, start, size)
        reply = as_json(answer.model_dump_json(by_alias=True), etag)
        if answer.next:
            query = [(k, v) for k, v in pairs if k != "cursor"] + [("cursor", answer.next)]
            reply.headers["Link"] = f'<{request.url.path}?{urlencode(query)}>; rel="next"'
        return reply

    return handler


class Page(ListAnswer):
    """One page of a list; `next` is the cursor of the page after it."""

    next: str | None = None


def page_of(found: ListAnswer, start: str, size: int) -> Page:
    """The page of a list that begins after an id."""
    rest = [i for i in found.items if i.id > start]
    more = cursor_of(rest[size - 1].id) if len(rest) > size else None
    return Page(**dict(found), next=more).model_copy(update={"items": tuple(rest[:size])})


def show_handler(desk: Desk, path: str, kind: str) -> Handler:
    """The handler of one entry."""
    verb = VERBS["show"]

    async def handler(request: Request) -> Response:
        asked = read(request.query_params.multi_items())
        name = str(request.path_params["id"])
        asked = Asked(asked.question, asked.options, {"id": (name,)})
        etag = f'"{desk.key(verb, asked)}"'
        try:
            answer = await desk.answer(verb, asked)
        except QuestionError as error:
            if name in desk.world.catalogue.entries:
                raise
            raise NotHere(f"There is no {kind} '{name[:120]}'.", error.nearest) from None
        assert isinstance(answer, ShowAnswer)
        if answer.kind != kind:
            raise NotHere(f"'{answer.id}' is no {kind} but a {answer.kind}.", (answer.id,))
        known = conditional(request, etag)
        return known or as_json(answer.model_dump_json(by_alias=True), etag)

    return handler


def router(desk: Desk) -> APIRouter:
    """All routes of /api/v1."""
    routes = APIRouter(prefix="/api/v1")
    for name in ASKED_BY_GET:
        verb = VERBS[name]
        names = (*QUESTION, *(ROUTE if verb.routes else ()), *verb.more)
        routes.add_api_route(
            f"/{name}",
            ask_by_get(desk, verb),
            methods=["GET"],
            summary=verb.about,
            operation_id=name,
            responses={200: {"model": verb.answer}, **PROBLEMS},
            response_class=Response,
            openapi_extra=documented(names, verb.many, verb.optional),
        )
        if name in ASKED_BY_POST:
            routes.add_api_route(
                f"/{name}",
                ask_by_post(desk, verb),
                methods=["POST"],
                summary=verb.about,
                operation_id=f"{name}-post",
                responses={200: {"model": verb.answer}, **PROBLEMS},
                response_class=Response,
                openapi_extra=posted((*names, *verb.many), verb.many),
            )
    for path, kind in PATHS.items():
        routes.add_api_route(
            f"/{path}",
            list_handler(desk, kind),
            methods=["GET"],
            summary=f"Entries of the kind {kind}.",
            operation_id=f"list-{path}",
            responses={200: {"model": Page}, 400: PROBLEMS[400]},
            response_class=Response,
            openapi_extra=documented((*QUESTION, *FILTERS, "cursor", "limit"), ()),
        )
        routes.add_api_route(
            f"/{path}/{{id}}",
            show_handler(desk, path, kind),
            methods=["GET"],
            summary=f"All that the sources say of one {kind}.",
            operation_id=f"show-{kind}",
            responses={200: {"model": ShowAnswer}, 400: PROBLEMS[400], **NOT_HERE},
            response_class=Response,
            openapi_extra=of_one(kind),
        )
    return routes

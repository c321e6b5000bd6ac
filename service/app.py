"""The web service: REST, pages and health, over one world."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import BandwayError
from queries.ask import World
from queries.budget import AskerGone
from service import (
    api,
    api_draw,
    api_examples,
    api_what_if,
    explore,
    find_role,
    pages,
    theme,
    what_if,
)
from service.answering import VERSION, Desk
from service.leaving import ASKER
from service.problems import Busy, Problem, TooLarge, http_problem, problem_of
from service.settings import Settings
from service.watching import Watch

mimetypes.add_type("text/javascript", ".mjs")  # whatever the machine's own table says
mimetypes.add_type("text/javascript", ".js")
STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Careful:
    """Adds the security headers, refuses long addresses, and turns every fault into a problem."""

    def __init__(self, app: ASGIApp, settings: Settings, room: pages.Room) -> None:
        self.app, self.settings, self.room = app, settings, room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ASKER.set(receive)
        begun = False
        bodiless = scope["method"] == "HEAD"
        if bodiless:  # what GET answers, without its body
            scope = {**scope, "method": "GET"}

        async def careful(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            elif bodiless:
                message = {**message, "body": b""}
            await send(message)

        request = Request(scope)
        if len(scope.get("query_string", b"")) + len(scope["path"]) > self.settings.largest_address:
            detail = "The address is too long. Ask with fewer words, or post the question."
            problem = Problem("too-long", 414, "The address is too long", detail)
            await told(request, problem, self.room)(scope, receive, careful)
            return
        try:
            await self.app(scope, receive, careful)
        except Exception as error:
            if begun:
                raise
            await told(request, problem_of(error), self.room)(scope, receive, careful)
            if not isinstance(error, BandwayError):
                pages.log_fault(request.url.path, error)


def told(request: Request, problem: Problem, room: pages.Room) -> Response:
    """A problem as a document to programs and as a page to people."""
    path = request.url.path
    if path.startswith("/api/") or path in ("/healthz", "/readyz"):
        headers = {"Cache-Control": "no-store"}
        if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = "2"
        media = "application/problem+json"
        return Response(problem.document(), problem.status, headers, media)
    return room.error_page(problem)


def create_app(world: World, settings: Settings | None = None, store: str = "") -> FastAPI:
    """The application that answers for a world, which may be the active one of a store."""
    settings = settings or Settings()
    desk = Desk(world, settings)
    room = pages.Room(desk)
    watch = Watch(desk, store)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with watch.watching():
            yield
        desk.close()

    app = FastAPI(
        title="Bandway",
        version=VERSION,
        summary="Roles, pay bands, qualifications and the routes between them, each with sources.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # `api_examples` serves it, with answers in it
        lifespan=lifespan,
    )
    app.include_router(api.router(desk))
    app.include_router(api_draw.router(desk))
    app.include_router(api_what_if.router(desk))
    app.include_router(api_examples.router(desk, app.openapi))
    app.include_router(room.router())
    app.include_router(find_role.router(room))
    app.include_router(explore.router(room))
    app.include_router(what_if.router(room))
    app.include_router(theme.router(room))

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> Response:
        content = {"status": "ready", "catalogue": desk.world.catalogue_hash}
        headers = {"Cache-Control": "no-store"}
        if watch.trouble:
            detail = "The store is away. Answers come from the last catalogue."
            content |= {"status": "not ready", "detail": detail}
            return JSONResponse(content, 503, headers | {"Retry-After": "10"})
        return JSONResponse(content, headers=headers)

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> Response:  # asked for by browsers that show a picture alone
        headers = {"Cache-Control": "max-age=86400"}
        return FileResponse(STATIC / "favicon.ico", headers=headers, media_type="image/x-icon")

    app.mount("/static", StaticFiles(directory=STATIC), "static")

    async def ours(request: Request, error: Exception) -> Response:
        return told(request, problem_of(error), room)

    async def theirs(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        reply = told(request, http_problem(error.status_code), room)
        if allowed := (error.headers or {}).get("Allow"):
            reply.headers["Allow"] = allowed
        return reply

    async def nobody(request: Request, error: Exception) -> Response:
        return Response(status_code=499)  # to nobody

    async def unread(request: Request, error: Exception) -> Response:
        return told(request, http_problem(HTTPStatus.BAD_REQUEST), room)

    app.add_exception_handler(BandwayError, ours)
    app.add_exception_handler(Busy, ours)
    app.add_exception_handler(AskerGone, nobody)
    app.add_exception_handler(TooLarge, ours)
    app.add_exception_handler(HTTPException, theirs)
    app.add_exception_handler(RequestValidationError, unread)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Careful, settings=settings, room=room)
    return app

"""The pages: the same questions and answers as REST, server-rendered, needing no JavaScript.

Every page holds its whole question in its address; the words come from `queries.sentences`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from starlette.responses import RedirectResponse, Response

from graph.errors import QuestionError
from graph.snapshot import Snapshot
from queries import sentences
from queries.question import Question
from queries.result_lists import LadderAnswer, ShowAnswer
from queries.result_map import CareerMap
from queries.results import Answer
from queries.sentence_parts import STATES, day
from service import box
from service.answering import VERSION, Desk
from service.api import conditional
from service.drawing import MAP, with_foot
from service.forms import SERVED, Pairs, address, joined, offers
from service.illustrations import illustrate
from service.inputs import Asked, read
from service.problems import NotHere, Problem
from service.verbs import VERBS, Verb
from visualise import career_map
from visualise.network import KINDS as NETWORK_KINDS

LOG = logging.getLogger("bandway")
QUESTIONS = (
    "routes", "gaps", "next", "ladder", "chokepoints", "unlock", "findings", "coverage",
    "compare", "search",
)  # fmt: skip
INSTEAD = {"search": ("q", "/"), "list": ("kind", "/about")}
LENS = ("as_of", "sources")
TYPED = ("routes", "gaps", "next", "chokepoints")  # their forms ask for a start or a goal
ENOUGH = {"routes": {"to"}, "gaps": {"to"}, "chokepoints": {"to", "from"}}  # else the form
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Shown:
    """A question as its page got it, its answer, and the words for both."""

    asked: Asked
    answer: Answer
    words: sentences.Words
    lens: Snapshot
    pairs: Pairs
    kept: Pairs


Show = Callable[[Shown], Awaitable[tuple[str, dict[str, Any]]]]


def log_fault(path: str, error: Exception) -> None:
    """Tell the operator of a fault of ours; the asker sees only that there was one."""
    LOG.error("fault at %s", path, exc_info=error)


class Room:
    """All pages over one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.templates = Environment(
            loader=ChoiceLoader([PackageLoader("service"), PackageLoader("nhsuk_frontend_jinja")]),
            autoescape=True,
            undefined=ChainableUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(
            organisation=desk.settings.organisation,
            version=VERSION,
            states=STATES,
            address=address,
            example=lambda: box.example(desk.world.snapshot(Question())),
        )

    def render(
        self, name: str, status: int = 200, etag: str | None = None, **data: Any
    ) -> Response:
        """A page from a template."""
        text = self.templates.get_template(name).render(data)
        headers = {"Cache-Control": "no-cache"} | ({"ETag": etag} if etag else {})
        return Response(text, status, headers, "text/html; charset=utf-8")

    def error_page(self, problem: Problem) -> Response:
        """A problem as a page, with the nearest things there are."""
        snapshot = self.desk.world.snapshot(Question())
        words, known = sentences.Words(snapshot), self.desk.world.catalogue.entries
        ids = [(n.partition("@")[0], words.label(n)) for n in problem.nearest]
        near = [(name, label) for name, label in ids if name in known]
        told = problem.detail.partition(" Did you mean")[0]
        reply = self.render("error.html", problem.status, title=problem.title, told=told, near=near)
        reply.headers["Cache-Control"] = "no-store"
        return reply

    def router(self) -> APIRouter:
        """Every page."""
        routes = APIRouter(include_in_schema=False)
        routes.add_api_route("/", self.start, methods=["GET"])
        routes.add_api_route("/ask", self.ask, methods=["GET"])
        routes.add_api_route("/about", self.about, methods=["GET"])
        for name in QUESTIONS:
            routes.add_api_route(f"/{name}", self.answer_page(VERBS[name]), methods=["GET"])
        routes.add_api_route("/map", self.answer_page(MAP), methods=["GET"])
        routes.add_api_route("/entries", self.answer_page(VERBS["list"]), methods=["GET"])
        routes.add_api_route("/entries/{id}", self.entry, methods=["GET"])
        return routes

    async def start(self, request: Request) -> Response:
        """The question box, and the same question as a form."""
        snapshot = self.desk.world.snapshot(Question())
        return self.render("start.html", offers=offers(snapshot), as_of=snapshot.as_of.isoformat())

    async def ask(self, request: Request) -> Response:
        """What the box was given: the page of the question, or what must be asked back."""
        asked = read(request.query_params.multi_items(), ("q",))
        line = asked.one("q") or ""
        if not line:
            return RedirectResponse("/", 303)
        snapshot = self.desk.world.snapshot(asked.question)
        reading = box.understand(snapshot, line)
        kept = {k: v for k, v in request.query_params.items() if k in LENS}
        if not reading.sure:
            return self.render("which.html", reading=reading, line=line, kept=kept)
        given = dict(reading.params)
        page = reading.page
        if page == "entries":
            page = f"entries/{given.pop('id')}"
        target = address(page, given | kept)
        return RedirectResponse(target, 303)

    async def about(self, request: Request) -> Response:
        """The catalogue, its date and its sources."""
        world = self.desk.world
        snapshot = world.snapshot(Question())
        counts = [(kind, len(snapshot.of_kind(kind))) for kind in sorted(snapshot.by_kind)]
        words = sentences.Words(snapshot)
        sources = [(s, words.address(s.id)) for s in snapshot.of_kind("source")]
        return self.render(
            "about.html",
            counts=counts,
            sources=sorted(sources, key=lambda pair: pair[0].label.lower()),
            digest=world.catalogue_hash,
            as_of=day(snapshot.as_of),
        )

    def answer_page(self, verb: Verb) -> Handler:
        """The handler of a question that has a page of its own."""

        async def handler(request: Request) -> Response:
            pairs = joined(request.query_params.multi_items())
            names = [name for name, _ in pairs]
            if verb.name in INSTEAD and INSTEAD[verb.name][0] not in names:
                return RedirectResponse(INSTEAD[verb.name][1], 303)
            if any(n in SERVED for n in request.query_params) or "as_of" not in names:
                return self.dated(request, pairs)
            if verb.name in ENOUGH and not ENOUGH[verb.name] & set(names):
                return self._form(verb, pairs)
            asked = read(pairs, verb.more, many=verb.many, routes=verb.routes)
            return await self._answer(request, verb, asked, pairs)

        return handler

    def page(self, verb: Verb, show: Show) -> Handler:
        """The handler of a page that shows an answer in its own way."""

        async def handler(request: Request) -> Response:
            pairs = joined(request.query_params.multi_items())
            if "as_of" not in dict(pairs):
                return self.dated(request, pairs)
            asked = read(pairs, verb.more, many=verb.many, routes=verb.routes)
            return await self.answered(request, verb, asked, pairs, show)

        return handler

    async def answered(
        self, request: Request, verb: Verb, asked: Asked, pairs: Pairs, show: Show
    ) -> Response:
        """The one way from a question to its page: known already, or answered and shown."""
        etag = f'"page-{self.desk.key(verb, asked)}"'
        if (known := conditional(request, etag)) is not None:
            return known
        answer = await self.desk.answer(verb, asked)
        words = sentences.Words(self.desk.world.snapshot(Question(as_of=asked.question.as_of)))
        lens, kept = self._snapshot(asked), [(k, v) for k, v in pairs if k in LENS]
        template, own = await show(Shown(asked, answer, words, lens, pairs, kept))
        return self.render(
            template,
            etag=etag if answer.complete else None,
            asked_at=str(request.url),
            answer=answer,
            words=words,
            given=_given(pairs),
            pairs=pairs,
            lens=kept,
            offers=offers(lens),
            **own,
        )

    async def entry(self, request: Request) -> Response:
        """All that the sources say of one entry."""
        pairs = joined(request.query_params.multi_items())
        if "as_of" not in dict(pairs):
            return self.dated(request, pairs)
        asked = read(pairs)
        name = str(request.path_params["id"])
        asked = Asked(asked.question, asked.options, {"id": (name,)})
        try:
            return await self._answer(request, VERBS["show"], asked, pairs)
        except QuestionError as error:
            if name in self.desk.world.catalogue.entries:
                raise
            raise NotHere(f"We know nothing by this name: {name[:120]}.", error.nearest) from None

    def dated(self, request: Request, pairs: Pairs) -> Response:
        """The same address with the day of the answer in it, so that it can be kept and shared."""
        today = Question().as_of.isoformat()
        dated = pairs if "as_of" in dict(pairs) else [*pairs, ("as_of", today)]
        target = address(request.url.path.removeprefix("/"), dated)
        return RedirectResponse(target, 303, {"Cache-Control": "no-store"})

    def _form(self, verb: Verb, pairs: Pairs) -> Response:
        """The form of a question that has no goal yet."""
        snapshot = self._snapshot(read(pairs, routes=verb.routes))
        return self.render(
            "form.html",
            page=verb.name,
            given=_given(pairs),
            offers=offers(snapshot),
            about=verb.about,
        )

    def _snapshot(self, asked: Asked) -> Snapshot:
        lens = Question(as_of=asked.question.as_of, sources=asked.question.sources)
        return self.desk.world.snapshot(lens)

    async def _answer(self, request: Request, verb: Verb, asked: Asked, pairs: Pairs) -> Response:
        path = request.url.path.removeprefix("/")

        async def show(shown: Shown) -> tuple[str, dict[str, Any]]:
            answer, words = shown.answer, shown.words
            blocks = _blocks(words, answer)
            pictures = await illustrate(self.desk, asked, answer, words, shown.kept, pairs)
            return "answer.html", {
                "page": path,
                "verb": verb.name,
                "title": blocks[0].heading if blocks else verb.about,
                "blocks": blocks,
                "ladder": answer if isinstance(answer, LadderAnswer) else None,
                "pictures": pictures,
                "person": _person(pairs),
                "as_json": _as_json(path, verb, answer, pairs),
                "networked": isinstance(answer, ShowAnswer) and answer.kind in NETWORK_KINDS,
                "typed": verb.name in TYPED,
            }

        return await self.answered(request, verb, asked, pairs, show)


def _blocks(words: sentences.Words, answer: Answer) -> tuple[sentences.Block, ...]:
    if isinstance(answer, CareerMap):
        return with_foot(words, answer, career_map.twin(words, answer))
    return sentences.tell(words, answer)


def _given(pairs: Pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _person(pairs: Pairs) -> Pairs:
    """What goes along from one question to the next: everything about who asks, and the lens."""
    return [(k, v) for k, v in pairs if k in ("holds", "served", "setting", "employer", *LENS)]


def _as_json(path: str, verb: Verb, answer: Answer, pairs: Pairs) -> str | None:
    """The same answer for programs."""
    return address(f"api/v1/{path}", pairs) if verb.name in QUESTIONS else None

"""The interface description with example answers: real ones, asked of the catalogue that is served.

No example is written down here, so that none can differ from what the service says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from graph.errors import BandwayError
from queries.ask import World
from queries.career_map import career_map
from queries.question import Question
from queries.result_lists import ListAnswer
from queries.results import RoutesAnswer
from service.answering import Desk
from service.api import ASKED_BY_GET, ASKED_BY_POST, as_json, conditional, page_of
from service.inputs import read
from service.settings import Settings
from service.verbs import PATHS, VERBS

FROM = ("routes", "gaps", "next", "chokepoints", "unlock")
POSTS = ("post", "trainee")
SHOWN = 2
TRIED = 8
Pairs = list[tuple[str, str]]
Example = tuple[str, Pairs, dict[str, Any]]


def excerpt(value: Any) -> Any:
    """The same with lists cut short."""
    if isinstance(value, dict):
        return {k: excerpt(v) for k, v in value.items()}
    return [excerpt(v) for v in value[:SHOWN]] if isinstance(value, list) else value


def ends(world: World, settings: Settings) -> tuple[str, str] | None:
    """Two posts with a way from one to the other, if there is one; else two that are linked."""
    career = career_map(world, Question())
    ids = {p.key: p.id for p in career.places if p.kind in POSTS}
    found = [(ids[x.from_], ids[x.to]) for x in career.links if {x.from_, x.to} <= set(ids)]
    pairs = [pair for pair in dict.fromkeys(found) if pair[0] != pair[1]][:TRIED]
    for start, goal in pairs:
        asked = read([("from", start), ("to", goal)], ("to",), routes=True)
        answer = VERBS["routes"].run(world, asked, settings.budget)
        assert isinstance(answer, RoutesAnswer)
        if any(a.routes for a in answer.by_start):
            return start, goal
    return pairs[0] if pairs else None


def examples(world: World, settings: Settings) -> Iterator[Example]:
    """An operation, what it is asked and what it answers; none where the catalogue has nothing."""
    pair = ends(world, settings)
    snapshot = world.snapshot(Question())
    for name in ASKED_BY_GET if pair else ():
        verb, (start, goal) = VERBS[name], pair or ("", "")
        given = [("from", start)] if name in FROM else []
        given += [("to", goal)] if "to" in (*verb.more, *verb.many) else []
        given += [("q", snapshot.label(goal)[:100])] if "q" in verb.more else []
        given += [("id", start), ("id", goal)] if "id" in verb.many else []
        asked = read(given, verb.more, many=verb.many, routes=verb.routes)
        yield (
            name,
            given,
            verb.run(world, asked, settings.budget).model_dump(mode="json", by_alias=True),
        )
    for path, kind in PATHS.items():
        found = VERBS["list"].run(
            world, read([("kind", kind)], VERBS["list"].more), settings.budget
        )
        assert isinstance(found, ListAnswer)
        page = page_of(found, "", SHOWN)
        yield f"list-{path}", [("limit", str(SHOWN))], page.model_dump(mode="json", by_alias=True)
        if page.items:
            first = page.items[0].id
            shown = VERBS["show"].run(world, read([("id", first)], ("id",)), settings.budget)
            yield f"show-{kind}", [("id", first)], shown.model_dump(mode="json", by_alias=True)


def described(bare: dict[str, Any], world: World, settings: Settings) -> dict[str, Any]:
    """The description with an example answer for each question."""
    schema = deepcopy(bare)
    operations = {o["operationId"]: o for ways in schema["paths"].values() for o in ways.values()}
    try:
        found = list(examples(world, settings))
    except BandwayError:  # a description without examples is better than none
        found = []
    for name, given, answer in found:
        told = f"Asked with {urlencode(given) or 'nothing'}; longer lists are cut after {SHOWN}."
        example = {"summary": told, "value": excerpt(answer)}
        for operation in (name, f"{name}-post") if name in ASKED_BY_POST else (name,):
            content = operations[operation]["responses"]["200"]["content"]["application/json"]
            content["examples"] = {"answer": example}
    return schema


def router(desk: Desk, bare: Callable[[], dict[str, Any]]) -> APIRouter:
    """`/api/v1/openapi.json`, made once for each catalogue and day."""
    routes = APIRouter(prefix="/api/v1", include_in_schema=False)
    made: dict[str, bytes] = {}

    async def description(request: Request) -> Response:
        world = desk.world
        key = f"{world.catalogue_hash} {Question().as_of}"
        if key not in made:
            found = await run_in_threadpool(described, bare(), world, desk.settings)
            made.clear()
            made[key] = json.dumps(found, ensure_ascii=False).encode()
        body = made[key]
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        return conditional(request, etag) or as_json(body, etag)

    routes.add_api_route("/openapi.json", description, methods=["GET"])
    return routes

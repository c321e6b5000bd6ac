"""POST /api/v1/what-if: changes and a question in one JSON object, the answer before and after."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from queries.change_kinds import KINDS, MOST
from queries.result_changes import WhatIfAnswer
from service.answering import Desk
from service.api import as_json, body_of
from service.api_documents import PROBLEMS, posted
from service.changes_given import WHAT_IF, asked_of, from_json
from service.inputs import QUESTION, ROUTE, ParameterError, once, pairs_of

CHANGES: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST,
    "items": {"type": "object"},
    "description": f"each with one of {', '.join(KINDS)} (docs/what-if.md) and perhaps `text`",
}


def described() -> dict[str, Any]:
    """The JSON object for OpenAPI."""
    found = posted((*QUESTION, *ROUTE, *WHAT_IF.many), WHAT_IF.many)
    schema = found["requestBody"]["content"]["application/json"]["schema"]
    schema["properties"] = {"changes": CHANGES, **schema["properties"]}
    schema["required"] = ["changes"]
    return found


def router(desk: Desk) -> APIRouter:
    """The address."""
    routes = APIRouter(prefix="/api/v1")

    async def handler(request: Request) -> Response:
        if request.query_params:
            raise ParameterError("A question that is posted stands in the body alone.")
        body = await body_of(request, desk.settings.largest_body)
        try:
            data = json.loads(body or b"{}", object_pairs_hook=once)
        except (ValueError, RecursionError):
            raise ParameterError("The body is not JSON.") from None
        if not isinstance(data, dict) or "changes" not in data:
            raise ParameterError("The body is one JSON object with `changes`, a list of changes.")
        changes = from_json(data.pop("changes"))
        asked = asked_of(pairs_of(json.dumps(data).encode()), changes)
        answer = await desk.answer(WHAT_IF, asked)
        return as_json(answer.model_dump_json(by_alias=True))

    routes.add_api_route(
        "/what-if",
        handler,
        methods=["POST"],
        summary=WHAT_IF.about,
        operation_id="what-if",
        responses={200: {"model": WhatIfAnswer}, **PROBLEMS},
        response_class=Response,
        openapi_extra=described(),
    )
    return routes

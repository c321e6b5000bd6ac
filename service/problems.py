"""Our errors as problem documents (RFC 9457), and as what a person reads; never a traceback."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus

from graph.errors import CatalogueError, QuestionError, StoreError
from service.inputs import ParameterError

BASE = "urn:bandway:problem:"


class NotHere(QuestionError):
    """An address that names nothing we know."""


class Busy(Exception):
    """Too many searches are waiting."""


class TooLarge(Exception):
    """The question is larger than we read."""


@dataclass(frozen=True)
class Problem:
    """What went wrong: a stable name, a status, words for a person, and the nearest ids."""

    name: str
    status: int
    title: str
    detail: str
    nearest: tuple[str, ...] = ()

    def document(self) -> bytes:
        """The problem document."""
        content: dict[str, object] = {
            "type": BASE + self.name,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.nearest:
            content["nearest"] = list(self.nearest)
        return json.dumps(content, ensure_ascii=False).encode(errors="backslashreplace")


def problem_of(error: BaseException) -> Problem:
    """The problem that an error is to the one who asked."""
    if isinstance(error, NotHere):
        return Problem("not-found", 404, "There is no such entry", str(error), error.nearest)
    if isinstance(error, ParameterError):
        title = "The question has a part that is not understood"
        return Problem("parameter", 400, title, str(error), error.nearest)
    if isinstance(error, QuestionError):
        title = "The question names something that does not exist or fit"
        return Problem("question", 400, title, str(error), error.nearest)
    if isinstance(error, CatalogueError):
        return Problem("catalogue", 500, "The catalogue has faults", str(error))
    if isinstance(error, StoreError):
        return Problem("store", 503, "The store cannot be reached", str(error))
    if isinstance(error, Busy):
        detail = "Many searches are waiting. Please ask again in a moment."
        return Problem("busy", 503, "Too many questions at once", detail)
    if isinstance(error, TooLarge):
        return Problem("too-large", 413, "The question is too large", "Send a shorter question.")
    detail = "Something went wrong on our side. It was not your question; please tell us."
    return Problem("internal", 500, "A fault of ours", detail)


def http_problem(status: int) -> Problem:
    """The problem of an address or method that does not exist."""
    if status == HTTPStatus.NOT_FOUND:
        detail = "There is nothing at this address. /api/v1/openapi.json lists what there is."
        return Problem("not-found", 404, "Nothing here", detail)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        detail = "This address is not asked in this way. /api/v1/openapi.json says how."
        return Problem("method", 405, "Not asked in this way", detail)
    return Problem("request", status, HTTPStatus(status).phrase, "The request is not understood.")


def exit_code(error: BaseException) -> int:
    """3 where the store cannot be reached, else 1 (the data or the question is wrong)."""
    return 3 if isinstance(error, StoreError) else 1

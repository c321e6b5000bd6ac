"""Whoever leaves during a long search ends it: no worker goes on, nothing is a fault."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from fastapi import FastAPI

from queries.ask import World
from queries.budget import AskerGone, Budget, begun
from queries.results import Answer
from service import verbs
from service.answering import Desk
from service.app import create_app
from service.inputs import Asked
from service.settings import Settings

Message = MutableMapping[str, Any]
PATIENCE = 5.0
"""Seconds within which a worker must be free again: far less than the search would take."""
ASKED = {"from": "none", "to": "librarian", "as_of": "2026-11-30"}


@dataclass
class Slow:
    """A search that goes on until told, or until nobody waits; its answer is the real one."""

    run: Callable[[World, Asked, Budget], Answer]
    begun: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    enough: threading.Event = field(default_factory=threading.Event)
    left: bool = False

    def __call__(self, world: World, asked: Asked, budget: Budget) -> Answer:
        allowed = begun(budget)
        self.begun.set()
        try:
            while not (self.enough.is_set() or allowed.over):
                self.enough.wait(0.01)
            return self.run(world, asked, replace(budget, seconds=600))
        except AskerGone:
            self.left = True
            raise
        finally:
            self.ended.set()


@dataclass
class Service:
    """The application over the library with one worker, and its desk."""

    app: FastAPI
    desk: Desk
    slow: Slow


@pytest.fixture
def service(library: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service with one worker, in which routes are slow."""
    desks: list[Desk] = []

    def keep(world: World, settings: Settings) -> Desk:
        desks.append(Desk(world, settings))
        return desks[-1]

    slow = Slow(verbs.VERBS["routes"].run)
    monkeypatch.setitem(verbs.VERBS, "routes", replace(verbs.VERBS["routes"], run=slow))
    monkeypatch.setattr("service.app.Desk", keep)
    app = create_app(library, Settings(workers=1, search_seconds=60))
    yield Service(app, desks[0], slow)
    slow.enough.set()
    desks[0].close()


@dataclass
class Asker:
    """One client, without a server between: what it sends, and what it gets."""

    method: str
    path: str
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    got: list[Message] = field(default_factory=list)
    parts: list[Message] = field(default_factory=list)

    async def receive(self) -> Message:
        """The body first, and then nothing more until the client goes."""
        if self.parts:
            return self.parts.pop(0)
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """What the service says."""
        self.got.append(message)

    def scope(self, query: str) -> Message:
        """The request as a server would hand it on."""
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", b"testserver"), (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }

    @property
    def status(self) -> int | None:
        """The status, if there was an answer."""
        starts = [m["status"] for m in self.got if m["type"] == "http.response.start"]
        return starts[0] if starts else None

    @property
    def body(self) -> bytes:
        """What was answered."""
        return b"".join(m.get("body", b"") for m in self.got)


def asker(method: str, path: str) -> tuple[Asker, str]:
    """A client with its question, in the address or in two parts of a body."""
    query = "&".join(f"{k}={v}" for k, v in ASKED.items()) if method == "GET" else ""
    body = json.dumps(ASKED).encode() if method == "POST" else b""
    made = Asker(method, path)
    if body:
        made.parts.append({"type": "http.request", "body": body[:20], "more_body": True})
    made.parts.append({"type": "http.request", "body": body[20:], "more_body": False})
    return made, query


async def once(event: threading.Event) -> None:
    """Wait for a thread, though not for ever."""
    stop = time.monotonic() + PATIENCE
    while not event.is_set():
        assert time.monotonic() < stop, "it did not come about"
        await asyncio.sleep(0.005)


def run(story: Awaitable[None]) -> None:
    async def told() -> None:
        await asyncio.wait_for(story, 4 * PATIENCE)

    asyncio.run(told())


DOORS = [("GET", "/api/v1/routes"), ("POST", "/api/v1/routes"), ("GET", "/routes")]


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_who_leaves_ends_the_search(
    method: str, path: str, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        client, query = asker(method, path)
        call = asyncio.ensure_future(service.app(client.scope(query), client.receive, client.send))
        await once(service.slow.begun)
        assert service.desk._waiting == 1 and not call.done()
        client.gone.set()
        await call
        await once(service.slow.ended)
        assert service.slow.left
        assert service.desk._waiting == 0
        assert client.status in (None, 499)
        service.slow.enough.set()
        next_one, query = asker(method, path)  # there is only one worker, and it is free
        await service.app(next_one.scope(query), next_one.receive, next_one.send)
        assert next_one.status == 200

    with caplog.at_level(logging.DEBUG):
        run(story())
    said = [r for r in caplog.records if r.name != "asyncio" or r.levelno > logging.DEBUG]
    assert [r.getMessage() for r in said] == []


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_who_stays_gets_the_answer(method: str, path: str, service: Service) -> None:
    async def story() -> None:
        client, query = asker(method, path)
        call = asyncio.ensure_future(service.app(client.scope(query), client.receive, client.send))
        await once(service.slow.begun)
        service.slow.enough.set()
        await call
        assert client.status == 200 and b"trainee-librarian" in client.body
        assert not service.slow.left and service.desk._waiting == 0

    run(story())


def test_who_leaves_takes_no_answer_from_others(service: Service) -> None:
    """Two ask the same: one goes while waiting for the worker, and the other one is answered."""

    async def story() -> None:
        leaving, query = asker("GET", "/api/v1/routes")
        staying, _ = asker("GET", "/api/v1/routes")
        calls = [
            asyncio.ensure_future(service.app(c.scope(query), c.receive, c.send))
            for c in (staying, leaving)
        ]
        await once(service.slow.begun)
        while service.desk._waiting < 2:
            await asyncio.sleep(0.005)
        leaving.gone.set()
        await calls[1]
        assert service.desk._waiting == 1
        service.slow.enough.set()
        await calls[0]
        assert staying.status == 200
        assert leaving.status in (None, 499)

    run(story())

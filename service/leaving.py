"""Whether the one who asked is still there: what is worked out for nobody is given up."""

from __future__ import annotations

from contextvars import ContextVar

from starlette.types import Receive

ASKER: ContextVar[Receive | None] = ContextVar("asker", default=None)
"""Where the messages of the present request come from."""


async def left() -> None:
    """Returns once the one who asked has left; the body must have been read. Else it waits."""
    receive = ASKER.get()
    assert receive is not None
    while (await receive())["type"] != "http.disconnect":
        pass

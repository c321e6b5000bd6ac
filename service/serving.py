"""Run the web service at an address, and say so once it answers."""

from __future__ import annotations

import socket

import uvicorn

from graph.errors import BandwayError
from queries.ask import World
from service.app import create_app
from service.settings import Settings


class AddressError(BandwayError):
    """The address cannot be listened at."""


class _Server(uvicorn.Server):
    """Says where it is once it answers."""

    address = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the one line."""
        await super().startup(sockets=sockets)
        if self.started:
            print(f"Bandway is at {self.address}", flush=True)


def serve_world(world: World, settings: Settings, host: str, port: int, store: str = "") -> None:
    """Serve until stopped; port 0 is a free one."""
    app = create_app(world, settings, store)
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
    except OSError as error:
        what = error.strerror or error
        raise AddressError(f"{host}:{port} cannot be listened at: {what}.") from None
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    server = _Server(config)
    shown = f"[{host}]" if ":" in host else host
    server.address = f"http://{shown}:{listener.getsockname()[1]}"
    server.run(sockets=[listener])

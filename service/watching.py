"""Looks after the store of a running service: ready or not, and which catalogue is active now.

Questions are answered from memory throughout: while the store is away, from the last catalogue.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncIterator

from graph.catalogue import parse
from graph.errors import StoreError
from graph.store import Store
from queries.ask import World
from service.answering import Desk
from service.catalogues import need_store


class Watch:
    """`trouble` says why the service is not ready; empty = it is."""

    def __init__(self, desk: Desk, store: str) -> None:
        self.desk, self.url = desk, store
        self.trouble = ""
        self._store: Store | None = None

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look every few seconds while the service runs; without a store there is nothing to do."""
        task = asyncio.create_task(self._run()) if self.url else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self.desk.settings.store_seconds)
            await self.look()

    async def look(self) -> None:
        """Note whether the store answers; take up a catalogue that was published meanwhile."""
        try:
            newer = await asyncio.to_thread(self._newer)
        except Exception as error:  # whatever it is, the watch goes on
            if not self.trouble:
                logging.getLogger("bandway").warning("Not ready: %s", error)
            self.trouble = str(error) or type(error).__name__
        else:
            self.trouble = ""
            if newer is not None:
                self.desk.world = newer

    def _newer(self) -> World | None:
        """The world of the active version, or None where it is the one that answers now."""
        if self._store is None:
            self._store = need_store(self.url)
        digest = self._store.health().digest
        if digest is None:
            raise StoreError(f"Nothing is published in the store {self.url.partition(':')[0]}.")
        if digest == self.desk.world.catalogue_hash:
            return None
        content = self._store.export()
        return World(parse(content), hashlib.sha256(content).hexdigest())

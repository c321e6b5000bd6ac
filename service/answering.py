"""Answer a verb for a door: cached by everything that the answer depends on, searches bounded."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from importlib.metadata import version

from queries.ask import World
from queries.budget import AskerGone
from queries.results import Answer
from service.inputs import Asked
from service.leaving import ASKER, left
from service.problems import Busy
from service.settings import Settings
from service.verbs import Verb

VERSION = version("bandway")


class Desk:
    """The world with its settings, a bounded pool for searches, and the answers kept."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world, self.settings = world, settings
        self._pool = ThreadPoolExecutor(settings.workers, thread_name_prefix="search")
        self._waiting = 0
        self._kept: OrderedDict[str, Answer] = OrderedDict()

    def key(self, verb: Verb, asked: Asked) -> str:
        """Hash of program, catalogue, date, sources, setting and question: ETag and cache key."""
        text = "|".join((VERSION, self.world.catalogue_hash, verb.name, asked.key))
        return hashlib.sha256(text.encode()).hexdigest()

    async def answer(self, verb: Verb, asked: Asked) -> Answer:
        """The answer; a costly one comes from the pool, or from what is kept."""
        if not verb.costly:
            return verb.run(self.world, asked, self.settings.budget)
        key = self.key(verb, asked)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept
        if self._waiting >= self.settings.workers + self.settings.waiting:
            raise Busy
        self._waiting += 1
        try:
            found = await self._searched(verb, asked)
        finally:
            self._waiting -= 1
        if found.complete:
            self._kept[key] = found
            while len(self._kept) > self.settings.kept_answers:
                self._kept.popitem(last=False)
        return found

    async def _searched(self, verb: Verb, asked: Asked) -> Answer:
        """The answer from the pool. Raises AskerGone where nobody waits for it any more."""
        gone = threading.Event()
        budget = replace(self.settings.budget, gone=gone)
        work = partial(verb.run, self.world, asked, budget)
        search = asyncio.get_running_loop().run_in_executor(self._pool, work)
        if ASKER.get() is None:
            return await search
        watch = asyncio.ensure_future(left())
        try:
            await asyncio.wait((search, watch), return_when=asyncio.FIRST_COMPLETED)
            if not search.done():
                raise AskerGone
            return search.result()
        finally:
            watch.cancel()
            if not search.done():
                gone.set()
                search.cancel()

    def close(self) -> None:
        """Let the pool go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

"""Answer a verb for a door: cached by everything that the answer depends on, searches bounded."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version

from queries.ask import World
from queries.results import Answer
from service.inputs import Asked
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
            return verb.run(self.world, asked, self.settings)
        key = self.key(verb, asked)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept
        if self._waiting >= self.settings.workers + self.settings.waiting:
            raise Busy
        self._waiting += 1
        try:
            work = partial(verb.run, self.world, asked, self.settings)
            found = await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1
        if found.complete:
            self._kept[key] = found
            while len(self._kept) > self.settings.kept_answers:
                self._kept.popitem(last=False)
        return found

    def close(self) -> None:
        """Let the pool go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

"""A connection to Neo4j for each piece of work, with a limit of time and errors in plain words.

Nothing is held between calls, so a store may be shared by threads and forks, and a server that
was restarted is found again. A server that does not answer at all is given up on, never waited for.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Literal, TypeVar
from urllib.parse import unquote, urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, Transaction
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.errors import StoreError
from graph.opening import FORMS, Credentials, without_secrets

T = TypeVar("T")
Work = Callable[[Transaction], T]
REACH = 4.0
"""Seconds in which a server must be reached, before any work is begun."""
SHORT = 15.0
"""Seconds for a small piece of work: a server that was just started is slow at first."""
GLANCE = 3.0
"""Seconds after which a server at work is looked at, whether it still answers others."""
ADVICE = {
    "Neo.ClientError.Database.DatabaseNotFound": "It has no database '{database}'. Name another"
    " with BANDWAY_NEO4J_DATABASE.",
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": "It has too little memory for this"
    " catalogue; nothing was changed. Give it more (server.memory.heap.max_size).",
    "Neo.TransientError.Transaction.LockClientStopped": "Another program is writing to it. Try"
    " again in a moment.",
    "Neo.ClientError.Cluster.NotALeader": "This member of the cluster may not be written. Write"
    " neo4j:// for bolt:// in its address.",
}
UNREACHED = "It cannot be reached ({what}). Is Neo4j running there? Try again when it is."
SILENT = "It does not answer. Try again when it does."
UNSURE = " Whether it carried out the last step, `bandway versions` tells."
REFUSED = "It refuses the user or the password: set BANDWAY_NEO4J_USER and BANDWAY_NEO4J_PASSWORD."


class Silence(StoreError):
    """The server neither answers nor fails."""


class Neo4jLink:
    """Where a server is, how to sign in there, and how to do work in one transaction."""

    def __init__(self, url: str, credentials: Credentials) -> None:
        try:
            given = urlsplit(url)
            host, port = given.hostname, given.port or 7687
        except ValueError:
            host, port = None, 0
        if not host:
            raise StoreError(f"'{without_secrets(url)}' is no address of a store. Write {FORMS}.")
        self.place = f"{given.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        self.database = unquote(given.path.strip("/")) or credentials.database
        user = unquote(given.username or "") or credentials.user
        password = unquote(given.password or "") or credentials.password
        self._auth = (user, password) if password else None
        self._bookmarks = GraphDatabase.bookmark_manager()

    def read(self, work: Work[T], seconds: float = SHORT, patience: float = 0.5) -> T:
        """Work that only reads; the server stops it after so many seconds."""
        strikes = 1 if seconds <= SHORT else 3
        limit = seconds + patience
        return self._within(lambda d: self._transact(d, "r", work, seconds), limit, strikes)

    def write(self, work: Work[T], seconds: float = 900.0) -> T:
        """Work that is done whole or not at all."""
        try:
            return self._within(lambda d: self._transact(d, "w", work, seconds), seconds + 1, 3)
        except Silence as error:
            raise StoreError(f"{error}{UNSURE}") from error

    def define(self, statements: tuple[str, ...], seconds: float = 60.0) -> None:
        """Statements about the schema, each by itself."""

        def work(driver: Driver) -> None:
            with driver.session(database=self.database) as session:
                for statement in statements:
                    session.run(statement).consume()

        self._within(work, seconds, 3)

    def reach(self) -> str:
        """What answers there; fails within seconds where nothing does."""
        return self._within(lambda d: str(d.get_server_info().agent), SHORT)

    def say(self, text: str, what: object = "") -> str:
        """A message with the place of the store and without secrets."""
        return f"Store {self.place}: " + text.format(what=what, database=self.database)

    def _transact(
        self, driver: Driver, mode: Literal["r", "w"], work: Work[T], seconds: float
    ) -> T:
        access = READ_ACCESS if mode == "r" else WRITE_ACCESS
        with (
            driver.session(
                database=self.database,
                default_access_mode=access,
                bookmark_manager=self._bookmarks,
                fetch_size=2000,
            ) as session,
            session.begin_transaction(timeout=seconds) as transaction,
        ):
            found = work(transaction)
            transaction.commit()
            return found

    def _driver(self) -> Driver:
        return GraphDatabase.driver(
            self.place,
            auth=self._auth,
            user_agent="bandway",
            connection_timeout=REACH - 1,
            connection_acquisition_timeout=REACH - 0.5,
            max_transaction_retry_time=0,
            max_connection_pool_size=2,
            telemetry_disabled=True,
            notifications_min_severity="OFF",
        )

    def _within(self, work: Callable[[Driver], T], seconds: float, strikes: int = 1) -> T:
        """Do it in a thread of its own, since a frozen server would hold the caller for ever.

        A server that is slow but still answers others is waited for; one that does not answer so
        many times in a row is given up on.
        """
        done: list[T] = []
        failed: list[BaseException] = []
        reached, ended = threading.Event(), threading.Event()
        driver = self._driver()

        def run() -> None:
            try:
                with driver:
                    driver.get_server_info()
                    reached.set()
                    done.append(work(driver))
            except BaseException as error:
                failed.append(error)
            ended.set()
            reached.set()

        threading.Thread(target=run, daemon=True, name="neo4j").start()
        if not (reached.wait(REACH) and self._waited(ended, seconds, strikes)):
            with contextlib.suppress(Exception):
                driver.close()
            raise Silence(self.say(SILENT))
        if failed:
            told = self._told(failed[0])
            raise told from (failed[0] if told is not failed[0] else None)
        return done[0]

    def _waited(self, ended: threading.Event, seconds: float, strikes: int) -> bool:
        """Whether the work came to its end, in this time and with a server that answers."""
        deadline, missed = time.monotonic() + seconds, 0
        while not ended.wait(min(GLANCE, max(0.0, deadline - time.monotonic()))):
            if time.monotonic() >= deadline:
                return False
            missed = 0 if self._answers() else missed + 1
            if missed == strikes:
                return ended.is_set()
        return True

    def _answers(self) -> bool:
        """Whether the server takes another connection."""
        answered = threading.Event()

        def ask() -> None:
            with contextlib.suppress(Exception), self._driver() as driver:
                driver.get_server_info()
                answered.set()

        threading.Thread(target=ask, daemon=True, name="neo4j").start()
        return answered.wait(REACH)

    def _told(self, error: BaseException) -> BaseException:
        """The error in our words; what is not of the driver stays what it is."""
        if isinstance(error, AuthError):
            return StoreError(self.say(REFUSED))
        if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
            return StoreError(self.say(UNREACHED, str(error).splitlines()[0] if str(error) else ""))
        if isinstance(error, Neo4jError):
            what = f"{error.message}" or error.code
            return StoreError(self.say(ADVICE.get(error.code or "", "{what}"), what))
        if isinstance(error, ConfigurationError | DriverError | ValueError):
            return StoreError(self.say(UNREACHED, error))
        return error

"""When each step of a route starts and ends: what its words and its timeline are made of."""

from __future__ import annotations

from typing import Literal

from queries.result_base import Result

Lane = Literal["post", "service", "study", "point"]


class Span(Result):
    """One step in time, in months from now; of a step whose length is not stated, the start.

    `step` is its number in the route, `inside` the number of the step that took up the post which
    it is done in or begun in (0: the post at the start), `after` those of the steps it waits for.
    A time marked `at_least` may be later.
    """

    step: int
    id: str
    lane: Lane
    starts: float
    ends: float
    stated: bool = True
    starts_at_least: bool = False
    ends_at_least: bool = False
    inside: int | None = None
    after: tuple[int, ...] = ()
    until: float | None = None


class RouteCalendar(Result):
    """The steps of a route in time, in their order there; `months` is the earliest finish.

    `studies`: how many at once were allowed (None: no limit was asked for). `proved`: none
    finishes earlier. `kept`: False where no order keeps the limit, and the search's times stand.
    """

    spans: tuple[Span, ...]
    months: float
    at_least: bool
    not_stated: tuple[int, ...] = ()
    studies: int | None = None
    proved: bool = True
    kept: bool = True

"""Calendars of routes through random catalogues: they keep every rule, replayed as steps begin."""

from __future__ import annotations

import os

from comparing import question, world
from instances import make

from graph.errors import QuestionError
from queries.ask import routes
from queries.question import RouteOptions
from tests.calendar_rules import broken, noted

COUNT = 6_000 if os.environ.get("BANDWAY_LONG") == "1" else 600


def test_every_calendar_keeps_every_rule() -> None:
    faults, looked, waited = [], 0, 0
    for seed in range(COUNT):
        asked = make(seed)
        known, ask = world(asked), question(asked)
        for by in ("steps", "time"):
            with noted() as found:
                try:
                    routes(known, ask, asked.goal, RouteOptions(by=by))
                except QuestionError:
                    continue
            for made in found:
                for studies in (None, 1, 2):
                    told = broken(made, studies)
                    faults += [f"seed {seed} by {by}, {studies} at once: {t}" for t in told]
                looked += 1
                waited += made.calendar(1).months > made.calendar(None).months
    print(f"\n{looked} routes, {waited} of them longer with one study at once")
    assert not faults, "\n".join(faults[:10])
    assert looked > COUNT / 2 and waited > 5

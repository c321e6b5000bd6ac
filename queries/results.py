"""What answers are made of: every type that a door, a page or a picture may read."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from queries.result_base import Evidence as Evidence
from queries.result_base import Months as Months
from queries.result_base import Result as Result
from queries.result_calendar import RouteCalendar

State = Literal["met", "unmet", "unknown"]
Count = Literal["steps", "time", "cost"]
NoRouteKind = Literal[
    "no-such-start",
    "no-such-goal",
    "not-established",
    "closed",
    "out-of-scope",
    "out-of-budget",
    "unmet",
    "not-stated",
]
KIND_ORDER: tuple[str, ...] = (
    "no-such-start",
    "no-such-goal",
    "not-established",
    "closed",
    "out-of-scope",
    "out-of-budget",
    "unmet",
    "not-stated",
)


class CatalogueStamp(Result):
    """Which catalogue answered, through which lenses."""

    hash: str
    as_of: date
    sources: tuple[str, ...]
    setting: str | None


class Ask(Result):
    """Something not said that would open or shorten the answer; `held` is what to claim."""

    id: str
    label: str
    why: str


class Assuming(Result):
    """A statement in force only by an announced day, and what holds otherwise (S1)."""

    what: str
    by: str
    from_: date = Field(alias="from")
    otherwise: str
    extent: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Coming(Result):
    """A statement of a later day that replaces what stands in the way now."""

    about: str
    from_: date = Field(alias="from")
    certainty: str
    by: str | None = None
    replaces: tuple[str, ...]
    extent: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Answer(Result):
    """What every answer carries."""

    question: dict[str, Any]
    catalogue: CatalogueStamp
    complete: bool = True
    asks: tuple[Ask, ...] = ()
    assuming: tuple[Assuming, ...] = ()
    warnings: tuple[str, ...] = ()


class Verdict(Result):
    """A requirement tree, judged: the same tree with a state on every clause (S2)."""

    clause: str
    state: State
    text: str
    id: str | None = None
    need: int | None = None
    by: str | None = None
    evidence: tuple[Evidence, ...] = ()
    met_by: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    children: tuple[Verdict, ...] = ()


class Condition(Result):
    """What a conditional step or route hangs on."""

    kind: Literal["granted", "local", "announced", "reading", "profile", "unknown", "seen"]
    text: str
    by: str | None = None


class Unstated(Result):
    """Something that no source in the lens states, and whom to ask."""

    about: str
    text: str
    ask: str
    evidence: tuple[Evidence, ...] = ()


class Duty(Result):
    """What is to be begun or finished after starting; it never blocks entry."""

    text: str
    id: str
    within_months: float | None
    evidence: tuple[Evidence, ...]


class Step(Result):
    """One step of a route, by one of the ways of S4."""

    kind: Literal["take-up", "qualify", "course", "register", "gain", "serve", "arrange"]
    id: str
    label: str
    band: str | None = None
    type: str | None = None
    setting: str | None = None
    employers: tuple[str, ...] = ()
    status: str | None = None
    state: Literal["stated", "conditional"] = "stated"
    way: Literal["move", "entry-rule", "seen", "given", "requirement-met", "open", "granted"]
    way_id: str | None = None
    leaves: bool = False
    months: Months | None = None
    cost: float | None = None
    starts: float | None = None
    ends: float | None = None
    satisfies: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    conditions: tuple[Condition, ...] = ()
    unknowns: tuple[Unstated, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Totals(Result):
    """Sums over a route; with unknowns they are lower bounds ("at least")."""

    months: float
    cost: float
    steps: int
    unknown_months: int
    unknown_costs: int


class Route(Result):
    """Steps in the order taken; `best_by` names the sums in which no route shown is better.

    `gap` is how far the sum asked for may lie above the least there can be, as a share of it: 0 is
    proved best, null not looked into.
    """

    state: Literal["stated", "conditional"]
    steps: tuple[Step, ...]
    totals: Totals
    leaves_strand: Literal["no", "may", "yes", "unknown"]
    leaves_evidence: tuple[Evidence, ...] = ()
    conditions: tuple[Condition, ...] = ()
    unknowns: tuple[Unstated, ...] = ()
    warnings: tuple[str, ...] = ()
    gap: float | None = 0
    best_by: tuple[Count, ...] = ()
    what_sets_it_apart: str | None = None
    calendar: RouteCalendar | None = None


class Blocking(Result):
    """What stands in the way: a block or a clause, with its evidence and what would lift it."""

    what: Literal["block", "clause", "status", "limit", "goal"]
    id: str | None
    about: str
    text: str
    force: str | None = None
    unless: Verdict | None = None
    unless_text: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Nearest(Result):
    """The nearest thing that is true: a reachable post, a post below or above, or unbanded."""

    id: str
    label: str
    band: str | None
    type: str | None
    how: Literal["reachable", "below", "above", "band-not-stated"]
    steps: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class NotRuledOut(Result):
    """Goals that nothing rules out, and no source says how to reach."""

    count: int
    ids: tuple[str, ...]


class NoRoute(Result):
    """Why there is no route, of which kind (S10), and the nearest thing that is true."""

    kind: NoRouteKind
    text: str
    goal: str
    status: str | None = None
    blocking: tuple[Blocking, ...] = ()
    conditions: tuple[Condition, ...] = ()
    unknowns: tuple[Unstated, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    not_ruled_out: NotRuledOut = NotRuledOut(count=0, ids=())
    unlocks: None = None


class StartAnswer(Result):
    """The answer for starts that agree; `setting` is set where it depends on the setting.

    Of `routes` no two share most of what they could avoid; `trade_offs` are further ones that no
    route beats on steps, time and cost together.
    """

    starts: tuple[str, ...]
    setting: str | None = None
    routes: tuple[Route, ...] = ()
    trade_offs: tuple[Route, ...] = ()
    no_route: NoRoute | None = None
    asks: tuple[Ask, ...] = ()
    told: tuple[str, ...] = ()


class RoutesAnswer(Answer):
    """Routes from each start to the goal, or why there is none."""

    goal: str
    goal_label: str
    by_start: tuple[StartAnswer, ...]
    coming: tuple[Coming, ...] = ()

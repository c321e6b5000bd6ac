"""A found route in time: one post at a time, so many studies at once, the earliest finish (S9).

Months are counted in whole thousandths, finer than anything that a source states, so that the
schedule is exact. What is taken up or joined takes no time; what is not stated counts as none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from graph.snapshot import Snapshot
from queries.duration import counted, learns
from queries.engine import Timed, given
from queries.kernel.calendar import Calendar, Kind, Task, calendar
from queries.person import BEGIN, Person
from queries.result_calendar import Lane, RouteCalendar, Span
from queries.taking import take
from queries.ways import Limits

UNIT = 1000
"""Parts of a month."""
SECONDS = 0.5
HERE = 0
"""The task that stands for the post, or for none, at the start; steps are numbered from 1."""
LANES: dict[Kind, Lane] = {
    "move": "post", "study": "study", "service": "service", "instant": "point",
}  # fmt: skip


@dataclass
class Table:
    """The steps of a route as tasks, in the order of the search; the first is the start.

    `in_post` are those done in a post or begun in it.
    """

    snapshot: Snapshot
    start: Person
    steps: Sequence[Timed]
    tasks: list[Task] = field(default_factory=lambda: [Task(0, "move")])
    in_post: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        giver: dict[str, int] = {}
        since: dict[str, float] = {}
        post, over, begun = HERE, set[int](), set[int]()
        before = self.start
        for number, timed in enumerate(self.steps, start=1):
            taken, way = timed.taken, timed.taken.way
            used = [i for i in taken.rests_on if i in giver]
            first = {giver[i] for i in used if not i.startswith(BEGIN)}
            started = {giver[i] for i in used if i.startswith(BEGIN)}
            kind, inside = _kind(before, timed), None
            if kind == "move":
                first |= {post, *over}
                started |= begun
                post, over, begun = number, set(), set()
            elif way.kind in ("serve", "take-up") or way.in_post or self._apprenticed(timed):
                inside = post
                over.add(number)
            elif taken.tied:
                begun.add(number)
            if kind != "move" and before.posts and (inside is not None or taken.tied):
                self.in_post.add(number)
            ended, started_ = tuple(sorted(first)), tuple(sorted(started))
            self.tasks.append(Task(_units(timed), kind, inside, ended, started_))
            for item in given(self.snapshot, way) & taken.person.held:
                when = timed.starts if item.startswith(BEGIN) else timed.ends
                if item not in before.held or when < since.get(item, 0.0):  # as the search has it
                    giver[item], since[item] = number, when
            if way.kind == "take-up":
                giver = {f"post:{way.target}": number, way.target: number} | giver
            if way.kind == "serve":
                giver[before.posts[-1].id] = number
            before = taken.person

    def _apprenticed(self, timed: Timed) -> bool:
        """Whether it is stated to be an apprenticeship of the present post: it ends inside that."""
        seen = self.snapshot.get(timed.taken.way.target)
        stated = seen is not None and any(a for a, _ in seen.values("apprenticeship"))
        return timed.taken.tied and stated

    def schedule(self, limits: Limits, studies: int | None) -> Calendar | None:
        """The earliest finish whose steps can be taken one after another as they begin.

        What a later step of the search would shut to an earlier one is begun before it.
        """
        tasks = self.tasks
        for _ in self.tasks:  # each time round another step is begun before the rest
            made = calendar(tasks, studies or len(tasks), SECONDS)
            shut = None if made is None else self._shut(limits, made)
            if made is None or shut is None:
                return made
            early = [
                n for n, begin in enumerate(made.starts) if n > shut and begin <= made.starts[shut]
            ]
            tasks = [
                replace(t, begun=(*t.begun, shut)) if n in early else t for n, t in enumerate(tasks)
            ]
        return None

    def _shut(self, limits: Limits, made: Calendar) -> int | None:
        """The first step that could not be taken when it begins; None where all can."""
        person = self.start
        for n in sorted(range(1, len(self.tasks)), key=lambda n: (made.starts[n], n)):
            taken = take(self.snapshot, limits, person, self.steps[n - 1].taken.way, {})
            if taken is None:
                return n
            person = taken.person
        return None

    def found(self) -> Calendar:
        """The times of the search, where no schedule keeps the limit."""
        starts = (0, *(round(t.starts * UNIT) for t in self.steps))
        return Calendar(starts, (0, *(round(t.ends * UNIT) for t in self.steps)), 0, ())

    def due(self, made: Calendar, number: int) -> int:
        """The task with which a step begins: an agreement, with the first that hangs on it."""
        if self.steps[number - 1].taken.way.kind != "arrange":
            return number
        users = (n for n, task in enumerate(self.tasks) if number in task.after)
        return min(users, key=lambda n: (made.starts[n], n), default=number)

    def loose(self, made: Calendar, waits: Sequence[Sequence[int]]) -> list[tuple[bool, bool]]:
        """Whether start and end of each task may be later, since a duration is not fully stated."""
        loose = [(False, False)] * len(self.tasks)
        for n in sorted(range(1, len(self.tasks)), key=lambda n: (made.starts[n], n)):
            task, months = self.tasks[n], self.steps[n - 1].months
            late = any(loose[f][f not in task.begun] for f in waits[n])
            open_end = task.duration is None or (months is not None and months.typical is None)
            loose[n] = (late, late or open_end)
        return loose

    def waits(self, made: Calendar, studies: int | None) -> list[tuple[int, ...]]:
        """What each task waits for; with a limit, a study also for those that are over by then."""
        found = []
        learning = [n for n, task in enumerate(self.tasks) if task.kind == "study"]
        for number, task in enumerate(self.tasks):
            inside = () if task.inside is None else (task.inside,)
            here = (made.starts[number], number)
            turn = [n for n in learning if studies and (made.ends[n], n) < here]
            own = turn if number in learning else []
            found.append(tuple(sorted({*task.after, *task.begun, *inside, *own})))
        return found

    def stay(self, made: Calendar, number: int) -> int | None:
        """The task of the post that a step is done in, or that it is begun in."""
        if number not in self.in_post:
            return None
        inside = self.tasks[number].inside
        if inside is not None:
            return inside
        posts = (n for n in range(number) if self.tasks[n].kind == "move")
        return max(n for n in posts if made.starts[n] <= made.starts[number])

    def left(self, made: Calendar, number: int) -> float | None:
        """When a post is left for the next one."""
        if self.tasks[number].kind != "move":
            return None
        later = range(number + 1, len(self.tasks))
        return next((_months(made.starts[n]) for n in later if self.tasks[n].kind == "move"), None)


def timetable(
    snapshot: Snapshot,
    limits: Limits,
    start: Person,
    found: Sequence[Timed],
    shown: Sequence[Timed],
    studies: int | None = None,
) -> RouteCalendar:
    """When each step starts and ends; `found` is in the search's order, `shown` in the answer's."""
    table = Table(snapshot, start, found)
    scheduled = table.schedule(limits, studies)
    made = scheduled or table.found()
    number = {id(t): n for n, t in enumerate(found, start=1)}
    place = {number[id(t)]: n for n, t in enumerate(shown, start=1)} | {HERE: HERE}
    waits = table.waits(made, studies)
    loose = table.loose(made, waits)
    spans = []
    for timed in shown:
        n = number[id(timed)]
        inside, due = table.stay(made, n), table.due(made, n)
        spans.append(
            Span(
                step=place[n],
                id=timed.taken.way.target,
                lane=LANES[table.tasks[n].kind],
                starts=_months(made.starts[due]),
                ends=_months(max(made.starts[due], made.ends[n])),
                stated=table.tasks[n].duration is not None,
                starts_at_least=loose[due][0],
                ends_at_least=loose[n][1] or loose[due][0],
                inside=None if inside is None else place[inside],
                after=tuple(sorted(place[f] for f in waits[due] if f not in (HERE, n))),
                until=table.left(made, n),
            )
        )
    return RouteCalendar(
        spans=tuple(spans),
        months=_months(made.makespan),
        at_least=any(end for _, end in loose),
        not_stated=tuple(s.step for s in spans if not s.stated),
        studies=studies,
        proved=made.proved,
        kept=scheduled is not None,
    )


def _kind(before: Person, timed: Timed) -> Kind:
    """How a schedule takes a step; a function is taken on in the post that one has."""
    way = timed.taken.way
    if way.kind == "take-up":
        return "move" if timed.taken.person.posts != before.posts else "instant"
    if way.kind == "serve":
        return "service"
    return "study" if learns(way) else "instant"


def _units(timed: Timed) -> int | None:
    """How long a step takes; None where that is not stated."""
    if not learns(timed.taken.way):
        return 0
    months = counted(timed.months)
    return None if months is None else round(months * UNIT)


def _months(units: int) -> float:
    return round(units / UNIT, 2)

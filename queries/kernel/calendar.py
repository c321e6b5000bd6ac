"""When each step of a chosen route starts and ends, so that the whole ends as early as it can.

A resource-constrained schedule: one move at a time and the time served in it, so many studies at
once, and studies inside a stay while it lasts. Solved by CP-SAT where that is installed, else by
list scheduling (Kelley 1961), which is never better than the best and says that it is not proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil
from typing import Literal

from queries.kernel.optimum import solver_here

Kind = Literal["move", "study", "service", "instant"]


@dataclass(frozen=True, slots=True)
class Task:
    """A step that takes so many units; None is not stated, and counts 0.

    Moves and services exclude each other. A study or service `inside` a move runs after it, and
    before the next move begins. It waits for the end of those in `after`, for the start of those in
    `begun`.
    """

    duration: int | None
    kind: Kind
    inside: int | None = None
    after: tuple[int, ...] = ()
    begun: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Start and end by task; the last end, and what no schedule falls below.

    `unstated` are tasks of unstated duration: with any, all ends are lower bounds.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    bound: int
    unstated: tuple[int, ...]

    @property
    def makespan(self) -> int:
        """When the last task ends."""
        return max(self.ends, default=0)

    @property
    def proved(self) -> bool:
        """Whether nothing ends earlier."""
        return self.bound >= self.makespan


def calendar(tasks: Sequence[Task], studies: int = 1, seconds: float = 1.0) -> Calendar | None:
    """The earliest finish found within the seconds; None where no order was found.

    There is none where a study inside a stay needs something from after that stay. Raises
    ValueError for precedence that goes in a circle, and for `inside` what is no move.
    """
    if studies < 1 or any(t.inside is not None and tasks[t.inside].kind != "move" for t in tasks):
        raise ValueError("at least one study at once, and only moves have an inside")
    order = _in_order(tasks)
    lasts = [task.duration or 0 for task in tasks]
    listed = _listed(tasks, order, lasts, studies)
    bound = _bound(tasks, order, lasts, studies)
    starts = listed
    if solver_here() and (listed is None or max(_ends(listed, lasts), default=0) > bound):
        starts, bound = _solved(tasks, lasts, studies, seconds, listed, bound)
        if starts is not None:  # a solver moves nothing forward that does not move the end
            first = {n: (starts[n], place) for place, n in enumerate(order)}
            starts = _listed(tasks, sorted(order, key=first.__getitem__), lasts, studies)
    if starts is None:
        return None
    unstated = tuple(n for n, task in enumerate(tasks) if task.duration is None)
    return Calendar(tuple(starts), tuple(_ends(starts, lasts)), bound, unstated)


def _ends(starts: Sequence[int], lasts: Sequence[int]) -> list[int]:
    return [start + last for start, last in zip(starts, lasts, strict=True)]


def _before(task: Task) -> tuple[int, ...]:
    """The tasks that end before it begins."""
    return task.after if task.inside is None else (*task.after, task.inside)


def _in_order(tasks: Sequence[Task]) -> list[int]:
    """The tasks one after another; where there is a choice, what is no move first."""
    left = [len((*_before(task), *task.begun)) for task in tasks]
    users: list[list[int]] = [[] for _ in tasks]
    for number, task in enumerate(tasks):
        for first in (*_before(task), *task.begun):
            users[first].append(number)
    ready = sorted((task.kind == "move", n) for n, task in enumerate(tasks) if not left[n])
    order: list[int] = []
    while ready:
        _, number = heappop(ready)
        order.append(number)
        for user in users[number]:
            left[user] -= 1
            if not left[user]:
                heappush(ready, (tasks[user].kind == "move", user))
    if len(order) < len(tasks):
        raise ValueError("tasks wait for one another in a circle")
    return order


def _ready(task: Task, ends: Sequence[int], lasts: Sequence[int]) -> int:
    """When all that comes before it has ended or begun."""
    over = (ends[first] for first in _before(task))
    return max((*over, *(ends[first] - lasts[first] for first in task.begun)), default=0)


def _bound(tasks: Sequence[Task], order: list[int], lasts: list[int], studies: int) -> int:
    """The longest chain, the moves one after another, or the studies side by side."""
    chain = [0] * len(tasks)
    for n in order:
        chain[n] = lasts[n] + _ready(tasks[n], chain, lasts)
    moves = sum(lasts[n] for n in order if tasks[n].kind == "move")
    learning = sum(lasts[n] for n in order if tasks[n].kind == "study")
    return max([*chain, moves, ceil(learning / studies)])


def _listed(
    tasks: Sequence[Task], order: list[int], lasts: list[int], studies: int
) -> list[int] | None:
    """Each task in order as early as it fits; None where a stay is over that it must be inside."""
    starts, ends, left_at = [0] * len(tasks), [0] * len(tasks), 0
    running: list[tuple[int, int]] = []
    post: int | None = None
    for n in order:
        task = tasks[n]
        start = _ready(task, ends, lasts)
        if task.inside is not None and task.inside != post:
            return None
        if task.kind == "move":
            start, post = max(start, left_at), n
        if task.kind == "study" and lasts[n]:
            start = _fitting(running, start, lasts[n], studies)
            running.append((start, start + lasts[n]))
        starts[n], ends[n] = start, start + lasts[n]
        if task.kind == "move" or task.inside is not None:
            left_at = max(left_at, ends[n])
    return starts


def _fitting(running: list[tuple[int, int]], start: int, last: int, studies: int) -> int:
    """The earliest time from `start` on at which another study fits for as long as it lasts."""
    for begin in sorted({start, *(end for _, end in running if end > start)}):
        points = [begin, *(s for s, _ in running if begin < s < begin + last)]
        if all(sum(s <= point < e for s, e in running) < studies for point in points):
            return begin
    raise AssertionError("after the last study there is room")


def _solved(
    tasks: Sequence[Task],
    lasts: list[int],
    studies: int,
    seconds: float,
    known: list[int] | None,
    bound: int,
) -> tuple[list[int] | None, int]:
    """The schedule by CP-SAT, or the known one, and the bound."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    horizon = sum(lasts)
    starts = [model.new_int_var(0, horizon, "") for _ in tasks]
    end = model.new_int_var(bound, horizon, "")
    moves = [n for n, task in enumerate(tasks) if task.kind == "move"]
    spans = [
        model.new_fixed_size_interval_var(start, last, "")
        for start, last in zip(starts, lasts, strict=True)
    ]
    for n, task in enumerate(tasks):
        model.add(starts[n] + lasts[n] <= end)
        for first in _before(task):
            model.add(starts[first] + lasts[first] <= starts[n])
        for first in task.begun:
            model.add(starts[first] <= starts[n])
    pairs = []
    for i, one in enumerate(moves):
        for other in moves[i + 1 :]:
            ahead = model.new_bool_var("")
            pairs += [(one, other, ahead), (other, one, ~ahead)]
    for first, then, holds in pairs:
        model.add(starts[first] + lasts[first] <= starts[then]).only_enforce_if(holds)
        for n, task in enumerate(tasks):
            if task.inside == first:
                model.add(starts[n] + lasts[n] <= starts[then]).only_enforce_if(holds)
    learning = [n for n, task in enumerate(tasks) if task.kind == "study"]
    model.add_cumulative([spans[n] for n in learning], [1] * len(learning), studies)
    model.minimize(end)
    for start, value in zip(starts, known or (), strict=False):
        model.add_hint(start, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return known, bound
    return [solver.value(s) for s in starts], max(bound, ceil(solver.best_objective_bound - 1e-6))

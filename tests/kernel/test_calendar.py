"""Schedules of small routes, against every way to place their tasks."""

from __future__ import annotations

import os
import random

import pytest

from queries.kernel import calendar as module
from queries.kernel.calendar import Calendar, Task, calendar

COUNT = 3_000 if os.environ.get("BANDWAY_LONG") else 600


def made(seed: int) -> tuple[list[Task], int]:
    """Up to five tasks, with stays, and how many studies there may be at once."""
    chance = random.Random(seed)
    tasks: list[Task] = []
    for number in range(chance.randint(2, 5)):
        kind = chance.choice(("move", "study", "study", "service", "instant"))
        moves = [n for n, task in enumerate(tasks) if task.kind == "move"]
        inside = None
        if moves and (kind == "service" or (kind == "study" and chance.random() < 0.5)):
            inside = chance.choice(moves)
        last = 0 if kind == "instant" else chance.choice((None, 1, 1, 2, 2, 3))
        after = chance.sample(range(number), chance.randint(0, min(2, number)))
        begun = [n for n in range(number) if chance.random() < 0.15]
        tasks.append(Task(last, kind, inside, tuple(after), tuple(begun)))  # type: ignore[arg-type]
    return tasks, chance.randint(1, 2)


def holds(tasks: list[Task], starts: list[int], studies: int) -> bool:
    """Whether the first tasks, as placed, break no rule."""
    placed = range(len(starts))
    ends = [s + (tasks[n].duration or 0) for n, s in enumerate(starts)]
    for n in placed:
        task = tasks[n]
        if any(ends[f] > starts[n] for f in task.after):
            return False
        if any(starts[f] > starts[n] for f in task.begun):
            return False
        if task.inside is not None and ends[task.inside] > starts[n]:
            return False
        stay = ends[n] if task.kind == "move" else None
        for m in placed:
            if tasks[m].kind != "move" or m == n:
                continue
            if stay is not None and starts[m] < stay and ends[m] > starts[n]:
                return False
            if task.inside not in (None, m) and overlaps_stay(tasks, starts, ends, n, m):
                return False
        if task.kind == "study":
            here = (m for m in placed if tasks[m].kind == "study" and starts[m] <= starts[n])
            if starts[n] < ends[n] and sum(starts[n] < ends[m] for m in here) > studies:
                return False
    return True


def overlaps_stay(
    tasks: list[Task], starts: list[int], ends: list[int], inner: int, move: int
) -> bool:
    """Whether another move comes between the one that began the stay, and the end of the inner."""
    own = tasks[inner].inside
    assert own is not None
    return ends[move] > starts[own] and starts[move] < ends[inner]


def earliest(tasks: list[Task], studies: int) -> int | None:
    """The earliest finish, by trying every start of every task."""
    best: int | None = None
    most = sum(task.duration or 0 for task in tasks)

    def place(starts: list[int]) -> None:
        nonlocal best
        number = len(starts)
        if number == len(tasks):
            best = max(s + (t.duration or 0) for s, t in zip(starts, tasks, strict=True))
            return
        for start in range(most + 1):
            end = start + (tasks[number].duration or 0)
            if best is not None and end >= best:
                break
            if holds(tasks, [*starts, start], studies):
                place([*starts, start])

    place([])
    return best


def unlasting(tasks: list[Task]) -> bool:
    """Whether a move among several takes no time: which came first, times alone do not tell."""
    moves = [t for t in tasks if t.kind == "move"]
    return len(moves) > 1 and not all(t.duration for t in moves)


def test_the_end_is_the_earliest_of_all_ways_to_place_the_tasks() -> None:
    none = longer = 0
    for seed in range(COUNT):
        tasks, studies = made(seed)
        found, right = calendar(tasks, studies, seconds=30), earliest(tasks, studies)
        if found is None:
            none += 1
            assert right is None or unlasting(tasks), seed
            continue
        assert found.proved and found.makespan >= (right or 0), seed
        assert found.makespan == right or unlasting(tasks), seed
        assert holds(tasks, list(found.starts), studies), seed
        longer += found.makespan > max(t.duration or 0 for t in tasks)
    print(f"\n{longer} schedules in which tasks wait, {none} without an order")
    assert longer > COUNT // 4 and none > 0


def test_without_the_solver_each_is_a_schedule_and_the_bound_never_says_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "solver_here", lambda: False)
    proved = 0
    for seed in range(COUNT):
        tasks, studies = made(seed)
        found, right = calendar(tasks, studies), earliest(tasks, studies)
        if found is not None:
            assert right is not None and found.bound <= right <= found.makespan, seed
            assert holds(tasks, list(found.starts), studies), seed
            proved += found.proved
    assert proved > COUNT // 2


def told(tasks: list[Task], studies: int = 1) -> Calendar:
    found = calendar(tasks, studies)
    assert found is not None
    return found


def test_learning_in_a_post_runs_while_one_is_in_it() -> None:
    post, other = Task(1, "move"), Task(1, "move", after=(0,))
    found = told([post, other, Task(12, "study", inside=0), Task(12, "service", inside=0)])
    assert found.starts[2:] == (1, 1) and found.starts[1] == 13 and found.makespan == 14


def test_so_many_studies_at_once() -> None:
    courses = [Task(6, "study"), Task(6, "study"), Task(6, "study")]
    assert [told(courses, n).makespan for n in (1, 2, 3)] == [18, 12, 6]


def test_unstated_durations_are_told() -> None:
    found = told([Task(None, "study"), Task(3, "study", after=(0,))])
    assert found.unstated == (0,) and found.makespan == 3


def test_a_stay_that_is_over_does_not_come_back() -> None:
    tasks = [Task(1, "move"), Task(1, "move", after=(0,)), Task(1, "study", 0, (1,))]
    assert calendar(tasks) is None


def test_what_a_stay_needs_from_after_it_makes_no_schedule() -> None:
    stay, later = Task(0, "move"), Task(0, "move", after=(0,))
    late_course = [stay, later, Task(3, "study", inside=1), Task(3, "study", 0, after=(2,))]
    late_service = [stay, later, Task(6, "service", 0, after=(1,))]
    begun_later = [stay, later, Task(3, "study", inside=0, begun=(1,))]
    for tasks in (late_course, late_service, begun_later):
        assert calendar(tasks) is None and calendar(tasks, studies=9) is None


def test_without_the_solver_there_is_none_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "solver_here", lambda: False)
    test_a_stay_that_is_over_does_not_come_back()
    test_what_a_stay_needs_from_after_it_makes_no_schedule()


def test_what_need_only_have_begun_goes_on_afterwards() -> None:
    course = Task(12, "study")
    found = told([course, Task(0, "move", begun=(0,)), Task(6, "study", after=(1,))], studies=2)
    assert found.starts == (0, 0, 0) and found.makespan == 12
    one = told([course, Task(0, "move", begun=(0,)), Task(6, "study", after=(1,))], studies=1)
    assert one.starts == (0, 0, 12) and one.proved


def test_nothing_waits_that_need_not() -> None:
    """A solver may leave a gap where it costs nothing; the calendar has none."""
    tasks = [Task(12, "study"), Task(2, "study"), Task(2, "study"), Task(1, "instant", after=(1,))]
    found = told(tasks, studies=2)
    assert found.makespan == 12 and max(found.starts) <= 2


def test_circles_and_an_inside_of_no_move_are_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        calendar([Task(1, "study", after=(1,)), Task(1, "study", after=(0,))])
    with pytest.raises(ValueError, match="inside"):
        calendar([Task(1, "study"), Task(1, "study", inside=0)])

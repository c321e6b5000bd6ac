"""Lines between boxes of a grid: they run in the gutters only, and no two lie on one another.

A line leaves a box sideways, runs in the gutter beside its column, crosses other columns through
an empty row or the gutter between two rows, and enters its goal sideways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from visualise.grid import Grid

Side = Literal["left", "right"]
STEP = 6.0
PORT = 14.0
FINE = 0.001


@dataclass(frozen=True)
class Wire:
    """One line as planned: gutters by number (a gutter `i` is before column or row `i`).

    `over` is the gutter between rows in which it crosses columns, `row` an empty row instead.
    """

    start: str
    end: str
    leaves: Side
    enters: Side
    first: int
    last: int
    over: int | None = None
    row: int | None = None
    out: float = 0.0
    into: float = 0.0
    over_track: int = 0
    first_track: int = 0
    last_track: int = 0
    straight: bool = False


@dataclass(frozen=True)
class Wiring:
    """All lines, how many tracks each gutter needs, and how many ports the fullest side has."""

    wires: tuple[Wire, ...]
    column_tracks: dict[int, int]
    row_tracks: dict[int, int]
    ports: dict[str, int]


def wire(grid: Grid, ends: Sequence[tuple[str, str]]) -> Wiring:
    """Plan the lines of these ends, in their order."""
    used: dict[int, int] = defaultdict(int)
    straight: set[tuple[str, Side]] = set()
    planned = [_plan(grid, start, end, used, straight) for start, end in ends]
    wires, ports = _ports(grid, planned)
    wires, row_tracks = _row_tracks(wires)
    wires, column_tracks = _column_tracks(grid, wires)
    return Wiring(tuple(wires), column_tracks, row_tracks, ports)


def _plan(
    grid: Grid, start: str, end: str, used: dict[int, int], straight: set[tuple[str, Side]]
) -> Wire:
    """Which gutters a line takes."""
    (column, row), (goal, goal_row) = grid.cells[start], grid.cells[end]
    if goal == column:
        return Wire(start, end, "right", "right", column + 1, column + 1)
    onward = goal > column
    leaves, enters = ("right", "left") if onward else ("left", "right")
    first = column + 1 if onward else column
    last = goal if onward else goal + 1
    found = Wire(start, end, leaves, enters, first, last)  # type: ignore[arg-type]
    low, high = sorted((column, goal))
    open_row = grid.clear(row, low + 1, high - 1)
    if row == goal_row and open_row:
        sides: set[tuple[str, Side]] = {(start, found.leaves), (end, found.enters)}
        if not sides & straight:
            straight |= sides
            return replace(found, straight=True)
    if first == last:
        return found
    if open_row:
        return replace(found, row=row)
    if grid.clear(goal_row, low + 1, high - 1):
        return replace(found, row=goal_row)
    above, below = sorted((row, goal_row))
    between = range(above + 1, below + 1) if above < below else (row, row + 1)
    over = min(between, key=lambda g: (used[g], abs(g - goal_row)))
    used[over] += 1
    return replace(found, over=over)


def _ports(grid: Grid, planned: list[Wire]) -> tuple[list[Wire], dict[str, int]]:
    """Where on its side each line leaves and enters; left and right sides never share a height."""
    sides: dict[tuple[str, Side], list[tuple[float, float, int, bool]]] = defaultdict(list)
    for index, found in enumerate(planned):
        if found.straight:
            continue
        (column, row), (goal, goal_row) = grid.cells[found.start], grid.cells[found.end]
        up = goal_row - row
        if up == 0 and found.over is not None:
            up = -1 if found.over <= row else 1
        far = abs(goal - column)
        sides[found.start, found.leaves].append((up, -far if up > 0 else far, index, True))
        sides[found.end, found.enters].append((-up, -far if up < 0 else far, index, False))
    wires = list(planned)
    ports: dict[str, int] = defaultdict(int)
    for (key, side), items in sides.items():
        offsets = _offsets(len(items), side)
        for offset, (_, _, index, leaving) in zip(offsets, sorted(items), strict=True):
            change = {"out": offset} if leaving else {"into": offset}
            wires[index] = replace(wires[index], **change)  # type: ignore[arg-type]
        ports[key] = max(ports[key], len(items))
    return wires, ports


def _offsets(count: int, side: Side) -> list[float]:
    """Heights from the middle of a box: 0 is kept for a straight line, the sides take turns."""
    first = PORT / 2 if side == "right" else PORT
    steps = [sign * (first + PORT * i) for i in range(count) for sign in (-1, 1)]
    return sorted(sorted(steps, key=lambda o: (abs(o), o))[:count])


def _colour(spans: Iterable[tuple[float, float, int]]) -> tuple[dict[int, int], int]:
    """A track for each span, so that spans on one track never touch; and how many there are."""
    free: list[list[tuple[float, float]]] = []
    found: dict[int, int] = {}
    for low, high, name in sorted(spans, key=lambda s: (s[1] - s[0], s)):
        fits = (t for t, taken in enumerate(free) if all(high < a or low > b for a, b in taken))
        track = next(fits, len(free))
        if track == len(free):
            free.append([])
        free[track].append((low, high))
        found[name] = track
    return found, len(free)


def _row_tracks(wires: list[Wire]) -> tuple[list[Wire], dict[int, int]]:
    spans: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for index, found in enumerate(wires):
        if found.over is not None:
            low, high = sorted((found.first, found.last))
            spans[found.over].append((low, high, index))
    counts = {}
    for gutter, items in spans.items():
        tracks, counts[gutter] = _colour(items)
        for index, track in tracks.items():
            wires[index] = replace(wires[index], over_track=track)
    return wires, counts


def _column_tracks(grid: Grid, wires: list[Wire]) -> tuple[list[Wire], dict[int, int]]:
    """Tracks for the upright parts: one where a line crosses no column, else one at each end."""
    spans: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for index, found in enumerate(wires):
        if found.straight:
            continue
        start = 2 * grid.cells[found.start][1] + 1 + found.out * FINE
        end = 2 * grid.cells[found.end][1] + 1 + found.into * FINE
        if found.first == found.last:
            spans[found.first].append((*sorted((start, end)), 2 * index))  # type: ignore[arg-type]
            continue
        if found.over is not None:
            middle = 2 * found.over + found.over_track * FINE
            spans[found.first].append((*sorted((start, middle)), 2 * index))  # type: ignore[arg-type]
            spans[found.last].append((*sorted((middle, end)), 2 * index + 1))  # type: ignore[arg-type]
        elif found.row == grid.cells[found.start][1]:
            spans[found.last].append((*sorted((start, end)), 2 * index + 1))  # type: ignore[arg-type]
        else:
            spans[found.first].append((*sorted((start, end)), 2 * index))  # type: ignore[arg-type]
    counts = {}
    for gutter, items in spans.items():
        tracks, counts[gutter] = _colour(items)
        for name, track in tracks.items():
            index, at_end = divmod(name, 2)
            change = {"last_track": track} if at_end else {"first_track": track}
            wires[index] = replace(wires[index], **change)  # type: ignore[arg-type]
    return wires, counts

"""Where everything of a map stands on the sheet, in pixels: boxes, lanes, headings and lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from visualise.grid import Grid
from visualise.lines import PORT, STEP, Wire, Wiring
from visualise.svg import number

BOX = 148.0
NARROW = 58.0
LABEL = 150.0
HEAD = 46.0
EDGE = 17.0
BETWEEN = 10.0
LANE = 12.0
ROUND = 5.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Area:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Sheet:
    """The map laid out: `paths` has the corners of each line, in the order of the wires."""

    width: float
    height: float
    boxes: Mapping[str, Area]
    lanes: tuple[Area, ...]
    heads: tuple[Area, ...]
    paths: tuple[tuple[Point, ...], ...]


def lay_out(grid: Grid, wiring: Wiring, heights: Mapping[str, float], top: float = 0) -> Sheet:
    """Sizes for every column, row and gutter; `heights` is what the text of each box needs."""
    tall = {
        key: max(need, 16 + PORT * (wiring.ports.get(key, -1) + 1)) for key, need in heights.items()
    }
    xs, gutters, width = _across(grid, wiring)
    ys, bands, lanes, bottom = _down(grid, wiring, tall, top + HEAD)
    boxes = {}
    for key, (column, row) in grid.cells.items():
        y, height = ys[row]
        boxes[key] = Area(xs[column], y + (height - tall[key]) / 2, BOX, tall[key])
    heads = tuple(
        Area(xs[h.first], top, xs[h.last] + _wide(grid, h.last) - xs[h.first], HEAD)
        for h in grid.heads
    )
    posts = [h.last for h in grid.heads if h.kind != "beside"]
    inner = xs[posts[-1]] + _wide(grid, posts[-1]) + 12 if posts else LABEL
    found = tuple(Area(0, y, inner, height) for y, height in lanes)
    paths = tuple(_corners(grid, w, boxes, gutters, bands) for w in wiring.wires)
    return Sheet(width, bottom, boxes, found, heads, paths)


def _wide(grid: Grid, column: int) -> float:
    """A column in which nothing stands is narrow."""
    return BOX if any(c == column for c, _ in grid.taken) else NARROW


def _across(grid: Grid, wiring: Wiring) -> tuple[list[float], dict[int, Point], float]:
    """Left edges of the columns, and where the tracks of each gutter begin and end."""
    xs: list[float] = []
    gutters: dict[int, Point] = {}
    x = LABEL
    for column in range(grid.columns + 1):
        tracks = wiring.column_tracks.get(column, 0)
        least = 8.0 if column in (0, grid.columns) else 2 * EDGE
        wide = max(least, 2 * EDGE + (tracks - 1) * STEP if tracks else least)
        gutters[column] = (x + EDGE, x + wide - EDGE)
        x += wide
        if column < grid.columns:
            xs.append(x)
            x += _wide(grid, column)
    return xs, gutters, x + 8


def _down(
    grid: Grid, wiring: Wiring, tall: Mapping[str, float], y: float
) -> tuple[list[Point], dict[int, float], list[Point], float]:
    """Rows as (top, height), the first track of each gutter between rows, and the lanes."""
    rows: list[Point] = []
    bands: dict[int, float] = {}
    lanes: list[Point] = []
    firsts = {lane.first for lane in grid.lanes}
    begun = y
    for row in range(grid.rows + 1):
        tracks = wiring.row_tracks.get(row, 0)
        need = BETWEEN + (tracks * STEP if tracks else 0)
        border = row in firsts or row == grid.rows
        if border and row:
            y += LANE
            lanes.append((begun, y - begun))
            begun = y
        bands[row] = y + (LANE if border else BETWEEN / 2 + STEP / 2)
        if border:
            need = LANE + (tracks * STEP + 4 if tracks else 0)
        if row == grid.rows:
            need = LANE + tracks * STEP if tracks else 0
        y += need
        if row < grid.rows:
            height = max(tall[k] for k, cell in grid.cells.items() if cell[1] == row)
            rows.append((y, height))
            y += height
    return rows, bands, lanes, y


def _corners(
    grid: Grid,
    found: Wire,
    boxes: Mapping[str, Area],
    gutters: Mapping[int, Point],
    bands: Mapping[int, float],
) -> tuple[Point, ...]:
    """The corners of a line from edge to edge."""
    start, end = boxes[found.start], boxes[found.end]
    here = (start.right if found.leaves == "right" else start.x, start.middle[1] + found.out)
    there = (end.right if found.enters == "right" else end.x, end.middle[1] + found.into)
    if found.straight:
        return here, there
    first = gutters[found.first][0] + found.first_track * STEP
    last = gutters[found.last][0] + found.last_track * STEP
    if found.first == found.last:
        return here, (first, here[1]), (first, there[1]), there
    if found.over is not None:
        y = bands[found.over] + found.over_track * STEP
        return here, (first, here[1]), (first, y), (last, y), (last, there[1]), there
    if found.row == grid.cells[found.start][1]:
        return here, (last, here[1]), (last, there[1]), there
    return here, (first, here[1]), (first, there[1]), there


def path(corners: tuple[Point, ...]) -> str:
    """The line as path data, its corners rounded."""

    def at(point: Point) -> str:
        return f"{number(point[0])} {number(point[1])}"

    points = [p for i, p in enumerate(corners) if i == 0 or p != corners[i - 1]]
    told = [f"M{at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        told.append(f"L{at(_towards(corner, before))}Q{at(corner)} {at(_towards(corner, after))}")
    return "".join([*told, f"L{at(points[-1])}"])


def _towards(corner: Point, other: Point) -> Point:
    """A little way from a corner towards the next one."""
    (x, y), (u, v) = corner, other
    far = abs(u - x) + abs(v - y)
    part = min(ROUND, far / 2) / far if far else 0
    return x + (u - x) * part, y + (v - y) * part

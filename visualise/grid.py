"""A career map as a grid: a column for each band, a lane for each strand, one cell for each box.

Posts of which no band is stated stand in columns of their own, and so does what is not a post.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from queries.result_map import CareerMap, Place

HeadKind = Literal["band", "unstated", "beside"]
POSTS = ("post", "trainee", "function")
DEEP = 5
MOST_COLUMNS = 4
UNSTATED, BESIDE = "Band not stated", "Not a post"


@dataclass(frozen=True)
class Head:
    """One heading over its columns, the last included."""

    label: str
    kind: HeadKind
    first: int
    last: int


@dataclass(frozen=True)
class Lane:
    """One strand over its rows, the last included; no id where no strand is stated."""

    id: str | None
    label: str
    first: int
    last: int


@dataclass(frozen=True)
class Grid:
    """Which box stands in which column and row."""

    heads: tuple[Head, ...]
    lanes: tuple[Lane, ...]
    cells: dict[str, tuple[int, int]]
    columns: int
    rows: int
    taken: frozenset[tuple[int, int]] = field(default=frozenset())

    def clear(self, row: int, first: int, last: int) -> bool:
        """Whether no box stands in the row, in columns from `first` to `last` (both included)."""
        return all((column, row) not in self.taken for column in range(first, last + 1))


def arrange(career: CareerMap, places: Sequence[Place] | None = None) -> Grid:
    """The grid of a map, of all its places or of those given."""
    shown = list(career.places if places is None else places)
    ends = [(x.from_, x.to) for x in career.links]
    lanes = _lanes(career, shown, ends)
    columns, heads = _columns(career, shown, lanes, ends)
    near: dict[str, list[str]] = defaultdict(list)
    for start, end in ends:
        near[start].append(end)
        near[end].append(start)
    names = [*(s.id for s in career.strands), None]
    labels = {s.id: s.label for s in career.strands}
    cells: dict[str, tuple[int, int]] = {}
    found: list[Lane] = []
    row = 0
    for name in names:
        inside = [p for p in shown if lanes[p.key] == name]
        if not inside:
            continue
        height = _rows(inside, columns, near, cells, row)
        label = labels[name] if name is not None else "Kind of work not stated"
        found.append(Lane(name, label, row, row + height - 1))
        row += height
    taken = frozenset(cells.values())
    return Grid(heads, tuple(found), cells, heads[-1].last + 1 if heads else 0, row, taken)


def _lanes(
    career: CareerMap, shown: Iterable[Place], ends: Iterable[tuple[str, str]]
) -> dict[str, str | None]:
    """The lane of each place; what is not a post stands level with the posts that it leads to."""
    asked = career.question.get("strand")
    known = [s.id for s in career.strands]
    found: dict[str, str | None] = {}
    rest: list[Place] = []
    for place in shown:
        own = [s for s in place.strands if s in known]
        if place.kind in POSTS:
            found[place.key] = asked if asked in own else own[0] if own else None
        else:
            rest.append(place)
    for place in rest:
        near = [e for s, e in ends if s == place.key] + [s for s, e in ends if e == place.key]
        told = [found[n] for n in near if found.get(n) is not None]
        found[place.key] = told[0] if told else None
    return found


def _columns(
    career: CareerMap,
    shown: list[Place],
    lanes: dict[str, str | None],
    ends: list[tuple[str, str]],
) -> tuple[dict[str, int], tuple[Head, ...]]:
    """The column of each place, and the headings."""
    columns: dict[str, int] = {}
    heads: list[Head] = []
    bands = {p.band for p in shown if p.kind in POSTS and p.band}
    order = [b.id for b in career.bands]
    used = [i for i, b in enumerate(order) if b in bands]
    found: list[tuple[HeadKind, str, list[Place]]] = [
        ("band", b.label, [p for p in shown if p.band == b.id and p.kind in POSTS])
        for b in (career.bands[used[0] : used[-1] + 1] if used else ())
    ]
    found.append(("unstated", UNSTATED, [p for p in shown if p.kind in POSTS and p.band is None]))
    found.append(("beside", BESIDE, [p for p in shown if p.kind not in POSTS]))
    for kind, label, inside in found:
        if not inside and kind != "band":
            continue
        first = heads[-1].last + 1 if heads else 0
        count = min(_wide(inside, lanes), 2 if kind == "beside" else MOST_COLUMNS)
        for place, offset in _spread(inside, lanes, ends, count):
            columns[place.key] = first + offset
        heads.append(Head(label, kind, first, first + count - 1))
    return columns, tuple(heads)


def _wide(found: list[Place], lanes: dict[str, str | None]) -> int:
    """How many columns keep the lanes low."""
    counts: dict[str | None, int] = defaultdict(int)
    for place in found:
        counts[lanes[place.key]] += 1
    return min(MOST_COLUMNS, max(1, -(-max(counts.values(), default=0) // DEEP)))


def _spread(
    found: list[Place], lanes: dict[str, str | None], ends: list[tuple[str, str]], count: int
) -> Iterable[tuple[Place, int]]:
    """Each place in one of `count` columns: what leads on further left, the rest filled up."""
    depth = _depths({p.key for p in found}, ends)
    filled: dict[tuple[str | None, int], int] = defaultdict(int)
    linked = {k for pair in ends for k in pair}
    for place in sorted(found, key=lambda p: (p.key not in linked, depth[p.key], p.label, p.key)):
        lane = lanes[place.key]
        wanted = range(min(depth[place.key], count - 1), count)
        if place.key not in linked or not wanted:
            wanted = range(count)
        column = min(wanted, key=lambda c: (filled[lane, c] >= DEEP, filled[lane, c] // DEEP, c))
        if place.key not in linked:
            column = min(range(count), key=lambda c: (filled[lane, c], c))
        filled[lane, column] += 1
        yield place, column


def _depths(keys: set[str], ends: Iterable[tuple[str, str]]) -> dict[str, int]:
    """How many ways lead to each place at most; what goes in a circle counts as far as seen."""
    inner = [(a, b) for a, b in ends if a in keys and b in keys and a != b]
    depth = dict.fromkeys(keys, 0)
    for _ in range(MOST_COLUMNS):
        for start, end in inner:
            depth[end] = max(depth[end], min(depth[start] + 1, MOST_COLUMNS))
    return depth


def _rows(
    inside: list[Place],
    columns: dict[str, int],
    near: dict[str, list[str]],
    cells: dict[str, tuple[int, int]],
    top: int,
) -> int:
    """Give the places of one lane their rows, close to what they are linked with."""
    by_column: dict[int, list[Place]] = defaultdict(list)
    for place in inside:
        by_column[columns[place.key]].append(place)
    height = max(map(len, by_column.values()))

    def wish(place: Place) -> float:
        rows = [cells[n][1] - top for n in near[place.key] if n in cells]
        rows = [r for r in rows if 0 <= r < height]
        return sum(rows) / len(rows) if rows else height

    for column in sorted(by_column):
        places = sorted(by_column[column], key=lambda p: (wish(p), not near[p.key], p.label, p.key))
        free = 0
        for index, place in enumerate(places):
            last = height - (len(places) - index)
            wanted = wish(place)
            row = free if wanted >= height else max(free, min(last, round(wanted)))
            cells[place.key] = (column, top + row)
            free = row + 1
    return height

"""Rows of a benchmark: timing, what is told of each peer, tables, growth per tenfold size."""

from __future__ import annotations

import gc
import itertools
import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.making import Query
from tests.benchmarks.peers import Ask, Peer, Prepare

LEAST = 3
"""So many queries are measured even where the time for them is up."""

WARMING = 1.0
"""Seconds of processor time that everybody may be asked before measuring."""


@dataclass(frozen=True)
class Row:
    """One task at one scale against one peer; milliseconds are medians of processor time."""

    name: str
    scale: str
    facts: int
    ours_ms: float
    ours_p95: float
    ours_counted: int
    peer: str = ""
    peer_ms: float | None = None
    peer_p95: float | None = None
    ratio: float | None = None
    counted: int = 0
    remark: str = ""


@dataclass(frozen=True)
class Timed:
    """What some queries took, in milliseconds, and what they answered."""

    took: list[float]
    answers: list[Any]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        """All but the slowest twentieth took no longer."""
        return sorted(self.took)[math.ceil(0.95 * len(self.took)) - 1]


def timed(ask: Ask, queries: Sequence[Query], seconds: float, prepare: Prepare) -> Timed:
    """Each query once, until the seconds are up; processor time, so that neighbours count less.

    Before, for up to a second, the same queries are asked unmeasured, whoever is asked.
    """
    found = Timed([], [])
    gc.collect()
    end = time.process_time() + WARMING
    for query in queries:
        prepare(query.have, query.target)
        ask(query.have, query.target)
        if time.process_time() > end:
            break
    end = time.process_time() + seconds
    for query in queries:
        prepare(query.have, query.target)
        start = time.process_time()
        answer = ask(query.have, query.target)
        found.took.append((time.process_time() - start) * 1000)
        found.answers.append(answer)
        if time.process_time() > end and len(found.took) >= LEAST:
            break
    return found


def against(
    row: Row,
    ours: Timed,
    make: Callable[[], Peer] | str,
    queries: Sequence[Query],
    seconds: float,
    same: Callable[[Any, Any], bool] | None = None,
) -> Row:
    """The row with this peer measured, or with why it was not; its answers are compared."""
    if isinstance(make, str):
        peer, _, reason = make.partition(": ")
        return Row(**{**vars(row), "peer": peer, "remark": f"not measured: {reason}"})
    peer = make()
    found = timed(peer.ask, queries, seconds, peer.prepare)
    remarks = [peer.remark] if peer.remark else []
    if same:
        pairs = list(zip(ours.answers, found.answers, strict=False))
        equal = sum(same(one, other) for one, other in pairs)
        remarks.append(f"{equal} of {len(pairs)} answers agree")
    told = {
        "peer": peer.name,
        "peer_ms": found.median,
        "peer_p95": found.p95,
        "ratio": found.median / ours.median,
        "counted": len(found.took),
        "remark": "; ".join(remarks),
    }
    return Row(**{**vars(row), **told})


def table(rows: Sequence[Row]) -> str:
    """Every row, and below how each figure of ours and of each peer grows."""
    lines = [
        "| task | scale | ours ms (p95, n) | peer | peer ms (p95, n) | ratio | remark |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        ours = f"{shown(row.ours_ms)} ({shown(row.ours_p95)}, {row.ours_counted})"
        theirs, ratio = "–", "–"
        if row.peer_ms is not None and row.peer_p95 is not None and row.ratio is not None:
            theirs = f"{shown(row.peer_ms)} ({shown(row.peer_p95)}, {row.counted})"
            ratio = f"{row.ratio:,.1f}"
        cells = (row.name, row.scale, ours, row.peer or "–", theirs, ratio, row.remark)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", *_growing(rows)])


def shown(number: float) -> str:
    """Three digits, and no more after the point than tell something."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _growing(rows: Iterable[Row]) -> list[str]:
    """Medians by scale, and by what they grow for ten times the facts."""
    series: dict[tuple[str, str], dict[str, tuple[int, float]]] = {}
    scales: dict[str, int] = {}
    for row in rows:
        if row.scale in ("esco-real", "built-in"):  # no size of its own, no instance
            continue
        scales[row.scale] = row.facts
        series.setdefault((row.name, "ours"), {})[row.scale] = row.facts, row.ours_ms
        if row.peer_ms is not None:
            series.setdefault((row.name, row.peer), {})[row.scale] = row.facts, row.peer_ms
    names = sorted(scales, key=scales.__getitem__)
    if len(names) < 2:
        return []
    steps = [f"× per tenfold, {one} to {two}" for one, two in itertools.pairwise(names)]
    heads = ["task", "who", *(f"{name}, {scales[name]:,} facts: ms" for name in names), *steps]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for (name, who), found in series.items():
        cells = [shown(found[scale][1]) if scale in found else "–" for scale in names]
        for one, two in itertools.pairwise(names):
            cells.append(_tenfold(found[one], found[two]) if {one, two} <= set(found) else "–")
        lines.append(f"| {' | '.join((name, who, *cells))} |")
    return lines


def _tenfold(one: tuple[int, float], two: tuple[int, float]) -> str:
    return f"{(two[1] / one[1]) ** (1 / math.log10(two[0] / one[0])):.1f}"


def say(line: str) -> None:
    """Tell how far it is on standard error."""
    print(line, file=sys.stderr, flush=True)


def load() -> float | None:
    """How many processes want to run, where the system says so."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None

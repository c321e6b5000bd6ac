"""The route kernel against what else one could use, in one run.

    python -m tests.benchmarks.engine [TASK]... [--scales SCALE,...] [--queries N] [--draw SEED]
                                      [--json FILE]

Milliseconds are medians of processor time over queries that were asked unmeasured before, for up
to a second a side; ratios are peer / ours of one run.
Peers that are not installed are said. An OR peer answers another question and shows only speed.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

import networkx as nx

from queries.kernel.differ import Fronts, Objective, alternatives
from queries.kernel.landmarks import AllChokepoints, chokepoints
from queries.kernel.problem import UNREACHED
from queries.kernel.quick import Route, quick, read_off
from queries.kernel.reach import reach, reachable
from queries.kernel.relax import full
from tests.benchmarks import esco_instance, peers
from tests.benchmarks.catalogue import ANSWERS, BUILT_IN, catalogue_rows
from tests.benchmarks.exact import optimal_routes
from tests.benchmarks.making import SCALES, Instance, Query, make
from tests.benchmarks.measuring import Row, Timed, against, load, say, table, timed
from tests.benchmarks.peers import OR_ONLY, Peer

REAL = "esco-real"
ALL_SCALES = (*SCALES, REAL, BUILT_IN)
STARTS = 3_000
Makes = Callable[[], Peer] | str


class Bench:
    """One instance with its baseline and the queries that have a route."""

    def __init__(self, scale: str, queries: int, seconds: float, draw: int = 1) -> None:
        self.scale = scale
        self.seconds = seconds
        self.instance: Instance = esco_instance.make() if scale == REAL else make(scale, draw)
        self.problem = self.instance.problem
        self.base = full(self.problem, self.instance.weights)
        self.queries = self._with_route(queries, draw)
        gc.collect()
        gc.freeze()  # what lasts is not looked at again in the midst of a query

    def _with_route(self, number: int, draw: int) -> list[Query]:
        found: list[Query] = []
        for query in self.instance.queries(draw):
            values = self.base.lowered(query.have, target=query.target)
            if 0 < values.value(query.target) < UNREACHED:
                found.append(query)
            if len(found) == number:
                break
        return found

    @cached_property
    def graph(self) -> nx.DiGraph:
        """The instance as a graph of networkx."""
        return peers.digraph(self.instance)

    def ours(self, name: str, ask: peers.Ask) -> tuple[Row, Timed]:
        """What we take."""
        found = timed(ask, self.queries, self.seconds, lambda have, target: None)
        took = found.median, found.p95, len(found.took)
        return Row(name, self.scale, self.problem.facts, *took), found

    def told(self) -> str:
        """How large it is."""
        problem = self.problem
        reached = sum(self.base.value(role) < UNREACHED for role in self.instance.roles)
        return (
            f"{self.scale}: {len(self.instance.roles):,} roles ({reached:,} reachable from "
            f"nothing), {problem.facts:,} facts, {problem.steps:,} steps, "
            f"{sum(map(len, problem.needs)):,} needs, {sum(map(len, problem.gives)):,} gives"
        )


def best_route(bench: Bench) -> Iterator[Row]:
    """The best additive route: its value, and in ours every best giver, to be read off."""

    def ask(have: tuple[int, ...], target: int) -> int:
        return bench.base.lowered(have, target=target).value(target)

    row, ours = bench.ours("best additive route", ask)
    facts, instance = bench.problem.facts, bench.instance
    values = [bench.base.value(fact) for fact in range(facts)]

    def sweep() -> Peer:
        return Peer("networkx, own sweep", peers.networkx_sweep(bench.graph, facts))

    def incremental() -> Peer:
        ask = peers.networkx_incremental(bench.graph, facts, values)
        return Peer("our algorithm on networkx dicts", ask)

    def full_sweep() -> Peer:
        def ask(have: tuple[int, ...], target: int) -> int:
            return full(bench.problem, instance.weights, have=have).value(target)

        return Peer("our lists, full sweep", ask)

    for make_peer in (sweep, incremental, full_sweep):
        yield against(row, ours, make_peer, bench.queries, bench.seconds, int.__eq__)
    libraries: tuple[tuple[str, str, Callable[[Instance], Peer]], ...] = (
        ("halp", "halp shortest_b_tree", peers.halp_tree),
        ("rustworkx", "rustworkx Dijkstra", peers.rustworkx_dijkstra),
        ("igraph", "igraph Dijkstra", peers.igraph_dijkstra),
    )
    for library, name, build in libraries:
        makes = _if_installed(library, name, partial(build, instance))
        yield against(row, ours, makes, bench.queries, bench.seconds)


def _if_installed(library: str, name: str, makes: Callable[[], Peer]) -> Makes:
    return makes if peers.installed(library) else f"{name}: {library} is not installed"


def tidied_route(bench: Bench) -> Iterator[Row]:
    """The quick route as it is shown: values, steps read off, needless ones dropped."""

    def ask(have: tuple[int, ...], target: int) -> Route | None:
        return quick(bench.base.lowered(have, target=target), target)

    row, ours = bench.ours("tidied quick route", ask)
    lengths = sorted(len(route.steps) for route in ours.answers)
    remark = f"steps: median {lengths[len(lengths) // 2]}, most {lengths[-1]}"
    yield Row(**{**vars(row), "remark": remark})


def chokepoints_of_one(bench: Bench) -> Iterator[Row]:
    """What every route to one target passes."""

    def ask(have: tuple[int, ...], target: int) -> set[int]:
        found = chokepoints(bench.base.lowered(have), target)
        return set(found.facts) if found else set()

    def candidates(have: tuple[int, ...], target: int) -> list[int]:
        values = bench.base.lowered(have, target=target)
        return [fact for fact in read_off(values, target)[0] if fact != target]

    def banning() -> Peer:
        return Peer("ban each fact of one route", peers.closures(bench.instance, candidates))

    row, ours = bench.ours("chokepoints of one role", ask)
    yield against(
        row, ours, banning, bench.queries, bench.seconds, lambda one, other: one == set(other)
    )


def chokepoints_of_all(bench: Bench) -> Iterator[Row]:
    """What every route passes, for all facts at once from nothing."""
    row, ours = bench.ours(
        "chokepoints of all facts", lambda have, target: AllChokepoints(bench.base)
    )
    makes = _if_installed(
        "igraph", "igraph dominators", lambda: peers.igraph_dominators(bench.instance)
    )
    yield against(row, ours, makes, bench.queries, bench.seconds)


def reach_of_all(bench: Bench) -> Iterator[Row]:
    """Every start against every role."""
    starts = bench.instance.holdings[:STARTS]
    row, ours = bench.ours(
        f"reach, {len(starts):,} starts × {len(bench.instance.roles):,} roles",
        lambda have, target: reach(bench.problem, starts),
    )

    def closing() -> Peer:
        return Peer(
            "one closure a start", lambda have, target: reachable(bench.problem, have), "scaled up"
        )

    found = against(row, ours, closing, bench.queries, bench.seconds)
    one, late = found.peer_ms or 0.0, found.peer_p95 or 0.0
    scaled = {"peer_ms": one * len(starts), "peer_p95": late * len(starts)}
    yield Row(**{**vars(found), **scaled, "ratio": one * len(starts) / row.ours_ms})


def five_alternatives(bench: Bench) -> Iterator[Row]:
    """Five routes that really differ."""
    row, ours = bench.ours(
        "five alternatives",
        lambda have, target: alternatives(bench.base.lowered(have), target, 5),
    )
    full_sets = sum(len(found) == 5 for found in ours.answers)
    row = Row(**{**vars(row), "remark": f"five found in {full_sets} of {len(ours.answers)}"})

    def paths() -> Peer:
        return Peer("networkx, 5 shortest paths", peers.networkx_paths(bench.graph), OR_ONLY)

    found = against(row, ours, paths, bench.queries, bench.seconds)
    yield Row(**{**vars(found), "remark": f"{row.remark}; {found.remark}"})


def front(bench: Bench) -> Iterator[Row]:
    """Routes that none beats in months (in parallel), pounds and steps together."""
    instance = bench.instance
    objectives = [
        Objective(instance.months, "max"),
        Objective(instance.pounds),
        Objective(instance.ones),
    ]
    fronts = Fronts(bench.problem, objectives)
    row, ours = bench.ours("non-dominated routes", fronts.non_dominated)
    sizes = sorted(len(found) for found in ours.answers)
    remark = f"routes: median {sizes[len(sizes) // 2]}, most {sizes[-1]}"
    yield Row(**{**vars(row), "remark": remark})


TASKS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "route": best_route,
    "tidied": tidied_route,
    "chokepoints": chokepoints_of_one,
    "chokepoints-all": chokepoints_of_all,
    "reach": reach_of_all,
    "alternatives": five_alternatives,
    "front": front,
    "optimum": optimal_routes,
}


def rows(
    names: Sequence[str] = (),
    scales: Sequence[str] = (),
    queries: int = 30,
    seconds: float = 30.0,
    draw: int = 1,
) -> Iterator[Row]:
    """Every row of these tasks at these scales, of all where none is named, as it is measured.

    `seconds` of processor time is what each side may take for a task, beyond three queries; `draw`
    is the seed of the instances and of their queries.
    """
    for scale in scales or ALL_SCALES:
        if scale == REAL and (reason := esco_instance.missing()):
            say(f"{REAL}: left out, {reason}")
            continue
        if scale == BUILT_IN:
            for row in catalogue_rows(seconds) if not names or ANSWERS in names else ():
                say(f"  {row.name}: {row.ours_ms:.3f} ms; {row.remark}")
                yield row
            continue
        bench = Bench(scale, queries, seconds, draw)
        say(bench.told())
        for name in (n for n in TASKS if n in (names or TASKS)):
            for row in TASKS[name](bench):
                theirs = "–" if row.peer_ms is None else f"{row.peer_ms:.3f} ms"
                say(f"  {row.name}: {row.ours_ms:.3f} ms; {row.peer} {theirs} {row.remark}")
                yield row
        gc.unfreeze()


def main() -> None:
    """Measure, print the table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TASK", help=", ".join((*TASKS, ANSWERS)))
    parser.add_argument("--scales", type=lambda text: text.split(","), default=())
    parser.add_argument("--queries", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--draw", type=int, default=1, metavar="SEED")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    for known, asked in (((*TASKS, ANSWERS), given.names), (ALL_SCALES, given.scales)):
        if unknown := set(asked) - set(known):
            parser.error(f"no {', '.join(sorted(unknown))}: choose from {', '.join(known)}")
    before = load()
    found = list(rows(given.names, given.scales, given.queries, given.seconds, given.draw))
    machine = {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load before": before,
        "load after": load(),
    }
    print(table(found))
    print(f"\n{machine}")
    if given.json:
        told = {"machine": machine, "rows": [vars(row) for row in found]}
        given.json.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()

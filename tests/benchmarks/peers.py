"""What else one could use: other algorithms on the same instance, and other libraries.

Each peer is built once for an instance and then asked for (have, target). Those marked OR follow
every edge singly, as a plain graph does: they answer another question, and show only speed.

Libraries may lie in a folder that BANDWAY_PEERS names (pip install --target FOLDER halp rustworkx
igraph). halp must: it brings a package `tests`, which would hide ours from the whole environment.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import Any

import networkx as nx

from queries.kernel.problem import UNREACHED
from queries.kernel.reach import reachable
from tests.benchmarks.making import Instance

Ask = Callable[[tuple[int, ...], int], Any]
Prepare = Callable[[tuple[int, ...], int], None]
OR_ONLY = "OR only: answers the wrong question"


class Peer:
    """A peer by name; `ask` is measured, `prepare` before it is not."""

    def __init__(
        self, name: str, ask: Ask, remark: str = "", prepare: Prepare | None = None
    ) -> None:
        self.name = name
        self.ask = ask
        self.remark = remark
        self.prepare = prepare or (lambda have, target: None)


def installed(library: str) -> bool:
    """Whether this Python has it, or the folder of BANDWAY_PEERS."""
    folder = os.environ.get("BANDWAY_PEERS")
    if folder and folder not in sys.path:
        sys.path.append(folder)
    return importlib.util.find_spec(library) is not None


def digraph(instance: Instance) -> nx.DiGraph:
    """Facts 0 …, then steps, with how many needs are enough, and the weight, on each step."""
    problem, graph = instance.problem, nx.DiGraph()
    graph.add_nodes_from(range(problem.facts))
    for step in range(problem.steps):
        node = problem.facts + step
        graph.add_node(node, need=problem.need[step], weight=instance.weights[step])
        graph.add_edges_from((fact, node) for fact in problem.needs[step])
        graph.add_edges_from((node, fact) for fact in problem.gives[step])
    return graph


def networkx_sweep(graph: nx.DiGraph, facts: int) -> Ask:
    """A heap over the graph's adjacency, which stops at the target; plain dicts where it can."""
    following = graph._adj
    need = {node: told["need"] for node, told in graph.nodes(data=True) if node >= facts}
    weight = {node: told["weight"] for node, told in graph.nodes(data=True) if node >= facts}
    free = [node for node, count in need.items() if count == 0]

    def ask(have: tuple[int, ...], target: int) -> int:
        left, costs = need.copy(), weight.copy()
        offered = dict.fromkeys(have, 0)
        for node in free:
            for fact in following[node]:
                if costs[node] < offered.get(fact, UNREACHED):
                    offered[fact] = costs[node]
        heap = [(value, fact) for fact, value in offered.items()]
        heapify(heap)
        settled = set()
        while heap:
            value, fact = heappop(heap)
            if fact in settled:
                continue
            if fact == target:
                return value
            settled.add(fact)
            for node in following[fact]:
                count = left[node] - 1
                left[node] = count
                if count < 0:
                    continue
                costs[node] += value
                if count == 0:
                    cost = costs[node]
                    for given in following[node]:
                        if cost < offered.get(given, UNREACHED):
                            offered[given] = cost
                            heappush(heap, (cost, given))
        return UNREACHED

    return ask


def networkx_incremental(graph: nx.DiGraph, facts: int, values: Iterable[int]) -> Ask:
    """Our algorithm on the graph's own dicts: only what a person's holdings lower is looked at."""
    following, before, told = graph._adj, graph._pred, graph._node
    for fact, value in enumerate(values):
        told[fact]["value"] = value
    for node in range(facts, len(told)):
        ordered = sorted(told[fact]["value"] for fact in before[node])
        told[node]["cost"] = told[node]["weight"] + sum(ordered[: told[node]["need"]])

    def ask(have: tuple[int, ...], target: int) -> int:
        values: dict[int, int] = {}
        costs: dict[int, int] = {}
        offered: dict[int, int] = {}
        heap = [(0, fact) for fact in have if told[fact]["value"] > 0]
        limit = told[target]["value"]
        heapify(heap)
        while heap:
            value, fact = heappop(heap)
            if fact in values:
                continue
            if value >= limit:
                break
            if fact == target:
                return value
            values[fact] = value
            lower = value - told[fact]["value"]
            for node in following[fact]:
                row = told[node]
                if row["need"] == len(before[node]):
                    cost = costs.get(node, row["cost"]) + lower
                else:
                    known = (values.get(f, told[f]["value"]) for f in before[node])
                    cost = row["weight"] + sum(sorted(known)[: row["need"]])
                costs[node] = cost
                if cost < UNREACHED:
                    for given in following[node]:
                        if cost < offered.get(given, told[given]["value"]):
                            offered[given] = cost
                            heappush(heap, (cost, given))
        return limit

    return ask


def halp_tree(instance: Instance) -> Peer:
    """halp's shortest_b_tree; it knows no counts, so that steps with k of n are left out."""
    hypergraph: Any = importlib.import_module("halp.directed_hypergraph").DirectedHypergraph()
    paths = importlib.import_module("halp.algorithms.directed_paths")
    problem, source = instance.problem, "start"
    hypergraph.add_nodes([source, *range(problem.facts)])
    for step, needs in enumerate(problem.needs):
        if problem.need[step] in (0, len(needs)):
            tail = needs if problem.need[step] else (source,)
            hypergraph.add_hyperedge(tail, problem.gives[step], weight=instance.weights[step])
    own: list[Any] = []

    def prepare(have: tuple[int, ...], target: int) -> None:
        for edge in own:
            hypergraph.remove_hyperedge(edge)
        own.clear()
        for fact in have:
            if not hypergraph.has_hyperedge((source,), (fact,)):
                own.append(hypergraph.add_hyperedge((source,), (fact,), weight=0))

    def ask(have: tuple[int, ...], target: int) -> None:
        paths.shortest_b_tree(hypergraph, source)

    return Peer("halp shortest_b_tree", ask, "k of n left out", prepare)


def edges_of(instance: Instance) -> list[tuple[int, int, int]]:
    """The digraph as (from, to, weight): a step is paid on the way in. Node 0 is the start."""
    problem, found = instance.problem, []
    for step, needs in enumerate(problem.needs):
        node = 1 + problem.facts + step
        starts = [1 + fact for fact in needs] if problem.need[step] else [0]
        found += [(start, node, instance.weights[step]) for start in starts]
        found += [(node, 1 + fact, 0) for fact in problem.gives[step]]
    return found


def rustworkx_dijkstra(instance: Instance) -> Peer:
    """Dijkstra in Rust."""
    library: Any = importlib.import_module("rustworkx")
    graph = library.PyDiGraph()
    graph.add_nodes_from(range(1 + instance.problem.facts + instance.problem.steps))
    graph.add_edges_from(edges_of(instance))
    own: list[int] = []

    def prepare(have: tuple[int, ...], target: int) -> None:
        for edge in own:
            graph.remove_edge_from_index(edge)
        own[:] = [graph.add_edge(0, 1 + fact, 0) for fact in have]

    def ask(have: tuple[int, ...], target: int) -> None:
        library.dijkstra_shortest_path_lengths(graph, 0, float, goal=1 + target)

    return Peer("rustworkx Dijkstra", ask, OR_ONLY, prepare)


def igraph_graph(instance: Instance) -> Any:
    """The digraph for igraph."""
    library: Any = importlib.import_module("igraph")
    edges = edges_of(instance)
    return library.Graph(
        n=1 + instance.problem.facts + instance.problem.steps,
        edges=[edge[:2] for edge in edges],
        directed=True,
        edge_attrs={"weight": [edge[2] for edge in edges]},
    )


def igraph_dijkstra(instance: Instance) -> Peer:
    """Dijkstra in C."""
    graph = igraph_graph(instance)
    plain = graph.ecount()

    def prepare(have: tuple[int, ...], target: int) -> None:
        graph.delete_edges(range(plain, graph.ecount()))
        graph.add_edges([(0, 1 + fact) for fact in have], {"weight": [0] * len(have)})

    def ask(have: tuple[int, ...], target: int) -> None:
        graph.distances(0, 1 + target, weights="weight")

    return Peer("igraph Dijkstra", ask, OR_ONLY, prepare)


def igraph_dominators(instance: Instance) -> Peer:
    """Dominators in C: chokepoints where there is no AND, for all facts at once."""
    graph = igraph_graph(instance)
    return Peer("igraph dominators", lambda have, target: graph.dominator(0), OR_ONLY)


def networkx_paths(graph: nx.DiGraph, k: int = 5) -> Ask:
    """The k shortest paths by networkx, from what is held first."""

    def ask(have: tuple[int, ...], target: int) -> list[Any]:
        return list(islice(nx.shortest_simple_paths(graph, have[0], target), k))

    return ask


def closures(instance: Instance, candidates: Callable[[tuple[int, ...], int], Any]) -> Ask:
    """Chokepoints by banning each candidate and seeing whether the target is still reached."""

    def ask(have: tuple[int, ...], target: int) -> list[int]:
        return [
            fact
            for fact in candidates(have, target)
            if target not in reachable(instance.problem, have, banned_facts=[fact])
        ]

    return ask

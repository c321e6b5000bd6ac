"""A core problem solved exactly by CP-SAT: which steps are taken, and by what each fact is given.

Facts and their supporters after Imai and Fukunaga (2015). That nothing supports itself is said by
vertex elimination (Rankooh and Rintanen 2022), and only where there are cycles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import networkx as nx

from queries.kernel.landmarks import AllChokepoints
from queries.kernel.problem import Problem
from queries.kernel.reduce import Core
from queries.kernel.relax import full

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

    Arcs = dict[tuple[int, int], IntVar]

SEED = 1

SMALL = 450
"""Steps up to which one round of presolving is enough."""

MOST_PAIRS = 60
"""Neighbours before times neighbours after a node, above which it is not eliminated."""


@dataclass(frozen=True)
class Solved:
    """Steps of the best route found, if any, and what every route weighs at least."""

    steps: tuple[int, ...] | None
    bound: int


def solve(
    core: Core,
    cuts: Iterable[Iterable[int]],
    lowest: int,
    most: int,
    seconds: float,
    work: float,
) -> Solved:
    """The cheapest route below `most`, within the seconds and a deterministic amount of work.

    Every route is known to weigh `lowest` at least and to take a step of each cut. A bound of
    `most` without steps proves that there is none.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken, wanted = _state(model, core.problem, core.goal)
    columns = [*taken, *wanted]
    for first, second in AllChokepoints(full(core.problem, core.weights, "max")).pairs():
        model.add_implication(columns[first], columns[second])
    for cut in cuts:
        model.add_bool_or([taken[step] for step in cut])
    weight = cp_model.LinearExpr.weighted_sum(taken, core.weights)
    model.add(weight <= most - 1)
    model.add(weight >= lowest)
    model.minimize(weight)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    # what takes longer than it saves on models this small
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    if core.problem.steps <= SMALL:
        solver.parameters.max_presolve_iterations = 1
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = work
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Solved(None, most)
    bound = max(lowest, ceil(solver.best_objective_bound - 1e-6))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solved(None, min(bound, most))
    chosen = (s for s, x in enumerate(taken) if solver.boolean_value(x))
    return Solved(tuple(chosen), bound)


def _state(model: CpModel, problem: Problem, goal: int) -> tuple[list[IntVar], list[IntVar]]:
    """Say what a route is: a taken step has its needs, and a wanted fact a giver before it.

    No cheapest route needs a step that gives nothing wanted, or a fact that no taken step needs.
    """
    taken = [model.new_bool_var("") for _ in range(problem.steps)]
    wanted = [model.new_bool_var("") for _ in range(problem.facts)]
    part = _parts(problem)
    givers: list[list[IntVar]] = [[] for _ in wanted]
    before: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
    for step, (needs, need) in enumerate(zip(problem.needs, problem.need, strict=True)):
        node = problem.facts + step
        round_ = [f for f in needs if part[f] == part[node]] if need else []
        if need == len(needs):
            for fact in needs:
                model.add_implication(taken[step], wanted[fact])
        elif need:
            used = {f: model.new_bool_var("") if f in round_ else wanted[f] for f in needs}
            model.add(sum(used.values()) >= need * taken[step])
            for fact in round_:
                model.add_implication(used[fact], wanted[fact])
                model.add_implication(used[fact], taken[step])
                before[fact, node].append(used[fact])
            round_ = [node] if round_ else []
        for fact in problem.gives[step]:
            gives = taken[step]
            if round_ and part[fact] == part[node]:
                if len(problem.gives[step]) > 1:
                    gives = model.new_bool_var("")
                    model.add_implication(gives, taken[step])
                for first in round_:
                    before[first, fact].append(gives)
            givers[fact].append(gives)
    for fact, (want, ways) in enumerate(zip(wanted, givers, strict=True)):
        model.add_bool_or([*ways, ~want])
        if fact != goal:
            model.add_bool_or([*(taken[step] for step in problem.users[fact]), ~want])
    for step, facts in enumerate(problem.gives):
        model.add_bool_or([*(wanted[fact] for fact in facts), ~taken[step]])
    model.add_bool_or([wanted[goal]])
    _exclude_cycles(model, before)
    return taken, wanted


def _parts(problem: Problem) -> list[int]:
    """The strongly connected part of each fact, then of each step."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(problem.facts + problem.steps))
    for step in range(problem.steps):
        node = problem.facts + step
        graph.add_edges_from((fact, node) for fact in problem.needs[step])
        graph.add_edges_from((node, fact) for fact in problem.gives[step])
    part = [0] * len(graph)
    for number, nodes in enumerate(nx.strongly_connected_components(graph)):
        for node in nodes:
            part[node] = number
    return part


def _exclude_cycles(model: CpModel, before: dict[tuple[int, int], list[IntVar]]) -> None:
    """No chain of "before" comes back to its start: eliminate nodes, those of few pairs first.

    A node that goes leaves "before" between its neighbours, until every cycle is one of two. Where
    that would take too many pairs, the nodes that are left get places in an order.
    """
    arcs: Arcs = {}
    after, ahead = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for (first, then), literals in before.items():
        if first == then:
            model.add_bool_and([~literal for literal in literals])
            continue
        arcs[first, then] = model.new_bool_var("")  # its own: an elimination may set it
        for literal in literals:
            model.add_implication(literal, arcs[first, then])
        after[first].add(then)
        ahead[then].add(first)
    nodes = {*after, *ahead}
    while nodes:
        node = min(nodes, key=lambda n: (len(ahead[n]) * len(after[n]), n))
        if len(ahead[node]) * len(after[node]) > MOST_PAIRS:
            break
        nodes.remove(node)
        for first in sorted(ahead[node]):
            after[first].remove(node)
            for then in sorted(after[node]):
                ends = [~arcs[first, node], ~arcs[node, then]]
                if first != then:
                    if (first, then) not in arcs:
                        arcs[first, then] = model.new_bool_var("")
                        after[first].add(then)
                        ahead[then].add(first)
                    ends.append(arcs[first, then])
                model.add_bool_or(ends)
        for then in after[node]:
            ahead[then].remove(node)
    places = {node: model.new_int_var(0, len(nodes), "") for node in sorted(nodes)}
    for (first, then), arc in arcs.items():
        if first in nodes and then in nodes:
            model.add(places[first] < places[then]).only_enforce_if(arc)

"""The linear program of a core problem: steps and wanted facts in fractions.

After Imai and Fukunaga (2015), without their order of facts, for which cuts come as rows. Prices
come as floats; the bound is computed from them in integers, and holds for whatever prices are not
negative (weak duality).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from math import inf

from ortools.math_opt import (  # type: ignore[import-untyped]
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver  # type: ignore[import-untyped]

from queries.kernel.bound import Row
from queries.kernel.problem import Problem

UNIT = 1 << 24
"""So many parts of one weight are told apart."""

LARGE = 6_000
"""Steps above which HiGHS is asked: there the simplex of GLOP sometimes stalls."""


@dataclass(frozen=True)
class Solution:
    """What every route weighs at least and what prices leave of each step, in UNITs.

    A route weighs `value` and what is left of each of its steps at least. `taken` is how much of
    each step the cheapest solution in fractions takes.
    """

    value: int
    left: list[int]
    taken: list[float]


class Program:
    """Rows that come to so much at least; columns are the steps, then the facts."""

    def __init__(
        self,
        problem: Problem,
        weights: Sequence[int],
        must: AbstractSet[int],
        pairs: Iterable[tuple[int, int]],
        rows: Iterable[Row],
    ) -> None:
        """What is known of every route: facts that it holds, rows of steps, and pairs of columns.

        Of a pair whatever route has the first has the second (AllChokepoints.pairs).
        """
        self.steps, self.width = problem.steps, problem.steps + problem.facts
        self.weights = weights
        self.of_row: list[int] = []
        self.columns: list[int] = []
        self.numbers: list[int] = []
        self.least: list[int] = []
        for fact, ways in enumerate(problem.givers):
            if fact in must:
                self._add(ways, [1] * len(ways), 1)
            else:
                self._add((*ways, self.steps + fact), [*[1] * len(ways), -1], 0)
        for step, (needs, need) in enumerate(zip(problem.needs, problem.need, strict=True)):
            if not need or not problem.gives[step]:
                continue
            open_ = sorted(self.steps + f for f in needs if f not in must)
            if need == len(needs):
                for column in open_:
                    self._add((step, column), (-1, 1), 0)
            else:
                self._add((step, *open_), (-need, *[1] * len(open_)), len(open_) - len(needs))
        for first, second in pairs:
            if first < second:
                self._add((first, second), (-1, 1), 0)
            else:
                self._add((second, first), (1, -1), 0)
        for row, least in rows:
            columns = sorted(row)
            self._add(columns, [row[column] for column in columns], least)

    def _add(self, columns: Sequence[int], numbers: Sequence[int], least: int) -> None:
        self.of_row += [len(self.least)] * len(columns)
        self.columns += columns
        self.numbers += numbers
        self.least.append(least)

    def solve(self, seconds: float) -> Solution | None:
        """The best prices; None where the time does not suffice."""
        if seconds <= 0:
            return None
        # rows of any size come to about one
        scale = [1.0 / max(least, 1) for least in self.least]
        params = parameters_pb2.SolveParametersProto()
        params.time_limit.FromTimedelta(timedelta(seconds=seconds))
        large = self.steps > LARGE
        # the inner call: it hands back numbers in rows, where the outer one makes objects of each
        found = solver.solve(
            self._model(scale),
            parameters_pb2.SOLVER_TYPE_HIGHS if large else parameters_pb2.SOLVER_TYPE_GLOP,
            parameters_pb2.SolverInitializerProto(),
            params,
            model_parameters_pb2.ModelSolveParametersProto(),
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            None,
        )
        if found.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
            return None
        best = found.solutions[0]
        prices = [0] * len(self.least)
        told = best.dual_solution.dual_values
        for row, price in zip(told.ids, told.values, strict=True):
            prices[row] = max(0, int(price * scale[row] * UNIT))
        taken = [0.0] * self.width
        shares = best.primal_solution.variable_values
        for column, share in zip(shares.ids, shares.values, strict=True):
            taken[column] = share
        value, left = self.priced(prices)
        return Solution(value, left, taken[: self.steps])

    def priced(self, prices: Sequence[int]) -> tuple[int, list[int]]:
        """The bound and what is left of each step, in UNITs, by prices of rows, none negative.

        No column is taken more than once, so that one below nothing counts once.
        """
        left = [UNIT * weight for weight in self.weights] + [0] * (self.width - self.steps)
        for row, column, number in zip(self.of_row, self.columns, self.numbers, strict=True):
            if prices[row]:
                left[column] -= prices[row] * number
        value = sum(price * least for price, least in zip(prices, self.least, strict=True))
        value += sum(rest for rest in left if rest < 0)
        return value, [max(0, rest) for rest in left[: self.steps]]

    def _model(self, scale: Sequence[float]) -> model_pb2.ModelProto:
        model = model_pb2.ModelProto()
        model.variables.ids.extend(range(self.width))
        model.variables.lower_bounds.extend([0.0] * self.width)
        model.variables.upper_bounds.extend([1.0] * self.width)
        model.variables.integers.extend([False] * self.width)
        model.objective.linear_coefficients.ids.extend(range(self.steps))
        model.objective.linear_coefficients.values.extend(map(float, self.weights))
        rows = model.linear_constraints
        rows.ids.extend(range(len(self.least)))
        rows.lower_bounds.extend([a * b for a, b in zip(self.least, scale, strict=True)])
        rows.upper_bounds.extend([inf] * len(self.least))
        matrix = model.linear_constraint_matrix
        matrix.row_ids.extend(self.of_row)
        matrix.column_ids.extend(self.columns)
        scaled = zip(self.numbers, self.of_row, strict=True)
        matrix.coefficients.extend([number * scale[row] for number, row in scaled])
        return model

"""Scores from what no scenario changes, and products with what they do: many scenarios, one kernel.

With C = Cr + Cc, B = Br + Bc and F = Fr + Fc, where the changed cells stand in Cc, Bc and Fc alone, the
scores of a scenario are

    s = A⁻¹Fr + A⁻¹Fc,  g = Br s + Bc s,  h = (Cr Br) s + Cr (Bc s) + Cc g,

so that nothing is subtracted that was added before. Rows of the tables: the scores of Cr Br (categories), the
flows that a cell of Cc weighs, the activities that a cell of Bc scales; columns: the demands Fr, then one
unit of each product that a cell of Fc asks for. Each table exists four times: values, error bounds, the same
with absolute intensities (contributions), and absolute values.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int64]
_Reals = NDArray[np.float64]


@kernel
def rest_products(
    tables: _Reals,
    demand_values: _Reals,
    demand_column: _Ints,
    demand_of: _Ints,
    flow_values: _Reals,
    flow_target: _Ints,
    flow_row: _Ints,
    weight_start: _Ints,
    weight_row: _Ints,
    weight: _Reals,
    factor_values: _Reals,
    factor_row: _Ints,
    factor_category: _Ints,
    work: _Reals,
    rounding: float,
    scores: _Reals,
    bound: _Reals,
    contributions: _Reals,
) -> None:
    """Compute the scores of each scenario.

    Parameters
    ----------
    tables : float64 (rows, 4, demands + products)
        Values, errors, contributions, absolute values.
    demand_values : float64 (cells of F, scenarios)
    demand_column, demand_of : int64 (cells of F,)
        Column of the table that a cell multiplies, and the demand that it belongs to.
    flow_values : float64 (cells of B, scenarios)
    flow_target, flow_row : int64 (cells of B,)
        Row of the flow in the tables, −1 where no cell of C weighs it; row of the activity.
    weight_start : int64 (cells of B + 1,)
    weight_row, weight : int64, float64
        The column of Cr that weighs the flow of each cell of B.
    factor_values : float64 (cells of C, scenarios)
    factor_row, factor_category : int64 (cells of C,)
        Row of the flow in the tables, and category.
    work : float64 (rows, 4, demands)
        Workspace.
    rounding : float
        What these sums may lose of the absolute values of their terms.
    scores, bound, contributions : float64 (scenarios, demands, categories)
        Written: h, a bound of its error, and Σ|contribution| or less; where that cancels to nothing, the sum
        of the absolute values of all terms.
    """
    demands, categories = scores.shape[1], scores.shape[2]
    rows = work.shape[0]
    for s in range(scores.shape[0]):
        for r in range(rows):
            for t in range(4):
                for d in range(demands):
                    work[r, t, d] = tables[r, t, d]
        for p in range(demand_column.shape[0]):
            value = demand_values[p, s]
            if value == 0.0:
                continue
            column, d = demand_column[p], demand_of[p]
            amount = abs(value)
            for r in range(rows):
                work[r, 0, d] += value * tables[r, 0, column]
                work[r, 1, d] += amount * tables[r, 1, column]
                work[r, 2, d] += value * tables[r, 2, column]
                work[r, 3, d] += amount * tables[r, 3, column]
        for p in range(flow_row.shape[0]):
            value = flow_values[p, s]
            if value == 0.0:
                continue
            if flow_target[p] >= 0:
                _add(work, flow_target[p], value, flow_row[p])
            for w in range(weight_start[p], weight_start[p + 1]):
                _add(work, weight_row[w], value * weight[w], flow_row[p])
        for p in range(factor_row.shape[0]):
            value = factor_values[p, s]
            if value != 0.0:
                _add(work, factor_category[p], value, factor_row[p])
        for k in range(categories):
            for d in range(demands):
                scores[s, d, k] = work[k, 0, d]
                bound[s, d, k] = work[k, 1, d] + rounding * work[k, 3, d]
                seen = abs(work[k, 2, d])
                contributions[s, d, k] = seen if seen > 0.0 else work[k, 3, d]


@kernel
def _add(work: _Reals, target: int, value: float, source: int) -> None:
    """Add a row of the four tables, times a value, to another."""
    amount = abs(value)
    for d in range(work.shape[2]):
        work[target, 0, d] += value * work[source, 0, d]
    for t in range(1, 4):
        for d in range(work.shape[2]):
            work[target, t, d] += amount * work[source, t, d]

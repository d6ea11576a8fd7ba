"""Scores from what no scenario changes, and products with what they do: many scenarios, one kernel.

With C = Cr + Cc, B = Br + Bc and F = Fr + Fc, where the changed cells stand in Cc, Bc and Fc alone, a scenario's
scores are

    s = A⁻¹Fr + A⁻¹Fc,  g = Br s + Bc s,  h = (Cr Br) s + Cr (Bc s) + Cc g,

so that nothing is subtracted that was added before. Rows of the tables: the scores of Cr Br (categories), the
flows that a cell of Cc weighs, the activities that a cell of Bc scales; columns: the demands Fr, then one unit of
each product that a cell of Fc asks for. Each table exists four times: values, error bounds, the same with absolute
intensities (contributions), and absolute values.
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
    scores: _Reals,
    error: _Reals,
    contributions: _Reals,
    size: _Reals,
) -> None:
    """Compute the scores of each scenario.

    Parameters
    ----------
    tables : float64 (4, rows, demands + products)
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
    work : float64 (4, rows, demands)
        Workspace.
    scores, error, contributions, size : float64 (scenarios, demands, categories)
        Written: h, the bound that the tables' errors leave on it, Σ|contribution| or less, and Σ of the absolute
        values of all terms.
    """
    demands, categories = scores.shape[1], scores.shape[2]
    rows = work.shape[1]
    for s in range(scores.shape[0]):
        for t in range(4):
            for r in range(rows):
                for d in range(demands):
                    work[t, r, d] = tables[t, r, d]
        for p in range(demand_column.shape[0]):
            value = demand_values[p, s]
            if value == 0.0:
                continue
            column, d = demand_column[p], demand_of[p]
            for t in range(4):
                amount = value if t % 2 == 0 else abs(value)
                for r in range(rows):
                    work[t, r, d] += amount * tables[t, r, column]
        for p in range(flow_row.shape[0]):
            value = flow_values[p, s]
            if value == 0.0:
                continue
            for t in range(4):
                amount = value if t == 0 else abs(value)
                source = work[t, flow_row[p]]
                if flow_target[p] >= 0:
                    _add(work[t, flow_target[p]], amount, source)
                for w in range(weight_start[p], weight_start[p + 1]):
                    _add(work[t, weight_row[w]], amount * (weight[w] if t == 0 else abs(weight[w])), source)
        for p in range(factor_row.shape[0]):
            value = factor_values[p, s]
            if value == 0.0:
                continue
            for t in range(4):
                _add(work[t, factor_category[p]], value if t == 0 else abs(value), work[t, factor_row[p]])
        for d in range(demands):
            for k in range(categories):
                scores[s, d, k] = work[0, k, d]
                error[s, d, k] = work[1, k, d]
                contributions[s, d, k] = abs(work[2, k, d])
                size[s, d, k] = work[3, k, d]


@kernel
def _add(target: _Reals, amount: float, source: _Reals) -> None:
    for d in range(target.shape[0]):
        target[d] += amount * source[d]

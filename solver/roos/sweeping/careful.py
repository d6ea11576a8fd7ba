"""One small system by itself, with interchanges and its inverse: for scenarios that eight at a time cannot.

Let Z be the computed inverse of K and G a bound of |I − Z K|, the doubt about K included. For p = |Z| 1 > 0
and θ = max (G p)/p < ½ the error of s is at most v + 2 θ max(v/p) p with v = |Z|(|r| + τ).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.condensed import Model, Sums
from roos.refine import UNIT

Array = NDArray[np.float64]


def score_carefully(model: Model, values: Array) -> tuple[Array, Array, Array, float, float]:
    """Return scores, bound, contributions (demands, categories), backward error and condition.

    Parameters
    ----------
    model
        As of :func:`roos.kernels.condensed.condense`.
    values
        float64 (cells,).
    """
    with np.errstate(all="ignore"):
        x = values - model.base
        sized = np.where(model.sized, np.abs(values) - np.abs(model.base), x)
        rows = np.repeat(np.arange(len(model.elimination.diagonal)), np.diff(model.elimination.indptr))
        r, shape = len(model.elimination.diagonal), model.base_score.shape
        k, k_doubt = np.zeros((r, r)), np.zeros((r, r))
        k[rows, model.elimination.columns], k_doubt[rows, model.elimination.columns] = _form(model.matrix, x)
        right, right_doubt = (part.reshape(shape[0], r).T for part in _form(model.right, x))
        nothing = np.full(shape, np.nan)
        if not np.isfinite(k).all():
            return nothing, nothing, nothing, np.inf, np.inf
        try:
            inverse = np.linalg.inv(k)
        except np.linalg.LinAlgError:
            return nothing, nothing, nothing, np.inf, np.inf
        size = np.abs(inverse)
        positive = size.sum(axis=1)
        unseen = (r + 2) * UNIT * (size @ (np.abs(k) @ positive) + positive)
        left = np.abs(np.eye(r) - inverse @ k) @ positive + unseen + size @ (k_doubt @ positive)
        theta = float(np.max(left / positive, initial=0.0))
        condition = float(np.max(size @ (np.abs(k) @ positive) / positive, initial=0.0))
        s = inverse @ right
        s += inverse @ (right - k @ s)
        backward, missed = _missed(k, k_doubt, right, right_doubt, s)
        # interchanges leave noise where the answer is zero; zero is taken where it is no worse
        cleared = np.where(np.abs(s) <= size @ missed, 0.0, s)
        backward_cleared, missed_cleared = _missed(k, k_doubt, right, right_doubt, cleared)
        better = backward_cleared <= backward
        s, missed = np.where(better, cleared, s), np.where(better, missed_cleared, missed)
        omega = float(np.max(np.minimum(backward, backward_cleared), initial=0.0))
        wrong = size @ missed
        wrong += 2.0 * theta * np.max(wrong / positive[:, None], axis=0, initial=0.0) * positive[:, None]
        scores, bound, contributions = (np.empty(shape) for _ in range(3))
        for demand in range(shape[0]):
            u, u_size, u_doubt, u_part = _unknowns(model, x, sized, s[:, demand], wrong[:, demand], demand)
            scores[demand] = model.base_score[demand] + model.score @ u
            bound[demand] = model.base_doubt[demand] + model.doubt @ u_size + np.abs(model.score) @ u_doubt
            contributions[demand] = np.abs(model.base_size[demand] + model.size @ u_part)
        if not theta < 0.5:
            condition = np.inf
        return scores, bound * (1.0 + 2.0**-40), contributions, omega, condition


def _missed(k: Array, k_doubt: Array, right: Array, right_doubt: Array, s: Array) -> tuple[Array, Array]:
    """Return the backward error of each demand, and a bound of the true residual."""
    residual, scale = right - k @ s, np.abs(right) + np.abs(k) @ np.abs(s)
    backward = np.max(np.where(residual == 0.0, 0.0, np.abs(residual) / scale), axis=0, initial=0.0)
    return backward, np.abs(residual) + (len(k) + 4) * UNIT * scale + k_doubt @ np.abs(s) + right_doubt


def _form(sums: Sums, x: Array) -> tuple[Array, Array]:
    owner = np.repeat(np.arange(sums.first.size), np.diff(sums.indptr))
    values, doubts = sums.first.copy(), sums.first_doubt.copy()
    np.add.at(values, owner, sums.weights * x[sums.cells])
    np.add.at(doubts, owner, sums.doubts * np.abs(x[sums.cells]))
    return values, doubts


def _unknowns(
    model: Model, x: Array, sized: Array, s: Array, wrong: Array, demand: int
) -> tuple[Array, Array, Array, Array]:
    """Return [s; y], its size, its doubt and its part of contributions."""
    r, width = s.size, model.score.shape[1]
    owner = r + np.repeat(np.arange(width - r), np.diff(model.sums_indptr))
    weighed = model.sums_weights * x[model.sums_cells]
    u, size, doubt, part = (np.zeros(width) for _ in range(4))
    u[:r], size[:r], doubt[:r], part[:r] = s, np.abs(s), wrong, s
    np.add.at(u, owner, weighed * s[model.sums_unknowns])
    np.add.at(size, owner, np.abs(weighed * s[model.sums_unknowns]))
    np.add.at(doubt, owner, np.abs(weighed) * wrong[model.sums_unknowns])
    np.add.at(part, owner, model.sums_weights * sized[model.sums_cells] * s[model.sums_unknowns])
    chosen = slice(model.demand_indptr[demand], model.demand_indptr[demand + 1])
    rows, cells = model.demand_rows[chosen], model.demand_cells[chosen]
    np.add.at(u, rows, x[cells])
    np.add.at(size, rows, np.abs(x[cells]))
    np.add.at(part, rows, sized[cells])
    return u, size, doubt, part

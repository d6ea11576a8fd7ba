"""The structure of a system in figures, to be held beside the published ones."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, onenormest, splu

from roos_inventories.synthetic.arrays import SyntheticArrays
from roos_inventories.synthetic.shape import Floats

Fact = float | int | tuple[float, ...] | tuple[int, ...]


def facts(arrays: SyntheticArrays, *, factors: bool = False) -> dict[str, Fact]:
    """Measure a system.

    Parameters
    ----------
    arrays : SyntheticArrays
        The system.
    factors : bool
        Factorise too, for the fill and the condition. Takes a minute or more at 22 000 activities.

    Returns
    -------
    dict
        Figures by name, in the order of the table.
    """
    a, rows = normalised(arrays)
    n = a.shape[0]
    columns = np.repeat(np.arange(n), np.diff(a.indptr))
    off = a.indices != columns
    used = np.bincount(a.indices[off], minlength=n)
    inputs = np.bincount(columns[off], minlength=n)
    ratio = np.log10(np.abs(a.data[off]))
    _, component = connected_components(a, directed=True, connection="strong")
    emitted = np.diff(arrays.B.indptr)
    out: dict[str, Fact] = {
        "activities": n,
        "entries of A": int(a.nnz),
        "entries of A per column": a.nnz / n,
        "largest strong component": float(np.bincount(component).max() / n),
        "entries in top 1 % of rows": float(np.sort(used)[-max(1, n // 100) :].sum() / used.sum()),
        "rows never used by others": float((used == 0).mean()),
        "inputs per column, p50/p90/p99/max": _percentiles(inputs, (50, 90, 99, 100)),
        "log10 |a_ij/a_jj|, p1/25/50/75/99": _percentiles(ratio, (1, 25, 50, 75, 99)),
        "negative reference flows": float((rows < 0).mean()),
        "spectral radius of I − A": spectral_radius(a),
        "flows in use": int((np.bincount(arrays.B.indices, minlength=arrays.B.shape[0]) > 0).sum()),
        "entries of B": int(arrays.B.nnz),
        "entries of B per column": arrays.B.nnz / n,
        "entries of B per column, p50/p90/p99/max": _percentiles(emitted, (50, 90, 99, 100)),
        "log10 |b|, min/max": _percentiles(np.log10(np.abs(arrays.B.data)), (0, 100)),
        "flows characterised": float((np.bincount(arrays.C.indices, minlength=arrays.C.shape[1]) > 0).mean()),
    }
    return out | (_factors(arrays) if factors else {})


def normalised(arrays: SyntheticArrays) -> tuple[sp.csc_array, Floats]:
    """Return A with products in the order of activities and columns divided by production, rows signed.

    Returns
    -------
    tuple
        The matrix, with ones on the diagonal, and the signs of the reference flows.
    """
    a = sp.csc_array(sp.csr_array(arrays.A)[arrays.reference])
    diagonal = a.diagonal()
    sign = np.sign(diagonal)
    out = sp.csc_array(sp.diags_array(sign) @ a @ sp.diags_array(1.0 / np.abs(diagonal)))
    out.sort_indices()
    return out, sign


def spectral_radius(a: sp.csc_array, steps: int = 300) -> float:
    """Return the spectral radius of I − A by power iteration, shifted so that periods do no harm."""
    inputs = sp.csr_array(sp.eye_array(a.shape[0]) - a)
    vector, radius = np.ones(a.shape[0]), 0.0
    for _ in range(steps):
        following = inputs @ vector + vector
        radius = float(following.sum() / vector.sum()) - 1.0
        vector = following / following.max()
    return radius


def _factors(arrays: SyntheticArrays) -> dict[str, Fact]:
    """Return fill in both orientations and the condition number in the 1-norm."""
    straight, turned = splu(arrays.A), splu(sp.csc_array(arrays.A.T))
    n = arrays.A.shape[0]
    inverse = LinearOperator(
        (n, n), matvec=straight.solve, rmatvec=lambda x: straight.solve(x, trans="T"), dtype=np.float64
    )
    return {
        "SuperLU entries of factors, A": int(straight.nnz),
        "SuperLU entries of factors, Aᵀ": int(turned.nnz),
        "SuperLU fill, A over Aᵀ": straight.nnz / turned.nnz,
        "condition, 1-norm": float(onenormest(inverse) * onenormest(arrays.A)),
    }


def _percentiles(values: np.ndarray, at: tuple[int, ...]) -> tuple[float, ...]:
    return tuple(float(value) for value in np.percentile(values, at))

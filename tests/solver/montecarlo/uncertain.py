"""A small system whose exchanges are uncertain, and the same by the long way round."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from roos import Distributions, Labels, Method, System, Uncertainty
from roos.sampling import Draws, Stream

DEMANDS = {"one pump": {"pump": 1.0}, "steel and power": {"steel": 2.0, "power": 1.0}}
A = np.array([[1.0, -0.2, -2.0], [-0.5, 1.0, -3.0], [0.0, 0.0, 1.0]])
B = np.array([[2.0, 0.3, 0.0], [0.1, 0.5, 0.2]])
C = np.array([[1.0, 0.0], [0.1, 1.0]])


def lognormal(matrix, scale=0.2, kind=2) -> Distributions:
    """Return a distribution for every entry but those of the diagonal of A, which are certain."""
    row, col = np.nonzero(matrix)
    value = matrix[row, col]
    certain = (row == col) if matrix is A else np.zeros(row.size, dtype=bool)
    return Distributions.build(
        {
            "row": row,
            "col": col,
            "type": np.where(certain, 1, kind),
            "loc": np.where(certain, value, np.log(np.abs(value))),
            "scale": np.where(certain, np.nan, scale),
            **{name: np.full(row.size, np.nan) for name in ("shape", "minimum", "maximum")},
            "negative": value < 0,
        },
        matrix.shape,
        where="a test",
    )


def system_of(uncertainty: Uncertainty | None = None, a=A) -> System:
    """Return steel, power and a pump; by default all of A, B and C is uncertain."""
    if uncertainty is None:
        uncertainty = Uncertainty(lognormal(A), lognormal(B, 0.4), lognormal(C, 0.1))
    categories = Labels("category", ("climate", "water"), units=("kg", "m3"))
    return System.build(
        "pump",
        sp.csc_array(a),
        sp.csc_array(B),
        products=Labels("product", ("steel", "power", "pump")),
        activities=Labels("activity", ("steelworks", "plant", "factory")),
        flows=Labels("flow", ("co2", "use")),
        characterisation=Method.build("two", C, categories),
        uncertainty_of=lambda: uncertainty,
    )


def drawn(system: System, seed: int, sample: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return A, B and C of one sample, dense, drawn matrix by matrix."""
    found = []
    given = system.uncertainty
    parts = (given.technosphere, given.biosphere, given.characterisation)
    for base, rows, stream in zip((A, B, C), parts, list(Stream)[:3], strict=True):
        matrix = base.copy()
        if rows is not None:
            place = (rows.row * matrix.shape[1] + rows.col).astype(np.int32)
            flat = matrix.ravel()
            draws = Draws(rows, place, flat, stream, str)
            draws.write(seed, sample, flat)
        found.append(matrix)
    return tuple(found)

"""One demand and one method: ``bw2calc.LCA`` on roos."""

from __future__ import annotations

from typing import Any

import bw2calc
import numpy as np
from numpy.typing import NDArray

from roos.brightway.loading import Loading
from roos.brightway.solving import Solving


class LCA(Solving, Loading, bw2calc.LCA):  # type: ignore[misc]
    """As :class:`bw2calc.LCA`, with its arguments, methods and results.

    A is factorised at the first solve and refactorised on the same ordering when its values change: at
    ``next()``, or where somebody writes into ``technosphere_matrix``. A matrix that is singular, or a
    solution that is not accurate, is an error of roos that names the nodes; bw2calc hands out what its
    solver returns.

    Raises
    ------
    RoosError
        E101, E102, E104 the technosphere is singular, E106 a value is not finite, E118 a solution could not
        be refined to a small backward error.
    """

    def lci_calculation(self) -> None:
        """Set ``supply_array``, float64 (activities,), and ``inventory``, csr_matrix (flows × activities)."""
        self.supply_array = self.solve_linear_system()
        self.inventory = scaled(self.biosphere_matrix, self.supply_array)


def scaled(biosphere: Any, supply: NDArray[np.float64]) -> Any:
    """Return B diag(s) as csr_matrix (flows × activities), without the zeros of idle activities."""
    import scipy.sparse as sp

    biosphere = biosphere.tocsr()
    data = biosphere.data * supply[biosphere.indices]
    kept = data != 0.0
    before = np.zeros(kept.size + 1, dtype=biosphere.indptr.dtype)
    np.cumsum(kept, out=before[1:])
    parts = (data[kept], biosphere.indices[kept], before[biosphere.indptr])
    return sp.csr_matrix(parts, shape=biosphere.shape)

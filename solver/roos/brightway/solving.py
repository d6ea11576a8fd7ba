"""The places where bw2calc's classes ask for a solution of A s = f, answered by roos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from roos.brightway.keeper import Keeper, Reference
from roos.labels import Labels
from roos.options import Options

if TYPE_CHECKING:
    from roos.factorisation import Factorisation

#: Attributes of an LCA object that hold factors; they are left out of copies and pickles.
STATE = ("_roos_keeper", "solver")


class Solving:
    """Solves with roos, for classes of bw2calc that derive from it first.

    Attributes
    ----------
    roos_options
        Options of the factorisation, :class:`roos.Options` or None for the default; of a class or an object.
    """

    roos_options: Options | None = None
    technosphere_matrix: Any
    technosphere_mm: Any
    solver: Any

    @property
    def factors(self) -> Factorisation:
        """Factors of the technosphere matrix as it is now (:class:`roos.Factorisation`)."""
        return keeper_of(self).factors(
            self.technosphere_matrix,
            reference=lambda: reference_of(self),
            names=lambda: names_of(self),
        )

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy takes along: everything but factors, which it makes for itself."""
        state: dict[str, Any] = super().__getstate__()  # type: ignore[assignment]
        return {key: value for key, value in state.items() if key not in STATE}

    def _spsolve(self, matrix: Any, rhs: Any) -> Any:
        if matrix is self.technosphere_matrix:
            return self.factors.solve(rhs)
        return keeper_of(self).factors(matrix).solve(rhs)

    def decompose_technosphere(self) -> None:
        """Factorise now, and set ``solver``, which solves A s = f with the matrix as it then is."""
        self.factors  # noqa: B018
        self.solver = lambda demand: self.factors.solve(demand)

    def _delete_solver_state(self) -> None:
        """Forget ``solver``; factors stay, as they are known by the values they belong to."""
        self.__dict__.pop("solver", None)

    def invert_technosphere_matrix(self) -> Any:
        """Return A⁻¹, dense (activities, products), and keep it as ``inverted_technosphere_matrix``."""
        self.inverted_technosphere_matrix = self.factors.solve(np.eye(self.technosphere_matrix.shape[0]))
        return self.inverted_technosphere_matrix


def keeper_of(lca: Any) -> Keeper:
    """Return the keeper of an LCA object, made when first asked for."""
    keeper = lca.__dict__.get("_roos_keeper")
    if keeper is None:
        keeper = lca.__dict__["_roos_keeper"] = Keeper(getattr(lca, "roos_options", None))
    assert isinstance(keeper, Keeper)
    return keeper


def names_of(lca: Any) -> tuple[Labels, Labels]:
    """Return Brightway's ids of products and activities as labels."""
    rows, columns = lca.technosphere_mm.row_mapper.array, lca.technosphere_mm.col_mapper.array
    made = [tuple(str(node) for node in each.tolist()) for each in (rows, columns)]
    return Labels("product", made[0]), Labels("activity", made[1])


def reference_of(lca: Any) -> Reference:
    """Return the row of each activity's reference product as flagged in the datapackages.

    Returns
    -------
    ndarray or None
        int64 (activities,); None where flags are missing or name several products for one activity. What is
        no pairing is left to :func:`roos.factorise`, which finds one.
    """
    mapped = getattr(lca, "technosphere_mm", None)
    columns = lca.technosphere_matrix.shape[1]
    reference = np.full(columns, -1, dtype=np.int64)
    if mapped is None or mapped.matrix.shape != lca.technosphere_matrix.shape:
        return None
    for group in mapped.groups:
        if group.empty or not group.has_reference:
            continue
        flagged = np.asarray(group.reference_current, dtype=bool)
        rows, at = group.row_masked[flagged], group.col_masked[flagged]
        known = reference[at]
        if np.any((known != -1) & (known != rows)):
            return None
        reference[at] = rows
    return reference if (reference >= 0).all() else None

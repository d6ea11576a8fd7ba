"""A system as datapackages in memory: what bw2calc reads."""

from __future__ import annotations

from typing import Any

import bw_processing as bwp
import numpy as np
import scipy.sparse as sp

from roos import System
from roos_inventories.synthetic import SyntheticArrays, Uncertainty
from roos_inventories.synthetic.uncertainty import LOGNORMAL

#: Ids of flows begin here, those of products and activities at 0: bw2calc wants them apart.
FIRST_FLOW = 10_000_000


def inventory(
    a: sp.csc_array,
    b: sp.csc_array,
    reference: np.ndarray,
    uncertainty: tuple[Uncertainty, Uncertainty] | None = None,
) -> Any:
    """Return A and B as one datapackage; inputs are positive numbers with flips, as bw2data writes them.

    Parameters
    ----------
    a, b
        Products × activities, flows × activities.
    reference
        Row of the reference product of each activity, flagged for bw2calc's own pairing.
    uncertainty
        Distributions of the entries of A and of B, in the order of their data.
    """
    package = bwp.create_datapackage()
    columns = np.repeat(np.arange(a.shape[1]), np.diff(a.indptr))
    flip = a.data < 0
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        name="technosphere",
        indices_array=_indices(a.indices, columns),
        data_array=np.abs(a.data),
        flip_array=flip,
        reference_array=reference[columns] == a.indices,
        **({"distributions_array": _distributions(uncertainty[0], flip)} if uncertainty else {}),
    )
    flows = np.repeat(np.arange(b.shape[1]), np.diff(b.indptr))
    package.add_persistent_vector(
        matrix="biosphere_matrix",
        name="biosphere",
        indices_array=_indices(b.indices + FIRST_FLOW, flows),
        data_array=b.data,
        **({"distributions_array": _distributions(uncertainty[1], None)} if uncertainty else {}),
    )
    return package


def methods(c: sp.csr_array, names: tuple[str, ...]) -> list[Any]:
    """Return a datapackage per category, named by a tuple as bw2calc wants it."""
    made = []
    for k, name in enumerate(names):
        start, end = c.indptr[k], c.indptr[k + 1]
        package = bwp.create_datapackage()
        package.add_persistent_vector(
            matrix="characterization_matrix",
            name=f"category {k}",
            indices_array=_indices(c.indices[start:end] + FIRST_FLOW, np.zeros(end - start, dtype=int)),
            data_array=c.data[start:end],
            global_index=0,
            identifier=["benchmark", name],
        )
        made.append(package)
    return made


def of_system(system: System) -> tuple[list[Any], list[tuple[str, str]]]:
    """Return all datapackages of a system without distributions, and the names of its categories."""
    method = system.characterisation
    assert method is not None
    reference = system.technosphere.reference
    package = inventory(system.technosphere.matrix, system.biosphere, reference)
    names = method.categories.ids
    return [package, *methods(method.matrix, names)], [("benchmark", name) for name in names]


def of_arrays(made: SyntheticArrays, categories: int = 1) -> list[Any]:
    """Return the datapackages of a generated system with its distributions, and its first categories."""
    package = inventory(made.A, made.B, made.reference, (made.uncertainty_a, made.uncertainty_b))
    names = tuple(made.categories.ids[:categories])
    return [package, *methods(sp.csr_array(made.C), names)]


def _indices(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    out = np.empty(len(rows), dtype=bwp.INDICES_DTYPE)
    out["row"], out["col"] = rows, columns
    return out


def _distributions(given: Uncertainty, flip: np.ndarray | None) -> np.ndarray:
    """Return the distributions of the stored numbers: those with a flip are of the absolute value."""
    out = np.empty(len(given.row), dtype=bwp.UNCERTAINTY_DTYPE)
    out["uncertainty_type"] = given.type
    for field in ("loc", "scale", "shape", "minimum", "maximum", "negative"):
        out[field] = getattr(given, field)
    if flip is not None:
        out["loc"] = np.where(given.type == LOGNORMAL, given.loc, np.abs(given.loc))
        out["negative"] = False
    return out

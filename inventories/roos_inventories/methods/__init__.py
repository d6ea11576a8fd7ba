"""Characterisation methods as data: what there is, and a method matched to the flows of an inventory.

The factors are those inside the installed bw2io package (see README.md); none is copied into roos.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from roos.errors import error
from roos.labels import Labels
from roos.method import Method
from roos_inventories.methods.cache import load_factors
from roos_inventories.methods.compartments import normal_compartment
from roos_inventories.methods.coverage import CategoryCoverage, Coverage, describe_flow, match_flows
from roos_inventories.methods.families import Family, category_labels, families
from roos_inventories.methods.source import FactorTable

__all__ = [
    "CategoryCoverage",
    "Coverage",
    "MethodInfo",
    "list_methods",
    "normal_compartment",
    "read_method",
]


@dataclass(frozen=True)
class MethodInfo:
    """One method that can be read.

    Attributes
    ----------
    name, title
        What to type, and what to print.
    categories
        Labels with units, as the method will have them.
    factors
        Number of characterisation factors.
    published
        Name of the family in the source.
    """

    name: str
    title: str
    categories: Labels
    factors: int
    published: str

    @property
    def units(self) -> tuple[str, ...]:
        """Unit of each category."""
        return self.categories.units


def list_methods() -> tuple[MethodInfo, ...]:
    """Return all methods, in the order of the source.

    Raises
    ------
    InputError
        E509 when bw2io is not installed, E503 when its data are damaged.
    """
    table = load_factors()
    return tuple(
        MethodInfo(
            family.name,
            family.title,
            category_labels(table, family)[0],
            _size(table, family),
            family.published,
        )
        for family in families(table.categories).values()
    )


def read_method(name: str, flows: Labels) -> tuple[Method, Coverage]:
    """Return a method for the flows of an inventory, and how well the two fit.

    Parameters
    ----------
    name
        One of :func:`list_methods`, e.g. ``"recipe-2016-midpoint-h"``.
    flows
        Labels of the rows of B: ids are tried first, then names with ``extra["compartment"]``.

    Returns
    -------
    Method
        C (categories × flows), float64; findings hold corrected labels (W103) and unknown flows (W102).
    Coverage
        Counts per category and the names that were not matched.

    Raises
    ------
    InputError
        E511 unknown method, or none of its factors is for a flow of this inventory; E107 a flow in another
        unit; E509 and E503 as :func:`list_methods`.
    """
    table = load_factors()
    known = families(table.categories)
    family = known.get(name)
    if family is None:
        near = difflib.get_close_matches(name.casefold(), known, n=5, cutoff=0.4) or list(known)[:5]
        raise error("E511", f"no method is named {name!r}", where=name, hint="nearest: " + "; ".join(near))
    labels, corrections = category_labels(table, family)
    match = match_flows(flows, table.flows)
    listed = _matrix(table, family)
    columns = np.flatnonzero(match.known)
    scatter = sp.csr_array(
        (np.ones(len(columns)), (match.positions[columns], columns)), shape=(len(table.flows), len(flows))
    )
    matrix = sp.csr_array(listed @ scatter)
    if matrix.nnz == 0:
        raise error(
            "E511", f"no factor of {name!r} is for a flow of this inventory", where=family.title,
            hint="its flows carry neither ecoinvent ids nor ecoinvent names with compartments",
        )  # fmt: skip
    coverage = _coverage(family, labels, flows, listed, matrix, match.positions, match.by_id)
    method = Method.build(
        family.title, matrix, labels, findings=corrections + coverage.findings(),
        meta={
            "name": family.name,
            "source": f"bw2io data/lcia/lcia_39_ecoinvent.zip: {family.published}",
            "sha256": table.digest,
            "licence": "inside bw2io (BSD-3-Clause); factors as implemented by ecoinvent 3.9, see its terms",
        },
    )  # fmt: skip
    return method, coverage


def _size(table: FactorTable, family: Family) -> int:
    return int(sum(table.offsets[k + 1] - table.offsets[k] for k in family.positions))


def _matrix(table: FactorTable, family: Family) -> sp.csr_array:
    """Return C over the listed flows, stored zeros kept: a factor of zero is a factor."""
    parts = [slice(table.offsets[k], table.offsets[k + 1]) for k in family.positions]
    pointers = np.concatenate([[0], np.cumsum([part.stop - part.start for part in parts])])
    return sp.csr_array(
        (
            np.concatenate([table.factors[part] for part in parts]),
            np.concatenate([table.positions[part] for part in parts]),
            pointers,
        ),
        shape=(len(parts), len(table.flows)),
    )


def _coverage(
    family: Family, labels: Labels, flows: Labels, listed: sp.csr_array, matrix: sp.csr_array,
    positions: np.ndarray, by_id: int,
) -> Coverage:  # fmt: skip
    known = positions >= 0
    present = np.zeros(listed.shape[1], dtype=bool)
    present[positions[known]] = True
    with_factor = np.zeros(len(flows), dtype=bool)
    with_factor[matrix.indices] = True
    rows = []
    for k, identifier in enumerate(labels.ids):
        factors = listed.indices[listed.indptr[k] : listed.indptr[k + 1]]
        flows_with_factor = int(matrix.indptr[k + 1] - matrix.indptr[k])
        rows.append(
            CategoryCoverage(identifier, flows_with_factor, len(factors), int((~present[factors]).sum()))
        )
    return Coverage(
        family.name, len(flows), by_id, int(known.sum()) - by_id,
        tuple(describe_flow(flows, int(j)) for j in np.flatnonzero(~known)),
        tuple(describe_flow(flows, int(j)) for j in np.flatnonzero(known & ~with_factor)),
        tuple(rows),
    )  # fmt: skip

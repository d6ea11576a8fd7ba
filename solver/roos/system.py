"""The system under study: technosphere, biosphere and characterisation with their labels, validated once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import Finding, error
from roos.given import real_matrix
from roos.labels import Labels
from roos.method import Method
from roos.uncertainty import Uncertainty

#: Positions and entry counts are 32-bit in every kernel; larger systems are refused before allocation.
INDEX_LIMIT = 2**31 - 1


@dataclass(frozen=True, repr=False)
class Technosphere:
    """Technosphere matrix A with the names of its rows and columns.

    Attributes
    ----------
    matrix
        csc_array (products × activities), float64, sorted, no duplicates. Outputs are positive, inputs
        negative: A s = f. Read-only by convention; owned by this object.
    products, activities
        Labels of rows and columns.
    reference
        int64 (activities,): row of the reference product of each activity, −1 where the source names none.
    """

    matrix: sp.csc_array
    products: Labels
    activities: Labels
    reference: NDArray[np.int64]

    def __repr__(self) -> str:
        products, activities = self.shape
        return f"Technosphere({products} products × {activities} activities, {self.matrix.nnz} exchanges)"

    @property
    def shape(self) -> tuple[int, int]:
        """Number of products and of activities."""
        return (int(self.matrix.shape[0]), int(self.matrix.shape[1]))


@dataclass(frozen=True, repr=False)
class System:
    """Everything that is read from an inventory, ready to solve.

    Attributes
    ----------
    name
        Locator or title, for messages and results.
    technosphere
        A with its labels.
    biosphere
        csc_array B (flows × activities), float64; the sign is the source's: emissions and extractions both
        positive where the characterisation factors say so.
    flows
        Labels of the rows of B.
    characterisation
        Default method C (categories × flows), or None where the source brings none.
    findings
        What the reader noticed, corrected or left alone.
    meta
        Source, licence, version, digests: plain values for ``run.json``.
    uncertainty_of
        Reads the distributions when they are asked for, or None where the source has none.
    """

    name: str
    technosphere: Technosphere
    biosphere: sp.csc_array
    flows: Labels
    characterisation: Method | None = None
    findings: tuple[Finding, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    uncertainty_of: Callable[[], Uncertainty | None] | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        flows = f"{len(self.flows)} flows, {self.biosphere.nnz} flow exchanges"
        method = f", method {self.characterisation.name!r}" if self.characterisation is not None else ""
        return f"System({self.name!r}, {self.technosphere!r}, {flows}{method})"

    @cached_property
    def uncertainty(self) -> Uncertainty | None:
        """Distributions of the entries of A, B and C, read from the source when first asked for.

        Raises
        ------
        InputError
            As the reader says; E506 the source is not what it was when the system was read.
        """
        return self.uncertainty_of() if self.uncertainty_of is not None else None

    @property
    def products(self) -> Labels:
        """Rows of A."""
        return self.technosphere.products

    @property
    def activities(self) -> Labels:
        """Columns of A."""
        return self.technosphere.activities

    @classmethod
    def build(
        cls,
        name: str,
        technosphere: Any,
        biosphere: Any,
        *,
        products: Labels | None = None,
        activities: Labels | None = None,
        flows: Labels | None = None,
        reference: NDArray[np.int64] | None = None,
        characterisation: Method | None = None,
        findings: tuple[Finding, ...] = (),
        meta: Mapping[str, Any] | None = None,
        uncertainty_of: Callable[[], Uncertainty | None] | None = None,
    ) -> System:
        """Check and freeze matrices and labels; the only door through which readers make a system.

        Parameters
        ----------
        name
            Locator or title.
        technosphere, biosphere
            Any scipy sparse matrix or array, or a dense one; copied. Duplicates are summed: a reader that
            knows a better policy applies it before.
        products, activities, flows
            Labels; numbered 0…n−1 where missing.
        reference
            Row of the reference product per activity; −1 or missing where the source names none.

        Raises
        ------
        InputError
            E106 non-finite value (named), E109 too large, E114 shapes that do not agree,
            E117 not a matrix of real numbers.
        """
        a = as_csc(technosphere, "technosphere")
        b = as_csc(biosphere, "biosphere")
        products = products or Labels.numbered("product", a.shape[0])
        activities = activities or Labels.numbered("activity", a.shape[1])
        flows = flows or Labels.numbered("flow", b.shape[0])
        _check_shape("technosphere", a.shape, (len(products), len(activities)), "products × activities")
        _check_shape("biosphere", b.shape, (len(flows), len(activities)), "flows × activities")
        if characterisation is not None:
            _check_shape(
                "characterisation",
                characterisation.matrix.shape,
                (len(characterisation.categories), len(flows)),
                "categories × flows",
            )
        check_finite(a, "technosphere", products, activities)
        check_finite(b, "biosphere", flows, activities)
        if reference is None:
            reference = np.full(len(activities), -1, dtype=np.int64)
        reference = np.asarray(reference, dtype=np.int64)
        if reference.shape != (len(activities),):
            raise error("E114", f"{reference.size} reference products for {len(activities)} activities")
        if reference.size and (reference.max() >= len(products) or reference.min() < -1):
            raise error("E114", "a reference product lies outside the list of products")
        return cls(
            name,
            Technosphere(a, products, activities, reference),
            b,
            flows,
            characterisation,
            findings,
            MappingProxyType(dict(meta or {})),
            uncertainty_of,
        )


def as_csc(matrix: Any, title: str = "matrix") -> sp.csc_array:
    """Return a float64 csc_array of our own: sorted, duplicates summed, explicit zeros removed."""
    shape = getattr(matrix, "shape", ())
    if max(shape, default=0) > INDEX_LIMIT or getattr(matrix, "nnz", 0) > INDEX_LIMIT:
        raise error(
            "E109",
            f"a matrix of shape {shape} needs 64-bit positions",
            where=title,
            hint=f"roos counts up to {INDEX_LIMIT} rows, columns and entries",
        )
    with np.errstate(over="ignore"):  # infinite then, and named by `check_finite`
        csc = sp.csc_array(real_matrix(matrix, title), dtype=np.float64, copy=True)
    csc.sum_duplicates()
    csc.eliminate_zeros()
    csc.indptr = csc.indptr.astype(np.int32, copy=False)
    csc.indices = csc.indices.astype(np.int32, copy=False)
    return csc


def check_finite(matrix: sp.csc_array, title: str, rows: Labels, columns: Labels) -> None:
    """Raise E106 that names the first entry which is NaN or infinite."""
    bad = np.flatnonzero(~np.isfinite(matrix.data))
    if bad.size:
        column = int(np.searchsorted(matrix.indptr, bad[0], side="right")) - 1
        row = int(matrix.indices[bad[0]])
        raise error(
            "E106",
            f"{title} holds {matrix.data[bad[0]]} ({bad.size} such values)",
            where=f"{rows.kind} {rows.describe(row)}, {columns.kind} {columns.describe(column)}",
            hint="correct the source: roos neither drops nor replaces values",
        )


def _check_shape(title: str, got: tuple[int, ...], wanted: tuple[int, int], axes: str) -> None:
    if tuple(got) != wanted:
        raise error(
            "E114",
            f"{title} is {got[0]} × {got[1]}, its labels say {wanted[0]} × {wanted[1]}",
            where=axes,
            hint="matrix and label lists must describe the same rows and columns",
        )

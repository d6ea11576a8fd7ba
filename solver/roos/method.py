"""A characterisation method: C with its categories, each carrying its model and unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp

from roos.errors import Finding, error
from roos.given import real_matrix
from roos.labels import Labels


@dataclass(frozen=True, repr=False)
class Method:
    """Characterisation matrix C and its categories.

    Attributes
    ----------
    name
        E.g. ``"ReCiPe 2016 v1.03, midpoint (H)"``.
    matrix
        csr_array C (categories × flows), float64: score = C g.
    categories
        Labels with units; ``extra["model"]`` names the characterisation model of each category, to which a
        price must agree.
    findings
        Corrections of published labels, coverage.
    meta
        Source, licence.
    """

    name: str
    matrix: sp.csr_array
    categories: Labels
    findings: tuple[Finding, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        categories, flows = self.matrix.shape
        return f"Method({self.name!r}, {categories} categories × {flows} flows)"

    @classmethod
    def build(
        cls,
        name: str,
        matrix: Any,
        categories: Labels,
        *,
        findings: tuple[Finding, ...] = (),
        meta: Mapping[str, Any] | None = None,
    ) -> Method:
        """Check and freeze a method.

        Raises
        ------
        InputError
            E106 non-finite factor, E114 shape that does not agree with the categories, E117 not a matrix of
            real numbers.
        """
        with np.errstate(over="ignore"):  # infinite then, and named below
            csr = sp.csr_array(real_matrix(matrix, f"method {name!r}"), dtype=np.float64, copy=True)
        csr.sum_duplicates()
        if csr.shape[0] != len(categories):
            raise error(
                "E114", f"{csr.shape[0]} rows of factors for {len(categories)} categories", where=name
            )
        bad = np.flatnonzero(~np.isfinite(csr.data))
        if bad.size:
            row = int(np.searchsorted(csr.indptr, bad[0], side="right")) - 1
            raise error(
                "E106",
                f"method {name!r} holds a factor {csr.data[bad[0]]}",
                where=f"category {categories.describe(row)}",
                hint="correct the source: roos neither drops nor replaces values",
            )
        if "model" not in categories.extra:
            extra = {**categories.extra, "model": (name,) * len(categories)}
            categories = Labels(
                "category", categories.ids, categories.names, categories.units, categories.locations, extra
            )
        return cls(name, csr, categories, findings, dict(meta or {}))

    @property
    def models(self) -> tuple[str, ...]:
        """Characterisation model of each category."""
        return self.categories.extra["model"]

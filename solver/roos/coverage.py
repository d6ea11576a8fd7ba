"""How much of an inventory a method counts: elementary flows with a factor, by number and by amount.

Amounts of different units cannot be added, and one unit of an activity may be a kilogram or a power station.
The *direct share* of flow i, counted in unit u, is free of both:

    m_i = (1 / n_u) Σ_j |b_ij| / Σ_{i' in u} |b_i'j|

the mean, over the n_u activities that exchange anything in u, of the flow's part in what the activity itself
exchanges in u. The shares of all flows in u add up to one, every flow in use has one, and neither the size of
an activity nor a demand enters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.labels import Labels
from roos.method import Method


@dataclass(frozen=True)
class CategoryCoverage:
    """What one category counts.

    Attributes
    ----------
    category, unit
        Id and unit of the category.
    factors
        Flows of the inventory with a factor, in use or not; a factor of zero is a factor.
    flows
        Flows in use with a factor.
    shares
        By unit of the flows: direct share of those with a factor, 0 to 1.
    """

    category: str
    unit: str
    factors: int
    flows: int
    shares: dict[str, float]


@dataclass(frozen=True)
class Coverage:
    """How much of what a system exchanges with nature a method counts.

    Attributes
    ----------
    method
        Its name.
    in_use
        Flows that some activity exchanges.
    units
        Flows in use by their unit, the most frequent first; an empty text where no unit is known.
    share
        float64 (flows,): direct share m of each flow in its unit; 0 for flows not in use.
    uncovered
        int64: flows in use that no category has a factor for, by falling direct share.
    uncovered_shares
        By unit: direct share of those.
    categories
        In the order of the method.
    """

    method: str
    in_use: int
    units: dict[str, int]
    share: NDArray[np.float64]
    uncovered: NDArray[np.int64]
    uncovered_shares: dict[str, float]
    categories: tuple[CategoryCoverage, ...]

    @property
    def main_unit(self) -> str | None:
        """Unit in which most flows in use are counted, usually the kilogram; None when there are none."""
        return next(iter(self.units), None)


def coverage(biosphere: sp.csc_array, flows: Labels, method: Method) -> Coverage:
    """Measure how much of a biosphere a method counts.

    Parameters
    ----------
    biosphere
        csc_array B (flows × activities).
    flows
        Labels of its rows, with units.
    method
        C (categories × flows).
    """
    used = np.bincount(biosphere.indices[biosphere.data != 0], minlength=len(flows)) > 0
    kinds, unit_of = np.unique(np.array(flows.units, dtype=object).astype(str), return_inverse=True)
    share = _direct_shares(biosphere, unit_of, len(flows))
    counts = np.bincount(unit_of[used], minlength=kinds.size)
    order = [u for u in np.argsort(-counts, kind="stable") if counts[u]]

    def by_unit(chosen: NDArray[np.bool_]) -> dict[str, float]:
        sums = np.bincount(unit_of[chosen], weights=share[chosen], minlength=kinds.size)
        return {str(kinds[u]): min(float(sums[u]), 1.0) for u in order}

    counted = np.zeros(len(flows), dtype=bool)
    rows = []
    for k, identifier in enumerate(method.categories.ids):
        has = np.zeros(len(flows), dtype=bool)
        has[method.matrix.indices[method.matrix.indptr[k] : method.matrix.indptr[k + 1]]] = True
        counted |= has
        rows.append(
            CategoryCoverage(
                identifier,
                method.categories.units[k],
                int(has.sum()),
                int((has & used).sum()),
                by_unit(has),
            )
        )
    silent = np.flatnonzero(used & ~counted)
    silent = silent[np.argsort(-share[silent], kind="stable")]
    return Coverage(
        method.name,
        int(used.sum()),
        {str(kinds[u]): int(counts[u]) for u in order},
        share,
        silent,
        by_unit(used & ~counted),
        tuple(rows),
    )


def _direct_shares(biosphere: sp.csc_array, unit_of: NDArray[np.int64], flows: int) -> NDArray[np.float64]:
    """Return m for every flow, float64 (flows,)."""
    column_of = np.repeat(np.arange(biosphere.shape[1], dtype=np.int64), np.diff(biosphere.indptr))
    units = unit_of[biosphere.indices]
    pairs, pair_of = np.unique(units * np.int64(biosphere.shape[1]) + column_of, return_inverse=True)
    # the largest amount first: sums of it cannot overflow
    amount = np.abs(biosphere.data)
    largest = np.zeros(pairs.size)
    np.maximum.at(largest, pair_of, amount)
    relative = amount / np.where(largest > 0, largest, 1.0)[pair_of]
    total = np.bincount(pair_of, weights=relative, minlength=pairs.size)
    part = relative / np.where(total > 0, total, 1.0)[pair_of]
    activities = np.bincount((pairs // max(biosphere.shape[1], 1)).astype(np.int64))
    weights = np.bincount(biosphere.indices, weights=part, minlength=flows)
    most = np.zeros(unit_of.max(initial=-1) + 1)
    most[: activities.size] = activities
    return np.asarray(weights / np.where(most > 0, most, 1.0)[unit_of])

"""Sensitivities as they come back: the most important lines by name, and all of them as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding

if TYPE_CHECKING:
    import pandas

    from roos.sensitivity.entries import Entries

Array = NDArray[np.float64]

#: Titles of the numbers of a line.
NUMBERS = ("amount", "derivative", "effect", "elasticity", "standard_deviation", "variance_share")


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivities:
    """How one score depends on each exchange and factor, to first order.

    Attributes
    ----------
    demand, category, scenario
        Ids of the cell; the scenario is empty for the system itself.
    unit
        Of the category.
    score, bound
        The certified score and its error bound.
    rank
        What the lines are ordered by: ``"elasticity"`` or ``"variance"``.
    labels
        Each line in words.
    texts
        Text columns by title: matrix, role, ids, names and locations of row and column, unit.
    amounts
        float64 (lines,): entries of the matrices; inputs of the technosphere are negative there.
    derivatives
        float64 (lines,): change of the score per unit of the amount.
    effects
        float64 (lines,): amount × derivative, in the unit of the category.
    elasticities
        float64 (lines,): per cent of the score per per cent of the amount; NaN where the score is zero.
    deviations
        float64 (lines,): standard deviations of the amounts, 0 where one is certain; NaN where nothing of the
        system has a distribution.
    variance_shares
        float64 (lines,): part of the first-order variance, independent amounts assumed; NaN likewise.
    count
        Lines there are, shown or not, those that change nothing left out.
    variance
        First-order variance of the score, unit squared; NaN where nothing is uncertain. Exchanges without a
        finite variance (W170) do not count.
    parts
        First-order variance by matrix.
    entries
        All lines by matrix, as arrays: stored entries first, in the order of the csc_array.
    findings
        Of system, method, demands and accuracy; W170, W172.
    """

    demand: str
    category: str
    scenario: str
    unit: str
    score: float
    bound: float
    rank: str
    labels: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]
    amounts: Array
    derivatives: Array
    effects: Array
    elasticities: Array
    deviations: Array
    variance_shares: Array
    count: int
    variance: float
    parts: Mapping[str, float]
    entries: Mapping[str, Entries]
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        cell = f"{self.demand!r}, {self.category!r}" + (f", {self.scenario!r}" if self.scenario else "")
        return f"Sensitivities({cell}: {len(self)} of {self.count} lines, by {self.rank})"

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def deviation(self) -> float:
        """First-order standard deviation of the score, in its unit; NaN where nothing is uncertain."""
        return float(np.sqrt(self.variance))

    @property
    def titles(self) -> tuple[str, ...]:
        """Keys of :meth:`rows`, in order."""
        return (*self.texts, *NUMBERS)

    def rows(self) -> list[dict[str, Any]]:
        """Return the lines as mappings of plain values."""
        numbers = (
            self.amounts, self.derivatives, self.effects, self.elasticities, self.deviations,
            self.variance_shares,
        )  # fmt: skip
        columns = zip(*self.texts.values(), *(values.tolist() for values in numbers), strict=True)
        return [dict(zip(self.titles, row, strict=True)) for row in columns]

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`rows` as a table."""
        import pandas

        return pandas.DataFrame(self.rows(), columns=list(self.titles))

"""What a split comes back as: lines with their shares, what was left out, and sums that add up exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding

if TYPE_CHECKING:
    import pandas

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Contributions:
    """Contributions to one score, the largest first.

    ``math.fsum([*values, rest])``, the sum rounded once, is ``total`` to the last bit.

    Attributes
    ----------
    by, group
        How the score was split, and the label that lines were summed by, or None.
    demand, category, scenario
        Ids of the cell; the scenario is empty for the system itself.
    unit
        Of the category.
    roles
        One text per line: ``"activity"``, ``"flow"``, ``"exchange"``, ``"group"``; of the first tier
        ``"direct"`` (what the activity emits itself), ``"input"``, ``"co-product"`` (credited), ``"waste"``
        (to be treated) and ``"waste taken"`` (in, which spares another treatment).
    labels
        Each line in words.
    columns
        Ids, names, locations and units by title; one text per line.
    positions
        By axis: int64 (lines,), position in the labels of the system. Empty for groups.
    amounts
        float64 (lines,): activity level, amount of a flow, or amount asked of an input, in the line's unit (a
        waste to be treated is negative, as in a demand); NaN for groups.
    values
        float64 (lines,): contributions, in ``unit``.
    shares
        float64 (lines,): contribution over Σ|contribution| of all lines, with its sign: within −1 to 1 also
        where credits and burdens cancel.
    rest, left_out
        Sum and number of the lines not shown, those of exactly zero apart.
    total
        Sum of the lines and the rest.
    size
        Σ|contribution| of all lines, shown or not.
    score, bound
        The certified score, and how far from the true one ``total`` may be.
    findings
        What to know about system, method, demands and accuracy.
    """

    by: str
    group: str | None
    demand: str
    category: str
    scenario: str
    unit: str
    roles: tuple[str, ...]
    labels: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    positions: Mapping[str, NDArray[np.int64]]
    amounts: Array
    values: Array
    shares: Array
    rest: float
    left_out: int
    total: float
    size: float
    score: float
    bound: float
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        what = self.by + (f" by {self.group}" if self.group else "")
        left = f", {self.left_out} left out" if self.left_out else ""
        cell = f"{self.demand!r}, {self.category!r}" + (f", {self.scenario!r}" if self.scenario else "")
        return f"Contributions({cell}: {what}, {len(self)} lines{left}, total {self.total:.6g} {self.unit})"

    def __len__(self) -> int:
        return len(self.values)

    @property
    def of_score(self) -> Array:
        """Contribution over the total, a share of the score: float64 (lines,), NaN where that is zero."""
        return self._over_total(self.values)

    @property
    def rest_share(self) -> float:
        """The rest over Σ|contribution|, 0 where there are none."""
        return self.rest / self.size if self.size else 0.0

    @property
    def titles(self) -> tuple[str, ...]:
        """Keys of :meth:`rows`, in order."""
        return ("line", *self.columns, "amount", "contribution", "share", "share_of_score")

    def rows(self) -> list[dict[str, Any]]:
        """Return the lines as mappings, the rest last where lines were left out.

        Keys: ``line`` (the role, or ``"rest"``), the text columns, ``amount``, ``contribution``, ``share``,
        ``share_of_score``. The contributions of all rows add up to the total exactly.
        """
        columns = zip(
            self.roles,
            *self.columns.values(),
            self.amounts.tolist(),
            self.values.tolist(),
            self.shares.tolist(),
            self.of_score.tolist(),
            strict=True,
        )
        rows = [dict(zip(self.titles, row, strict=True)) for row in columns]
        if self.left_out:
            of_score = float(self._over_total(np.array([self.rest]))[0])
            texts = ("",) * len(self.columns)
            last = ("rest", *texts, float("nan"), self.rest, self.rest_share, of_score)
            rows.append(dict(zip(self.titles, last, strict=True)))
        return rows

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`rows` as a table."""
        import pandas

        return pandas.DataFrame(self.rows(), columns=list(self.titles))

    def _over_total(self, values: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(values / self.total if self.total else np.full(values.shape, np.nan))

"""Results: labelled arrays with their certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.certificate import Certificate
from roos.cube import Cube, Item
from roos.errors import Finding
from roos.labels import Labels
from roos.price import Costs, price
from roos.price_paths import PricePaths
from roos.prices import CategoryMapping, PriceSet

if TYPE_CHECKING:
    import pandas
    import xarray


@dataclass(frozen=True)
class Results:
    """Scores of many demands in many categories.

    Attributes
    ----------
    scores
        float64 (demands, categories), in the unit of each category; owned by this object.
    demands, categories
        Labels of the axes.
    certificate
        Error bound of each score.
    direction
        ``"forward"`` (one solve per demand) or ``"adjoint"`` (one per category).
    supply
        float64 (activities, demands) when solved forward and asked for, else None.
    findings
        Of the inventory, the method, the demands and the run.
    explanation
        The paths that were weighed, with their predicted work: one line each, the chosen one first.
    timings
        Seconds per phase.
    meta
        Names and digests of what went in.
    """

    scores: NDArray[np.float64]
    demands: Labels
    categories: Labels
    certificate: Certificate
    direction: str
    supply: NDArray[np.float64] | None = None
    findings: tuple[Finding, ...] = ()
    explanation: tuple[str, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)

    def price(
        self,
        prices: PriceSet | PricePaths | Sequence[PriceSet],
        *,
        mapping: CategoryMapping | None = None,
    ) -> Costs:
        """Return costs per demand, category, price set and year; see :func:`roos.price.price`."""
        return price(self.scores, self.demands, self.categories, prices, mapping=mapping)

    def cube(self, quantity: str = "scores") -> Cube:
        """Return scores, or ``"relative"`` bounds or ``"bound"`` of the certificate, over labelled axes."""
        values = self.scores if quantity == "scores" else getattr(self.certificate, quantity)
        return Cube(values, ("demand", "category"), {"demand": self.demands, "category": self.categories})

    def sel(self, **items: Item | Sequence[Item]) -> Cube:
        """Pick scores by demand and category: one item drops its axis, a list keeps it.

        Raises
        ------
        InputError
            E201 or E207 no such item, with the nearest; E208 no such axis.

        Examples
        --------
        ``results.sel(demand="one pump", category="climate change").item()``
        """
        return self.cube().sel(**items)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a tidy table: demand, category, unit, score."""
        import pandas

        demands, categories = len(self.demands), len(self.categories)
        return pandas.DataFrame(
            {
                "demand": np.repeat(np.array(self.demands.ids, dtype=object), categories),
                "category": np.tile(np.array(self.categories.ids, dtype=object), demands),
                "unit": np.tile(np.array(self.categories.units, dtype=object), demands),
                "score": self.scores.ravel(),
            }
        )

    def to_xarray(self) -> xarray.DataArray:
        """Return scores as a DataArray over demand and category, with the units as a coordinate."""
        import xarray

        return xarray.DataArray(
            self.scores.copy(),
            dims=("demand", "category"),
            coords={
                "demand": list(self.demands.ids),
                "category": list(self.categories.ids),
                "unit": ("category", list(self.categories.units)),
            },
            name="score",
        )

    def to_parquet(self, path: str) -> None:
        """Write the tidy table as Parquet; for atomic files with a run record use the command line."""
        import pyarrow
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.Table.from_pandas(self.to_pandas(), preserve_index=False), path)

"""NetCDF: the cube itself, demand × category (× price set × year), with units as coordinates."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from roos.price import Costs
from roos.results import Results


def write_netcdf(results: Results, costs: Costs | None, file: BinaryIO) -> None:
    """Write scores, their error bounds, and prices and costs where there are any.

    Parameters
    ----------
    results, costs
        Of the same demands and categories; a category without a price has NaN for price and cost.
    file
        Open for bytes; left open.
    """
    import xarray

    dataset = xarray.Dataset(
        {
            "score": (("demand", "category"), results.scores),
            "error_bound": (("demand", "category"), results.certificate.bound),
        },
        coords={
            "demand": list(results.demands.ids),
            "category": list(results.categories.ids),
            "unit": ("category", list(results.categories.units)),
        },
    )
    if costs is not None:
        dataset = dataset.assign_coords(
            price_set=[price_set.name for price_set in costs.price_sets],
            year=list(costs.years),
            currency=("price_set", list(costs.currencies)),
        )
        dataset["price"] = (("category", "price_set", "year"), costs.prices)
        dataset["cost"] = (
            ("demand", "category", "price_set", "year"),
            np.where(costs.priced[None, :, :, None], costs.values, np.nan),
        )
    file.write(dataset.to_netcdf(engine="h5netcdf"))

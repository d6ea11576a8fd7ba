"""Shadow prices as Brightway weightings: money comes out of ``MultiLCA`` where its users expect it.

A weighting of Brightway is one number, so each priced category gets one: money per unit of the category. What
bw2calc then calls a weighted score is the cost that :func:`roos.price.price` gives, category by category.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from roos.errors import Finding, error
from roos.labels import Labels
from roos.method import Method
from roos.price import price
from roos.prices import CategoryMapping, PriceSet

#: Brightway's name of a method, normalisation or weighting.
Name = tuple[str, ...]


class Weightings(NamedTuple):
    """Shadow prices in the form that bw2calc reads.

    Attributes
    ----------
    packages
        One datapackage per weighting, to be added to ``data_objs``.
    config
        For ``MethodConfig(weightings=...)``: which weighting belongs to which impact category.
    factors
        Money per unit of each category, by its Brightway name; 0 for a category without a price.
    currency, year
        What the money is.
    findings
        W312 categories without a price, W313 prices carried to another model.
    """

    packages: list[Any]
    config: dict[Name, list[Name]]
    factors: dict[Name, float]
    currency: str
    year: str
    findings: tuple[Finding, ...]


def weightings(
    prices: PriceSet,
    method: Method | Labels,
    *,
    names: Mapping[str, Name] | None = None,
    year: str | int | None = None,
    mapping: CategoryMapping | None = None,
) -> Weightings:
    """Return a price set as weightings of the categories of a method.

    Parameters
    ----------
    prices
        E.g. ``roos_inventories.read_prices("tno-2020")``.
    method
        The method, or labels of its categories with their units and ``extra["model"]``.
    names
        Brightway's name of each category id; by default the parts of the id between `` | ``.
    year
        Of the prices; needed where the set has several.
    mapping
        Used instead of the mappings that come with the set.

    Raises
    ------
    InputError
        E302 unit differs, E303 nothing in the set fits the method, E307 a year that the set does not have,
        E207 a category that ``names`` does not name, E160 and E161 as :func:`roos.brightway.install`.
    """
    categories = method.categories if isinstance(method, Method) else method
    at = _year_of(prices, year)
    named = [_name_of(category, names) for category in categories.ids]
    costs = price(np.zeros((1, len(categories))), _ONE, categories, prices, mapping=mapping)
    values = np.nan_to_num(costs.prices[:, 0, at], nan=0.0).tolist()
    factors = dict(zip(named, values, strict=True))
    config = {("shadow price", prices.name, *name): [name] for name in named}
    findings = tuple(finding for finding in costs.findings if finding.code in ("W312", "W313"))
    packages = [_package(key, factors[name]) for key, (name,) in config.items()]
    return Weightings(packages, config, factors, prices.currency, prices.years[at], findings)


_ONE = Labels("demand", ("none",))


def _year_of(prices: PriceSet, year: str | int | None) -> int:
    if year is None and len(prices.years) == 1:
        return 0
    if year is None or str(year) not in prices.years:
        asked = "no year was named" if year is None else f"no prices of {year}"
        raise error(
            "E307",
            f"{asked}: price set {prices.name!r} is of {', '.join(map(str, prices.years)) or 'no year'}",
            where=f"price set {prices.name!r}",
            hint="name one of its years",
        )
    return prices.years.index(str(year))


def _name_of(category: str, names: Mapping[str, Name] | None) -> Name:
    if names is None:
        return tuple(category.split(" | "))
    if category not in names:
        raise error(
            "E207",
            f"no Brightway name for category {category!r}",
            where="names",
            hint="name every category of the method; those without a price are weighted by 0",
        )
    return tuple(names[category])


def _package(key: Sequence[str], value: float) -> Any:
    """Return one weighting as bw2data writes it: one value, named by its identifier."""
    from roos.brightway.version import require

    require()
    import bw_processing

    package = bw_processing.create_datapackage()
    package.add_persistent_vector(
        matrix="weighting_matrix",
        name=" | ".join(key),
        identifier=list(key),
        indices_array=np.zeros(1, dtype=bw_processing.INDICES_DTYPE),
        data_array=np.array([value]),
    )
    return package

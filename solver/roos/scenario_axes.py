"""The matrices that a scenario may change, each with the labels of its rows and columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from roos.demand import Demands
from roos.labels import Labels
from roos.method import Method
from roos.places import Part, other_system
from roos.prices import PriceSet
from roos.system import System

#: A matrix with the labels of its rows and columns.
Axes = tuple[Any, Labels, Labels]


def axes_of(
    part: Part | str, system: System, demands: Demands | None = None, prices: PriceSet | None = None
) -> Axes:
    """Return a matrix with the labels of its rows and columns.

    Raises
    ------
    InputError
        E405 demands, prices or a characterisation that are not there to be changed.
    """
    if part == Part.TECHNOSPHERE:
        return system.technosphere.matrix, system.products, system.activities
    if part == Part.BIOSPHERE:
        return system.biosphere, system.flows, system.activities
    if part == Part.CHARACTERISATION and system.characterisation is not None:
        method: Method = system.characterisation
        return method.matrix, method.categories, system.flows
    if part == Part.DEMANDS and demands is not None:
        return demands.matrix, demands.products, demands.labels
    if part == Part.PRICES and prices is not None:
        return price_axes(prices)
    what = (
        "the system brings no characterisation" if part == Part.CHARACTERISATION else f"no {part} are given"
    )
    raise other_system(part, what)


def price_axes(price_set: PriceSet) -> Axes:
    """Return the prices of a set as a matrix P (prices × years), every cell stored, with labels."""
    categories = [price.category for price in price_set.prices]
    ids = tuple(
        price.category if categories.count(price.category) == 1 else f"{price.category} | {price.model}"
        for price in price_set.prices
    )
    years = tuple(year or "every year" for year in price_set.years)
    values = np.array([price.values for price in price_set.prices], dtype=np.float64)
    row, column = np.indices((len(ids), len(years))).reshape(2, -1)
    matrix = sp.csc_array((values.ravel(), (row, column)), shape=(len(ids), len(years)))
    units = tuple(f"{price_set.currency} per {price.unit}" for price in price_set.prices)
    return matrix, Labels("price", ids, (), units), Labels("year", years)


def same_labels(one: Labels, other: Labels) -> bool:
    """Say whether two label lists name the same things in the same order."""
    return one is other or (len(one) == len(other) and one.ids == other.ids)

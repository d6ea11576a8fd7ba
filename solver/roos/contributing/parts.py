"""Splitting one score: arrays in, arrays out, no solve.

With s the supply of a demand f, D = C B and λ the multipliers of one category,

    h = Σ_j D_j s_j                         by activity
      = Σ_i C_i g_i,  g = B s               by flow
      = Σ_ij C_i B_ij s_j                   by activity and flow
      = Σ_p (D_j x − Σ_{i≠p} λ_i A_ij x)    by first-tier input, x = f_p / A_pj,

where j is the activity paired with the demanded product p: λ A = D says that the multiplier of a product is
what its activity emits itself, plus the multipliers of all it takes in.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


class Exchanges(NamedTuple):
    """Elementary exchanges that count, each with what it contributes.

    Attributes
    ----------
    activities, flows
        int64 (lines,).
    amounts, values
        float64 (lines,): B_ij s_j and C_i B_ij s_j.
    """

    activities: Ints
    flows: Ints
    amounts: Array
    values: Array


class Taken(NamedTuple):
    """What the activity paired with a product takes in to make an amount of it.

    Attributes
    ----------
    activity, level
        Position, and x = amount / A_pj.
    products, entries
        int64 and float64 (inputs,): the other entries of its column that are not zero, A_ij.
    amounts
        float64 (inputs,): −A_ij x, what each is asked for; negative for co-products (they are credited) and
        for waste to be treated, as a demand would have it.
    """

    activity: int
    level: float
    products: Ints
    entries: Array
    amounts: Array


class Inputs(NamedTuple):
    """First-tier lines: for every demanded product its activity's own share, then its inputs.

    Attributes
    ----------
    demanded, products
        int64 (lines,): the demanded product, and the input; the demanded product again where ``direct``.
    direct
        bool (lines,): what the activity emits itself.
    entries
        float64 (lines,): A_ij, that of the demanded product where ``direct``.
    amounts, values
        float64 (lines,): amount of ``products``, and its contribution.
    levels
        float64 (activities,): Σ|x| of the activities that were looked at.
    """

    demanded: Ints
    products: Ints
    direct: NDArray[np.bool_]
    entries: Array
    amounts: Array
    values: Array
    levels: Array


def activity_contributions(intensities: Array, supply: Array) -> Array:
    """Return D_j s_j.

    Parameters
    ----------
    intensities, supply
        float64 (activities,): the row of D = C B for one category, and the supply of one demand.

    Returns
    -------
    ndarray
        float64 (activities,), new.
    """
    return np.asarray(intensities * supply)


def flow_contributions(factors: Array, biosphere: sp.csc_array, supply: Array) -> tuple[Array, Array]:
    """Return the inventory g = B s and C_i g_i.

    Parameters
    ----------
    factors
        float64 (flows,): the row of C for one category.
    biosphere
        csc_array B (flows × activities).
    supply
        float64 (activities,).

    Returns
    -------
    tuple
        g and the contributions, float64 (flows,), new. Sums are carried in extended precision.
    """
    wide = biosphere.astype(np.longdouble) @ supply.astype(np.longdouble)
    return wide.astype(np.float64), (factors.astype(np.longdouble) * wide).astype(np.float64)


def exchange_contributions(factors: Array, biosphere: sp.csc_array, supply: Array) -> Exchanges:
    """Return C_i B_ij s_j for all exchanges where it is not zero, parameters as in `flow_contributions`."""
    activity = np.repeat(np.arange(biosphere.shape[1]), np.diff(biosphere.indptr))
    counts = np.flatnonzero((factors[biosphere.indices] != 0.0) & (supply[activity] != 0.0))
    activity, flow = activity[counts], biosphere.indices[counts].astype(np.int64)
    amounts = biosphere.data[counts] * supply[activity]
    return Exchanges(activity, flow, amounts, factors[flow] * amounts)


def taken(
    technosphere: sp.csc_array, activity: int, product: int, amount: float, products: Labels | None = None
) -> Taken:
    """Return what an activity takes in to make an amount of a product.

    Parameters
    ----------
    technosphere
        csc_array A (products × activities).
    activity, product
        Positions of a pair.
    amount
        Of the product, in its unit.
    products
        For messages.

    Raises
    ------
    InputError
        E131 the activity makes none of the product.
    """
    place = slice(technosphere.indptr[activity], technosphere.indptr[activity + 1])
    rows, values = technosphere.indices[place].astype(np.int64), technosphere.data[place]
    own = rows == product
    made = float(values[own].sum())
    if made == 0.0:
        raise error(
            "E131",
            "the activity paired with this product makes none of it: it has no inputs to speak of",
            where=f"product {products.describe(product) if products else product}",
            hint="split by activity or flow, or name the activity that makes the product in the inventory",
        )
    others = ~own & (values != 0.0)
    level = amount / made
    return Taken(activity, level, rows[others], values[others], -values[others] * level)


def paired_entries(technosphere: sp.csc_array, activity_of: NDArray[np.integer]) -> Array:
    """Return A_pj of every product p and the activity j paired with it, float64 (products,).

    Negative for waste: its activity takes it in.
    """
    column = np.repeat(np.arange(technosphere.shape[1]), np.diff(technosphere.indptr))
    own = activity_of[technosphere.indices] == column
    found = np.zeros(technosphere.shape[0])
    found[technosphere.indices[own]] = technosphere.data[own]
    return found


def input_contributions(
    technosphere: sp.csc_array,
    activity_of: NDArray[np.integer],
    intensities: Array,
    multipliers: Array,
    demand: tuple[Ints, Array],
    products: Labels | None = None,
) -> Inputs:
    """Return the first tier of a demand from the multipliers: no solve, however many inputs there are.

    Parameters
    ----------
    technosphere
        csc_array A (products × activities).
    activity_of
        int (products,): activity paired with each product.
    intensities, multipliers
        float64 (activities,) and (products,): rows of D and Λ for one category.
    demand
        Products, and their amounts in float64: a column of F.
    products
        For messages.

    Raises
    ------
    InputError
        E131 an activity makes none of its product.
    """
    levels = np.zeros(technosphere.shape[1])
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    tiers = [Inputs(none, none, np.zeros(0, dtype=np.bool_), nothing, nothing, nothing, levels)]
    for product, amount in zip(demand[0].tolist(), demand[1].tolist(), strict=True):
        needs = taken(technosphere, int(activity_of[product]), product, amount, products)
        count = needs.products.size
        levels[needs.activity] += abs(needs.level)
        own = intensities[needs.activity] * needs.level
        tiers.append(
            Inputs(
                np.full(count + 1, product),
                np.concatenate([[product], needs.products]),
                np.arange(count + 1) == 0,
                np.concatenate([[amount / needs.level if needs.level else 0.0], needs.entries]),
                np.concatenate([[amount], needs.amounts]),
                np.concatenate([[own], multipliers[needs.products] * needs.amounts]),
                levels,
            )
        )
    *columns, _ = zip(*tiers, strict=True)
    return Inputs(*(np.concatenate(column) for column in columns), levels)

"""The first tier of a supply chain from the multipliers: arrays in, arrays out, no solve.

With λ the multipliers of one category, D its intensities and j the activity paired with a product p,

    λ_p f_p = D_j x − Σ_{i≠p} λ_i A_ij x,   x = f_p / A_pj,

since λ A = D: a product stands for what its activity emits itself, and for all that its activity takes in.
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


class Taken(NamedTuple):
    """What the activity paired with a product takes in to make an amount of it.

    Attributes
    ----------
    activity, made, level
        Position, A_pj, and x = amount / A_pj.
    products, entries
        int64 and float64 (inputs,): the other entries of its column that are not zero, A_ij.
    amounts
        float64 (inputs,): −A_ij x, what each is asked for; negative for co-products (they are credited) and
        for waste to be treated, as a demand would have it.
    """

    activity: int
    made: float
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
    return Taken(activity, made, level, rows[others], values[others], -values[others] * level)


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
    tiers = []
    for product, amount in zip(demand[0].tolist(), demand[1].tolist(), strict=True):
        needs = taken(technosphere, int(activity_of[product]), product, amount, products)
        count = needs.products.size
        levels[needs.activity] += abs(needs.level)
        own = intensities[needs.activity] * needs.level
        tiers.append(
            (
                np.full(count + 1, product, dtype=np.int64),
                np.concatenate([[product], needs.products]).astype(np.int64),
                np.arange(count + 1) == 0,
                np.concatenate([[needs.made], needs.entries]),
                np.concatenate([[amount], needs.amounts]),
                np.concatenate([[own], multipliers[needs.products] * needs.amounts]),
            )
        )
    if not tiers:  # a demand that a scenario took everything from
        none = np.zeros(0, dtype=np.int64)
        return Inputs(none, none, none.astype(np.bool_), np.zeros(0), np.zeros(0), np.zeros(0), levels)
    demanded, inputs, direct, entries, amounts, values = map(np.concatenate, zip(*tiers, strict=True))
    return Inputs(demanded, inputs, direct, entries, amounts, values, levels)

"""From knobs to arrays, in the order goods, graph, amounts, biosphere, categories, distributions."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from roos_inventories.synthetic.amounts import make_technosphere
from roos_inventories.synthetic.arrays import SyntheticArrays
from roos_inventories.synthetic.biosphere import make_biosphere
from roos_inventories.synthetic.characterisation import make_characterisation
from roos_inventories.synthetic.goods import PRODUCER, Goods, make_goods
from roos_inventories.synthetic.graph import make_graph
from roos_inventories.synthetic.labels import label_activities, label_categories, label_flows, reorder
from roos_inventories.synthetic.shape import Flags, Ints, Knobs, Shape
from roos_inventories.synthetic.uncertainty import make_uncertainty

#: Medians of the log-normal scale: intermediate exchanges are known better than emissions.
SCALE_A, SCALE_B = 0.1, 0.2


def generate(
    activities: int = 22_000,
    seed: int = 7,
    *,
    scale_decades: float = 0.0,
    loop_gain: float = 0.9,
    categories: int = 18,
    shuffle_products: bool = False,
) -> SyntheticArrays:
    """Return a synthetic system of ecoinvent's shape.

    Parameters
    ----------
    activities : int
        Number of activities and of products, met exactly.
    seed : int
        Seed; the same seed and knobs give the same system on every platform.
    scale_decades : float
        Severity: units of products and sizes of reference flows spread over ± this many decades
        beyond what goods themselves differ by. The published spread of |a_ij/a_jj| is met at 0.
    loop_gain : float
        Severity: spectral radius of I − A, rows and columns normalised. Below one every supply is
        non-negative; at one and beyond no economy of this kind can exist, and solvers should say so.
        0 gives a system without loops.
    categories : int
        Number of impact categories.
    shuffle_products : bool
        Put products in another order than activities.

    Returns
    -------
    SyntheticArrays
        Matrices, labels and distributions.
    """
    knobs = Knobs(activities, seed, scale_decades, loop_gain, categories, shuffle_products)
    shape = Shape()
    goods = make_goods(knobs, shape)
    technosphere = make_technosphere(knobs, shape, goods, make_graph(knobs, shape, goods))
    biosphere = make_biosphere(knobs, shape, goods, technosphere.worth)
    products, labels = label_activities(goods)
    a, reference = technosphere.A, np.arange(activities, dtype=np.int64)
    production, mix = _roles(a, goods)
    rng = knobs.stream("uncertainty")
    b = biosphere.B
    none = np.zeros(b.nnz, dtype=np.bool_)
    uncertainty_b = make_uncertainty(rng, b, none, none, SCALE_B)
    if shuffle_products:
        order = knobs.stream("rows").permutation(activities)
        products, reference = reorder(products, order), np.argsort(order, kind="stable")
        a, kept = _shuffled(a, reference)
        production, mix = production[kept], mix[kept]
    return SyntheticArrays(
        A=a,
        B=b,
        C=make_characterisation(knobs, biosphere),
        reference=reference,
        products=products,
        activities=labels,
        flows=label_flows(biosphere),
        categories=label_categories(categories),
        uncertainty_a=make_uncertainty(rng, a, production, mix, SCALE_A),
        uncertainty_b=uncertainty_b,
        knobs=knobs,
    )


def _roles(a: sp.csc_array, goods: Goods) -> tuple[Flags, Flags]:
    """Say of each stored entry whether it is production, and whether it is a share of a market mix."""
    row, column = a.indices, np.repeat(np.arange(a.shape[1]), np.diff(a.indptr))
    production = row == column
    same = goods.good[row] == goods.good[column]
    return production, same & ~production & (goods.role[column] != PRODUCER)


def _shuffled(a: sp.csc_array, place: Ints) -> tuple[sp.csc_array, Ints]:
    """Move row i to `place[i]`; return also which old entry stands at each new one."""
    columns = np.repeat(np.arange(a.shape[1], dtype=np.int64), np.diff(a.indptr))
    rows = place[a.indices]
    kept = np.lexsort((rows, columns))
    return sp.csc_array((a.data[kept], rows[kept], a.indptr), shape=a.shape), kept

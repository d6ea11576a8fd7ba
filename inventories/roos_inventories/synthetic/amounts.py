"""How much: input shares, the size of a unit of each good, and the two knobs of severity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from roos_inventories.synthetic.goods import (
    ELECTRICITY,
    GLOBAL_MARKET,
    HEAT,
    INFRASTRUCTURE,
    KINDS,
    PRODUCER,
    SERVICE,
    TRANSPORT,
    WASTE,
    Goods,
)
from roos_inventories.synthetic.graph import Graph
from roos_inventories.synthetic.shape import Flags, Floats, Knobs, Shape, seven_digits


@dataclass(frozen=True)
class Technosphere:
    """The matrix, and what the other parts need to know about its columns.

    Attributes
    ----------
    A : scipy.sparse.csc_array
        Products × activities, product i that of activity i.
    worth : numpy.ndarray
        Worth of what each activity makes, in a common measure; emissions follow it.
    """

    A: sp.csc_array
    worth: Floats


def make_technosphere(knobs: Knobs, shape: Shape, goods: Goods, graph: Graph) -> Technosphere:
    """Give every exchange its amount.

    The worth of its inputs is `loop_gain` times the worth of what an activity makes. The vector of
    worths is then a positive left eigenvector of the requirements matrix, so that `loop_gain` *is* its
    spectral radius, and the normalised matrix is an M-matrix for any gain below one.
    """
    rng, n = knobs.stream("amounts"), knobs.activities
    worth = _worth(rng, knobs, goods)
    weight = rng.standard_gamma(shape.share_shape, len(graph.buyer)) + 1e-8
    weight = np.where(graph.mix, rng.standard_exponential(len(weight)) + 1e-3, weight)
    # Freight is a few per cent of the worth of goods at a market.
    weight = np.where(graph.freight, 0.03 * rng.random(len(weight)), weight)
    share = weight / np.bincount(graph.buyer, weights=weight, minlength=n)[graph.buyer]
    gain = knobs.loop_gain if knobs.loop_gain > 0 else 0.5
    amount = gain * share * worth[graph.buyer] / worth[graph.supplier]
    units, output = _units(knobs)
    # A treatment takes its waste in: its reference flow is negative, and whoever hands over waste has
    # a positive exchange with it.
    sign = np.where(_wastes(goods), -1.0, 1.0)
    value = -seven_digits(amount * (sign * units)[graph.supplier] * output[graph.buyer])
    diagonal = seven_digits(sign * units * output)
    rows = np.concatenate([graph.supplier, np.arange(n)])
    columns = np.concatenate([graph.buyer, np.arange(n)])
    a = sp.csc_array((np.concatenate([value, diagonal]), (rows, columns)), shape=(n, n))
    a.sort_indices()
    return Technosphere(a, worth * output)


def _wastes(goods: Goods) -> Flags:
    wastes: Flags = goods.kind[goods.good] == WASTE
    return wastes


def _worth(rng: np.random.Generator, knobs: Knobs, goods: Goods) -> Floats:
    """Draw the worth of one unit of each product.

    Plants and machines are counted in pieces worth 1e4 kg of material: they need thousands per piece
    and are needed by the billionth, which gives |a_ij/a_jj| its long tails.
    """
    decades, spread = np.zeros(len(KINDS)), np.full(len(KINDS), 0.7)
    decades[[ELECTRICITY, HEAT, TRANSPORT, INFRASTRUCTURE, WASTE, SERVICE]] = -1.0, -1.5, -0.7, 4.0, -1.0, 1.0
    spread[[ELECTRICITY, HEAT, TRANSPORT, INFRASTRUCTURE]] = 0.05, 0.2, 0.4, 1.3
    # USLCI ends at 1e-13 and 1e8; a normal distribution would not end.
    deviation = np.clip(rng.standard_normal(len(goods.kind)), -2.5, 2.5)
    good = 10.0 ** (decades[goods.kind] + spread[goods.kind] * deviation)
    # One level of trade up, the worth rises by 1/gain, so that the shares of a market sum to one.
    step = 1.0 / float(np.clip(knobs.loop_gain, 0.5, 1.0))
    level = np.where(goods.role == PRODUCER, 0, 1)
    level += (goods.role == GLOBAL_MARKET) & goods.regional[goods.good]
    return good[goods.good] * step**level


def _units(knobs: Knobs) -> tuple[Floats, Floats]:
    """Return the multiplier of each product's unit and of each activity's output."""
    rng, n = knobs.stream("units"), knobs.activities
    rows, columns = (10.0 ** (knobs.scale_decades * rng.uniform(-1.0, 1.0, n)) for _ in range(2))
    return rows, columns

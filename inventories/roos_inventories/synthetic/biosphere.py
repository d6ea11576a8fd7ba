"""Elementary flows and how much of them each activity takes and gives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp

from roos_inventories.synthetic.goods import PRODUCER, Goods
from roos_inventories.synthetic.shape import Floats, Ints, Knobs, Shape, seven_digits, span

#: Compartments with their share of the flows in use, roughly as in the flow list of ecoinvent 3.9.
COMPARTMENTS: Final = (
    ("air", 0.36), ("water", 0.32), ("soil", 0.17), ("land", 0.06), ("in ground", 0.06), ("in water", 0.03),
)  # fmt: skip
#: Entries per column: 407 351 over 21 238 activities of ecoinvent 3.9.1 cut-off.
ENTRIES_PER_COLUMN: Final = 19.2
#: Tail of the number of flows of one producer; USLCI has p50/p99 of 3/604, ecoinvent fills more evenly.
COUNT_SPREAD: Final = 1.0
MOST_FLOWS: Final = 1_200


@dataclass(frozen=True)
class Biosphere:
    """Elementary flows.

    Attributes
    ----------
    B : scipy.sparse.csc_array
        Flows × activities.
    compartment : numpy.ndarray
        Place in `COMPARTMENTS` of each flow.
    popularity : numpy.ndarray
        Probability of each flow.
    """

    B: sp.csc_array
    compartment: Ints
    popularity: Floats


def flow_count(n: int) -> int:
    """Return the number of flows in use: 1 613 at n = 4 087 (ecoinvent 2.2), 2 420 at 21 238 (3.9.1)."""
    return round(2_250 * math.pow(n / 22_000, 0.22))


def make_biosphere(knobs: Knobs, shape: Shape, goods: Goods, worth: Floats) -> Biosphere:
    """Draw the flows of each good, copy them to its producers, and give them amounts.

    Markets have none: what happens there happens in transport.
    """
    rng, n, flows = knobs.stream("biosphere"), knobs.activities, flow_count(knobs.activities)
    popularity = rng.permutation((np.arange(flows) + 8.0) ** -0.75)
    popularity /= popularity.sum()
    shares = np.cumsum([share for _, share in COMPARTMENTS])
    compartment = np.minimum(np.searchsorted(shares, rng.random(flows)), len(COMPARTMENTS) - 1)
    column, flow = _pairs(rng, shape, goods, popularity, n)
    # A flow has its own order of magnitude, from tonnes of water to traces of dioxin.
    size = -4.0 + 2.0 * rng.standard_normal(flows)
    exponent = size[flow] + rng.standard_normal(len(flow))
    sign = np.where(rng.random(len(flow)) < 0.002, -1.0, 1.0)  # a few net uptakes and corrections
    value = seven_digits(sign * 10.0**exponent * worth[column])
    b = sp.csc_array((value, (flow, column)), shape=(flows, n))
    b.sort_indices()
    return Biosphere(b, compartment, popularity)


def _pairs(
    rng: np.random.Generator, shape: Shape, goods: Goods, popularity: Floats, n: int
) -> tuple[Ints, Ints]:
    """Return (activity, flow), each pair once, with every flow in use."""
    count, flows = len(goods.producers), len(popularity)
    wanted = np.exp(COUNT_SPREAD * rng.standard_normal(count))
    # Popular flows are drawn more than once; 1.07 makes up for what falls together.
    scale = 1.07 * ENTRIES_PER_COLUMN * n / (shape.keep * float((wanted * goods.producers).sum()))
    lengths = np.minimum(scale * wanted, min(MOST_FLOWS, flows // 3)).astype(np.int64)
    edges = np.cumsum(popularity)
    drawn = np.searchsorted(edges, rng.random(int(lengths.sum())) * edges[-1], side="right")
    key = np.unique(np.repeat(np.arange(count), lengths) * flows + np.minimum(drawn, flows - 1))
    owner, item = key // flows, key % flows
    length = np.bincount(owner, minlength=count)
    start = np.cumsum(length) - length
    producers = np.flatnonzero(goods.role == PRODUCER)
    lengths = length[goods.good[producers]]
    column = np.repeat(producers, lengths)
    flow = item[np.repeat(start[goods.good[producers]], lengths) + span(lengths)]
    keep = rng.random(len(column)) < shape.keep
    unused = np.flatnonzero(np.bincount(flow[keep], minlength=flows) == 0)
    column = np.concatenate([column[keep], producers[rng.integers(0, len(producers), len(unused))]])
    flow = np.concatenate([flow[keep], unused])
    key = np.unique(column * flows + flow)
    return key // flows, key % flows

"""Who buys from whom: recipes of goods, copied to their producers, and the suppliers of markets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roos_inventories.synthetic.goods import (
    HEATS,
    PRODUCER,
    REGIONAL_MARKET,
    TRANSPORTS,
    VOLTAGES,
    Goods,
)
from roos_inventories.synthetic.shape import Flags, Ints, Knobs, Shape, span


@dataclass(frozen=True)
class Graph:
    """Exchanges other than production, ordered by buyer, then supplier, each pair once.

    Attributes
    ----------
    supplier, buyer : numpy.ndarray
        Activities.
    mix : numpy.ndarray
        Whether the exchange is a market's purchase of its own good.
    freight : numpy.ndarray
        Whether it is the transport that a market adds.
    """

    supplier: Ints
    buyer: Ints
    mix: Flags
    freight: Flags


def make_graph(knobs: Knobs, shape: Shape, goods: Goods) -> Graph:
    """Draw the exchanges of all activities."""
    rng = knobs.stream("graph")
    parts = [
        (*_producers(rng, shape, goods), 0),
        (*_mixes(rng, shape, goods), 1),
        (*_freight(rng, goods), 2),
    ]
    supplier = np.concatenate([part[0] for part in parts])
    buyer = np.concatenate([part[1] for part in parts])
    label = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    keep = supplier != buyer
    if knobs.loop_gain == 0:  # every purchase from an earlier activity: no way round, hence no loop
        keep &= supplier < buyer
    key, where = np.unique(buyer[keep] * knobs.activities + supplier[keep], return_index=True)
    label = label[keep][where]
    return Graph(key % knobs.activities, key // knobs.activities, label == 1, label == 2)


def _producers(rng: np.random.Generator, shape: Shape, goods: Goods) -> tuple[Ints, Ints]:
    """Give each producer most of the recipe of its good, bought in its own region where possible."""
    count = len(goods.producers)
    owner, item = _recipes(rng, shape, goods)
    length = np.bincount(owner, minlength=count)
    start = np.cumsum(length) - length
    buyers = np.flatnonzero(goods.role == PRODUCER)
    lengths = length[goods.good[buyers]]
    buyer = np.repeat(buyers, lengths)
    bought = item[np.repeat(start[goods.good[buyers]], lengths) + span(lengths)]
    keep = rng.random(len(buyer)) < shape.keep
    buyer, bought = buyer[keep], bought[keep]
    return goods.seller(bought, goods.region[buyer]), buyer


def _recipes(rng: np.random.Generator, shape: Shape, goods: Goods) -> tuple[Ints, Ints]:
    """Draw the inputs of each good: (good, input), ordered, each pair once."""
    count = len(goods.producers)
    lengths = np.exp(rng.normal(np.log(shape.mean_inputs), shape.inputs_spread, count)).astype(np.int64)
    owner = np.repeat(np.arange(count), np.clip(lengths, 1, shape.most_inputs))
    size = len(owner)
    # A chain is a run of neighbouring goods; inside it inputs come mostly from upstream.
    start = owner // shape.cluster * shape.cluster
    offset = rng.integers(0, shape.cluster, size)
    turned = (start + offset > owner) & (rng.random(size) < shape.upstream)
    offset = np.where(turned, offset % (owner - start + 1), offset)
    item = np.minimum(start + offset, count - 1)
    way = rng.random(size)
    hubs = goods.rank[: goods.hubs]
    item = np.where(way < shape.local, item, hubs[_pick(rng, goods.popularity[hubs], size)])
    item = np.where(way < shape.local + shape.hub, item, _pick(rng, goods.popularity, size))
    # Everyone buys electricity at one voltage; voltages are transformed into one another downwards.
    power = goods.rank[rng.integers(0, VOLTAGES, count)]
    power[goods.rank[1:VOLTAGES]] = goods.rank[: VOLTAGES - 1]
    bought = ~_final(shape, goods)[item]
    owner = np.concatenate([owner[bought], np.arange(count)])
    key = np.unique(owner * count + np.concatenate([item[bought], power]))
    return key // count, key % count


def _final(shape: Shape, goods: Goods) -> Flags:
    """Say which goods nobody buys: the last of each chain, where they are no hub."""
    count = len(goods.producers)
    final = np.arange(count) % shape.cluster >= shape.cluster - shape.final
    final[goods.rank[: goods.hubs]] = False
    return final


def _pick(rng: np.random.Generator, weight: np.ndarray, size: int) -> Ints:
    """Draw positions in proportion to their weights."""
    edges = np.cumsum(weight)
    place = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    within: Ints = np.minimum(place, len(weight) - 1)
    return within


def _mixes(rng: np.random.Generator, shape: Shape, goods: Goods) -> tuple[Ints, Ints]:
    """Let markets buy their own good: from producers, from regional markets, and power from technologies."""
    regional = goods.regional[goods.good]
    below = np.flatnonzero(goods.role == np.where(regional, REGIONAL_MARKET, PRODUCER))
    buyers = np.flatnonzero(goods.role == REGIONAL_MARKET)
    good = goods.good[buyers]
    size = goods.producers[good]
    own = buyers - size  # a regional market stands as many places behind its producer as there are of these
    trade = np.repeat(buyers, 3)
    partner = np.repeat(goods.first[good] + size, 3) + (
        rng.random(3 * len(buyers)) * np.repeat(size, 3)
    ).astype(np.int64)
    grid = buyers[np.isin(good, goods.rank[:VOLTAGES])]
    power = np.repeat(grid, shape.largest_mix)
    plants = np.flatnonzero(~_final(shape, goods))
    technology = goods.seller(plants[rng.integers(0, len(plants), len(power))], goods.region[power])
    supplier = np.concatenate([below, own, partner, technology])
    return supplier, np.concatenate([goods.global_market[goods.good[below]], buyers, trade, power])


def _freight(rng: np.random.Generator, goods: Goods) -> tuple[Ints, Ints]:
    """Add to each market about half of the modes of transport."""
    modes = goods.rank[VOLTAGES + HEATS : VOLTAGES + HEATS + TRANSPORTS]
    markets = np.flatnonzero(goods.role != PRODUCER)
    buyer, mode = np.repeat(markets, TRANSPORTS), np.tile(modes, len(markets))
    keep = (rng.random(len(buyer)) < 0.5) & (goods.good[buyer] != mode)
    # A global market buys global transport.
    return goods.seller(mode, goods.region[buyer])[keep], buyer[keep]

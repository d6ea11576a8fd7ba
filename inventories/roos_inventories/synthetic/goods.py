"""Goods, the activities that make and sell them, and where these lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from roos_inventories.synthetic.shape import Flags, Floats, Ints, Knobs, Shape

PRODUCER: Final = 0
REGIONAL_MARKET: Final = 1
GLOBAL_MARKET: Final = 2

#: Kinds of goods, in the order of their codes.
KINDS: Final = ("material", "electricity", "heat", "transport", "infrastructure", "waste", "service")
MATERIAL, ELECTRICITY, HEAT, TRANSPORT, INFRASTRUCTURE, WASTE, SERVICE = range(len(KINDS))

#: The first hubs, by rank: voltage levels, heat from several carriers, lorry, train, ship, pipeline.
VOLTAGES, HEATS, TRANSPORTS = 3, 5, 6


@dataclass(frozen=True)
class Goods:
    """Goods and activities. One activity is a producer of a good in a region, or a market for it.

    Attributes
    ----------
    kind, producers, first : numpy.ndarray
        Per good: code in `KINDS`, number of producers, index of the first one.
    regional : numpy.ndarray
        Per good: whether each producing region has its own market.
    popularity, rank : numpy.ndarray
        Per good: probability of being an input; and the goods from most to least popular.
    good, role, region : numpy.ndarray
        Per activity; the region of a global market is `regions`.
    market : numpy.ndarray
        Activity selling a regional good, by (row of `market_row[good]`, region).
    market_row, global_market : numpy.ndarray
        Per good; `market_row` is −1 where only the global market sells.
    regions, hubs : int
        Counts.
    """

    kind: Ints
    producers: Ints
    first: Ints
    regional: Flags
    popularity: Floats
    rank: Ints
    good: Ints
    role: Ints
    region: Ints
    market: Ints
    market_row: Ints
    global_market: Ints
    regions: int
    hubs: int

    def seller(self, good: Ints, region: Ints) -> Ints:
        """Return the market where an activity of that region buys the good."""
        row = self.market_row[good]
        local = self.market[np.maximum(row, 0), region]
        return np.where((row >= 0) & (local >= 0), local, self.global_market[good])


def make_goods(knobs: Knobs, shape: Shape) -> Goods:
    """Draw goods until their activities fill the system exactly."""
    rng, n = knobs.stream("goods"), knobs.activities
    regions, hubs = shape.regions(n), shape.hubs(n)
    # The leading hubs are placed first; where they stand among the chains is drawn afterwards.
    lead = np.full(VOLTAGES + HEATS + TRANSPORTS, 2, dtype=np.int64)
    lead[:VOLTAGES] = regions
    lead[VOLTAGES : VOLTAGES + HEATS] = min(regions, 20)
    drawn = np.minimum(rng.geometric(1 / shape.producers, size=n // 2), regions)
    producers = np.concatenate([lead, drawn])
    filled = np.cumsum(_activities(producers, shape))
    count = int(np.searchsorted(filled, n, side="right"))
    producers = producers[:count].copy()
    # What is left over goes to goods where one more producer adds just that one activity.
    spare = np.flatnonzero((np.arange(count) >= len(lead)) & (producers + 1 < shape.regional_from))
    producers[spare[(producers[spare] < regions)][: n - int(filled[count - 1])]] += 1
    rank = rng.permutation(count)
    order = np.argsort(rank, kind="stable")  # good → its rank; the leading hubs are ranks 0, 1, 2, …
    return _assemble(rng, shape, producers[order], rank, regions, min(hubs, count // 4))


def _activities(producers: Ints, shape: Shape) -> Ints:
    """Return the number of activities of each good: producers, regional markets, one global market."""
    return producers + np.where(producers >= shape.regional_from, producers, 0) + 1


def _assemble(
    rng: np.random.Generator, shape: Shape, producers: Ints, rank: Ints, regions: int, hubs: int
) -> Goods:
    """Lay the activities of all goods one after another."""
    count = len(producers)
    popularity = np.empty(count)
    popularity[rank] = (np.arange(count) + 5.0) ** -shape.hub_exponent
    regional = producers >= shape.regional_from
    sizes = _activities(producers, shape)
    first = np.cumsum(sizes) - sizes
    good = np.repeat(np.arange(count), sizes)
    place = np.arange(len(good)) - first[good]
    role = np.full(len(good), REGIONAL_MARKET)
    role[place < producers[good]] = PRODUCER
    role[place == sizes[good] - 1] = GLOBAL_MARKET
    # Weighted draw of distinct regions: the first arrivals of exponential clocks, large economies first.
    clocks = rng.standard_exponential((count, regions)) * (np.arange(regions) + 2.0)
    chosen = np.argsort(clocks, axis=1, kind="stable")
    region = np.where(role == GLOBAL_MARKET, regions, chosen[good, place % producers[good]])
    market_row = np.where(regional, np.cumsum(regional) - 1, -1)
    market = np.full((max(1, int(regional.sum())), regions + 1), -1)
    sells = np.flatnonzero(role == REGIONAL_MARKET)
    market[market_row[good[sells]], region[sells]] = sells
    return Goods(
        _kinds(rng, shape, rank), producers, first, regional, popularity / popularity.sum(), rank,
        good, role, region, market, market_row, first + sizes - 1, regions, hubs,
    )  # fmt: skip


def _kinds(rng: np.random.Generator, shape: Shape, rank: Ints) -> Ints:
    """Say what each good is: leading hubs by rank, the others by lot."""
    kind = np.full(len(rank), MATERIAL)
    lot = rng.random(len(rank))
    steps = np.cumsum([shape.waste, shape.infrastructure, 0.05])
    kind[lot < steps[2]] = SERVICE
    kind[lot < steps[1]] = INFRASTRUCTURE
    kind[lot < steps[0]] = WASTE
    kind[rank[:VOLTAGES]] = ELECTRICITY
    kind[rank[VOLTAGES : VOLTAGES + HEATS]] = HEAT
    kind[rank[VOLTAGES + HEATS : VOLTAGES + HEATS + TRANSPORTS]] = TRANSPORT
    return kind

"""What shapes a synthetic system: the knobs a caller turns, and the calibrated constants behind them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: Independent streams of random numbers, so that a change in one part leaves the others as they were.
STREAMS: Final = (
    "goods", "graph", "amounts", "units", "biosphere", "characterisation", "uncertainty", "rows",
)  # fmt: skip


@dataclass(frozen=True)
class Knobs:
    """The request: size, seed and severity.

    Attributes
    ----------
    activities : int
        Number of activities n, and of products; met exactly.
    seed : int
        Seed of every random stream.
    scale_decades : float
        Further spread of units: rows and columns are multiplied by 10**u, u uniform on ± this many decades.
    loop_gain : float
        Spectral radius of the requirements I − A, rows and columns normalised. 0 leaves out every
        exchange that closes a loop; 1 and more describe an economy that cannot sustain itself.
    categories : int
        Number of impact categories.
    shuffle_products : bool
        Put the products in another order than the activities, so that no reference lies on the diagonal.
    """

    activities: int
    seed: int
    scale_decades: float
    loop_gain: float
    categories: int
    shuffle_products: bool

    def __post_init__(self) -> None:
        if not 100 <= self.activities <= 2_000_000:
            raise ValueError(f"activities must lie between 100 and 2 000 000, not {self.activities}")
        if self.seed < 0:
            raise ValueError(f"seed must not be negative: {self.seed}")
        if not 0 <= self.scale_decades <= 12:
            raise ValueError(f"scale_decades must lie between 0 and 12, not {self.scale_decades}")
        if not 0 <= self.loop_gain <= 100:
            raise ValueError(f"loop_gain must lie between 0 and 100, not {self.loop_gain}")
        if self.categories < 1:
            raise ValueError(f"categories must be at least 1, not {self.categories}")

    def stream(self, name: str) -> np.random.Generator:
        """Return the random stream of one part; the same on every platform."""
        entropy = np.random.SeedSequence([self.seed, STREAMS.index(name)])
        return np.random.Generator(np.random.PCG64(entropy))


@dataclass(frozen=True)
class Shape:
    """Constants of the structure, set so that `facts` meets the published figures.

    Nothing here is a figure of its own: each is a means to one in `facts.PUBLISHED`, named beside it.
    """

    mean_inputs: float = 18.0  #: median of goods per recipe, for 12 entries per column
    inputs_spread: float = 0.6  #: its log-normal sigma, for the upper percentiles of inputs per column
    most_inputs: int = 80
    keep: float = 0.93  #: share of a good's recipe that one of its producers has
    local: float = 0.675  #: share of inputs from the same supply chain (cluster): low fill
    hub: float = 0.265  #: share of inputs from hubs: the top 1 % of rows, and the fill
    cluster: int = 40  #: goods in one supply chain
    final: int = 2  #: goods at the end of each chain that nobody buys: outside the strong component
    upstream: float = 0.9  #: share of downstream links inside a chain turned upstream
    hub_exponent: float = 1.0  #: decline of popularity with rank
    producers: float = 1.9  #: mean producers per good
    regional_from: int = 8  #: goods with so many producers have a market in each region
    largest_mix: int = 14  #: technologies in one region's electricity mix
    waste: float = 0.04  #: share of goods that are wastes, treated at a negative reference flow
    infrastructure: float = 0.045  #: share of goods counted in units: plants, machines, roads
    share_shape: float = 0.26  #: gamma shape of input shares: lower percentiles of |a_ij/a_jj|

    @staticmethod
    def regions(n: int) -> int:
        """Return the number of regions; small databases know fewer."""
        return min(max(n // 300, 4), 60)

    @staticmethod
    def hubs(n: int) -> int:
        """Return the number of hub goods, growing more slowly than the database."""
        return max(20, round(80 * math.sqrt(n / 22_000)))


def span(counts: Ints) -> Ints:
    """Return 0…c−1 for each count c, one after another.

    Parameters
    ----------
    counts : numpy.ndarray
        Lengths of the runs.

    Returns
    -------
    numpy.ndarray
        `counts.sum()` integers.
    """
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts, counts)


def seven_digits(values: Floats) -> Floats:
    """Return the values as data sets state them, to some seven digits.

    `exp` and `log` differ in the last bit between processors; rounding hides that, so that one seed
    gives one system everywhere.
    """
    digits = 24
    mantissa, exponent = np.frexp(values)
    rounded: Floats = np.ldexp(np.rint(np.ldexp(mantissa, digits)), exponent - digits)
    return rounded

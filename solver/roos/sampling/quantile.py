"""Quantiles of single distributions: the values that designs of experiments put their points at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.sampling.distribution import Distribution, rows_of
from roos.sampling.draws import SIGNED, Draws
from roos.sampling.streams import Stream
from roos.sampling.support import support

Array = NDArray[np.float64]

#: Nearest to 0 and 1 that a distribution without ends is asked for.
LEAST = 2.0**-53


class Quantile:
    """The quantile function of a distribution, the very one that its draws follow.

    Parameters
    ----------
    one
        The distribution.
    where
        Its place, for messages.

    Attributes
    ----------
    ends
        Lowest and highest value; infinite where there is none.

    Raises
    ------
    InputError
        E150 to E152 what is no distribution.

    Examples
    --------
    >>> Quantile(Distribution.uniform(1.0, 3.0), "load")(np.array([0.0, 0.5, 1.0])).tolist()
    [1.0, 2.0, 3.0]
    """

    def __init__(self, one: Distribution, where: str) -> None:
        rows, place = rows_of([one], where="parameters"), np.zeros(1, dtype=np.int32)
        self._draws = Draws(rows, place, np.zeros(1), Stream.PARAMETERS, lambda i: where)
        self._turned = one.negative and one.type in SIGNED  # the sign is set after the draw
        self.ends = support(one)

    def __call__(self, p: Array) -> Array:
        """Return the value at each probability from 0 to 1, float64 of the same length, new."""
        inside = np.clip(p, LEAST, 1.0 - LEAST)
        found = self._draws.at((1.0 - inside if self._turned else inside)[None, :])[0]
        low, high = self.ends
        return np.where(p <= 0.0, low, np.where(p >= 1.0, high, found))

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return bool(np.isfinite(self.ends).all())

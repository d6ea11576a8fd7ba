"""What a parameter of a design may be: a range, or a distribution."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.sampling.distribution import Distribution
from roos.sampling.quantile import Quantile as OfDistribution

Array = NDArray[np.float64]
Quantile = Callable[[Array], Array]

#: Part of a distribution without ends that stands for its range.
MIDDLE = 0.95
_HINT = "write {parameter: (low, high)}, a roos.Distribution, or a distribution of scipy.stats"


def quantiles_of(design: str, ranges: Mapping[str, Any]) -> dict[str, Quantile]:
    """Return what brings numbers from 0 to 1 to the range of each parameter.

    Raises
    ------
    InputError
        E172 no parameters, or one that is neither two ends in order nor a distribution; E150 to E152 what
        makes no :class:`roos.Distribution`.
    """
    if not isinstance(ranges, Mapping) or not ranges:
        raise error("E172", "the design has no parameters", f"design {design}", _HINT)
    return {
        str(name): _quantile(f"design {design}, parameter {name!r}", given) for name, given in ranges.items()
    }


class Middle:
    """The middle of a distribution as a range: for designs that need two ends, as Morris's.

    Parameters
    ----------
    one
        The distribution.
    where
        Its place, for messages.

    Attributes
    ----------
    ends
        Where it is cut: the quantiles that leave :data:`MIDDLE` between them.

    Raises
    ------
    InputError
        E150 to E152 what is no distribution.
    """

    def __init__(self, one: Distribution, where: str) -> None:
        self._whole = OfDistribution(one, where)
        low, high = self.ppf(np.array([0.0, 1.0])).tolist()
        self.ends = (low, high)

    def ppf(self, points: Array) -> Array:
        """Return the value at each part of the range in probability, from 0 to 1."""
        return self._whole((1 - MIDDLE) / 2 + MIDDLE * np.asarray(points, dtype=np.float64))


def _quantile(where: str, given: Any) -> Quantile:
    if isinstance(given, Distribution):
        if given.type not in range(2, 14):
            raise _refused(where, f"{given!r} is certain")
        return OfDistribution(given, where)
    ppf = getattr(given, "ppf", None)
    if callable(ppf):
        return lambda points: np.asarray(ppf(points), dtype=np.float64)
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray) or len(given) != 2:
        raise _refused(where, f"{given!r} is neither two ends nor a distribution")
    low, high = given
    for end in (low, high):
        if isinstance(end, bool) or not isinstance(end, Real) or not np.isfinite(float(end)):
            raise _refused(where, f"{end!r} is no finite number")
    if not low < high:
        raise _refused(where, f"{low!r} is not below {high!r}")
    first, last = float(low), float(high)
    return lambda points: np.clip(first + (last - first) * points, first, last)


def _refused(where: str, message: str) -> RoosError:
    return error("E172", message, where, _HINT)

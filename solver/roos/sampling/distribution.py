"""One distribution, as users write it for a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from roos.errors import error
from roos.sampling.checking import NAMES, check
from roos.uncertainty import PARAMETERS, Distributions

_NONE = float("nan")


@dataclass(frozen=True)
class Distribution:
    """A distribution in the fields of ``stats_arrays``; the constructors say which of them each kind has.

    Attributes
    ----------
    type
        Identifier of ``stats_arrays``, 2 to 13.
    loc, scale, shape, minimum, maximum
        Parameters; NaN where the distribution has none.
    negative
        A lognormal amount below zero.

    Raises
    ------
    InputError
        E117 a value that is no number. Whether the numbers make a distribution is for :meth:`check`.

    Examples
    --------
    >>> Distribution.lognormal(0.5, 0.1).type, Distribution.uniform(1.0, 2.0).maximum
    (2, 2.0)
    """

    type: int
    loc: float = _NONE
    scale: float = _NONE
    shape: float = _NONE
    minimum: float = _NONE
    maximum: float = _NONE
    negative: bool = False

    def __post_init__(self) -> None:
        for name in ("type", "loc", "scale", "shape", "minimum", "maximum"):
            _number(getattr(self, name), name)

    @classmethod
    def lognormal(
        cls, median: float, scale: float, *, minimum: float = _NONE, maximum: float = _NONE
    ) -> Distribution:
        """Return a lognormal by its median, of either sign, and the standard deviation of its logarithm."""
        middle = _number(median, "median")
        with np.errstate(divide="ignore", invalid="ignore"):
            loc = float(np.log(np.abs(middle)))
        return cls(2, loc, scale, minimum=minimum, maximum=maximum, negative=middle < 0)

    @classmethod
    def normal(
        cls, mean: float, scale: float, *, minimum: float = _NONE, maximum: float = _NONE
    ) -> Distribution:
        """Return a normal distribution by mean and standard deviation."""
        return cls(3, mean, scale, minimum=minimum, maximum=maximum)

    @classmethod
    def uniform(cls, minimum: float, maximum: float) -> Distribution:
        """Return a uniform distribution."""
        return cls(4, minimum=minimum, maximum=maximum)

    @classmethod
    def triangular(cls, minimum: float, mode: float, maximum: float) -> Distribution:
        """Return a triangular distribution."""
        return cls(5, mode, minimum=minimum, maximum=maximum)

    @classmethod
    def bernoulli(cls, probability: float) -> Distribution:
        """Return one with this probability, else zero."""
        return cls(6, probability)

    @classmethod
    def discrete(cls, minimum: float, maximum: float) -> Distribution:
        """Return whole numbers from a minimum to below a maximum, all as likely."""
        return cls(7, minimum=minimum, maximum=maximum)

    @classmethod
    def beta(cls, alpha: float, beta: float, minimum: float = 0.0, maximum: float = 1.0) -> Distribution:
        """Return a beta distribution between two bounds."""
        return cls(10, alpha, shape=beta, minimum=minimum, maximum=maximum)

    @classmethod
    def pert(cls, minimum: float, mode: float, maximum: float) -> Distribution:
        """Return a beta PERT distribution, its mode of weight four."""
        return cls(13, mode, minimum=minimum, maximum=maximum)

    def check(self, where: str) -> None:
        """Refuse what is no distribution.

        Parameters
        ----------
        where
            Its place, for messages.

        Raises
        ------
        InputError
            E150 a number out of range, E151 bounds the wrong way round, E152 nothing lies between them.
        """
        from roos.sampling.bounds import cut  # SciPy: loaded when something is checked

        rows = rows_of([self], where=where)
        check(rows, lambda i: where)
        cut(rows, lambda i: where)

    @property
    def text(self) -> str:
        """Return the distribution in a few words, as in ``"normal, loc 12, scale 0.5"``."""
        given = [(name, getattr(self, name)) for name in PARAMETERS]
        words = [f"{name} {value:g}" for name, value in given if not np.isnan(value)]
        if self.type == 2:  # people know its median, not the logarithm of it
            median = float(np.exp(self.loc)) * (-1.0 if self.negative else 1.0)
            words[0] = f"median {median:.10g}"
        return ", ".join([NAMES[self.type] if 0 <= self.type < len(NAMES) else str(self.type), *words])


def rows_of(listed: Sequence[Distribution], *, where: str) -> Distributions:
    """Return distributions as the rows of one column, in their order; nothing is checked but their types."""
    count = len(listed)
    fields = {
        "row": np.arange(count),
        "col": np.zeros(count, dtype=np.int64),
        "type": np.array([one.type for one in listed]),
        "negative": np.array([one.negative for one in listed]),
        **{key: np.array([getattr(one, key) for one in listed], dtype=np.float64) for key in PARAMETERS},
    }
    return Distributions.build(fields, (count, 1), where=where)


def _number(value: object, name: str) -> float:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise error("E117", f"{value!r} is no number", f"{name} of a distribution", "give a plain number")
    return float(value)

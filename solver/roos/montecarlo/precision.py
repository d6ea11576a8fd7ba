"""When a run has drawn enough: the standard error of chosen outputs, judged at the end of each chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos.montecarlo.moments import Moments

_HINT = "give a positive fraction, as in stop=0.01 for one per cent, or a Precision"


@dataclass(frozen=True)
class Precision:
    """Standard errors at which a run may stop.

    Attributes
    ----------
    relative
        Standard error of the mean over |mean| that every chosen output must reach.
    demands, categories
        The outputs, by id; None for all.
    least
        Samples that are drawn in any case: the standard error itself is uncertain with fewer.
    """

    relative: float
    demands: Sequence[str] | None = None
    categories: Sequence[str] | None = None
    least: int = 100

    def __post_init__(self) -> None:
        number = isinstance(self.relative, (int, float)) and not isinstance(self.relative, bool)
        if not number or not 0 < float(self.relative) < np.inf:
            raise error("E454", f"{self.relative!r} is no standard error to stop at", "stop", _HINT)
        if isinstance(self.least, bool) or not isinstance(self.least, int) or self.least < 2:
            raise error("E454", f"{self.least!r} is no least number of samples", "stop", "give at least 2")

    @classmethod
    def of(cls, stop: Precision | float | None) -> Precision | None:
        """Return a precision from what a caller gave; E454 it is none."""
        return stop if stop is None or isinstance(stop, Precision) else cls(stop)

    def chosen(self, demands: Labels, categories: Labels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the positions of the outputs; E201 or E207 no such one."""
        return _positions(self.demands, demands), _positions(self.categories, categories)

    def reached(self, moments: Moments, at: tuple[NDArray[np.int64], NDArray[np.int64]]) -> bool:
        """Say whether all chosen outputs, in all scenarios, are known well enough."""
        if int(moments.n.min()) < self.least:
            return False
        pick = np.ix_(np.arange(moments.mean.shape[0]), *at)
        mean, wrong = np.abs(moments.mean[pick]), moments.standard_error[pick]
        return bool((wrong <= self.relative * mean).all())


def _positions(wanted: Sequence[str] | None, labels: Labels) -> NDArray[np.int64]:
    if wanted is None:
        return np.arange(len(labels))
    names = [wanted] if isinstance(wanted, str) else wanted
    return np.array([labels.position(str(one)) for one in names], dtype=np.int64)

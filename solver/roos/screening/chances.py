"""How probable the verdicts on a whole case are: cost, mean, and no category worse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from roos.screening.sample_statistics import checked_share
from roos.sensitivity.paired import wilson

if TYPE_CHECKING:
    from roos.screening.sampled import SampledCase


@dataclass(frozen=True, slots=True)
class Chance:
    """How often one verdict holds.

    Attributes
    ----------
    name, text
        Of the verdict, for machines and for people.
    count, n
        Samples in which it holds, and all.
    probability, low, high
        count/n with Wilson's interval.
    """

    name: str
    text: str
    count: int
    n: int
    probability: float
    low: float
    high: float


def chances_of(one: SampledCase, confidence: float) -> tuple[Chance, ...]:
    """Return the chances of one result; see :meth:`SampledCase.chances`."""
    share = checked_share(confidence, "confidence", inside=True)
    difference, kinds = one.difference, one.measures.extra["kind"]
    cost, bare = (difference[:, i] < 0 for i, kind in enumerate(kinds) if kind == "cost")
    mean = difference[:, kinds.index("mean")] < 0
    by_category = difference[:, [i for i, kind in enumerate(kinds) if kind == "category"]]
    none_worse = np.asarray((by_category <= 0).all(axis=1) & (by_category < 0).any(axis=1))
    listed = (
        ("cost", "the cost of all categories is lower", cost),
        ("cost_without_toxicity", "the cost without toxicity is lower", bare),
        ("mean", "the mean of the relative changes is below zero", mean),
        ("mean_and_costs", "the mean and both costs are lower", cost & bare & mean),
        ("no_category_worse", "no category is higher, and some are lower", none_worse),
    )
    return tuple(_chance(name, text, held, share) for name, text, held in listed)


def _chance(name: str, text: str, held: NDArray[np.bool_], confidence: float) -> Chance:
    count, n = int(held.sum()), held.size
    low, high = wilson(np.array([count]), np.array([n]), confidence)
    return Chance(name, text, count, n, count / n if n else float("nan"), float(low[0]), float(high[0]))

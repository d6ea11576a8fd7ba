"""Relative results r = (c − b)/b per category, and the ways to say them in one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity, error
from roos.labels import Labels
from roos.screening.choices import DEFAULT, ScreeningOptions

Array = NDArray[np.float64]


def relative(baseline: Array, case: Array, options: ScreeningOptions = DEFAULT) -> Array:
    """Return r = (c − b)/b, float64 of the common shape, NaN where b is not positive.

    Parameters
    ----------
    baseline, case
        float64 (..., categories), not overwritten.
    options
        ``zero_baseline``: exclude gives NaN; floor puts the smallest baseline in place of a smaller one;
        error raises E431.
    """
    b, c = np.broadcast_arrays(np.asarray(baseline, dtype=np.float64), np.asarray(case, dtype=np.float64))
    if options.zero_baseline == "error" and not (b > 0).all():
        raise error(
            "E431", f"{int((b <= 0).sum())} baselines are zero or negative",
            hint="use zero_baseline = 'exclude', which leaves the category out of the mean and counts it",
        )  # fmt: skip
    if options.zero_baseline == "floor":
        b = np.maximum(b, options.floor)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b > 0, (c - b) / np.where(b > 0, b, 1.0), np.nan)


@dataclass(frozen=True, slots=True)
class Summary:
    """One number for many categories, four times.

    Attributes
    ----------
    mean
        Unweighted mean of the defined r_k: the report's general result.
    median
        Their median.
    mean_without_largest
        Mean without the category of the largest absolute r_k.
    largest
        That category.
    movers
        Categories that move the mean most: id and how far the mean goes without it (mean − mean without),
        the strongest first.
    defined, undefined
        How many categories count, and the ids of those that do not.
    """

    mean: float
    median: float
    mean_without_largest: float
    largest: str
    movers: tuple[tuple[str, float], ...]
    defined: int
    undefined: tuple[str, ...]


def summarise(values: Array, categories: Labels, movers: int = 3) -> Summary:
    """Return the summary of one relative result, float64 (categories,)."""
    known = np.flatnonzero(np.isfinite(values))
    undefined = tuple(categories.ids[k] for k in np.flatnonzero(~np.isfinite(values)))
    if not known.size:
        return Summary(np.nan, np.nan, np.nan, "", (), 0, undefined)
    r = values[known]
    mean = float(r.mean())
    # without one value the mean moves by (r_k − mean)/(n − 1)
    pull = (r - mean) / max(known.size - 1, 1)
    order = np.lexsort((known, -np.abs(pull)))
    top = int(np.argmax(np.abs(r)))
    return Summary(
        mean,
        float(np.median(r)),
        float(np.delete(r, top).mean()) if known.size > 1 else np.nan,
        categories.ids[known[top]],
        tuple((categories.ids[known[i]], float(pull[i])) for i in order[:movers]),
        int(known.size),
        undefined,
    )


def undefined_finding(summary: Summary, where: str) -> tuple[Finding, ...]:
    """Return a warning for categories that were left out of the mean."""
    if not summary.undefined:
        return ()
    return (
        Finding(
            "W415", Severity.WARNING,
            f"{len(summary.undefined)} categories have no positive baseline and are left out of the mean",
            f"{where}: {', '.join(summary.undefined)}",
            "their scores stand beside it; zero_baseline chooses another way",
            len(summary.undefined),
        ),
    )  # fmt: skip

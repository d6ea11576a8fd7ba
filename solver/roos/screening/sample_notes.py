"""What the samples of a case should not be read without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity
from roos.screening.case import BASELINE
from roos.screening.sampled import SampledCase
from roos.screening.screened import Screened
from roos.screening.uncertain_numbers import UncertainNumber


def not_drawn(
    numbers: Sequence[UncertainNumber], results: Sequence[Screened], given: frozenset[str]
) -> tuple[list[UncertainNumber], tuple[Finding, ...]]:
    """Return the numbers that the results depend on, and a warning on each of the others (W195)."""
    needed = {number for one in results for number in _needed(one)}
    used, told = [], []
    for one in numbers:
        if one.number.name in given:
            message = f"{one.number.name!r} is not drawn: it was given a number, which is certain"
            hint = "leave the number out to draw it from its distribution"
        elif id(one.number) not in needed:
            message = f"{one.name!r} is not drawn: no result that was asked for needs it"
            hint = "another side or variant has a number of its own, or its stage does not count"
        else:
            used.append(one)
            continue
        told.append(Finding("W195", Severity.WARNING, message, one.where, hint))
    return used, tuple(told)


def certain_results(
    numbers: Sequence[UncertainNumber], results: Sequence[Screened], background: Sequence[str]
) -> tuple[Finding, ...]:
    """Return a warning on results of which nothing is drawn: a probability of theirs says nothing (W199)."""
    drawn = {id(one.number) for one in numbers}
    names = [] if background else [one.name for one in results if not _needed(one) & drawn]
    if not names:
        return ()
    which = "1 result" if len(names) == 1 else f"{len(names)} results"
    message = f"nothing is drawn of {which}: all samples are the same, and say nothing of probability"
    hint = "give numbers of the case a distribution, or draw the background"
    return (Finding("W199", Severity.WARNING, message, "; ".join(names), hint, len(names)),)


def from_ranges(numbers: Sequence[UncertainNumber], ranges: str) -> tuple[Finding, ...]:
    """Return a warning that printed ranges were taken as distributions (W196)."""
    found = [one for one in numbers if one.from_range]
    if not found:
        return ()
    listed = "; ".join(one.where for one in found[:5])
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    what = "1 printed range is" if len(found) == 1 else f"{len(found)} printed ranges are"
    message = f"an assumption: {what} taken as {ranges}"
    hint = "a source that prints a range says nothing of what is likely inside it; give a distribution"
    return (Finding("W196", Severity.WARNING, message, listed + more, hint, len(found)),)


def turned_amounts(result: Screened, counts: NDArray[np.int64]) -> tuple[Finding, ...]:
    """Return a warning on amounts that have the other sign in some samples (W197).

    Parameters
    ----------
    counts
        int64 (2, uses): samples, of baseline and case.
    """
    found = []
    for side, model in enumerate(result.models):
        for use in np.flatnonzero(counts[side]):
            one = model.uses[use]
            message = f"the amount of {one.dataset!r} has the other sign in {counts[side, use]} samples"
            where = f"{one.where or result.name}, {model.side.id}"
            hint = "bound the distributions of its numbers, or take lognormal ones"
            found.append(Finding("W197", Severity.WARNING, message, where, hint, int(counts[side, use])))
    return tuple(found)


def undefined_changes(result: SampledCase) -> tuple[Finding, ...]:
    """Return a warning on relative changes that are defined without uncertainty and not in samples (W198)."""
    lost = np.isfinite(result.static[2]) & ~np.isfinite(result.relative).all(axis=0)
    if not lost.any():
        return ()
    names = [result.measures.ids[k] for k in np.flatnonzero(lost)]
    count = int((~np.isfinite(result.relative[:, lost])).any(axis=1).sum())
    message = f"in {count} samples a baseline is not positive: relative changes are undefined there"
    where = f"{result.screened.name}: {', '.join(names)}"
    hint = "their quantiles are left out; read the differences, or bound the distributions"
    return (Finding("W198", Severity.WARNING, message, where, hint, count),)


def _needed(result: Screened) -> frozenset[int]:
    """Return the numbers that the amounts and quantities of a result need, by identity."""
    found: set[int] = set()
    for model in result.models:
        formulas = [use.baseline if model.side.id == BASELINE else use.scenarios for use in model.uses]
        formulas += [one.amount for one in result.case.quantities]
        names = {name for one in formulas if one is not None for name in one.names}
        known = model.parameters.needed(names) & model.numbers.keys()
        found |= {id(model.numbers[name]) for name in known}
    return frozenset(found)

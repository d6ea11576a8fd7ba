"""From samples of a case to boxes: the paired difference of every category, of the costs and of the mean."""

from __future__ import annotations

import numpy as np

from roos.montecarlo.statistics import QUANTILES
from roos.screening import SampledCase, ScreeningSamples
from roos.screening.sample_statistics import SampleStatistics
from roos_cli.charts.boxes import Boxes
from roos_cli.text import count, percent


def boxes_of(one: SampledCase, told: SampleStatistics, samples: ScreeningSamples) -> Boxes:
    """Return a box per measure, quantities left out, in per cent of the baseline.

    Beside each box stands in how many samples the case is lower, with its interval; the costs and the mean
    stand above the categories.
    """
    kinds = told.measures.extra["kind"]
    order = [kinds.index("mean"), *(k for k, kind in enumerate(kinds) if kind == "cost")]
    order += [k for k, kind in enumerate(kinds) if kind == "category"]
    at = [told.probabilities.index(probability) for probability in QUANTILES]
    low, high = told.interval
    beside = []
    for k in order:
        text = f"lower in {percent(float(told.probability[k]))} ({100 * low[k]:.1f}–{100 * high[k]:.1f} %)"
        same = told.ties[k] == told.n
        beside.append("equal in all samples" if same else text)
    of, unit = one.screened, one.screened.case.functional_unit
    own = [number for number in samples.numbers if number.case == of.case.id]
    drawn = count(len(own), "number of the case", "numbers of the case")
    behind = f"background ({', '.join(samples.background)})" if samples.background else "background certain"
    notes = (
        f"{count(told.n, 'sample')}, seed {samples.seed}, the same draws on both sides: {drawn}, {behind}. "
        f"Per {unit.amount * of.scale:g} {unit.unit}: {unit.text}.",
        "Below zero the case is better.",
    )  # fmt: skip
    ranged = sum(number.from_range for number in own)
    if ranged:  # a picture is passed on without what was said beside it
        what = count(ranged, "printed range", "printed ranges")
        notes = (*notes, f"An assumption: {what} taken as distributions.")
    if told.n > 1 and not np.nansum(told.baseline[1] + told.case[1]):
        notes = (*notes, "Nothing of it is drawn: all samples are the same, and say nothing of probability.")
        beside = ["nothing is drawn"] * len(order)
    variant = f" ({of.variant})" if of.variant else ""
    return Boxes(
        tuple(told.measures.names[k] for k in order),
        100 * told.relative[np.ix_(at, order)],
        100 * told.relative_mean[order],
        tuple(beside),
        f"{of.case.title}: {of.scenario.title}{variant}",
        "case − baseline, per cent of the baseline",
        notes,
        zero=True,
        cut=True,
    )

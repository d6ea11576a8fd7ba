"""What a Monte Carlo run of cases gives: both sides of every result in every sample, under the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, error
from roos.labels import Labels
from roos.montecarlo.statistics import QUANTILES
from roos.screening.chances import Chance, chances_of
from roos.screening.sample_statistics import SampleStatistics, statistics_of
from roos.screening.screened import Screened, Screening
from roos.screening.uncertain_numbers import UncertainNumber

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class SampledCase:
    """One scenario of one case in all samples.

    Attributes
    ----------
    screened
        The result without uncertainty.
    measures
        Labels: categories, ``cost``, ``cost_without_toxicity``, ``mean``, quantities; ``extra["kind"]``.
    sample
        int64 (n,): numbers of the samples that count; singular ones are left out.
    baseline, case
        float64 (n, measures), per functional unit; NaN for the mean, which has no sides.
    difference
        float64 (n, measures): case − baseline of each sample, from the amounts that differ alone, so that
        what both sides share leaves no rounding behind; of the mean the mean itself.
    relative
        float64 (n, measures): difference over baseline, NaN where the baseline is not positive.
    """

    screened: Screened
    measures: Labels
    sample: NDArray[np.int64]
    baseline: Array
    case: Array
    difference: Array
    relative: Array

    def __repr__(self) -> str:
        return f"SampledCase({self.screened.name}: {len(self)} samples × {len(self.measures)} measures)"

    def __len__(self) -> int:
        return len(self.sample)

    @property
    def static(self) -> tuple[Array, Array, Array]:
        """Baseline, case and relative change without uncertainty, each float64 (measures,)."""
        c = self.screened.comparison
        totals = (c.costs.total, c.costs.without_toxicity)
        quantities = self.screened.quantities
        return (
            np.array([*c.baseline, *(t.baseline for t in totals), np.nan, *(q.baseline for q in quantities)]),
            np.array([*c.case, *(t.case for t in totals), np.nan, *(q.case for q in quantities)]),
            np.array([*c.relative, *(t.relative for t in totals), c.mean, *(q.relative for q in quantities)]),
        )

    def statistics(
        self, quantiles: Sequence[float] = QUANTILES, confidence: float = 0.95
    ) -> SampleStatistics:
        """Return means, standard errors, quantiles and probabilities of every measure.

        Parameters
        ----------
        quantiles
            Probabilities from 0 to 1.
        confidence
            Of the interval around each probability.

        Raises
        ------
        InputError
            E454 no probabilities.
        """
        return statistics_of(self, quantiles, confidence)

    def chances(self, confidence: float = 0.95) -> tuple[Chance, ...]:
        """Return how probable the verdicts on the whole case are; E454 ``confidence`` is no probability."""
        return chances_of(self, confidence)


@dataclass(frozen=True, eq=False, repr=False)
class ScreeningSamples:
    """Results of :func:`roos.screening.screen_monte_carlo`.

    Attributes
    ----------
    results
        One per case, variant and scenario, in the order of the screening.
    screening
        Everything without uncertainty, with the choices of the method.
    samples, seed
        That were drawn, and from what; with both, the same cases and background, every number is the same.
    numbers
        Numbers of the cases that were drawn.
    background
        Parts of the background that were drawn; empty where it is certain.
    findings
        Of screening and run: W195 distributions that are not drawn, W196 ranges taken as distributions, W197
        amounts that change their sign, W198 relative changes that are not defined, W199 results of which
        nothing is drawn.
    timings
        Seconds of each step.
    """

    results: tuple[SampledCase, ...]
    screening: Screening
    samples: int
    seed: int
    numbers: tuple[UncertainNumber, ...]
    background: tuple[str, ...]
    findings: tuple[Finding, ...]
    timings: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"ScreeningSamples({len(self.results)} results × {self.samples} samples)"

    def of(self, case: str, scenario: str = "", variant: str = "") -> SampledCase:
        """Return one result; E440 where there is none."""
        for one in self.results:
            of = one.screened
            if of.case.id == case and of.variant == variant and scenario in ("", of.scenario.id):
                return one
        raise error("E440", f"no result of case {case!r}, scenario {scenario!r}, variant {variant!r}")

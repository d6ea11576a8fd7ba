"""Variances of distributions, against draws of them and against exact answers."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as stats

from roos import Distributions
from roos.sampling import Draws, Stream
from roos.sensitivity.deviations import variances

CASES = {
    "lognormal": {"type": 2, "loc": 0.5, "scale": 0.4, "negative": True},
    "lognormal cut": {"type": 2, "loc": 0.0, "scale": 0.8, "minimum": 0.5},
    "negative lognormal cut": {"type": 2, "loc": 0.0, "scale": 0.8, "negative": True, "minimum": -2.0},
    "normal": {"type": 3, "loc": 2.0, "scale": 0.3},
    "normal cut": {"type": 3, "loc": 0.0, "scale": 1.0, "minimum": 1.0},
    "normal cut twice": {"type": 3, "loc": 0.0, "scale": 1.0, "minimum": -0.5, "maximum": 2.0},
    "uniform": {"type": 4, "minimum": -1.0, "maximum": 3.0},
    "triangular": {"type": 5, "loc": 0.5, "minimum": 0.0, "maximum": 3.0},
    "Bernoulli": {"type": 6, "loc": 0.2},
    "discrete": {"type": 7, "minimum": 2.0, "maximum": 9.0},
    "Weibull": {"type": 8, "loc": 1.0, "scale": 2.0, "shape": 1.4},
    "Weibull cut": {"type": 8, "scale": 2.0, "shape": 1.4, "maximum": 2.0},
    "gamma": {"type": 9, "scale": 2.0, "shape": 1.5},
    "beta": {"type": 10, "loc": 2.0, "shape": 3.0, "maximum": 4.0},
    "Gumbel": {"type": 11, "loc": 1.0, "scale": 0.5},
    "extreme values": {"type": 11, "loc": 1.0, "scale": 0.5, "shape": 0.1},
    "Student": {"type": 12, "loc": 1.0, "scale": 0.5, "shape": 7.0},
    "Student cut": {"type": 12, "shape": 3.0, "minimum": -1.0, "maximum": 4.0},
    "PERT": {"type": 13, "loc": 1.0, "minimum": 0.0, "maximum": 4.0},
}


def rows(case, count=1, factor=-0.5):
    none = dict.fromkeys(("loc", "scale", "shape", "minimum", "maximum"), np.nan)
    given = {**none, "negative": False, "factor": factor, **case}
    arrays = {name: np.full(count, value) for name, value in given.items()}
    arrays |= {"row": np.arange(count), "col": np.zeros(count, dtype=np.int64)}
    return Distributions.build(arrays, (count, 1), where="test")


@pytest.mark.parametrize("case", CASES)
def test_variance_is_that_of_draws(case):
    count = 100_000
    made = rows(CASES[case], count)
    out = np.zeros(count)
    place = np.arange(count, dtype=np.int32)
    Draws(made, place, out.copy(), Stream.TECHNOSPHERE, str).write(5, 0, out)
    kurtosis = float(stats.kurtosis(out)) + 2  # of which the error of an estimated variance follows
    assert variances(rows(CASES[case]))[0] == pytest.approx(
        out.var(), rel=5 * np.sqrt(max(kurtosis, 0.1) / count)
    )


def test_exact_answers():
    def of(**case):
        return variances(rows({"type": 3, **case}, factor=2.0))[0] / 4

    cut = stats.truncnorm(1.0, np.inf).var()
    assert of(loc=0.0, scale=1.0, minimum=1.0) == pytest.approx(cut, rel=1e-10)
    far = stats.truncnorm(20.0, np.inf).var()
    assert of(loc=0.0, scale=1.0, minimum=20.0) == pytest.approx(far, rel=1e-6)
    assert of(type=2, loc=0.0, scale=2.0, minimum=0.0) == pytest.approx(np.expm1(4) * np.exp(4), rel=1e-9)
    assert of(type=6, loc=0.5, minimum=0.5) == 0.0
    assert of(type=1, loc=3.0) == 0.0
    assert of(type=12, shape=2.0) == np.inf and of(type=12, shape=1.0) == np.inf
    assert of(type=11, loc=0.0, scale=1.0, shape=0.6) == np.inf

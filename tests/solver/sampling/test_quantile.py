"""Quantiles of single distributions against SciPy, their ends, and the draws that follow them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from roos import Distribution, RoosError
from roos.sampling import Draws, Stream
from roos.sampling.distribution import rows_of
from roos.sampling.quantile import Quantile

P = np.array([0.0, 1e-6, 0.025, 0.5, 0.975, 1.0])
INF = np.inf
KNOWN = [
    (Distribution.lognormal(0.5, 0.3), stats.lognorm(0.3, scale=0.5), (0.0, INF)),
    (Distribution.normal(2.0, 0.3), stats.norm(2.0, 0.3), (-INF, INF)),
    (Distribution.normal(0.0, 1.0, minimum=-1.0, maximum=2.0), stats.truncnorm(-1, 2), (-1.0, 2.0)),
    (Distribution.normal(0.0, 1.0, minimum=1.0), stats.truncnorm(1, INF), (1.0, INF)),
    (Distribution.uniform(1.0, 4.0), stats.uniform(1.0, 3.0), (1.0, 4.0)),
    (Distribution.triangular(0.0, 1.0, 4.0), stats.triang(0.25, 0.0, 4.0), (0.0, 4.0)),
    (Distribution.pert(0.0, 1.0, 4.0), stats.beta(2.0, 4.0, 0.0, 4.0), (0.0, 4.0)),
    (Distribution.beta(2.0, 3.0), stats.beta(2.0, 3.0), (0.0, 1.0)),
    (Distribution(8, 1.0, 2.0, 3.0), stats.weibull_min(3.0, 1.0, 2.0), (1.0, INF)),
    (Distribution(9, 1.0, 2.0, 3.0), stats.gamma(3.0, 1.0, 2.0), (1.0, INF)),
    (Distribution(11, 1.0, 2.0), stats.gumbel_r(1.0, 2.0), (-INF, INF)),
    (Distribution(12, 1.0, 2.0, 3.0), stats.t(3.0, 1.0, 2.0), (-INF, INF)),
]


@pytest.mark.parametrize(("one", "scipy", "ends"), KNOWN, ids=lambda value: str(getattr(value, "type", "")))
def test_they_are_those_of_scipy(one, scipy, ends):
    quantile = Quantile(one, "p")
    np.testing.assert_allclose(quantile(P)[1:-1], scipy.ppf(P)[1:-1], rtol=1e-12)
    assert quantile.ends == ends == (quantile(P)[0], quantile(P)[-1])
    assert quantile.bounded == (INF not in np.abs(ends))


@pytest.mark.parametrize(
    ("one", "values"),
    [
        (Distribution.discrete(1, 5), [1, 1, 1, 3, 4, 4]),
        (Distribution.discrete(np.nan, 2), [0, 0, 0, 1, 1, 1]),
        (Distribution.bernoulli(0.3), [0, 0, 0, 0, 1, 1]),
        (Distribution(6, 0.3, minimum=0.5), [1, 1, 1, 1, 1, 1]),
    ],
)
def test_of_few_values(one, values):
    assert Quantile(one, "p")(P).tolist() == values


@pytest.mark.parametrize(
    "one",
    [
        Distribution.lognormal(-0.5, 0.3),
        Distribution.lognormal(-0.5, 0.3, minimum=-0.6),
        Distribution(9, 1.0, 2.0, 3.0, negative=True),
        *(one for one, *_ in KNOWN),
    ],
)
def test_they_grow_and_draws_follow_them(one):
    quantile = Quantile(one, "p")
    p = np.linspace(0.0, 1.0, 301)
    assert (np.diff(quantile(p)) >= 0).all()
    drawn = Draws(
        rows_of([one], where="parameters"), np.zeros(1, np.int32), np.zeros(1), Stream.PARAMETERS, str
    ).table(3, 0, 500)
    inner = quantile(np.linspace(1e-4, 1 - 1e-4, 4001))
    assert np.abs(np.searchsorted(inner, np.sort(drawn[0])) / 4001 - np.arange(500) / 500).max() < 0.08


def test_given_uniform_numbers_give_the_draws_bit_for_bit():
    """Two rows at one place, and one of SciPy's: what the generator would give is put in by hand."""
    from roos.kernels.sampling import uniforms_of

    listed = [one for one, *_ in KNOWN[:4]] + [Distribution.beta(2.0, 3.0), Distribution(1, 0.25)]
    place = np.array([0, 1, 1, 2, 0, 1], dtype=np.int32)
    draws = Draws(rows_of(listed, where="parameters"), place, np.zeros(4), Stream.BIOSPHERE, str)
    uniform = np.empty((len(listed), 7))
    for sample in range(7):
        u = np.empty(len(listed))
        uniforms_of(np.arange(len(listed), dtype=np.int32), Stream.BIOSPHERE, sample, np.uint64(5), u)
        uniform[:, sample] = u
    assert np.array_equal(draws.at(uniform), draws.table(5, 0, 7))


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (Distribution.normal(0.0, 0.0), "E150"),
        (Distribution.uniform(2.0, 1.0), "E151"),
        (Distribution.normal(0.0, 1.0, minimum=50.0), "E152"),
    ],
)
def test_what_is_none_is_refused_at_its_place(one, code):
    with pytest.raises(RoosError) as caught:
        Quantile(one, "here")
    assert caught.value.code == code and caught.value.where.startswith("here")

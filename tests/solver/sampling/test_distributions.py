"""Draws of every distribution follow it: against SciPy's probabilities and the moments of stats_arrays."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from tests.solver.sampling.cases import CONTINUOUS, DISCRETE, EVERY, rows

from roos.sampling import Draws, Stream

#: A hundred copies of a row, so that samples are few and the rows of one sample are independent too.
COPIES = 100


def drawn(row, count, seed):
    """Return draws of one distribution over copies of its row."""
    given = rows(*[row] * COPIES)
    base = np.zeros(COPIES)
    draws = Draws(given, np.arange(COPIES, dtype=np.int32), base, Stream.BIOSPHERE, str)
    found = np.empty((-(-count // COPIES), COPIES))
    for sample in range(found.shape[0]):
        draws.write(seed, sample, found[sample])
    return found.ravel()[:count]


@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous_draws_follow_their_distribution(name):
    row, known = CONTINUOUS[name]
    assert stats.kstest(drawn(row, 20_000, 11), known.cdf).pvalue > 1e-3


@pytest.mark.long
@pytest.mark.parametrize("name", CONTINUOUS)
def test_a_million_continuous_draws_follow_their_distribution(name):
    row, known = CONTINUOUS[name]
    assert stats.kstest(drawn(row, 1_000_000, 12), known.cdf).pvalue > 1e-3


@pytest.mark.parametrize("name", DISCRETE)
@pytest.mark.parametrize("count", [20_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_discrete_draws_follow_their_distribution(name, count):
    row, known = DISCRETE[name]
    values, times = np.unique(drawn(row, count, 13), return_counts=True)
    assert set(values) == set(known)
    if len(known) > 1:
        assert stats.chisquare(times, [count * known[value] for value in values]).pvalue > 1e-3


#: stats_arrays draws extreme values without a shape only, and gives up in a far tail, where it draws again
#: and again until a number lies within the bounds.
COMPARED = [name for name in EVERY if name not in ("extreme with a shape", "lognormal, far tail")]


@pytest.mark.parametrize("name", COMPARED)
def test_moments_are_those_of_stats_arrays(name):
    row = EVERY[name][0]
    arrays = pytest.importorskip("stats_arrays")
    fields = {key: value for key, value in row.items() if key not in ("type", "factor")}
    kind = arrays.uncertainty_choices[row["type"]]
    table = kind.from_dicts(fields | {"uncertainty_type": row["type"]})
    theirs = kind.bounded_random_variables(table, 40_000, np.random.RandomState(5), 2000).ravel()
    theirs = theirs * row.get("factor", 1.0)
    ours = drawn(row, 40_000, 14)
    spread = max(theirs.std(), 1e-12)
    assert abs(ours.mean() - theirs.mean()) < 5 * spread * np.sqrt(2 / 40_000)
    assert abs(ours.std() - theirs.std()) < 0.06 * spread


def test_neither_rows_nor_samples_nor_streams_nor_seeds_go_together():
    given = rows(*[{"type": 4, "minimum": 0.0, "maximum": 1.0}] * 50)
    place = np.arange(50, dtype=np.int32)
    lists = {}
    for stream in (Stream.TECHNOSPHERE, Stream.BIOSPHERE):
        draws = Draws(given, place, np.zeros(50), stream, str)
        for seed in (1, 2**40 + 1):
            out = np.empty((400, 50))
            for sample in range(400):
                draws.write(seed, sample, out[sample])
            lists[stream, seed] = out
    first = lists[Stream.TECHNOSPHERE, 1]
    together = np.corrcoef(np.concatenate([one.T for one in lists.values()]))
    off = np.abs(together[~np.eye(200, dtype=bool)])
    assert off.max() < 6 / np.sqrt(400)
    assert np.abs(np.corrcoef(first[:-1].ravel(), first[1:].ravel())[0, 1]) < 5 / np.sqrt(first.size)

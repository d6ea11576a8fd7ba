"""The same datapackages drawn by bw2calc: other random numbers, the same distribution of the scores."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import stats

import roos
from roos_inventories import read
from roos_inventories.synthetic import generate

THEIRS, OURS = 200, 2000


def test_scores_are_distributed_as_those_of_bw2calc():
    bw2calc = pytest.importorskip("bw2calc")
    from benchmarks.datapackages import of_arrays

    made = generate(120, 5)
    system = read("synthetic:activities=120,seed=5")
    for demanded in (77,):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lca = bw2calc.LCA(
                {demanded: 1.0}, data_objs=of_arrays(made), use_distributions=True, seed_override=1
            )
            lca.lci()
            lca.lcia()
            theirs = np.empty(THEIRS)
            for sample in range(THEIRS):
                next(lca)
                theirs[sample] = lca.score
        demand = {"one": {system.products.ids[demanded]: 1.0}}
        ours = roos.monte_carlo(system, demand, samples=OURS, seed=9).block(0, OURS)[:, 0, 0, 0]
        assert stats.ks_2samp(ours, theirs).pvalue > 1e-3
        assert np.median(ours) == pytest.approx(np.median(theirs), rel=0.1)

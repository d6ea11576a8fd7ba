"""Componentwise backward error of every column: at most 1e-14 always, 2e-15 in the median (N1).

Measured here in extended precision, so that the rounding of the measurement is no part of it.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from properties.systems import DECADES, GAINS, Traits, technosphere
from properties.truth import needs_extended_precision
from roos_inventories import read

pytestmark = needs_extended_precision
ALWAYS, MEDIAN = 1e-14, 2e-15
SEVERITIES = list(itertools.product(DECADES, GAINS))
#: Systems of up to so many entries are refined in twofold precision; 0 takes the way of larger ones.
PATHS = {"twofold": roos.Options().twofold_entries, "plain": 0}


def omegas(a, x, f):
    """Return max |F − A X| / (|A||X| + |F|) of each column."""
    wide, x, f = (each.astype(np.longdouble) for each in (sp.csr_array(a), x, f))
    residual, size = np.abs(f - wide @ x), abs(wide) @ np.abs(x) + np.abs(f)
    return np.where(residual == 0, 0, residual / np.where(size == 0, 1, size)).max(axis=0, initial=0)


def of_system(rng, a, options, columns):
    """Return the backward errors of demands for one product, of mixed demands, and of both transposed."""
    n = a.shape[0]
    factors = roos.factorise(a, options=options)
    f = np.zeros((n, 2 * columns))
    f[rng.integers(0, n, columns), np.arange(columns)] = 1.0
    f[:, columns:] = rng.normal(size=(n, columns)) / factors.row_scale[:, None]
    g = np.ascontiguousarray(f * factors.row_scale[:, None] / factors.column_scale[:, None])
    return np.concatenate(
        [omegas(a, factors.solve(f), f), omegas(sp.csc_array(a.T), factors.solve_transposed(g), g)]
    )


def random_systems(per_severity, most, path):
    rng = np.random.default_rng(80211)
    found = []
    for decades, gain in SEVERITIES:
        for _ in range(per_severity):
            traits = Traits(*(rng.random(5) < 0.3))
            n = int(rng.integers(1, most))
            density = rng.choice([0.02, 0.1, 0.4])
            a = technosphere(rng, n, decades=decades, gain=gain, density=density, traits=traits)
            found.append(of_system(rng, a, roos.Options(twofold_entries=PATHS[path]), 3))
    return np.concatenate(found)


@pytest.mark.parametrize("path", PATHS)
def test_random_systems_of_every_severity(path):
    found = random_systems(4, 60, path)
    assert found.max() <= ALWAYS and np.median(found) <= MEDIAN


@pytest.mark.long
@pytest.mark.parametrize("path", PATHS)
def test_a_thousand_systems_of_every_severity(path):
    found = random_systems(67, 200, path)
    assert found.max() <= ALWAYS and np.median(found) <= MEDIAN


def generated(activities, decades, gain):
    system = read(f"synthetic:activities={activities},scale_decades={decades:g},loop_gain={gain}")
    return of_system(np.random.default_rng(80212), system.technosphere.matrix, roos.Options(), 16)


def check_generated(activities, severities):
    """The median is that of the programme; a single system stays within half as much again."""
    found = [generated(activities, decades, gain) for decades, gain in severities]
    assert all(each.max() <= ALWAYS and np.median(each) <= 1.5 * MEDIAN for each in found)
    assert np.median(np.concatenate(found)) <= MEDIAN


def test_generated_systems():
    check_generated(2000, [(0, 0.999), (6, 0.9)])


@pytest.mark.long
@pytest.mark.parametrize("activities", [5000, 22_000])
def test_generated_systems_of_the_size_of_databases(activities):
    check_generated(activities, itertools.product(DECADES, (0.3, 0.9, 0.999)))

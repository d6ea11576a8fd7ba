"""The error bound of every score covers its true error, and is not far above it (N2)."""

from __future__ import annotations

import numpy as np
import pytest

import roos
from properties import truth
from properties.systems import DECADES, GAINS, Traits, scored, technosphere
from roos import Labels, Method, System

pytestmark = truth.needs_extended_precision

#: How far above the true error a bound may lie, and the share of systems for which it must hold.
WITHIN, SHARE = 100.0, 0.95


def tightness(rng, decades, gain, direction, options, most):
    """Return bound over true error of one system, both as the largest of its cells relative to contributions.

    Single cells are of no use here: the true error of one in a hundred is zero by chance.
    """
    n = int(rng.integers(2, most))
    traits, density = Traits(*(rng.random(5) < 0.3)), rng.choice([0.05, 0.1, 0.3, 1.0])
    a = technosphere(rng, n, decades=decades, gain=gain, density=density, traits=traits)
    system, demands = scored(rng, a)
    result = roos.score(system, demands, direction=direction, options=options)
    supply = truth.solve(a, demands.matrix)
    b, c = truth.dense(system.biosphere), truth.dense(system.characterisation.matrix)
    error = np.abs(result.scores - (c @ (b @ supply)).T)
    bound = result.certificate.bound
    assert np.all(error <= bound), (n, decades, gain, traits, direction)
    contributions = (np.abs(c) @ (np.abs(b) @ np.abs(supply))).T
    there = contributions > 0
    assert np.all(bound[~there] == 0)  # outside the reach: exactly zero, and known to be
    if not there.any():
        return None
    worst_error = np.max(error[there] / contributions[there])
    return float(np.max(bound[there] / contributions[there]) / max(worst_error, 1e-30))


def distribution(count, direction, options, most=40):
    rng = np.random.default_rng(80213)
    found = []
    for k in range(count):
        decades, gain = DECADES[k % 3], GAINS[k // 3 % 5]
        found.append(tightness(rng, decades, gain, direction, options, most))
    return np.array([ratio for ratio in found if ratio is not None])


@pytest.mark.parametrize("direction", ["forward", "adjoint"])
def test_bounds_cover_and_are_tight(direction):
    found = distribution(60, direction, roos.Options())
    assert np.mean(found <= WITHIN) >= SHARE


@pytest.mark.long
@pytest.mark.parametrize("direction", ["forward", "adjoint"])
def test_bounds_cover_and_are_tight_on_a_thousand_systems(direction):
    found = distribution(1000, direction, roos.Options(), most=60)
    assert np.mean(found <= WITHIN) >= SHARE


@pytest.mark.parametrize("direction", ["forward", "adjoint"])
def test_bounds_of_large_systems_cover_and_are_tight(direction):
    found = distribution(60, direction, roos.Options(twofold_entries=0))
    assert np.mean(found <= WITHIN) >= SHARE


@pytest.mark.long
@pytest.mark.parametrize("direction", ["forward", "adjoint"])
def test_bounds_of_large_systems_cover_and_are_tight_on_a_thousand(direction):
    found = distribution(1000, direction, roos.Options(twofold_entries=0))
    assert np.mean(found <= WITHIN) >= SHARE


def test_many_categories_are_bounded_by_one_more_solve_per_demand():
    found = distribution(45, "forward", roos.Options(bound_columns=0), most=30)
    assert found.size > 30  # covered; |A⁻¹||r| adds up what cancels, so nothing is said of how tight


def test_a_bound_does_not_grow_with_the_length_of_the_sums():
    """A score over three thousand activities, each with three hundred flows: some dozen roundings."""
    rng = np.random.default_rng(80214)
    n, flows = 3000, 300
    method = Method.build("m", rng.random((1, flows)), Labels.numbered("category", 1))
    system = System.build("wide", np.eye(n), rng.random((flows, n)), characterisation=method)
    demand = {"all": {str(i): 1.0 for i in range(n)}}
    for direction in ("forward", "adjoint"):
        relative = roos.score(system, demand, direction=direction).certificate.relative
        assert relative.max() <= (200 if direction == "forward" else n + 10) * 2.0**-53

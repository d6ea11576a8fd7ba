"""Coverage of a method: by number of flows, and by direct share, which no unit and no size can change."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from roos import Labels, Method, System
from roos.coverage import coverage

FLOWS = Labels("flow", ("co2", "dust", "water", "unused"), units=("kg", "kg", "m3", "kg"))
#: flows × activities
B = np.array([[3.0, 0, 0], [1.0, 1.0, 0], [0, 8.0, 2.0], [0, 0, 0]])


def method(factors) -> Method:
    return Method.build("m", np.array(factors), Labels.numbered("category", len(factors)))


def test_shares_are_means_over_the_activities_that_exchange_the_unit():
    seen = coverage(sp.csc_array(B), FLOWS, method([[1.0, 0, 0, 0], [0, 0, 2.0, 7.0]]))
    # kg: activity 0 has 3/4 co2 and 1/4 dust, activity 1 only dust; m3: water alone
    np.testing.assert_allclose(seen.share, [3 / 8, 5 / 8, 1.0, 0.0], rtol=1e-15)
    assert (seen.in_use, seen.units, seen.main_unit) == (3, {"kg": 2, "m3": 1}, "kg")
    climate, water = seen.categories
    assert (climate.factors, climate.flows, climate.shares) == (1, 1, {"kg": 3 / 8, "m3": 0.0})
    assert (water.factors, water.flows, water.shares) == (2, 1, {"kg": 0.0, "m3": 1.0})
    assert seen.uncovered.tolist() == [1] and seen.uncovered_shares == {"kg": 5 / 8, "m3": 0.0}


def test_a_factor_of_zero_is_a_factor():
    stored = sp.csr_array((np.array([1.0, 0.0]), np.array([0, 1]), np.array([0, 2])), shape=(1, 4))
    given_zero = Method.build("m", stored, Labels.numbered("category", 1))
    assert coverage(sp.csc_array(B), FLOWS, given_zero).uncovered.tolist() == [2]


def test_nothing_exchanged_is_nothing_uncovered():
    seen = coverage(sp.csc_array((4, 3)), FLOWS, method([[1.0, 1, 1, 1]]))
    assert (seen.in_use, seen.main_unit, seen.uncovered.size) == (0, None, 0)
    empty = coverage(sp.csc_array((0, 0)), Labels("flow", ()), method(np.zeros((1, 0))))
    assert empty.in_use == 0


def test_the_largest_numbers_do_not_overflow():
    huge = sp.csc_array(np.array([[1e308], [1e308], [0.0], [0.0]]))
    seen = coverage(huge, FLOWS, method([[1.0, 0, 0, 0]]))
    np.testing.assert_allclose(seen.share, [0.5, 0.5, 0, 0])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_neither_units_nor_sizes_of_activities_matter(seed):
    rng = np.random.default_rng(seed)
    b = sp.csc_array(sp.random_array((6, 9), density=0.4, rng=rng))
    flows = Labels.numbered("flow", 6)
    chosen = method((rng.random((2, 6)) < 0.5) * 1.0)
    seen = coverage(b, flows, chosen)
    # runs of another size; signs and a common factor of the unit count for nothing either
    scaled = sp.csc_array(1000.0 * b @ sp.diags_array(10.0 ** rng.uniform(-6, 6, 9) * rng.choice([-1, 1], 9)))
    again = coverage(scaled, flows, chosen)
    np.testing.assert_allclose(again.share, seen.share, rtol=1e-12)
    used = np.diff(sp.csr_array(b).indptr) > 0
    assert seen.share[used].sum() == pytest.approx(1.0 if used.any() else 0.0)
    assert (seen.share[used] > 0).all() and not seen.share[~used].any()
    for row in seen.categories:
        assert 0.0 <= row.shares.get("", 0.0) <= 1.0


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1e-12, 1e12))
def test_a_planted_uncharacterised_flow_is_found(seed, amount):
    """I8: whatever its amount and place, it is said, by name and with its place among the largest."""
    rng = np.random.default_rng(seed)
    activities, flows = int(rng.integers(1, 40)), int(rng.integers(2, 30))
    b = sp.lil_array(sp.random_array((flows, activities), density=0.3, rng=rng))
    planted, at = int(rng.integers(flows)), int(rng.integers(activities))
    b[planted, :] = 0.0
    b[planted, at] = amount
    factors = rng.uniform(0.1, 5.0, (3, flows))
    factors[:, planted] = 0.0
    b[(planted + 1) % flows, at] = 1.0  # something is counted, or the method itself would be refused
    names = tuple(f"substance {i}" for i in range(flows))
    system = System.build(
        "generated",
        sp.eye_array(activities),
        sp.csc_array(b),
        flows=Labels("flow", tuple(map(str, range(flows))), names, ("kg",) * flows),
        characterisation=Method.build("three", factors, Labels.numbered("category", 3)),
    )
    (finding,) = (finding for finding in roos.diagnose(system) if finding.code == "W102")
    assert finding.count == 1 and f"flow substance {planted} (" in finding.where

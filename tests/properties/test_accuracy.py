"""What the certificate promises, held against extended precision over many systems."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from helpers import random_technosphere
from properties import truth
from roos import Demands, Labels, Method, System

pytestmark = truth.needs_extended_precision

SYSTEMS = st.tuples(
    st.integers(0, 2**32 - 1), st.integers(2, 40), st.sampled_from([0.0, 3.0, 6.0]), st.floats(0.3, 0.99)
)


@settings(max_examples=60, deadline=None)
@given(SYSTEMS)
def test_backward_error_and_entries(case):
    seed, n, decades, gain = case
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=gain, decades=decades, density=0.3)
    f = np.zeros((n, 3))
    f[rng.integers(0, n, 3), np.arange(3)] = 10.0 ** rng.uniform(-decades, decades, 3)
    factors = roos.factorise(a)
    solved = factors.solve_block(f)
    assert solved.omega.max() <= 1e-15  # N1
    exact = truth.solve(a.toarray(), f)
    # with a twofold residual every entry is right to a few units in the last place
    assert np.all(np.abs(solved.x - exact) <= 4 * 2.0**-52 * np.abs(exact))
    transposed = factors.solve_block(np.ascontiguousarray(f), transposed=True)
    assert transposed.omega.max() <= 1e-15


@settings(max_examples=60, deadline=None)
@given(SYSTEMS, st.sampled_from([0.05, 0.3, 1.0]))
def test_one_vector_is_as_accurate_as_a_block(case, density):
    """One vector goes another way than a block, and its last residual is often only bounded."""
    seed, n, decades, gain = case
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=gain, decades=decades, density=density)
    f = np.zeros(n)
    f[rng.integers(0, n, 3)] = 10.0 ** rng.uniform(-decades, decades, 3)
    factors = roos.factorise(a)
    for matrix, solve in ((a, factors.solve), (sp.csc_array(a.T), factors.solve_transposed)):
        x = solve(f)
        exact = truth.solve(matrix.toarray(), f[:, None])[:, 0]
        assert np.all(np.abs(x - exact) <= 4 * 2.0**-52 * np.abs(exact))
        wide = matrix.toarray().astype(np.longdouble)
        assert np.all(np.abs(f - wide @ x) <= 1e-15 * (np.abs(wide) @ np.abs(x) + np.abs(f)))  # N1


@settings(max_examples=60, deadline=None)
@given(SYSTEMS, st.sampled_from(["forward", "adjoint"]))
def test_the_error_bound_covers_the_true_error(case, direction):
    seed, n, decades, gain = case
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=gain, decades=decades, density=0.3)
    b, c = rng.normal(size=(6, n)) * 10.0 ** rng.uniform(-3, 3, (6, n)), rng.normal(size=(3, 6))
    f = sp.random_array((n, 4), density=0.5, rng=rng, format="lil")
    f[0, :] = 1.0
    system = System.build(
        "random", a, b, characterisation=Method.build("m", c, Labels.numbered("category", 3))
    )
    demands = Demands(sp.csc_array(f), Labels.numbered("demand", 4), system.products)
    result = roos.score(system, demands, direction=direction)
    exact = c.astype(np.longdouble) @ b.astype(np.longdouble) @ truth.solve(a.toarray(), f.toarray())
    assert result.certificate.kind == "bound"
    assert np.all(np.abs(result.scores - exact.T) <= result.certificate.bound)  # N2


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 60))
def test_nothing_outside_the_reach(seed, n):
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, density=0.05, decades=3)
    factors = roos.factorise(a)
    f = np.zeros((n, 8))
    f[rng.integers(0, n, 8), np.arange(8)] = 1.0
    pattern = (abs(a) > 0).astype(int)
    reach = f != 0
    for _ in range(n):
        reach = reach | ((pattern @ reach.astype(int)) > 0)
    assert not np.any(factors.solve(f)[~reach])  # N6


@settings(max_examples=40, deadline=None)
@given(SYSTEMS)
def test_order_of_rows_and_columns_does_not_matter(case):
    seed, n, decades, gain = case
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=gain, decades=decades, density=0.3)
    f = rng.random(n)
    rows, columns = rng.permutation(n), rng.permutation(n)
    x = roos.factorise(a).solve(f)
    y = roos.factorise(sp.csc_array(a[rows][:, columns])).solve(f[rows])
    assert y == pytest.approx(x[columns], rel=1e-12, abs=0)  # N9


@settings(max_examples=40, deadline=None)
@given(SYSTEMS)
def test_units_of_products_do_not_matter(case):
    seed, n, decades, gain = case
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=gain, decades=decades, density=0.3)
    f = rng.random(n)
    x = roos.factorise(a).solve(f)
    powers = 2.0 ** rng.integers(-20, 20, n)
    assert np.array_equal(roos.factorise(sp.diags_array(powers) @ a).solve(powers * f), x)  # N10
    factor = rng.choice([3.6, 1000.0], n)
    changed = roos.factorise(sp.csc_array(sp.diags_array(factor) @ a)).solve(factor * f)
    # 3.6 is not exact in binary: the data itself moves by an ulp, which the loop gain magnifies
    assert changed == pytest.approx(x, rel=64 * 2.0**-52 / (1 - gain))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 30), st.floats(0.5, 1.6), st.sampled_from([0.0, 3.0]))
def test_loop_gain_is_found_as_the_spectral_radius_says(seed, n, gain, decades):
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=gain, decades=decades, density=0.3)
    d = a.diagonal()
    radius = np.abs(np.linalg.eigvals(np.eye(n) - a.toarray() / d)).max()
    if abs(radius - 1) < 1e-6:
        return
    system = System.build("loop", a, np.zeros((1, n)))
    codes = {finding.code for finding in roos.diagnose(system)}
    assert ("E108" in codes) == (radius > 1)  # N5
    assert "W205" not in codes


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.floats(0.1, 0.95), st.sampled_from([0.0, 3.0, 6.0]))
def test_a_sound_system_raises_no_alarm_whatever_its_units(seed, n, gain, decades):
    a = random_technosphere(np.random.default_rng(seed), n, gain=gain, decades=decades, density=0.3)
    assert roos.diagnose(System.build("sound", a, np.zeros((1, n)))) == ()  # N4


@pytest.mark.long
def test_backward_error_on_a_thousand_systems():
    rng = np.random.default_rng(90210)
    for k in range(1000):
        n = int(rng.choice([20, 100, 400])) if k % 100 else 5000
        density = min(0.3, 4.0 / n)
        inputs = sp.random_array((n, n), density=density, rng=rng, format="csc")
        inputs.setdiag(0)
        sums = np.asarray(inputs.sum(axis=0)).ravel()
        inputs = inputs @ sp.diags_array(rng.uniform(0.3, 0.99) / np.maximum(sums, 1e-9))
        decades = float(rng.choice([0, 3, 6]))
        r, c = (10.0 ** rng.uniform(-decades, decades, n) for _ in range(2))
        a = sp.csc_array(sp.diags_array(r) @ (sp.eye_array(n) - inputs) @ sp.diags_array(c))
        f = np.zeros((n, 2))
        f[rng.integers(0, n, 2), [0, 1]] = 1.0
        assert roos.factorise(a).solve_block(f).omega.max() <= 1e-15


@settings(max_examples=40, deadline=None)
@given(SYSTEMS, st.sampled_from(["forward", "adjoint"]))
def test_large_systems_refine_only_where_needed_and_the_bound_still_covers(case, direction):
    """The same promise on the path of large systems, where the first residual is a plain one."""
    seed, n, decades, gain = case
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=gain, decades=decades, density=0.3)
    b, c = rng.normal(size=(6, n)), rng.normal(size=(3, 6))
    f = np.zeros((n, 4))
    f[rng.integers(0, n, 4), np.arange(4)] = 1.0
    system = System.build(
        "random", a, b, characterisation=Method.build("m", c, Labels.numbered("category", 3))
    )
    demands = Demands(sp.csc_array(f), Labels.numbered("demand", 4), system.products)
    options = roos.Options(twofold_entries=0)
    result = roos.score(system, demands, direction=direction, options=options)
    assert result.certificate.backward_error.max() <= 1e-14
    exact = c.astype(np.longdouble) @ b.astype(np.longdouble) @ truth.solve(a.toarray(), f)
    assert np.all(np.abs(result.scores - exact.T) <= result.certificate.bound)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 30), st.sampled_from([0.0, 3.0]))
def test_co_products_and_wastes_keep_a_bound_where_the_comparison_matrix_allows(seed, n, decades):
    """Random signs on and off the diagonal: |A⁻¹| ≤ ⟨A⟩⁻¹, so the certificate is still a bound."""
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=0.8, decades=decades, density=0.3).toarray()
    a *= rng.choice([-1.0, 1.0], a.shape)
    b, c = rng.normal(size=(5, n)), rng.normal(size=(2, 5))
    f = np.eye(n, 2)
    system = System.build(
        "signs", a, b, characterisation=Method.build("m", c, Labels.numbered("category", 2))
    )
    demands = Demands(sp.csc_array(f), Labels.numbered("demand", 2), system.products)
    exact = c.astype(np.longdouble) @ b.astype(np.longdouble) @ truth.solve(a, f)
    for direction in ("forward", "adjoint"):
        result = roos.score(system, demands, direction=direction)
        assert result.certificate.kind == "bound"
        assert np.all(np.abs(result.scores - exact.T) <= result.certificate.bound)

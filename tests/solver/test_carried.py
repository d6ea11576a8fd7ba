"""Systems without a nucleus: many right-hand sides in one call, right to the last place, or left to steps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse as sp
from tests.solver.test_nucleus_kernels import twin

import roos
from helpers import random_technosphere
from roos import Options, RoosError
from roos.kernels import carried_lanes, long_rows
from roos.kernels.carried import solve_tiles
from roos.kernels.carried_single import solve_carried
from roos.kernels.certified import Rule
from roos.kernels.compile import kernel
from roos.kernels.equilibrate import entry_factors, paired_entries
from roos.kernels.ordering_blocks import count_inside
from roos.kernels.residual import add_step, residual_twofold
from roos.kernels.way import unpacked
from roos.nucleus.certified import Single

RULE = Rule(1e-15, 5.0, 1e-6, 1e10)


def systems():
    """Yield technospheres that elimination leaves no nucleus of: chains, and a few small loops."""
    rng = np.random.default_rng(512)
    for n, density, decades in ((40, 0.0, 0), (90, 0.05, 3), (150, 0.02, 9)):
        chain = sp.csc_array(np.eye(n) - np.triu(rng.random((n, n)) * (rng.random((n, n)) < 0.1), 1))
        loops = random_technosphere(rng, 3 * n // 10, gain=0.9, decades=decades, density=density)
        scale = sp.diags_array(10.0 ** rng.uniform(-decades, decades, n + loops.shape[0]))
        whole = sp.block_array([[chain, None], [None, loops]], format="lil")
        whole[n, 3], whole[5, n] = -0.25, 0.0
        order = rng.permutation(whole.shape[0])
        yield sp.csc_array(scale @ whole.tocsr()[order] @ scale)


def sides(n, k, rng):
    f = rng.random((n, k)) * (rng.random((n, k)) < rng.random(k))
    f[:, k // 2] = 0.0
    return f


def solved(a, f, transposed, **options):
    factors = roos.factorise(a, options=Options(ordering_cache=False, **options))
    x = factors._at_once(f, transposed)
    return factors, x


def ulps(x, y):
    return np.max(np.abs(x - y) / np.spacing(np.abs(y)), initial=0.0)


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("k", [1, 2, 8, 19, 150])
def test_it_gives_what_the_steps_give(transposed, k):
    for a in systems():
        f = sides(a.shape[0], k, np.random.default_rng(k))
        kept = f.copy()
        factors, x = solved(a, f, transposed)
        assert x is not None and np.array_equal(f, kept)
        steps = factors.solve_block(f, transposed=transposed).x
        assert np.array_equal(x == 0.0, steps == 0.0) and ulps(x, steps) <= 2
        single = np.stack([factors._at_once(c.copy(), transposed) for c in f.T[:9]], axis=1)
        assert ulps(single, x[:, :9]) <= 1


@pytest.mark.parametrize("transposed", [False, True])
def test_each_entry_is_the_exact_one_rounded(transposed):
    rng = np.random.default_rng(77)
    # a loop of gain 0.999 behind a chain: the condition is a thousand
    a = np.eye(7) - np.triu(rng.random((7, 7)), 1)
    a[5, 6], a[6, 5] = -0.999, -1.0
    f = rng.random((7, 9))
    x = solved(sp.csc_array(a), f, transposed)[1]
    m = [[Fraction(v) for v in row] for row in (a.T if transposed else a).tolist()]
    for c in range(f.shape[1]):
        rows = [[*row, Fraction(v)] for row, v in zip(m, f[:, c].tolist(), strict=True)]
        for i in range(7):
            rows[i] = [v / rows[i][i] for v in rows[i]]
            for o in range(7):
                if o != i:
                    rows[o] = [v - rows[o][i] * w for v, w in zip(rows[o], rows[i], strict=True)]
        assert ulps(x[:, c], np.array([float(row[-1]) for row in rows])) <= 1


@pytest.mark.parametrize("transposed", [False, True])
def test_threads_and_batches_change_no_bit(transposed):
    for a in systems():
        f = sides(a.shape[0], 61, np.random.default_rng(3))
        expected = solved(a, f, transposed, threads=1)[1]
        for threads, batch in ((2, 8), (5, 16), (3, 64)):
            assert np.array_equal(solved(a, f, transposed, threads=threads, batch=batch)[1], expected)
        factors = roos.factorise(a)
        solve = factors.solve_transposed if transposed else factors.solve
        with ThreadPoolExecutor(8) as pool:
            assert all(np.array_equal(x, expected) for x in pool.map(solve, [f] * 30))
        assert ulps(solve(sp.csc_array(f)), expected) <= 1


def test_a_nucleus_is_left_to_the_steps():
    a = random_technosphere(np.random.default_rng(4), 120, gain=0.9, density=0.6)
    factors, x = solved(a, np.ones((120, 9)), False)
    assert x is None and np.allclose(a @ factors.solve(np.ones((120, 9))), 1.0)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_named(value):
    factors, f = roos.factorise(np.eye(12)), np.ones((12, 10))
    f[3, 7] = value
    with pytest.raises(RoosError, match="3, column 7") as caught:
        factors.solve(f)
    assert caught.value.code == "E106"


def test_growth_and_a_missed_target_are_left_to_the_steps():
    a = sp.csc_array(np.array([[1.0, -1.0, 0.0], [0.0, 1e-13, -1.0], [0.0, 0.0, 1.0]]))
    factors, f = roos.factorise(a), np.ones((3, 8))
    single = factors.backend_factors._numeric.single(transposed=False)

    def answer(rule):
        return single.solve_columns(factors.rows(), f, rule, batch=64, threads=1)

    assert answer(RULE) is not None
    assert answer(RULE._replace(most_growth=1e-3)) is None
    assert answer(RULE._replace(target=-1.0)) is None
    for column in (f[:, 0].copy(),):
        args = factors.rows(transposed=True), factors.rows(), column
        assert single.solve(*args, RULE) is not None
        assert single.solve(*args, RULE._replace(target=-1.0)) is None
        assert single.solve(*args, RULE._replace(most_growth=1e-3)) is None


def test_new_values_are_solved_with():
    for a in systems():
        factors, f = roos.factorise(a), np.ones((a.shape[0], 9))
        factors.solve(f)
        changed = sp.csc_array(a)
        changed.data = changed.data * np.random.default_rng(6).uniform(0.99, 1.01, changed.nnz)
        factors.refactorise(changed.data, out=factors)
        assert ulps(factors.solve(f), roos.factorise(changed).solve(f)) <= 2


@pytest.mark.parametrize("transposed", [False, True])
def test_interpreted_twins_of_solves_equal_compiled(transposed):
    a = next(iter(systems()))
    factors, n = roos.factorise(a), a.shape[0]
    single: Single = factors.backend_factors._numeric.single(transposed=transposed)
    rows, f = tuple(factors.rows(transposed=transposed)), sides(n, 11, np.random.default_rng(8))
    answers = []
    for solve in (solve_tiles, twin(solve_tiles)):
        out, tiles = np.empty((n, 11)), np.empty((n, 16))
        arguments = (out, 0, 11, tiles, np.empty((n, 8)), 1e-15, 1e10, transposed)
        answers.append((solve(single._packed, rows, f, *arguments), out, tiles))
    assert answers[0][0] and answers[1][0]
    assert all(np.array_equal(one, other) for one, other in zip(*answers, strict=True))
    way, ones = twin(unpacked)(single._packed, transposed), []
    for solve in (solve_carried, twin(solve_carried)):
        out, lacks = np.zeros(n), np.zeros(n)
        ones.append((solve(way, rows, f[:, 0].copy(), out, lacks, 1e-15, 1e10, transposed), out, lacks))
    assert ones[0][0] and ones[1][0] and not ones[0][2].any()
    assert all(np.array_equal(one, other) for one, other in zip(*ones, strict=True))


@kernel
def _add_terms(indices, data, begin, end, tiles, sums, i):
    carried_lanes.add_terms(indices, data, begin, end, tiles, sums, i)


@kernel
def _tiles(indices, data, begin, end, x, f, i, columns, r, u, size, v):
    long_rows.twofold_tiles(indices, data, begin, end, x, f, i, columns, r, u, size, v)


@kernel
def _fused(a, b, c):
    return long_rows.fused(a, b, c)


def test_interpreted_twins_of_rows_equal_compiled():
    rng = np.random.default_rng(21)
    indices, data = rng.integers(0, 30, 40).astype(np.int32), rng.normal(size=40)
    tiles, sums = rng.normal(size=(30, 16)), rng.normal(size=(2, 32))
    plain = sums.copy()
    _add_terms(indices, data, 3, 38, tiles, sums, 1)
    twin(_add_terms)(indices, data, 3, 38, tiles, plain, 1)
    assert np.array_equal(sums, plain)
    x, f = rng.normal(size=(30, 29)), rng.normal(size=(2, 29))
    results = []
    for function in (_tiles, twin(_tiles)):
        r, size = np.zeros((1, 29)), np.zeros((1, 29))
        function(indices, data, 2, 40, x, f, 1, (0, 8, 21), r, 0, size, 0)
        results.append((r, size))
    assert all(np.array_equal(one, other) for one, other in zip(*results, strict=True))
    for a, b, c in (*rng.normal(size=(50, 3)), (np.inf, 0.5, 1.0), (0.1, 10.0, -1.0)):
        assert _fused(a, b, c) == twin(_fused)(a, b, c)
    assert np.isnan(_fused(np.nan, 1.0, 1.0)) and np.isnan(twin(_fused)(np.nan, 1.0, 1.0))


@pytest.mark.parametrize("k", [18, 24, 33, 64])
def test_residuals_of_long_rows_are_exact_ones_rounded(k):
    rng = np.random.default_rng(k)
    m = sp.csr_array(rng.normal(size=(3, 70)) * 10.0 ** rng.uniform(-8, 8, (3, 70)))
    x = rng.normal(size=(70, k)) * 10.0 ** rng.uniform(-8, 8, (70, 1))
    f = m @ x  # almost everything cancels
    rows = m.indptr.astype(np.int32), m.indices.astype(np.int32), m.data
    r, size, omega = np.empty((3, k)), np.empty((3, k)), np.empty(k)
    residual_twofold(*rows, x, f, r, size, omega)
    dense = m.toarray()
    for i in range(3):
        for c in range(k):
            terms = [Fraction(a) * Fraction(b) for a, b in zip(dense[i], x[:, c], strict=True)]
            exact = Fraction(f[i, c]) - sum(terms, Fraction(0))
            most = Fraction(2) ** -92 * Fraction(size[i, c]) + abs(exact) * Fraction(2) ** -52
            assert abs(Fraction(r[i, c]) - exact) <= most
    assert omega == pytest.approx((np.abs(r) / size).max(axis=0), rel=1e-15)


def test_a_step_is_added_and_its_size_noticed():
    for function in (add_step, twin(add_step)):
        x, step = np.array([[1.0, 0.0], [2.0, 4.0]]), np.array([[1e-15, 0.0], [0.0, 1e-14]])
        total = step.copy()
        assert function(x, total, np.array([2e-15, 3e-15])) and np.array_equal(total, x + step)
        assert not function(x, step.copy(), np.array([2e-15, 2e-15]))
        assert not function(x, step.copy(), np.array([np.nan, 1.0]))


def test_columns_are_paired_counted_and_scaled_as_numpy_does_it():
    rng = np.random.default_rng(2)
    a = sp.random_array((20, 20), density=0.3, rng=rng, format="csc")
    indptr, indices = a.indptr.astype(np.int32), a.indices.astype(np.int32)
    pair, block = rng.permutation(20).astype(np.int32), rng.integers(0, 3, 20).astype(np.int32)
    rows, columns = 2.0 ** rng.integers(-9, 9, 20), 2.0 ** rng.integers(-9, 9, 20)
    of = np.repeat(np.arange(20), np.diff(indptr))
    for compiled in (True, False):
        each = (lambda f: f) if compiled else twin
        out, counts, factors = np.empty(20), np.zeros(3, dtype=np.int64), np.empty(a.nnz)
        each(paired_entries)(indptr, indices, a.data, pair, out)
        assert np.array_equal(out, a.toarray()[pair, np.arange(20)])
        inside = block[pair[indices]] == block[of]
        assert each(count_inside)(indptr, indices, pair, block, counts) == inside.sum()
        assert np.array_equal(counts, np.bincount(block[of][inside], minlength=3))
        each(entry_factors)(indptr, indices, rows, columns, factors)
        assert np.array_equal(factors, rows[indices] * columns[of])

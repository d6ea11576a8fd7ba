"""Kernels three ways: compiled, interpreted, and by NumPy."""

from __future__ import annotations

import ast
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from roos.kernels import reach, residual

RNG = np.random.default_rng(1789)


def both(kernel):
    return [kernel, getattr(kernel, "py_func", kernel)]


def example(n=12, k=3):
    m = sp.random_array((n, n), density=0.4, rng=RNG, format="csr")
    x, f = RNG.normal(size=(n, k)), RNG.normal(size=(n, k))
    return m, x, f, (m.indptr.astype(np.int32), m.indices.astype(np.int32), m.data)


@pytest.mark.parametrize("columns", [1, 3, 8, 19])
@pytest.mark.parametrize("kernel", both(residual.residual_plain))
def test_plain_residual(kernel, columns):
    m, x, f, arrays = example(k=columns)
    r, size, omega = np.empty_like(x), np.empty_like(x), np.empty(columns)
    kernel(*arrays, x, f, r, size, omega)
    assert r == pytest.approx(f - m @ x, rel=1e-13, abs=1e-13)
    assert size == pytest.approx(np.abs(f) + abs(m) @ np.abs(x), rel=1e-13)


@pytest.mark.parametrize("columns", [1, 3, 8, 19])
@pytest.mark.parametrize("kernel", both(residual.residual_twofold))
def test_twofold_residual_is_the_exact_one_rounded(kernel, columns):
    m, x, f, arrays = example(k=columns)
    f = m @ x  # almost everything cancels: a plain residual would be noise
    r, size, omega = np.empty_like(x), np.empty_like(x), np.empty(columns)
    kernel(*arrays, x, f, r, size, omega)
    dense = m.toarray()
    for i in range(x.shape[0]):
        for c in range(x.shape[1]):
            exact = Fraction(f[i, c]) - sum(
                (Fraction(dense[i, j]) * Fraction(x[j, c]) for j in range(x.shape[0])), Fraction(0)
            )
            assert (
                abs(Fraction(r[i, c]) - exact)
                <= Fraction(2) ** -98 * Fraction(size[i, c]) + abs(exact) * Fraction(2) ** -52
            )


@pytest.mark.parametrize("columns", [1, 3, 8, 19])
def test_twofold_compiled_equals_interpreted(columns):
    _, x, f, arrays = example(k=columns)
    results = []
    for kernel in both(residual.residual_twofold):
        r, size, omega = np.empty_like(x), np.empty_like(x), np.empty(columns)
        kernel(*arrays, x, f, r, size, omega)
        results.append((r, size, omega))
    assert all(np.array_equal(one, other) for one, other in zip(*results, strict=True))


@pytest.mark.parametrize("copies", [1, 2])
@pytest.mark.parametrize("kernel", [*both(residual.residual_plain), *both(residual.residual_twofold)])
def test_backward_error_counts_nothing_as_nothing_and_nan_as_infinite(kernel, copies):
    # residuals of x against f under the matrix diag(1, 1): r = f − x, size = |f| + |x|
    f = np.tile([[0.0, 3.0, np.nan, 0.0, np.inf], [1.0, -3.0, 1.0, 0.0, 0.0]], copies)
    x = np.tile([[0.0, 1.0, 1.0, 0.0, 1.0], [0.0, -1.0, 1.0, np.nan, 0.0]], copies)
    eye = np.arange(3, dtype=np.int32), np.arange(2, dtype=np.int32), np.ones(2)
    omega = np.empty(5 * copies)
    with np.errstate(all="ignore"):
        kernel(*eye, x, f, np.empty_like(f), np.empty_like(f), omega)
    assert omega.tolist() == copies * [1.0, 0.5, np.inf, np.inf, np.inf]


@pytest.mark.parametrize("kernel", both(reach.reach_blocks))
def test_reach_follows_edges_from_every_seed(kernel):
    graph = sp.csr_array(np.array([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 1, 0]]))
    right = np.array([[1.0, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 5]])
    seeds = reach.seeds_of_columns(right, np.arange(4, dtype=np.int32))
    reached = np.zeros((4, 4), dtype=bool)
    kernel(
        graph.indptr.astype(np.int32), graph.indices.astype(np.int32), *seeds, reached, np.empty(4, np.int32)
    )
    assert reached.T.tolist() == [
        [True, True, True, True],
        [False, False, True, False],
        [False] * 4,
        [False, False, True, True],
    ]


@pytest.mark.parametrize("kernel", both(reach.clear_unreached))
def test_clearing_sets_exact_zeros(kernel):
    x = np.ones((3, 2))
    kernel(np.array([[True, False], [False, True]]), np.array([0, 1, 1], dtype=np.int32), x)
    assert x.tolist() == [[1, 0], [0, 1], [0, 1]]


def test_no_banned_call_or_option_in_any_source():
    """S1: pickle, eval, exec, extractall, fastmath=True, parallel=True appear nowhere in the packages."""
    root = Path(__file__).resolve().parents[2]
    banned_calls = {"eval", "exec", "extractall"}
    banned_modules = {"pickle", "marshal", "shelve", "dill"}
    for source in sorted(root.glob("*/roos*/**/*.py")):
        tree = ast.parse(source.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                assert name not in banned_calls, f"{source}:{node.lineno} calls {name}"
                for keyword in node.keywords:
                    if keyword.arg in ("fastmath", "parallel", "allow_pickle", "shell"):
                        assert getattr(keyword.value, "value", None) is False, f"{source}:{node.lineno}"
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [a.name for a in node.names] + [getattr(node, "module", None) or ""]
                assert not {n.split(".")[0] for n in names} & banned_modules, f"{source}:{node.lineno}"


@pytest.mark.parametrize("columns", [1, 3, 8, 19])
@pytest.mark.parametrize("kernel", [*both(residual.residual_plain), *both(residual.residual_twofold)])
def test_what_is_not_wanted_is_not_kept_and_changes_nothing(kernel, columns):
    _, x, f, arrays = example(k=columns)
    f[0], x[0, 0] = 0.0, np.nan
    results = []
    with np.errstate(all="ignore"):
        for rows_r, rows_size in ((12, 12), (12, 1), (1, 12), (1, 1)):
            r, size = np.full((rows_r, columns), 7.0), np.full((rows_size, columns), 7.0)
            omega = np.empty(columns)
            kernel(*arrays, x, f, r, size, omega)
            results.append((r, size, omega))
    whole = results[0]
    assert np.isinf(whole[2][0])
    assert whole[2][1:] == pytest.approx((np.abs(whole[0]) / whole[1]).max(axis=0)[1:], rel=1e-15)
    for part in results[1:]:
        for wanted, got in zip(whole, part, strict=True):
            assert got.shape != wanted.shape or np.array_equal(got, wanted, equal_nan=True)


@pytest.mark.parametrize("kernel", both(residual.growth))
def test_growth_is_measured_in_equilibrated_units(kernel):
    grown = np.empty(3)
    x, f = np.array([[4.0, 0.0, np.nan], [1.0, 0.0, 1.0]]), np.array([[2.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    with np.errstate(all="ignore"):
        kernel(x, np.array([2.0, 0.25]), f, np.array([0.5, 1.0]), grown)
    assert grown.tolist() == [4.0, 0.0, np.inf]

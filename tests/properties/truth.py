"""Truth for accuracy tests: dense solutions in extended precision, right in every entry.

Elimination in 80-bit arithmetic of the equilibrated matrix, then refinement with a residual that carries the
rounding of each product and sum along. What comes out is A⁻¹F to about 1e-19 of each entry as long as the
condition leaves elimination a digit (10¹⁷ or so), thousands of times closer than any result that it judges.
Where ``longdouble`` is no wider than a double, the tests that use it are skipped.
"""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

Wide = np.longdouble
#: Digits of a wide number, and the constant that splits one into two halves (Dekker 1971).
BITS = np.finfo(Wide).nmant + 1
SPLITTER = Wide(2) ** (BITS - BITS // 2) + 1

needs_extended_precision = pytest.mark.skipif(
    np.finfo(Wide).eps > 2.0**-60, reason="numpy's longdouble is no wider than a double here"
)


def dense(matrix):
    return np.array(matrix.toarray() if hasattr(matrix, "toarray") else matrix, dtype=Wide)


def solve(a, f):
    """Return X with A X = F, longdouble (n,) or (n, k)."""
    a, f = dense(a), dense(f)
    if f.ndim == 1:
        return solve(a, f[:, None])[:, 0]
    outside = ~reached(a, f)
    rows, columns = _scales(a)
    scaled, f = a * rows * columns, f * rows
    factors, order = _factorise(scaled)
    x = _substitute(factors, order, f)
    last = np.inf
    for _ in range(12):
        step = _substitute(factors, order, _residual(scaled, x, f))
        size = np.max(np.abs(step) / np.maximum(np.abs(x), np.finfo(float).tiny), initial=0)
        if not size < last / 2:
            break
        x, last = x + step, size
    x[outside] = 0
    return x * columns.T


def reached(a, f):
    """Return which entries of A⁻¹F can be other than zero, from the pattern alone: bool (n, k)."""
    pattern = sp.csr_array(dense(a) != 0)
    # activity paired with each product; what a demand reaches does not depend on the choice of pairs
    maker = sp.csgraph.maximum_bipartite_matching(pattern, perm_type="column")
    assert np.all(maker >= 0), "structurally singular"
    uses = sp.csr_array(pattern, dtype=np.int64)[:, maker] > 0  # product × maker of another product
    seen = np.asarray(dense(f) != 0)
    while True:
        more = seen | ((uses @ seen.astype(np.int64)) > 0)
        if np.array_equal(more, seen):
            break
        seen = more
    result = np.empty_like(seen)
    result[maker] = seen
    return result


def inverse(a):
    """Return A⁻¹, longdouble (n, n)."""
    return solve(a, np.eye(a.shape[0]))


def _scales(a):
    """Return powers of two, as a column and as a row, that bring the largest entries near one."""
    rows, columns = np.ones((a.shape[0], 1), dtype=Wide), np.ones((1, a.shape[1]), dtype=Wide)
    for _ in range(6):
        for scale, axis in ((rows, 1), (columns, 0)):
            sizes = np.abs(a * rows * columns)
            with np.errstate(divide="ignore"):
                mean = np.where(sizes > 0, np.log2(np.where(sizes > 0, sizes, 1)), 0).sum(axis, keepdims=True)
            scale *= 2 ** -np.round(mean / np.maximum((sizes > 0).sum(axis, keepdims=True), 1))
    return rows, columns


def _factorise(a):
    a, n = a.copy(), a.shape[0]
    order = np.arange(n)
    for k in range(n):
        pivot = k + int(np.argmax(np.abs(a[k:, k])))
        if pivot != k:
            a[[k, pivot]], order[[k, pivot]] = a[[pivot, k]], order[[pivot, k]]
        hit = k + 1 + np.flatnonzero(a[k + 1 :, k])
        a[hit, k] /= a[k, k]
        touched = k + 1 + np.flatnonzero(a[k, k + 1 :])
        a[np.ix_(hit, touched)] -= np.outer(a[hit, k], a[k, touched])
    return a, order


def _substitute(factors, order, f):
    x, n = f[order], f.shape[0]
    for k in range(n):
        x[k + 1 :] -= np.outer(factors[k + 1 :, k], x[k])
    for k in range(n - 1, -1, -1):
        x[k] /= factors[k, k]
        x[:k] -= np.outer(factors[:k, k], x[k])
    return x


def _halves(value):
    shifted = SPLITTER * value
    high = shifted - (shifted - value)
    return high, value - high


def _residual(a, x, f):
    """Return F − A X with every rounding carried along (Ogita, Rump and Oishi 2005)."""
    total, low = f.copy(), np.zeros_like(f)
    a_high, a_low = _halves(a)
    x_high, x_low = _halves(x)
    for j in range(a.shape[1]):
        hit = np.flatnonzero(a[:, j])
        if not hit.size:
            continue
        term = -np.outer(a[hit, j], x[j])
        left_high, left_low = a_high[hit, j, None], a_low[hit, j, None]
        lost = -term - left_high * x_high[j] - left_high * x_low[j] - left_low * x_high[j]
        lost = lost - left_low * x_low[j]  # product − exact product of the positive terms
        before = total[hit]
        after = before + term
        part = after - before
        low[hit] += ((before - (after - part)) + (term - part)) + lost
        total[hit] = after
    return total + low

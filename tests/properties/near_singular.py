"""Fifty technospheres that are singular up to rounding, each by name."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

#: A loop that uses up all it makes, give or take a few roundings.
GAINS = {
    "tenths": 0.1 * 3 * (1 / 0.3),
    "one": 1.0,
    "one-less-ulp": 1 - 2.0**-53,
    "one-more-ulp": 1 + 2.0**-52,
    "one-less-1e-15": 1 - 1e-15,
    "one-more-1e-15": 1 + 1e-15,
}


def loop(length, gain, rng):
    """Return a ring of activities of a loop gain, its amounts spread over two decades."""
    a = np.eye(length)
    amounts = 10.0 ** rng.uniform(-1, 1, length)
    amounts[-1] = gain / np.prod(amounts[:-1])
    a[np.arange(length), np.roll(np.arange(length), 1)] -= amounts
    return a


def tenths(_rng):
    return np.array([[1.0, -(0.1 * 3)], [-1 / 0.3, 1.0]])


def co_product(gain, rng):
    """Return a loop closed by a credit: the second activity gives back what the third one makes."""
    a = loop(4, gain / 2, rng)
    b = np.eye(6)
    b[:4, :4] = a
    # activity 4 uses 4's own ring and yields product 0 beside its own; activity 5 credits it
    b[0, 4], b[4, 3], b[5, 4] = 0.5, -1.0, 0.0
    b[4, 5], b[5, 5] = 0.3, 1.0
    return _tuned(b, 4, 3, gain)


def _tuned(a, row, column, gain):
    """Set one entry so that the determinant vanishes, up to the distance of the gain from one."""
    without, unit = a.copy(), a.copy()
    without[row, column] = 0
    unit[row, column] = 1
    zero, slope = np.linalg.det(without), np.linalg.det(unit) - np.linalg.det(without)
    a[row, column] = -zero / slope * gain
    return a


def proportional(rng):
    a = np.eye(5) - np.triu(rng.random((5, 5)), 1) * 0.2
    a[:, 3] = 3 * a[:, 1] * (1 + 1e-16)
    a[:, 3] += a[:, 0] * 0.1
    a[:, 1] += a[:, 0] * (0.1 / 3)
    return a


def hidden(core, n, weight, rng):
    """Return a larger sound system some of whose activities use the core a little, and the reverse never."""
    m = core.shape[0]
    a = np.eye(n)
    body = np.where(rng.random((n, n)) < 3 / n, rng.random((n, n)), 0)
    np.fill_diagonal(body, 0)
    a -= body * (0.8 / max(np.abs(np.linalg.eigvals(body)).max(), 1e-9))
    a[:m], a[:, :m] = 0, 0
    a[:m, :m] = core
    a[0, m : m + max(1, n // 10)] = -weight
    order = rng.permutation(n)
    return a[order][:, order]


def spread(a, decades, rng):
    n = a.shape[0]
    return 10.0 ** rng.uniform(-decades, decades, (n, 1)) * a * 10.0 ** rng.uniform(-decades, decades, n)


def corpus():
    """Return fifty (name, csc_array A)."""
    cases = {}
    for name, gain in GAINS.items():
        for length in (2, 3, 12, 60):
            cases[f"loop-of-{length}-{name}"] = lambda r, m=length, g=gain: loop(m, g, r)
        for decades in (3, 6):
            cases[f"loop-spread-{decades}-{name}"] = lambda r, d=decades, g=gain: spread(loop(5, g, r), d, r)
        if name in ("tenths", "one-less-1e-15"):
            for weight in (1.0, 1e-8):
                cases[f"hidden-{weight:.0e}-{name}"] = lambda r, w=weight, g=gain: hidden(
                    loop(4, g, r), 90, w, r
                )
            cases[f"hidden-spread-{name}"] = lambda r, g=gain: spread(hidden(loop(3, g, r), 60, 0.1, r), 6, r)
            cases[f"co-product-{name}"] = lambda r, g=gain: co_product(g, r)
            cases[f"co-product-hidden-{name}"] = lambda r, g=gain: hidden(co_product(g, r), 50, 0.2, r)
    cases["tenths-and-thirds"] = tenths
    cases["proportional"] = proportional
    cases["proportional-spread"] = lambda r: spread(proportional(r), 6, r)
    cases["proportional-hidden"] = lambda r: hidden(proportional(r), 70, 1e-3, r)
    made = []
    for k, (name, make) in enumerate(cases.items()):
        made.append((name, sp.csc_array(make(np.random.default_rng(1000 + k)))))
    return made

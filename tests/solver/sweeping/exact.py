"""Scores of small dense systems in rational numbers."""

from __future__ import annotations

from fractions import Fraction


def exact_scores(a, b, c, f):
    """Return C B A⁻¹ F as lists of fractions, [demand][category]."""
    n, count = len(a), f.shape[1]
    rows = [[Fraction(float(v)) for v in [*a[i], *f[i]]] for i in range(n)]
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i in range(n):
            if i != k and rows[i][k]:
                factor = rows[i][k]
                rows[i] = [v - factor * w for v, w in zip(rows[i], rows[k], strict=True)]
    flows = [
        [sum((Fraction(float(v)) * rows[j][n + d] for j, v in enumerate(row) if v), Fraction(0)) for row in b]
        for d in range(count)
    ]
    return [
        [sum((Fraction(float(v)) * e for v, e in zip(row, flow, strict=True) if v), Fraction(0)) for row in c]
        for flow in flows
    ]

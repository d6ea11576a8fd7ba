"""Exact rational arithmetic for golden tests: Gaussian elimination over fractions, and distances in ulps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

Matrix = list[list[Fraction]]


def fractions_of(matrix) -> Matrix:
    """Return the entries of a float matrix, dense or sparse, as the fractions they are."""
    dense = matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)
    return [[Fraction(float(value)) for value in row] for row in dense]


def transposed(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def product(left: Matrix, right: Matrix) -> Matrix:
    columns = transposed(right)
    return [[sum((x * y for x, y in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in left]


def solve(a: Matrix, f: Matrix) -> Matrix:
    """Return X with A X = F, by Gauss–Jordan elimination; every step is exact."""
    n = len(a)
    rows = [list(left) + list(right) for left, right in zip(a, f, strict=True)]
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(n):
            if i != k and rows[i][k] != 0:
                factor = rows[i][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[n:] for row in rows]


def identity(n: int) -> Matrix:
    return [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]


def skeel_condition(a: Matrix) -> Fraction:
    """Return the largest row sum of |A⁻¹||A|, which no scaling of the rows changes."""
    inverse = solve(a, identity(len(a)))
    spread = product([[abs(x) for x in row] for row in inverse], [[abs(x) for x in row] for row in a])
    return max(sum(row) for row in spread)


def ulps(got: float, want: Fraction, scale: Fraction | None = None) -> float:
    """Return how far a float is from an exact value, in units in the last place of that value.

    Where a scale is given, ulps are those of the scale: of the sum of absolute terms, say.
    An exact zero admits nothing but zero.
    """
    difference = abs(Fraction(float(got)) - want)
    if difference == 0:
        return 0.0
    size = abs(want) if scale is None else abs(scale)
    return float(difference / Fraction(math.ulp(float(size)))) if size else math.inf


def worst_ulps(got, want: Sequence[Sequence[Fraction]], scale=None) -> float:
    """Return the largest distance of a float array from an exact matrix."""
    got = np.asarray(got)
    assert got.shape == (len(want), len(want[0]))
    return max(
        ulps(got[i, j], want[i][j], None if scale is None else scale[i][j])
        for i in range(len(want))
        for j in range(len(want[0]))
    )

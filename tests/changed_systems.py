"""Small systems and changes to them, shared by the tests of sweeps."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import scipy.sparse as sp

from helpers import random_technosphere
from roos import Changes, Demands, Labels, Method, Part, System
from roos.changes import ChangeTable
from roos.scenario_axes import axes_of

PARTS = (Part.TECHNOSPHERE, Part.BIOSPHERE, Part.CHARACTERISATION, Part.DEMANDS)


def system_of(rng: np.random.Generator, n: int, flows: int = 6, categories: int = 3) -> System:
    a = random_technosphere(rng, n, density=0.2)
    b = sp.random_array((flows, n), density=0.4, rng=rng, format="csc")
    c = sp.random_array((categories, flows), density=0.6, rng=rng, format="csr")
    names = Labels("category", tuple(f"c{k}" for k in range(categories)))
    return System.build("s", a, b, characterisation=Method.build("m", c, names))


def demands_of(rng: np.random.Generator, system: System, count: int) -> Demands:
    n = len(system.products)
    lines = {
        f"d{d}": {str(int(p)): float(rng.uniform(0.5, 2)) for p in rng.integers(0, n, 2)}
        for d in range(count)
    }
    return Demands.of(lines, system.products)


def changes_of(rng, part: Part, system: System, demands: Demands, cells: int, outside: float) -> Changes:
    """Random new values, some of them where nothing is stored; production is never touched."""
    matrix, rows, columns = axes_of(part, system, demands)
    matrix = sp.coo_array(matrix)
    row, column = (np.array(i, dtype=np.int64) for i in matrix.coords)
    new = (rng.integers(0, matrix.shape[0], cells), rng.integers(0, matrix.shape[1], cells))
    pick = rng.random(cells) < outside
    some = rng.integers(0, row.size, cells)
    row, column = np.where(pick, new[0], row[some]), np.where(pick, new[1], column[some])
    keep = np.ones(cells, dtype=bool) if part != Part.TECHNOSPHERE else row != column
    key = np.unique(column[keep] * matrix.shape[0] + row[keep])
    row, column = key % matrix.shape[0], key // matrix.shape[0]
    values = rng.uniform(0.0, 2.0, key.size)
    if part == Part.TECHNOSPHERE:
        values = -0.01 * values
    return ChangeTable.build(part, matrix, rows, columns, row, column, values).of(0)


def exact(matrix) -> list[list[Fraction]]:
    return [[Fraction(float(x)) for x in row] for row in matrix.toarray()]


def times(one: list[list[Fraction]], other: list[list[Fraction]]) -> list[list[Fraction]]:
    columns = list(zip(*other, strict=True))
    return [[sum((a * b for a, b in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in one]


def solved(a: list[list[Fraction]], f: list[list[Fraction]]) -> list[list[Fraction]]:
    """Gauss and Jordan on fractions."""
    rows = [[*x, *y] for x, y in zip(a, f, strict=True)]
    n = len(rows)
    for i in range(n):
        pivot = next(r for r in range(i, n) if rows[r][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(n):
            if r != i and rows[r][i] != 0:
                rows[r] = [x - rows[r][i] * y for x, y in zip(rows[r], rows[i], strict=True)]
    return [row[n:] for row in rows]


def exact_scores(problem) -> list[list[Fraction]]:
    """Return C B A⁻¹ F of a problem without any rounding, categories × demands."""
    supply = solved(exact(problem.technosphere), exact(problem.demand_matrix))
    return times(times(exact(problem.characterisation), exact(problem.biosphere)), supply)

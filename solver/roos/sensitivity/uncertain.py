"""Which distributions hold for a cell: those of its category, and of what its scenario leaves alone."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.contributing.cell import Cell
from roos.method import Method
from roos.places import Part
from roos.sampling.checking import check
from roos.scenario import Scenario
from roos.system import System
from roos.uncertainty import Distributions, Uncertainty


def uncertain_rows(
    cell: Cell, system: System, method: Method | None, scenario: Scenario | None
) -> dict[Part, Distributions]:
    """Return checked distributions by matrix; a matrix without any that is drawn is not in it.

    Parameters
    ----------
    cell
        That is asked about.
    system, method, scenario
        As the caller gave them: factors of another method than the system's own have no distributions.

    Raises
    ------
    InputError
        E150, E151: a distribution, by the names of its place.
    """
    given = system.uncertainty or Uncertainty()
    own = method is None or method is system.characterisation
    parts = {
        Part.TECHNOSPHERE: given.technosphere,
        Part.BIOSPHERE: given.biosphere,
        Part.CHARACTERISATION: given.characterisation if own else None,
    }
    found = {}
    for part, rows in parts.items():
        if rows is None:
            continue
        kept = rows.type > 1
        if part is Part.CHARACTERISATION:
            kept &= rows.row == cell.category
        if scenario is not None and part in scenario.changes:
            kept &= ~_changed(rows, part, system, scenario)
        if kept.any():
            found[part] = _taken(rows, np.flatnonzero(kept))
            _check(found[part], part, cell)
    return found


def _changed(rows: Distributions, part: Part, system: System, scenario: Scenario) -> NDArray[np.bool_]:
    """Return which rows stand where the scenario states another amount, which is then certain."""
    assert system.characterisation is not None or part is not Part.CHARACTERISATION
    matrix = (
        system.technosphere.matrix
        if part is Part.TECHNOSPHERE
        else system.biosphere
        if part is Part.BIOSPHERE
        else sp.csc_array(system.characterisation.matrix)  # type: ignore[union-attr]
    )
    delta = scenario.changes[part].delta(matrix)
    delta.eliminate_zeros()
    column = np.repeat(np.arange(delta.shape[1], dtype=np.int64), np.diff(delta.indptr))
    cells = column * delta.shape[0] + delta.indices
    return np.isin(rows.col.astype(np.int64) * delta.shape[0] + rows.row, cells)


def _taken(rows: Distributions, at: NDArray[np.intp]) -> Distributions:
    return Distributions(**{one.name: getattr(rows, one.name)[at] for one in fields(Distributions)})


def _check(rows: Distributions, part: Part, cell: Cell) -> None:
    system = cell.system
    of_rows, of_columns = {
        Part.TECHNOSPHERE: (system.products, system.activities),
        Part.BIOSPHERE: (system.flows, system.activities),
    }.get(part, (cell.method.categories, system.flows))

    def where(i: int) -> str:
        row, column = of_rows.describe(int(rows.row[i])), of_columns.describe(int(rows.col[i]))
        return f"{of_rows.kind} {row}, {of_columns.kind} {column}"

    check(rows, where)

"""What the paths of few changes share: which activities change, and multipliers without signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.places import Part, Places
from roos.sweeping.reduced import PARTS

if TYPE_CHECKING:
    from roos.sweeping.problem import Problem

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Of the problems at hand.
_KNOWN: WeakKeyDictionary[Any, Array] = WeakKeyDictionary()


def refusal(places: Mapping[Part, Places]) -> str:
    """Return why no path of few changes applies, or an empty text."""
    if len(places.get(Part.CHARACTERISATION, ())):
        return "characterisation factors change, which changes the score of every activity"
    if not any(len(places.get(part, ())) for part in PARTS):
        return "nothing of technosphere, biosphere or demands changes"
    return ""


def changed_activities(places: Mapping[Part, Places]) -> Ints:
    """Return the activities whose inputs, outputs or flows change, ascending."""
    columns = [places[part].columns for part in PARTS[:2] if part in places]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *columns]))


def numbering(places: Mapping[Part, Places]) -> int:
    """Return how many cells the parts hold together."""
    return sum(len(places[part]) for part in PARTS if part in places)


def flow_columns(characterisation: sp.csr_array, flows: Ints) -> Array:
    """Return some columns of C, float64 (categories, flows)."""
    return np.asarray(sp.csc_array(characterisation)[:, flows].toarray())


def absolute_multipliers(problem: Problem) -> Array:
    """Return |C||B| A⁻¹ transposed, float64 (products, categories): Σ|contribution| per unit of demand.

    Solved without refinement, since it only judges error bounds; once for a problem.
    """
    if problem not in _KNOWN:
        _KNOWN[problem] = _absolute_multipliers(problem)
    return _KNOWN[problem]


def _absolute_multipliers(problem: Problem) -> Array:
    direct = np.ascontiguousarray(problem.intensities.absolute.toarray().T)
    return problem.factors.solve_loosely(direct, transposed=True)


def held(matrix: sp.csc_array, places: Places | None) -> Array:
    """Return what the changed cells hold in the base."""
    if places is None or not len(places):
        return np.zeros(0)
    at = places.entries(matrix)
    if not matrix.nnz:
        return np.zeros(at.size)
    return np.asarray(np.where(at >= 0, matrix.data[np.maximum(at, 0)], 0.0))

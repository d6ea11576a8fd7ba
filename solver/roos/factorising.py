"""From a matrix to its factors: checked, paired, factorised, and refused where it is singular."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos import backends
from roos.backends.fallback import AtHand, attempt
from roos.entries import EntryMap
from roos.factorisation import Factorisation
from roos.judgement import refuse_exactly_singular
from roos.labels import Labels
from roos.options import DEFAULT, Options
from roos.structure import analyse, pair
from roos.system import Technosphere


def factorise(
    technosphere: Technosphere | Any,
    *,
    options: Options | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Factorisation:
    """Factorise a technosphere matrix.

    Parameters
    ----------
    technosphere
        ``System.technosphere``, or any scipy sparse matrix or array, or a dense one (products × activities,
        real). Not changed. Duplicates are summed; explicit zeros stay part of the pattern.
    options
        Backend and tolerances.
    progress
        Called with a phase and its fraction done.

    Returns
    -------
    Factorisation
        Owns copies of everything it needs.

    Raises
    ------
    InputError
        E103 not square, E106 not finite, E109 too large, E110 out of memory, E117 complex, E119 a backend
        that is unknown or not installed.
    SingularError
        E101 structurally or exactly singular, E104 an empty row or column: the activities are named. E120 the
        backend that was named failed; with ``"auto"`` SuperLU takes over and ``findings`` says so (W302).
    """
    options = options or DEFAULT
    tell = progress or (lambda phase, fraction: None)
    if isinstance(technosphere, Technosphere):
        raw: Any = technosphere.matrix
        products: Labels | None = technosphere.products
        activities: Labels | None = technosphere.activities
        reference: NDArray[np.int64] | None = technosphere.reference
    else:
        raw, products, activities, reference = technosphere, None, None, None
    start = time.perf_counter()
    backend = backends.select(options.backend)
    entries = EntryMap.of(raw)
    matrix = entries.matrix
    products = products or Labels.numbered("product", matrix.shape[0])
    activities = activities or Labels.numbered("activity", matrix.shape[1])
    entries.check(matrix.data, products, activities)
    tell("pairing activities and products", 0.1)
    product_of = pair(matrix, reference, products, activities)
    paired = time.perf_counter()
    tell("factorising", 0.3)
    at_hand = AtHand(lambda: matrix, lambda: analyse(matrix, product_of), activities, options)
    factors, findings = attempt(lambda: backend.factorise(matrix, product_of, options), backend.name, at_hand)
    seconds = {"structure": paired - start, "numeric": time.perf_counter() - paired}
    tell("factorised", 1.0)
    made = Factorisation(
        matrix.data, entries, product_of, factors, products, activities, options, seconds, findings
    )
    refuse_exactly_singular(made, factors.smallest_pivot)
    return made

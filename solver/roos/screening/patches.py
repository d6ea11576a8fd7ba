"""Modified datasets (row 27): factors on exchanges of the background, on a copy of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from roos.errors import error
from roos.screening.case import Case, Patch
from roos.system import System
from roos.uncertainty import Uncertainty


def patched(system: System, patches: Sequence[Patch]) -> System:
    """Return the background with its exchanges multiplied; the same object where there is no patch.

    Raises
    ------
    InputError
        E201 an activity or product that is not there; E444 no such exchange, or the activity's own product.
    """
    if not patches:
        return system
    matrix = system.technosphere.matrix.copy()
    for patch in patches:
        where = patch.where or f"patch of {patch.activity!r}"
        column = system.activities.position(patch.activity, where=where)
        row = system.products.position(patch.product, where=where)
        span = slice(matrix.indptr[column], matrix.indptr[column + 1])
        found = [i for i in range(span.start, span.stop) if matrix.indices[i] == row]
        if not found:
            inputs = "; ".join(system.products.ids[p] for p in matrix.indices[span][:5])
            raise error("E444", f"{patch.activity!r} has no exchange of {patch.product!r}", where,
                        f"it exchanges: {inputs}")  # fmt: skip
        if system.technosphere.reference[column] == row:
            hint = "patch its inputs; a factor on what it makes would change them all"
            raise error("E444", f"{patch.product!r} is what {patch.activity!r} makes", where, hint)
        matrix.data[found[0]] *= patch.factor
    technosphere = replace(system.technosphere, matrix=matrix)
    return replace(system, technosphere=technosphere, uncertainty_of=lambda: _scaled(system, patches))


def grouped(cases: Sequence[Case]) -> tuple[tuple[Case, ...], ...]:
    """Return cases that share their patches, and so a factorisation, in the order of their first."""
    groups: dict[tuple[object, ...], list[Case]] = {}
    for case in cases:
        key = tuple((one.activity, one.product, one.factor) for one in case.patches)
        groups.setdefault(key, []).append(case)
    return tuple(map(tuple, groups.values()))


def _scaled(system: System, patches: Sequence[Patch]) -> Uncertainty | None:
    """Return the distributions, those of patched exchanges with what is drawn multiplied as well."""
    given = system.uncertainty
    if given is None or given.technosphere is None:
        return given
    rows = given.technosphere
    factor = rows.factor.copy()
    for patch in patches:
        place = system.products.position(patch.product), system.activities.position(patch.activity)
        factor[(rows.row == place[0]) & (rows.col == place[1])] *= patch.factor
    return replace(given, technosphere=replace(rows, factor=factor))

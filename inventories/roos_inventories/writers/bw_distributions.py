"""Distributions for a datapackage: one row per exchange, amounts that are flipped afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity
from roos.uncertainty import PARAMETERS, Distributions
from roos_inventories.writers.absorbing import absorbed


def distributions(
    rows: Distributions | None,
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    values: NDArray[np.float64],
    matrix: str,
    found: list[Finding],
) -> dict[str, Any]:
    """Return ``distributions_array`` and ``flip_array`` for the entries of a matrix, or nothing.

    Parameters
    ----------
    rows
        Distributions of the matrix.
    row, column, values
        Entries in the order in which they are written.
    matrix
        Its name, for findings.
    found
        Takes W104 where distributions cannot be written, or lose digits.
    """
    import bw_processing as bwp

    if rows is None or not len(rows):
        return {}
    rows = absorbed(rows)
    width = int(max(column.max(initial=0), rows.col.max(initial=0))) + 1
    keys, wanted = row * width + column, rows.row.astype(np.int64) * width + rows.col
    order = np.argsort(keys)
    place = np.minimum(np.searchsorted(keys, wanted, sorter=order), keys.size - 1)
    entry = order[place]
    there = keys[entry] == wanted
    unfit = "several exchanges share a place" if np.unique(wanted).size < wanted.size else ""
    if not (np.abs(rows.factor[there]) == 1).all():
        unfit = "some draw multiples of whole numbers"
    if (~there & (rows.type > 1)).any():
        unfit = "some belong to no entry"
    if unfit:
        message = f"the distributions of the {matrix} are not written: {unfit}"
        hint = "a matrix folder or a roos system file holds them"
        found.append(Finding("W104", Severity.WARNING, message, matrix, hint, len(rows)))
        return {}
    note = "datapackages hold distributions in single precision, seven digits"
    if note not in [finding.message for finding in found]:
        found.append(Finding("W104", Severity.NOTE, note, matrix, "their other values keep every bit"))
    flip = np.zeros(keys.size, dtype=np.bool_)
    flip[entry[there]] = rows.factor[there] < 0
    spread = np.zeros(keys.size, dtype=bwp.UNCERTAINTY_DTYPE)
    for name in PARAMETERS:
        spread[name] = np.nan
    spread["loc"] = np.where(flip, -values, values)
    spread["uncertainty_type"][entry[there]] = rows.type[there]
    for name in (*PARAMETERS, "negative"):
        spread[name][entry[there]] = getattr(rows, name)[there]
    return {"distributions_array": spread, "flip_array": flip}


def of_row(rows: Distributions | None, number: int) -> Distributions | None:
    """Return the distributions of one row of a matrix, as those of a matrix of that row alone."""
    if rows is None:
        return None
    mine = rows.row == number
    if not mine.any():
        return None
    picked = {name: array[mine] for name, array in vars(rows).items()}
    return replace(rows, **picked | {"row": np.zeros(int(mine.sum()), dtype=np.int32)})

"""Distributions of Brightway datapackages, read when they are asked for.

A group's amounts are drawn, flipped and rescaled one by one and then summed into their places, as
``matrix_utils`` does; so there is a row for each exchange, and its ``factor`` holds flip and rescaling. A
group without distributions beside one that has them gives certain rows: what is summed at a place is then
complete.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.uncertainty import PARAMETERS, Distributions, Uncertainty
from roos_inventories.readers.bw_method import on_categories
from roos_inventories.readers.bw_package import Package, read_package
from roos_inventories.readers.bw_vectors import Vector, positions

Ids = NDArray[np.int64]


def read_uncertainty(
    again: Callable[[], Sequence[Package]], products: Ids, activities: Ids, flows: Ids
) -> Uncertainty | None:
    """Read the distributions of packages whose static part was read before.

    Parameters
    ----------
    again
        Reads the packages with their distributions, in the order in which they count.
    products, activities, flows
        Ascending ids of the system's axes.

    Raises
    ------
    InputError
        As ``again``; E114 and E117 as ``Distributions.build``.
    """
    vectors = [vector for package in again() for vector in package.vectors]
    of = {
        matrix: [vector for vector in vectors if vector.matrix == f"{matrix}_matrix"]
        for matrix in ("technosphere", "biosphere", "characterization")
    }
    factors, count, _ = on_categories(of["characterization"])
    found = {
        "A": _rows(of["technosphere"], products, activities),
        "B": _rows(of["biosphere"], flows, activities),
        # a vector of factors has flows for rows; C has them for columns
        "C": _rows(factors, flows, np.arange(count, dtype=np.int64), turned=True),
    }
    return Uncertainty.of({letter: rows for letter, rows in found.items() if rows is not None})


def packages_again(paths: Sequence[Path], stamps: Sequence[Any]) -> list[Package]:
    """Read packages with their distributions, if they look as they did.

    Parameters
    ----------
    stamps
        :func:`stamp` of each when the static part was read.

    Raises
    ------
    InputError
        As ``read_package``; E506 a package has changed meanwhile.
    """
    refuse_changed(paths, stamps)
    return [read_package(path, distributions=True) for path in paths]


def refuse_changed(paths: Sequence[Path], stamps: Sequence[Any]) -> None:
    """Raise E506 for the first of some packages or files that does not look as it did."""
    for path, before in zip(paths, stamps, strict=True):
        try:
            changed = stamp(path) != before
        except OSError:  # removed since, for one
            changed = True
        if changed:
            hint = "read the inventory again: its values and its distributions must be of one state"
            raise error("E506", "the source has changed since its system was read", str(path), hint)


def stamp(path: Path) -> list[tuple[Any, ...]]:
    """Return what a package's files look like; nothing for one that is not there."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    looks = [(file.name, file.stat()) for file in files if file.is_file()]
    return [(name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for name, s in looks]


def _rows(
    vectors: Sequence[Vector], rows: Ids, columns: Ids, *, turned: bool = False
) -> Distributions | None:
    if all(vector.distributions is None for vector in vectors):
        return None
    keys = np.empty(0, dtype=np.int64)
    table: dict[str, NDArray[Any]] = {}
    for vector in vectors:
        row, column = positions(vector.rows, rows), positions(vector.columns, columns)
        inside = np.flatnonzero((row >= 0) & (column >= 0))
        here = row[inside].astype(np.int64) * columns.size + column[inside]
        if not vector.sum_within:  # the last one of a place counts
            last = here.size - 1 - np.unique(here[::-1], return_index=True)[1]
            inside, here = inside[np.sort(last)], here[np.sort(last)]
        fresh = {name: values[inside] for name, values in _fields(vector).items()}
        if not table:
            keys, table = here, fresh
            continue
        kept = np.ones(keys.size, dtype=np.bool_) if vector.sum_across else ~np.isin(keys, here)
        keys = np.concatenate([keys[kept], here])
        table = {name: np.concatenate([table[name][kept], fresh[name]]) for name in fresh}
    first, second = np.divmod(keys, max(columns.size, 1))
    size = (rows.size, columns.size)
    if turned:
        first, second, size = second, first, size[::-1]
    return Distributions.build({"row": first, "col": second, **table}, size, where=vectors[0].where())


def _fields(vector: Vector) -> dict[str, NDArray[Any]]:
    count = vector.rows.size
    given = vector.distributions
    if given is None:
        certain: dict[str, NDArray[Any]] = {name: np.full(count, np.nan) for name in PARAMETERS}
        certain |= {"type": np.zeros(count, np.uint8), "loc": vector.values.astype(np.float64)}
        return certain | {"negative": np.zeros(count, np.bool_), "factor": np.ones(count)}
    names = given.dtype.names or ()
    missing = [name for name in ("uncertainty_type", *PARAMETERS, "negative") if name not in names]
    if missing or given.shape != (count,):
        what = f"no {missing[0]!r}" if missing else f"{given.size} rows for {count} indices"
        raise error("E503", f"distributions with {what}", vector.where(), "write the package again")
    found: dict[str, NDArray[Any]] = {name: given[name] for name in (*PARAMETERS, "negative")}
    factor = np.where(vector.flipped, -1.0, 1.0)
    if vector.rescale is not None:
        factor = factor * vector.rescale
    return found | {"type": given["uncertainty_type"], "factor": factor}

"""Write a System as a Brightway datapackage, through bw_processing.

Brightway names rows and columns by integers and orders them by value; so rows and columns get ascending
integers here, and their labels go into CSV metadata beside them. Where all ids of an axis are such integers
already, they are kept.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import Finding
from roos.labels import Labels
from roos.system import System
from roos.uncertainty import Uncertainty
from roos_inventories.own_record import is_own, own_record
from roos_inventories.readers.bw_labels import OWN_ID
from roos_inventories.readers.bw_method import OWN_CATEGORY
from roos_inventories.readers.bw_package import OWN, OWN_REFERENCE
from roos_inventories.writers.bw_distributions import distributions, of_row
from roos_inventories.writers.target import new_target


def write_datapackage(system: System, path: Path) -> tuple[Finding, ...]:
    """Write a system to a datapackage that bw2calc scores, and that reads back with the same bits.

    Parameters
    ----------
    system
        Any; a product, activity or flow without an entry is kept by a stored zero.
    path
        ``*.zip`` becomes a zip, anything else a folder. New or empty, or a package of ours, which is
        replaced as a whole.

    Returns
    -------
    tuple of Finding
        W104 for distributions that the format cannot hold, or holds in single precision.

    Raises
    ------
    WriteError
        E601: the target is not ours, or cannot be written; what was there is untouched.
    """
    import bw_processing as bwp
    from bw_processing.io_helpers import generic_directory_filesystem, generic_zipfile_filesystem

    path = Path(path)
    with new_target(path, ours=is_ours) as fresh:
        if path.suffix.casefold() == ".zip":
            filesystem = generic_zipfile_filesystem(dirpath=fresh.parent, filename=fresh.name)
        else:
            filesystem = generic_directory_filesystem(dirpath=fresh)
        package = bwp.create_datapackage(
            fs=filesystem,
            name=bwp.clean_datapackage_name(system.name) or "system",
            sum_intra_duplicates=True,
            sum_inter_duplicates=False,
            metadata={OWN: own_record(system)},
        )
        found = _fill(package, system)
        package.finalize_serialization()
    return found


def is_ours(path: Path) -> bool:
    """Say whether a path is a datapackage that roos wrote and that holds nothing else."""
    try:
        if path.is_dir():
            text = (path / "datapackage.json").read_bytes()
            present = {entry.name for entry in path.iterdir()}
        else:
            with zipfile.ZipFile(path) as archive:
                text = archive.read("datapackage.json")
                present = set(archive.namelist())
        metadata = json.loads(text)
        known = {"datapackage.json", *(resource["path"] for resource in metadata["resources"])}
        return is_own(metadata[OWN]) and present <= known
    except (OSError, ValueError, KeyError, TypeError, RecursionError, zipfile.BadZipFile):
        return False


def _fill(package: Any, system: System) -> tuple[Finding, ...]:
    """Add the matrices, their distributions and their labels to an empty package."""
    uncertainty = system.uncertainty or Uncertainty()
    found: list[Finding] = []
    products, activities, flows = _numbers(system)
    a = system.technosphere
    made = np.flatnonzero(a.reference >= 0)
    rows, columns, values = _entries(a.matrix, np.column_stack([a.reference[made], made]), every_column=True)
    reference = a.reference[columns] == rows
    inputs = (values < 0) & ~reference
    spread = distributions(uncertainty.technosphere, rows, columns, values, "technosphere", found)
    if spread:
        inputs = spread.pop("flip_array")
    _add(
        package,
        "technosphere",
        products[rows],
        activities[columns],
        np.where(inputs, -values, values),
        flip_array=inputs,
        reference_array=reference,
        **spread,
        **{OWN_REFERENCE: "flagged"},
    )
    _describe(package, "products", system.products, products, [("technosphere", "rows")])
    _describe(package, "activities", system.activities, activities, [("technosphere", "cols")])
    if len(flows) and len(activities):
        rows, columns, values = _entries(system.biosphere, np.empty((0, 2), np.int64), every_column=False)
        spread = distributions(uncertainty.biosphere, rows, columns, values, "biosphere", found)
        flipped = spread.get("flip_array", np.zeros(rows.size, dtype=np.bool_))
        signed = np.where(flipped, -values, values)
        _add(package, "biosphere", flows[rows], activities[columns], signed, **spread)
        _describe(package, "flows", system.flows, flows, [("biosphere", "rows")])
    method = system.characterisation
    if method is None:
        return tuple(found)
    for number, factors in enumerate(sp.csr_array(method.matrix)):
        row = sp.coo_array(factors.reshape(1, -1))
        mine = of_row(uncertainty.characterisation, number)
        spread = distributions(mine, np.zeros_like(row.col), row.col, row.data, "characterisation", found)
        flipped = spread.get("flip_array", np.zeros(row.nnz, dtype=np.bool_))
        categories = method.categories
        label = {
            "id": categories.ids[number],
            "name": categories.names[number],
            "unit": categories.units[number],
            "location": categories.locations[number],
            **{key: column[number] for key, column in categories.extra.items()},
            "method": method.name,
        }
        _add(
            package,
            "characterization",
            flows[row.col],
            np.zeros(row.nnz, dtype=np.int64),
            np.where(flipped, -row.data, row.data),
            name=f"characterization_{number}",
            identifier=[method.models[number], categories.ids[number]],
            unit=categories.units[number],
            **spread,
            **{OWN_CATEGORY: label},
        )
    return tuple(found)


def _numbers(system: System) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return ascending integers for products, activities and flows.

    An activity shares its product's integer only where the two lists are the same.
    """
    lists = [system.products.ids, system.activities.ids, system.flows.ids]
    kept = [numbers for ids in lists if (numbers := _as_integers(ids)) is not None]
    if len(kept) == 3:
        return kept[0], kept[1], kept[2]
    products = np.arange(1, len(lists[0]) + 1)
    start = len(lists[0]) + 1
    activities = products if lists[1] == lists[0] else np.arange(start, start + len(lists[1]))
    start += len(lists[1])
    return products, activities, np.arange(start, start + len(lists[2]))


def _as_integers(ids: Sequence[str]) -> NDArray[np.int64] | None:
    """Return ids as integers where they are ascending integers spelt the plain way, else None."""
    if not all(text.isascii() and text.isdecimal() and len(text) < 19 for text in ids):
        return None
    numbers = np.array([int(text) for text in ids], dtype=np.int64)
    plain = all(str(number) == text for number, text in zip(numbers.tolist(), ids, strict=True))
    return numbers if plain and (np.diff(numbers) > 0).all() else None


def _entries(
    matrix: sp.csc_array, wanted: NDArray[np.int64], *, every_column: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the entries of a matrix, with stored zeros at wanted places and where a row would be lost.

    Parameters
    ----------
    wanted
        int64 (places, 2): row and column.
    every_column
        Keep columns without an entry, as rows are.
    """
    entries = sp.coo_array(matrix)
    rows, columns = entries.row.astype(np.int64), entries.col.astype(np.int64)
    keys = rows * matrix.shape[1] + columns
    kept = np.setdiff1d(wanted[:, 0] * matrix.shape[1] + wanted[:, 1], keys)
    lost_rows = np.setdiff1d(np.arange(matrix.shape[0]), np.append(rows, kept // max(matrix.shape[1], 1)))
    kept = np.append(kept, lost_rows * matrix.shape[1])
    if every_column:
        present = np.append(columns, kept % max(matrix.shape[1], 1))
        kept = np.append(kept, np.setdiff1d(np.arange(matrix.shape[1]), present))
    zero_rows, zero_columns = np.divmod(kept, max(matrix.shape[1], 1))
    values = np.concatenate([entries.data, np.zeros(kept.size)])
    return np.concatenate([rows, zero_rows]), np.concatenate([columns, zero_columns]), values


def _add(
    package: Any,
    matrix: str,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    values: NDArray[np.float64],
    *,
    name: str = "",
    **more: Any,
) -> None:
    indices = np.empty(rows.size, dtype=[("row", np.int64), ("col", np.int64)])
    indices["row"], indices["col"] = rows, columns
    package.add_persistent_vector(
        matrix=f"{matrix}_matrix", name=name or matrix, indices_array=indices, data_array=values, **more
    )


def _describe(
    package: Any, name: str, labels: Labels, numbers: NDArray[np.int64], valid_for: list[tuple[str, str]]
) -> None:
    import pandas as pd

    class Quoted(pd.DataFrame):  # type: ignore[misc]
        """With all texts in quotes: pandas leaves a carriage return bare, and it would end the line."""

        def to_csv(self, *args: Any, **options: Any) -> Any:
            return super().to_csv(*args, **options, quoting=csv.QUOTE_NONNUMERIC)

    columns = {
        "id": numbers,
        OWN_ID: labels.ids,
        "name": labels.names,
        "unit": labels.units,
        "location": labels.locations,
        **labels.extra,
    }
    package.add_csv_metadata(dataframe=Quoted(columns), valid_for=valid_for, name=name)

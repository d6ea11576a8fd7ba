"""A whole system in one mapped file: what the cache keeps, and what `roos convert` writes as ``NAME.roos``.

Opening one makes no copy of a matrix and no string of a label. What is opened has been through
`System.build` before it was written; what could lead a kernel outside an array is checked again all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos import __version__
from roos.errors import Finding, RoosError
from roos.labels import Labels
from roos.mappedfile import Damaged, MappedFile
from roos.method import Method
from roos.storedlabels import StoredColumns, store_columns
from roos.system import INDEX_LIMIT, System, Technosphere
from roos.uncertainty import FIELDS, PARAMETERS, Distributions, Uncertainty

#: What the header calls such a file; another number is another layout.
KIND = "roos system 1"
_PARTS = ("data", "indices", "indptr")
_TABLE = ("data", "ends", "hashes", "positions")


def pack(system: System) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return the header and the arrays that :func:`unpack` makes the same system of.

    Names, findings and ``meta`` are kept as JSON has them: a tuple becomes a list, a date its text.
    """
    arrays: dict[str, NDArray[Any]] = {"reference": system.technosphere.reference}
    _add_matrix(arrays, "A", system.technosphere.matrix)
    _add_matrix(arrays, "B", system.biosphere)
    axes = {"products": system.products, "activities": system.activities, "flows": system.flows}
    method = system.characterisation
    if method is not None:
        axes["categories"] = method.categories
        _add_matrix(arrays, "C", method.matrix)
    header = {
        "kind": KIND,
        "written_by": f"roos {__version__}",
        "name": system.name,
        "findings": [finding.as_dict() for finding in system.findings],
        "meta": dict(system.meta),
        "labels": {axis: _add_labels(arrays, axis, labels) for axis, labels in axes.items()},
        "method": None
        if method is None
        else {
            "name": method.name,
            "findings": [finding.as_dict() for finding in method.findings],
            "meta": dict(method.meta),
        },
    }
    return plain(header), arrays


def unpack(file: MappedFile, *, thorough: bool = False) -> System:
    """Return the system in a file; its arrays are read-only views of it.

    Parameters
    ----------
    thorough
        Look at every string of the labels as well: for a file of which only its own header says who wrote it.

    Raises
    ------
    Damaged
        Another layout, or arrays that are no system.
    """
    try:
        return _unpack(file, thorough)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        raise Damaged(f"its content is not understood: {problem}") from problem


def pack_uncertainty(uncertainty: Uncertainty | None) -> dict[str, NDArray[Any]]:
    """Return the arrays of distributions; a list that is NaN throughout takes no room."""
    arrays = {}
    for letter, rows in uncertainty.items() if uncertainty is not None else ():
        for name, array in rows.arrays().items():
            if array.dtype != np.float64 or not np.isnan(array).all():
                arrays[f"uncertainty.{letter}.{name}"] = array
    return arrays


def unpack_uncertainty(file: MappedFile, sizes: Mapping[str, tuple[int, int]]) -> Uncertainty | None:
    """Return the distributions in a file, which are checked as they are taken out.

    Parameters
    ----------
    sizes
        Shape of each matrix, by letter.

    Raises
    ------
    Damaged
        Other bytes than were written, or rows that are no distributions of these matrices.
    """
    found = {}
    for letter, size in sizes.items():
        places = f"uncertainty.{letter}."
        if places + "row" not in file:
            continue
        arrays = {
            name: file.array(places + name) for name in ("row", "col", *FIELDS) if places + name in file
        }
        nothing = np.full(arrays["row"].shape, np.nan)
        missing = {name: nothing for name in PARAMETERS if name not in arrays}
        try:
            found[letter] = Distributions.build(arrays | missing, size, where=letter)
        except RoosError as problem:
            raise Damaged(problem.message) from problem
    return Uncertainty.of(found)


def sizes_of(system: System) -> dict[str, tuple[int, int]]:
    """Return the shapes of a system's matrices by letter."""
    sizes = {"A": system.technosphere.shape, "B": system.biosphere.shape}
    return sizes | ({"C": method.matrix.shape} if (method := system.characterisation) is not None else {})


def plain(content: Any) -> Any:
    """Return what JSON keeps of some values."""
    return json.loads(json.dumps(content, default=str))


def _unpack(file: MappedFile, thorough: bool) -> System:
    header = file.header
    if header["kind"] != KIND:
        raise Damaged(f"it is of another layout ({header['kind']})")
    labels = {axis: _labels(file, axis, entry, thorough) for axis, entry in header["labels"].items()}
    products, activities, flows = labels["products"], labels["activities"], labels["flows"]
    sizes = (len(products), len(activities))
    a = sp.csc_array(_matrix(file, "A", sizes[1], sizes[0]), shape=sizes, copy=False)
    b = sp.csc_array(_matrix(file, "B", sizes[1], len(flows)), shape=(len(flows), sizes[1]), copy=False)
    reference = file.array("reference")
    if reference.shape != (sizes[1],) or reference.dtype != np.int64:
        raise Damaged("the reference products have another length")
    if reference.size and not -1 <= int(reference.min()) <= int(reference.max()) < sizes[0]:
        raise Damaged("a reference product lies outside the list of products")
    method = None
    if header["method"] is not None:
        categories = labels["categories"]
        shape = (len(categories), len(flows))
        c = sp.csr_array(_matrix(file, "C", *shape), shape=shape, copy=False)
        if "model" not in header["labels"]["categories"]["extra"]:
            raise Damaged("the categories name no model")
        own = header["method"]
        method = Method(own["name"], _known(c), categories, _findings(own["findings"]), dict(own["meta"]))
    return System(
        str(header["name"]),
        Technosphere(_known(a), products, activities, reference),
        _known(b),
        flows,
        method,
        _findings(header["findings"]),
        MappingProxyType(dict(header["meta"])),
    )


def _add_matrix(arrays: dict[str, NDArray[Any]], name: str, matrix: Any) -> None:
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    arrays[f"{name}.data"] = np.asarray(matrix.data, dtype=np.float64)
    for part in _PARTS[1:]:
        arrays[f"{name}.{part}"] = np.asarray(getattr(matrix, part), dtype=np.int32)


def _matrix(file: MappedFile, name: str, major: int, minor: int) -> tuple[Any, Any, Any]:
    """Return data, indices and pointers of a compressed matrix: sorted, inside its shape, finite."""
    data, indices, indptr = (file.array(f"{name}.{part}") for part in _PARTS)
    types = (data.dtype, indices.dtype, indptr.dtype)
    if types != (np.float64, np.int32, np.int32) or max(major, minor) > INDEX_LIMIT:
        raise Damaged(f"{name} is of other types: {types}")
    if indptr.shape != (major + 1,) or indptr[0] != 0 or indptr[-1] != data.size:
        raise Damaged(f"the pointers of {name} do not fit its values")
    if data.ndim != 1 or indices.shape != data.shape or (np.diff(indptr) < 0).any():
        raise Damaged(f"the positions of {name} do not fit its values")
    if data.size:
        ascending = np.diff(indices) > 0
        starts = indptr[(indptr > 0) & (indptr < data.size)]
        ascending[starts - 1] = True
        if not ascending.all() or int(indices.min()) < 0 or int(indices.max()) >= minor:
            raise Damaged(f"positions of {name} are out of order or outside")
        if not np.isfinite(data).all():
            raise Damaged(f"{name} holds a value that is not finite")
    return data, indices, indptr


def _known(matrix: Any) -> Any:
    """Tell scipy what was checked: it would look again, and sort in place, which a mapped file forbids."""
    matrix.has_canonical_format = True
    return matrix


def _add_labels(arrays: dict[str, NDArray[Any]], axis: str, labels: Labels) -> dict[str, Any]:
    columns = {name: getattr(labels, name) for name in ("ids", "names", "units", "locations")}
    columns |= {f"extra.{name}": column for name, column in labels.extra.items()}
    places, table = store_columns(columns)
    arrays |= {f"{axis}.{name}": array for name, array in table.items()}
    return {"kind": labels.kind, "size": len(labels), "places": places, "extra": list(labels.extra)}


def _labels(file: MappedFile, axis: str, entry: Mapping[str, Any], thorough: bool) -> Labels:
    table = {name: file.array(f"{axis}.{name}") for name in _TABLE}
    columns = StoredColumns(
        size=int(entry["size"]), places=entry["places"], further=tuple(entry["extra"]), **table
    )
    if reason := columns.damaged(thorough=thorough):
        raise Damaged(f"{axis}: {reason}")
    return Labels.stored(str(entry["kind"]), columns)


def _findings(given: Any) -> tuple[Finding, ...]:
    return tuple(Finding.from_dict(finding) for finding in given)

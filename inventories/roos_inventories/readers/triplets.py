"""A folder of tables, one exchange a row, becomes a System.

``technosphere`` (product, activity, amount) must be there; ``biosphere`` (flow, activity, amount) and
``characterisation`` (category, flow, factor) usually are; ``products``, ``activities``, ``flows`` and
``categories`` say what the ids mean (id, name, unit, location, and any further columns). Each is a
``.csv``, ``.tsv``, ``.xlsx`` or ``.parquet`` file.

Signs: amounts of the technosphere stand as in the matrix, outputs positive and inputs negative; or a column
``type`` says ``output``, ``input`` or ``reference`` (the output that the activity is for), and then an
input of 0.5 is written 0.5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import Finding, RoosError, Severity, error
from roos.labels import Labels
from roos.method import Method
from roos.system import System
from roos_inventories.readers.columns import Columns, decimal_of
from roos_inventories.readers.triplet_labels import Axis

Progress = Callable[[str, float], None]
SUFFIXES = (".csv", ".tsv", ".xlsx", ".parquet")
#: Files by which the format is recognised.
MARKS = tuple(f"technosphere{suffix}" for suffix in SUFFIXES)
_TYPES = {"output": 1.0, "input": -1.0, "reference": 1.0}
_SPELT = {"characterisation": ("characterisation", "characterization", "factors")}


def read_triplets(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read a folder of tables.

    Parameters
    ----------
    path
        The folder.
    options
        ``decimal``: ``point`` (default) or ``comma``, of amounts in text files.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        Rows and columns in the order of the label tables, or of first mention without them. An activity's
        reference product is the output of type ``reference``, else what the column ``reference`` of the
        activities names, else its only output.

    Raises
    ------
    InputError
        E105 an output given twice, E106 not a number, E107 a unit that contradicts the label, E201 an id
        that a label table lacks, E204 a column or a cell is missing, E206 an id twice, E208 an unknown
        column, E512 an option, E523 two reference products of one activity, E540 a factor given twice, E541
        an unknown type, E542 two files for one table; E501 to E505 as for every table.
    """
    path = Path(path)
    decimal = decimal_of(dict(options or {}), str(path))
    tell = progress or (lambda phase, fraction: None)
    files = {name: _file(path, name) for name in (*_AXES, "technosphere", "biosphere", "characterisation")}
    if files["technosphere"] is None:
        raise error("E502", "no technosphere table there", str(path), f"it is called {' or '.join(MARKS)}")
    tell("reading tables", 0.0)
    axes = {name: Axis.read(kind, files[name]) for name, kind in _AXES.items()}
    findings: list[Finding] = []
    a, reference = _technosphere(files["technosphere"], axes, decimal, findings)
    tell("reading tables", 0.5)
    b = _biosphere(files["biosphere"], axes, decimal, findings)
    c = _factors(files["characterisation"], axes, decimal)
    tell("building matrices", 0.9)
    labels = {name: axis.labels() for name, axis in axes.items()}
    shape = {name: len(axis) for name, axis in labels.items()}
    method = None
    if c is not None:
        matrix = sp.csr_array(c.matrix(shape["categories"], shape["flows"]))
        method = Method.build(path.name, matrix, _with_models(labels["categories"]))
    system = System.build(
        path.name,
        a.matrix(shape["products"], shape["activities"]),
        b.matrix(shape["flows"], shape["activities"]),
        products=labels["products"],
        activities=labels["activities"],
        flows=labels["flows"],
        reference=_reference(reference, shape["activities"]),
        characterisation=method,
        findings=tuple(findings),
        meta={"format": "triplet tables", "files": [file.name for file in files.values() if file]},
    )
    tell("done", 1.0)
    return system


_AXES = {"products": "product", "activities": "activity", "flows": "flow", "categories": "category"}


class _Entries:
    """Entries of one matrix by position; places that several rows share are summed."""

    def __init__(self, rows: list[int], columns: list[int], values: NDArray[np.float64]) -> None:
        self.rows = np.array(rows, dtype=np.int64)
        self.columns = np.array(columns, dtype=np.int64)
        self.values = values

    def matrix(self, rows: int, columns: int) -> sp.csc_array:
        """Return a csc_array (rows × columns)."""
        return sp.csc_array(sp.coo_array((self.values, (self.rows, self.columns)), shape=(rows, columns)))

    def repeated(self, mask: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Return the rows of the table whose place an earlier one has, among those of a mask."""
        at = np.arange(self.rows.size) if mask is None else np.flatnonzero(mask)
        key = self.columns[at] * (int(self.rows.max(initial=0)) + 1) + self.rows[at]
        _, first = np.unique(key, return_index=True)
        return np.asarray(np.delete(at, first))


def _technosphere(
    file: Path | None, axes: Mapping[str, Axis], decimal: str, findings: list[Finding]
) -> tuple[_Entries, dict[int, int]]:
    assert file is not None
    table = Columns.read(file, ("product", "activity", "amount"), ("unit", "type"))
    amounts = table.numbers("amount", decimal)
    types = [text.casefold() for text in table.texts("type")]
    if "type" in table:
        for row, kind in enumerate(types):
            if kind not in _TYPES:
                hint = f"types: {', '.join(_TYPES)}; leave the column out where inputs are negative"
                raise error("E541", f"unknown type {kind!r}", table.where(row), hint)
        amounts = amounts * np.array([_TYPES[kind] for kind in types])
        made = np.array([kind != "input" for kind in types], dtype=np.bool_)
    else:
        made = amounts > 0
    products = axes["products"].find(table, "product", table.texts("unit"))
    activities = axes["activities"].find(table, "activity")
    entries = _Entries(products, activities, amounts)
    twice = entries.repeated(made)
    if twice.size:
        row = int(twice[0])
        what = f"activity {table.texts('activity')[row]!r} makes {table.texts('product')[row]!r} twice"
        raise error(
            "E105", what, table.where(row), "give one output per product, the sum of both if it is one"
        )
    summed = entries.repeated(~made)
    if summed.size:
        _note(findings, "W101", f"{summed.size} inputs are given again and were summed", table, summed)
    netted = np.setdiff1d(entries.repeated(), np.concatenate([twice, summed]))
    if netted.size:
        what = f"{netted.size} activities use what they make: the net amount stands in the matrix"
        _note(findings, "W202", what, table, netted)
    stated = axes["activities"].references(axes["products"])
    named: dict[int, int] = {}
    for row, kind in enumerate(types):
        if kind == "reference":
            earlier = named.setdefault(activities[row], stated.get(activities[row], products[row]))
            if earlier != products[row]:
                raise _two_references(table, row, axes["products"].name(earlier))
    outputs: dict[int, list[int]] = {}
    for row in np.flatnonzero(made).tolist():
        outputs.setdefault(activities[row], []).append(products[row])
    only = {activity: rows[0] for activity, rows in outputs.items() if len(rows) == 1}
    return entries, {**only, **stated, **named}


def _two_references(table: Columns, row: int, earlier: str) -> RoosError:
    activity, product = table.texts("activity")[row], table.texts("product")[row]
    what = f"activity {activity!r} has two reference products, {earlier!r} and {product!r}"
    return error("E523", what, table.where(row), "keep one of them; other products are of type output")


def _biosphere(
    file: Path | None, axes: Mapping[str, Axis], decimal: str, findings: list[Finding]
) -> _Entries:
    if file is None:
        return _Entries([], [], np.zeros(0))
    table = Columns.read(file, ("flow", "activity", "amount"), ("unit",))
    amounts = table.numbers("amount", decimal)
    flows = axes["flows"].find(table, "flow", table.texts("unit"))
    entries = _Entries(flows, axes["activities"].find(table, "activity"), amounts)
    if (summed := entries.repeated()).size:
        _note(
            findings, "W101", f"{summed.size} elementary exchanges are given again and summed", table, summed
        )
    return entries


def _factors(file: Path | None, axes: Mapping[str, Axis], decimal: str) -> _Entries | None:
    if file is None:
        return None
    table = Columns.read(file, ("category", "flow", "factor"), ("unit",))
    factors = table.numbers("factor", decimal)
    categories = axes["categories"].find(table, "category", table.texts("unit"))
    entries = _Entries(categories, axes["flows"].find(table, "flow"), factors)
    if (twice := entries.repeated()).size:
        row = int(twice[0])
        what = f"a second factor of {table.texts('flow')[row]!r} in {table.texts('category')[row]!r}"
        raise error("E540", what, table.where(row), "keep one of them")
    return entries


def _reference(named: Mapping[int, int], activities: int) -> NDArray[np.int64]:
    reference = np.full(activities, -1, dtype=np.int64)
    reference[list(named)] = list(named.values())
    return reference


def _note(findings: list[Finding], code: str, message: str, table: Columns, rows: NDArray[np.int64]) -> None:
    severity = Severity.WARNING if code == "W101" else Severity.NOTE
    findings.append(Finding(code, severity, message, table.where(int(rows[0])), "merge the rows", rows.size))


def _file(folder: Path, name: str) -> Path | None:
    present = [folder / f"{spelt}{suffix}" for spelt in _SPELT.get(name, (name,)) for suffix in SUFFIXES]
    found = [file for file in present if file.is_file()]
    if len(found) > 1:
        names = " and ".join(file.name for file in found)
        raise error("E542", f"{names} both hold the {name}", str(folder), "keep one of them")
    return found[0] if found else None


def _with_models(categories: Labels) -> Labels:
    """Take the column ``method`` for the characterisation model of each category, where there is one."""
    if "method" not in categories.extra or "model" in categories.extra:
        return categories
    extra = {("model" if key == "method" else key): column for key, column in categories.extra.items()}
    return Labels("category", categories.ids, categories.names, categories.units, categories.locations, extra)

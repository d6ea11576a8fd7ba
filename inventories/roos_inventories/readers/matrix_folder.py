"""Matrix folder: ``A.npz B.npz C.npz`` as scipy writes them, with ``labels.json`` and ``meta.json``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import Finding, RoosError, Severity, error
from roos.labels import Labels
from roos.method import Method
from roos.system import System
from roos.uncertainty import Distributions, Uncertainty
from roos_inventories.archive import load_npz
from roos_inventories.duplicates import technosphere_duplicates
from roos_inventories.own_record import OwnRecord, take_up
from roos_inventories.readers.json_object import read_json_object
from roos_inventories.readers.label_lists import AXES, read_labels
from roos_inventories.readers.sparse_npz import read_sparse
from roos_inventories.shared_places import other_duplicates

Progress = Callable[[str, float], None]


def read_matrix_folder(
    path: Path, options: Mapping[str, str] | None = None, progress: Progress | None = None
) -> System:
    """Read a matrix folder as a System.

    Parameters
    ----------
    path
        Folder with ``A.npz`` (products × activities, outputs positive, inputs negative) and ``B.npz``
        (flows × activities); ``C.npz`` (categories × flows), ``labels.json`` and ``meta.json`` may be
        missing.
    options
        None are known.
    progress
        Called with a phase and a fraction.

    Returns
    -------
    System
        Missing label lists count from 0; keys that are not known are kept: of a label as an extra column, of
        ``labels.json`` and ``meta.json`` in ``meta``.

    Raises
    ------
    InputError
        E501 cannot read, E502 no matrix folder, E503 damaged, E504 pickle or a refused member, E505 over a
        limit, E106 a value that is not finite, E113 a key given twice, E114 shapes and labels that do not
        agree, E117 values that are no real numbers, E201 an unknown reference product, E206 an id given
        twice, E512 an unknown option.
    """
    path = Path(path)
    for option in options or {}:
        raise error("E512", f"unknown option {option!r}", str(path), "a matrix folder takes no options")
    if not (path / "A.npz").is_file():
        hint = "a matrix folder holds A.npz, B.npz, labels.json and usually C.npz"
        raise error("E502" if path.is_dir() else "E501", "no A.npz there", str(path), hint)
    tell = progress or (lambda phase, fraction: None)
    tell("reading labels", 0.0)
    labels, rest = read_labels(path / "labels.json")
    meta = dict(read_json_object(path / "meta.json"))
    own = take_up(meta)
    name = own.name or str(meta.get("name") or path.name)
    if own.meta is not None:
        meta = dict(own.meta)
    tell("reading matrices", 0.3)
    a, twice_in_a = read_sparse(path / "A.npz")
    b, twice_in_b = read_sparse(path / "B.npz")
    given: dict[str, Labels | None] = {axis: labels.get(axis) for axis in AXES}
    for file, matrix, axes in (("A", a, ("products", "activities")), ("B", b, ("flows", "activities"))):
        _agree(path.name, file, matrix, axes, given)
    activities = given["activities"] or Labels.numbered("activity", a.shape[1])
    products = given["products"] or Labels.numbered("product", a.shape[0])
    flows = given["flows"] or Labels.numbered("flow", b.shape[0])
    method, findings, twice_in_c = None, list(own.findings), None
    if (path / "C.npz").is_file():
        c, twice_in_c = read_sparse(path / "C.npz")
        given["flows"] = flows
        _agree(path.name, "C", c, ("categories", "flows"), given)
        method = _method(path, c, given["categories"], rest.pop("method", None), own)
    for file in sorted(entry.name for entry in path.glob("uncertainty_?.npz")):
        message = f"{file} is not used for a static score"
        note = Finding("W104", Severity.NOTE, message, path.name, "the values of A, B and C count")
        if message not in [finding.message for finding in findings]:
            findings.append(note)
    reference = _reference(rest.pop("reference", None), products, activities, path.name)
    if twice_in_a is not None:
        findings += technosphere_duplicates(
            twice_in_a, reference, products, activities, f"{path.name}, A.npz"
        )
    if twice_in_b is not None:
        findings += other_duplicates(twice_in_b, flows, activities, f"{path.name}, B.npz")
    if twice_in_c is not None and method is not None:
        findings += other_duplicates(twice_in_c, method.categories, flows, f"{path.name}, C.npz")
    if rest:
        meta["labels"] = rest
    sizes = {"A": a.shape, "B": b.shape} | ({"C": method.matrix.shape} if method is not None else {})
    told = {letter: size for letter, size in sizes.items() if _distributions(path, letter).is_file()}
    tell("done", 1.0)
    try:
        return System.build(
            name,
            a,
            b,
            products=products,
            activities=activities,
            flows=flows,
            reference=reference,
            characterisation=method,
            findings=tuple(findings),
            meta=meta,
            uncertainty_of=functools.partial(_uncertainty, path.absolute(), told) if told else None,
        )
    except RoosError as problem:
        raise error(problem.code, problem.message, f"{path.name}: {problem.where}", problem.hint) from None


def _agree(
    folder: str, file: str, matrix: Any, axes: tuple[str, str], given: Mapping[str, Labels | None]
) -> None:
    """Raise E114 that names file, list and both lengths."""
    for axis, length, side in zip(axes, matrix.shape, ("rows", "columns"), strict=True):
        labels = given.get(axis)
        if labels is not None and len(labels) != length:
            raise error(
                "E114",
                f"{file}.npz has {length} {side} and there are {len(labels)} {axis}",
                f"{folder}, {file}.npz",
                f"{side} of {file} are {axis}: correct the matrix or the list in labels.json",
            )


def _method(path: Path, c: sp.csr_array, categories: Labels | None, models: Any, own: OwnRecord) -> Method:
    """Return the folder's method; the model of a category is its entry in ``method``, if there is one."""
    categories = categories or Labels.numbered("category", c.shape[0])
    extra = dict(categories.extra)
    if models is not None:
        if not isinstance(models, list) or len(models) != len(categories):
            message = f"'method' in labels.json is no list of {len(categories)} names"
            raise error("E114", message, f"{path.name}, labels.json", "give one method per category")
        extra["model"] = tuple(str(model) for model in models)
    elif "method" in extra:
        extra["model"] = extra.pop("method")
    known = set(extra.get("model", ()))
    name = own.method_name or (next(iter(known)) if len(known) == 1 else path.name)
    labels = Labels(
        "category", categories.ids, categories.names, categories.units, categories.locations, extra
    )
    try:
        return Method.build(name, c, labels, meta=own.method_meta, findings=own.method_findings)
    except RoosError as problem:
        raise error(
            problem.code, problem.message, f"{path.name}, C.npz: {problem.where}", problem.hint
        ) from None


def _distributions(path: Path, letter: str) -> Path:
    return path / f"uncertainty_{letter}.npz"


def _uncertainty(path: Path, sizes: Mapping[str, tuple[int, int]]) -> Uncertainty | None:
    """Read ``uncertainty_A.npz`` and its like, those that were there when the matrices were read."""
    found = {}
    for letter, size in sizes.items():
        file = _distributions(path, letter)
        try:
            arrays = load_npz(file.read_bytes(), where=file.name)
        except FileNotFoundError as problem:
            hint = "read the inventory again: its values and its distributions must be of one state"
            raise error(
                "E506", "the distributions are gone since the system was read", str(file), hint
            ) from problem
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise error(
                "E501", f"cannot read {file.name}: {reason}", str(file), "check its rights"
            ) from problem
        found[letter] = Distributions.build(arrays, size, where=f"{path.name}, {file.name}")
    return Uncertainty.of(found)


def _reference(given: Any, products: Labels, activities: Labels, folder: str) -> NDArray[np.int64] | None:
    """Return rows of reference products from their ids; null leaves one open."""
    if given is None:
        return None
    if not isinstance(given, list) or len(given) != len(activities):
        message = f"'reference' in labels.json is no list of {len(activities)} product ids"
        raise error("E114", message, f"{folder}, labels.json", "give one product id, or null, per activity")
    rows = np.full(len(activities), -1, dtype=np.int64)
    for column, identifier in enumerate(given):
        if identifier is not None:
            where = f"{folder}, labels.json, reference product of {activities.describe(column)}"
            rows[column] = products.position(str(identifier), where=where)
    return rows

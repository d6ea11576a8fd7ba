"""Characterisation groups of Brightway datapackages become one Method."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity
from roos.labels import Labels
from roos.method import Method
from roos_inventories.readers.bw_vectors import Vector, assemble

#: Key of our own writer in a group's metadata: what the labels say of a category, and its method's name.
OWN_CATEGORY = "roos_category"
_COLUMNS = ("id", "name", "unit", "location", "model")


def read_factors(vectors: Sequence[Vector], flows: NDArray[np.int64]) -> Method | None:
    """Return the method that characterisation groups make, or None without any.

    A category is what shares one ``identifier``, as in ``bw2calc.MultiLCA``; groups without identifier form
    one category per package. Factors of other places than ``global_index`` are left out, as bw2calc does, and
    so are those of flows the inventory does not exchange; both are reported.

    Parameters
    ----------
    vectors
        Groups of ``characterization_matrix``: ``rows`` are flow ids, ``columns`` ids of places.
    flows
        Ascending ids of the inventory's flows.
    """
    if not vectors:
        return None
    kept, count, elsewhere = on_categories(vectors)
    categories = _grouped(vectors)
    factors = assemble(kept, flows, np.arange(count, dtype=np.int64))
    labels = _labels([members[0] for members in categories.values()])
    models = dict.fromkeys(labels.extra["model"])
    own = {str(_own(vector).get("method", "")) for vector in vectors}
    name = next(iter(models)) if len(models) == 1 else vectors[0].package
    if len(own) == 1 and (written := own.pop()):
        name = written
    found = _findings(elsewhere, factors.outside, name)
    return Method.build(name, factors.matrix.T, labels, findings=tuple(found))


def on_categories(vectors: Sequence[Vector]) -> tuple[list[Vector], int, int]:
    """Return the vectors with their category for a column, and how many categories there are.

    Third is how many factors are left out: those of other places than ``global_index``.
    """
    kept, elsewhere = [], 0
    groups = _grouped(vectors)
    for number, members in enumerate(groups.values()):
        for vector in members:
            here = vector
            if vector.info.get("global_index") is not None:
                here = vector.take(vector.columns == vector.info["global_index"])
                elsewhere += vector.rows.size - here.rows.size
            kept.append(_in_column(here, number))
    return kept, len(groups), elsewhere


def _grouped(vectors: Sequence[Vector]) -> dict[str, list[Vector]]:
    categories: dict[str, list[Vector]] = {}
    for vector in vectors:
        identifier = vector.info.get("identifier")
        key = f"package {vector.package}" if identifier in (None, [], "") else json.dumps(identifier)
        categories.setdefault(key, []).append(vector)
    return categories


def _in_column(vector: Vector, number: int) -> Vector:
    """Return the vector with its category for a column: only rows count in Brightway (``diagonal=True``)."""
    return replace(vector, columns=np.full_like(vector.columns, number))


def _labels(firsts: Sequence[Vector]) -> Labels:
    records = [_category(vector) for vector in firsts]
    ids = [record["id"] for record in records]
    if len(set(ids)) < len(ids):  # ["a | b"] beside ["a", "b"]
        ids = [json.dumps(vector.info.get("identifier")) for vector in firsts]
    further = dict.fromkeys(key for record in records for key in record if key not in _COLUMNS)
    return Labels(
        "category",
        tuple(ids),
        tuple(record["name"] for record in records),
        tuple(record["unit"] for record in records),
        tuple(record["location"] for record in records),
        {key: tuple(record.get(key, "") for record in records) for key in ("model", *further)},
    )


def _own(vector: Vector) -> Mapping[str, Any]:
    own = vector.info.get(OWN_CATEGORY)
    return own if isinstance(own, Mapping) else {}


def _category(vector: Vector) -> dict[str, str]:
    own = _own(vector)
    if own:
        return {key: "" for key in _COLUMNS} | {key: str(own[key]) for key in own if key != "method"}
    identifier: Any = vector.info.get("identifier") or vector.package
    parts = [str(part) for part in identifier] if isinstance(identifier, list) else [str(identifier)]
    return {
        "id": " | ".join(parts),
        "name": " | ".join(parts[1:]) or parts[0],
        "unit": str(vector.info.get("unit") or ""),
        "location": "",
        "model": parts[0],
    }


def _findings(elsewhere: int, unused: int, name: str) -> list[Finding]:
    found = []
    if elsewhere:
        message = f"{elsewhere} factors are for single places: only the global ones are used"
        found.append(Finding("W104", Severity.WARNING, message, name, "as bw2calc.LCA does", elsewhere))
    if unused:
        message = f"{unused} factors are for flows this inventory does not exchange"
        found.append(Finding("W105", Severity.NOTE, message, name, "they cannot change a score", unused))
    return found

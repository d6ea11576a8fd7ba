"""An inventory written as a short text, made into a matrix folder: what the corpus of ``roos check`` holds.

``products``, ``flows`` and ``categories`` give an id its unit, or a table with name, unit and more; a
category has ``factors``. An activity has ``makes``, ``technosphere`` and ``biosphere``; amounts are a table,
or a list of pairs where one place is named twice. Without ``flows`` each activity emits one unit of a counted
flow. ``files`` are written as they stand, in place of what would be there. ``options`` follow on the
command line.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp


def read_text(path: Path) -> dict[str, Any]:
    """Return the content of an ``inventory.toml``."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write_folder(text: dict[str, Any], folder: Path) -> Path:
    """Write the matrix folder that a text describes."""
    folder.mkdir(parents=True)
    products, flows = _items(text["products"]), _items(text.get("flows", {"co2": "kg"}))
    categories = text.get("categories", {} if "flows" in text else {"climate": {"factors": {"co2": 1}}})
    activities = text["activities"]
    plain = {} if "flows" in text else {"co2": 1}
    _save(folder / "A.npz", [entry.get("technosphere", {}) for entry in activities.values()], products)
    _save(folder / "B.npz", [entry.get("biosphere", plain) for entry in activities.values()], flows)
    if categories:
        _save(folder / "C.npz", [entry["factors"] for entry in categories.values()], flows, turned=True)
    labels = {
        "products": list(products.values()),
        "activities": [_label(key, entry) for key, entry in activities.items()],
        "flows": list(flows.values()),
        "categories": [_label(key, entry) for key, entry in categories.items()],
        "reference": [entry.get("makes") for entry in activities.values()],
    }
    (folder / "labels.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
    for name, content in text.get("files", {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def _items(table: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {
        key: {"id": key, **({"unit": entry} if isinstance(entry, str) else entry)}
        for key, entry in table.items()
    }


def _label(key: str, entry: dict[str, Any]) -> dict[str, str]:
    left_out = ("technosphere", "biosphere", "factors", "makes")
    return {"id": key, **{name: value for name, value in entry.items() if name not in left_out}}


def _save(path: Path, columns: list[Any], rows: dict[str, Any], *, turned: bool = False) -> None:
    """Write columns of amounts by row id, in the order given and without summing anything."""
    place = {key: i for i, key in enumerate(rows)}
    row, column, data = [], [], []
    for j, amounts in enumerate(columns):
        for key, amount in amounts.items() if isinstance(amounts, dict) else amounts:
            row.append(place[key])
            column.append(j)
            data.append(float(amount))
    first, second = (column, row) if turned else (row, column)
    shape = (len(columns), len(rows)) if turned else (len(rows), len(columns))
    positions = (np.array(first, dtype=np.int64), np.array(second, dtype=np.int64))
    sp.save_npz(path, sp.coo_array((np.array(data, dtype=np.float64), positions), shape=shape))

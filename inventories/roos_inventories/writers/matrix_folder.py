"""Write a System as a matrix folder: three sparse matrices and their labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from roos.labels import Labels
from roos.system import System
from roos_inventories.own_record import is_own, own_record
from roos_inventories.writers.target import new_target

#: What others look for at the top of ``meta.json``.
_WANTED = ("source", "licence")
FILES = frozenset(
    {"A.npz", "B.npz", "C.npz", "labels.json", "meta.json", *(f"uncertainty_{x}.npz" for x in "ABC")}
)


def write_matrix_folder(system: System, path: Path) -> None:
    """Write a system to a folder that ``read_matrix_folder`` reads back with the same bits.

    Parameters
    ----------
    system
        Its findings and ``meta`` go to ``meta.json``, its distributions to ``uncertainty_A.npz`` etc.
    path
        New or empty, or a matrix folder of ours, which is replaced as a whole.

    Raises
    ------
    WriteError
        E601: the target is not ours, or cannot be written; what was there is untouched.
    """
    labels: dict[str, Any] = {
        "products": _items(system.products),
        "activities": _items(system.activities),
        "flows": _items(system.flows),
    }
    reference = system.technosphere.reference
    if (reference >= 0).any():
        ids = system.products.ids
        labels["reference"] = [ids[row] if row >= 0 else None for row in reference.tolist()]
    method = system.characterisation
    uncertainty = system.uncertainty
    if method is not None:
        labels["categories"] = _items(method.categories, without="model")
        labels["method"] = list(method.models)
    with new_target(Path(path), ours=is_ours) as folder:
        folder.mkdir()
        sp.save_npz(folder / "A.npz", system.technosphere.matrix)
        sp.save_npz(folder / "B.npz", system.biosphere)
        if method is not None:
            sp.save_npz(folder / "C.npz", method.matrix)
        for letter, rows in uncertainty.items() if uncertainty is not None else ():
            np.savez(folder / f"uncertainty_{letter}.npz", allow_pickle=False, **rows.arrays())
        _write_json(folder / "labels.json", labels)
        record = own_record(system)
        known = {key: record["meta"][key] for key in _WANTED if key in record["meta"]}
        _write_json(folder / "meta.json", known | record)


def is_ours(path: Path) -> bool:
    """Say whether a path is a matrix folder that roos wrote and that holds nothing else."""
    if not path.is_dir() or not {entry.name for entry in path.iterdir()} <= FILES:
        return False
    try:
        meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return is_own(meta)


def _items(labels: Labels, *, without: str = "") -> list[dict[str, str]]:
    """Return one object per label; what is unknown is left out."""
    extra = {name: column for name, column in labels.extra.items() if name != without}
    items = []
    for i, identifier in enumerate(labels.ids):
        item = {"id": identifier, "name": labels.names[i], "unit": labels.units[i]}
        if labels.locations[i]:
            item["location"] = labels.locations[i]
        items.append(item | {name: column[i] for name, column in extra.items()})
    return items


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")

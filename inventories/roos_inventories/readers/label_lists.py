"""``labels.json`` of a matrix folder: lists of objects with id, name, unit and location."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from roos.errors import RoosError, error
from roos.labels import Labels
from roos_inventories.readers.json_object import read_json_object

#: List in the file → what one item is called.
AXES = {"products": "product", "activities": "activity", "flows": "flow", "categories": "category"}
_KNOWN = ("id", "name", "unit", "location")


def read_labels(path: Path) -> tuple[dict[str, Labels], dict[str, Any]]:
    """Read the label lists that a file holds.

    Parameters
    ----------
    path
        A missing file gives no labels at all.

    Returns
    -------
    labels
        By list, only those given. Further keys of items become extra columns, empty where an item lacks one.
    rest
        Everything else in the file, unchanged.

    Raises
    ------
    InputError
        E501 cannot read, E503 not what a label list looks like (the item is named), E113 a key given twice,
        E206 an id given twice.
    """
    content = dict(read_json_object(path))
    labels = {}
    for axis, kind in AXES.items():
        items = content.pop(axis, None)
        if items is not None:
            labels[axis] = _labels(kind, items, f"{path.name}, {axis}")
    return labels, content


def _labels(kind: str, items: Any, where: str) -> Labels:
    if not isinstance(items, list):
        raise error("E503", f"{kind} labels are no list", where, _HINT)
    for number, item in enumerate(items):
        if not isinstance(item, Mapping) or not isinstance(item.get("id"), (str, int)) or item["id"] == "":
            raise error("E503", f"a {kind} label is no object with an id", f"{where} item {number}", _HINT)
        for key in _KNOWN[1:]:
            if not isinstance(item.get(key, ""), (str, type(None))):
                raise error("E503", f"{key} is no text", f"{where} item {number}", _HINT)

    def column(key: str) -> tuple[str, ...]:
        return tuple(_text(item.get(key)) for item in items)

    ids = tuple(str(item["id"]) for item in items)
    names = tuple(name or identifier for name, identifier in zip(column("name"), ids, strict=True))
    extra = {
        key: column(key) for key in dict.fromkeys(key for item in items for key in item if key not in _KNOWN)
    }
    try:
        return Labels(kind, ids, names, column("unit"), column("location"), extra)
    except RoosError as problem:
        raise error(problem.code, problem.message, f"{where}: {problem.where}", problem.hint) from None


_HINT = 'each label is an object such as {"id": "1", "name": "steel", "unit": "kg"}'


def _text(value: Any) -> str:
    return "" if value is None else str(value)

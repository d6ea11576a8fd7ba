"""Mappings of prices between characterisation models, from tables in this folder."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any

from roos.errors import error
from roos.prices import CategoryMapping, MappingRow, Quality, Rule
from roos_inventories.prices.toml_file import TomlFile
from roos_inventories.units import normal

# File names are ASCII; the exact name stands inside.
_FILES = {"recipe2008→2016": "recipe2008-to-2016.toml"}
_HEAD = ("name", "source_model", "note", "row")
_ROW = ("source", "target", "models", "unit", "rule", "factor", "quality", "note")


def mapping_names() -> tuple[str, ...]:
    """Return the names of all mappings."""
    return tuple(_FILES)


@lru_cache(maxsize=8)
def read_mapping(name: str) -> CategoryMapping:
    """Return a mapping by its exact name, e.g. ``"recipe2008→2016"``.

    Raises
    ------
    InputError
        E305 unknown mapping.
    """
    file_name = _FILES.get(name)
    if file_name is None:
        raise error(
            "E305", f"no mapping is named {name!r}", where=name, hint="there is: " + "; ".join(_FILES)
        )
    file = TomlFile(Path(__file__).with_name(file_name))
    file.check_keys(file.content, _HEAD, ("name", "source_model", "row"))
    rows = tuple(_row(file, row, i) for i, row in enumerate(file.tables("row")))
    return CategoryMapping(
        file.text(file.content, "name"),
        file.text(file.content, "source_model"),
        rows,
        file.text(file.content, "note"),
    )


def _row(file: TomlFile, row: dict[str, Any], i: int) -> MappingRow:
    file.check_keys(row, _ROW, _ROW, "row", i)
    factor = row["factor"]
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not math.isfinite(factor):
        raise file.refuse("E205", f"factor {factor!r} is not a number", key="factor", table="row", number=i)
    try:
        rule, quality = Rule(row["rule"]), Quality(row["quality"])
    except ValueError as problem:
        raise file.refuse("E304", f"unknown rule or quality: {problem}", table="row", number=i) from None
    if (rule is Rule.DROPPED) != (not row["target"]):
        raise file.refuse("E304", "a row is dropped, or it has a target", key="rule", table="row", number=i)
    return MappingRow(
        file.text(row, "source", "row", i),
        row["target"],
        file.texts(row, "models", "row", i),
        normal(row["unit"]),
        float(factor),
        rule,
        quality,
        file.text(row, "note", "row", i),
    )

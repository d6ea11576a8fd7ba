"""Scenario difference files for a small inventory with keys, as Activity Browser lays them out."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from roos import Labels, Method, System
from roos_inventories.readers.superstructure_rows import REQUIRED

DB = "db"
A = np.array([[1.0, 0.0, -0.1], [-0.5, 1.0, -0.2], [0.0, -0.3, 1.0]])
B = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.25]])
NODES = {
    "steel": ("steel making", "steel", "RER", "kg"),
    "power": ("electricity production", "electricity", "NL", "kWh"),
    "coal": ("coal mining", "hard coal", "RER", "kg"),
}
FLOWS = {"co2": ("Carbon dioxide", ("air", "urban")), "ch4": ("Methane", ("air",))}


def system(*, ids: str = "{db}|{code}", extra: bool = False) -> System:
    """Return the inventory; ids are spelt as asked for, keys in extra columns where wanted."""
    codes, flows = tuple(NODES), tuple(FLOWS)

    def spelt(db: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(ids.format(db=db, code=code, n=i) for i, code in enumerate(keys))

    def keys(db: str, codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        return {"database": (db,) * len(codes), "code": codes} if extra else {}

    nodes = list(NODES.values())
    categories = {"categories": tuple(" | ".join(categories) for _, categories in FLOWS.values())}
    products, names, places, units = (tuple(node[i] for node in nodes) for i in (1, 0, 2, 3))
    return System.build(
        "small",
        A,
        B,
        products=Labels("product", spelt(DB, codes), products, units, places, keys(DB, codes)),
        activities=Labels("activity", spelt(DB, codes), names, ("",) * 3, places, keys(DB, codes)),
        flows=Labels(
            "flow",
            spelt("bio", flows),
            tuple(name for name, _ in FLOWS.values()),
            ("kg", "kg"),
            extra={**categories, **keys("bio", flows)},
        ),
        reference=np.arange(3),
        characterisation=Method.build("m", np.array([[1.0, 28.0]]), Labels("category", ("climate",))),
    )


def side(code: str, *, key: bool = True) -> list[Any]:
    if code in FLOWS:
        name, categories = FLOWS[code]
        return [name, "", "", str(categories), "bio", str(("bio", code)) if key else ""]
    name, product, place, _ = NODES[code]
    return [name, product, place, "", DB, str((DB, code)) if key else ""]


def line(source: str, target: str, kind: str, *amounts: Any, key: bool = True) -> list[Any]:
    """Return one exchange: who gives, who takes, the flow type, an amount per scenario."""
    return [*side(source, key=key), *side(target, key=key), kind, *amounts]


def header(*scenarios: str) -> list[str]:
    return [*REQUIRED, *scenarios]


def write_csv(path: Path, rows: list[list[Any]], delimiter: str = ";") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def write_xlsx(path: Path, sheets: Mapping[str, list[list[Any]]]) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path

"""The brewery of `formats/README.md` in Brightway's template."""

# ruff: noqa: E501
from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import xlsxwriter
from format_texts import BEER, BREAD, GRAIN, PLACE, POWER, TREATMENT

_HEAD = (
    "name",
    "amount",
    "unit",
    "database",
    "categories",
    "location",
    "type",
    "uncertainty type",
    "loc",
    "scale",
)
ROWS: list[tuple[Any, ...]] = [
    ("Database", "brasserie"),
    ("format", "Excel spreadsheet"),
    (),
    ("Activity", POWER),
    ("location", PLACE),
    ("unit", "kilowatt hour"),
    ("Exchanges",),
    _HEAD,
    (POWER, 1, "kilowatt hour", "brasserie", "(Unknown)", PLACE, "production"),
    (GRAIN, 0.25, "kilogram", "brasserie", None, PLACE, "technosphere", 2, -1.3862943611198906, 0.1),
    ("Carbon dioxide, fossil", 0.5, "kilogram", "biosphere3", "air::urban air close to ground", None, "biosphere"),
    (),
    ("Activity", BEER),
    ("location", PLACE),
    ("unit", "kilogram"),
    ("Exchanges",),
    _HEAD,
    (BEER, 1, "kilogram", "brasserie", None, PLACE, "production"),
    (POWER, 0.375, "kilowatt hour", "brasserie", None, PLACE, "technosphere"),
    (TREATMENT, -0.09375, "cubic meter", "brasserie", None, PLACE, "technosphere"),
    ("Carbon dioxide, non-fossil", 0.1875, "kilogram", "biosphere3", "air", None, "biosphere"),
    ("Water, river", 0.01171875, "cubic meter", "biosphere3", "natural resource::in water", None, "biosphere"),
    (),
    ("Activity", GRAIN),
    ("location", PLACE),
    ("unit", "kilogram"),
    ("Exchanges",),
    _HEAD,
    (GRAIN, 0.5, "kilogram", "brasserie", None, PLACE, "production"),
    (POWER, 0.125, "kilowatt hour", "brasserie", None, PLACE, "technosphere"),
    (TREATMENT, -0.03125, "cubic meter", "brasserie", None, PLACE, "technosphere"),
    ("Carbon dioxide, non-fossil", 0.0625, "kilogram", "biosphere3", "air", None, "biosphere"),
    ("Water, river", 0.00390625, "cubic meter", "biosphere3", "natural resource::in water", None, "biosphere"),
    (),
    ("Activity", BREAD),
    ("location", PLACE),
    ("unit", "kilogram"),
    ("Exchanges",),
    _HEAD,
    (BREAD, 1, "kilogram", "brasserie", None, PLACE, "production"),
    (POWER, 0.25, "kilowatt hour", "brasserie", None, PLACE, "technosphere"),
    (GRAIN, 0.125, "kilogram", "brasserie", None, PLACE, "technosphere"),
    (BEER, 0.0625, "kilogram", "brasserie", None, PLACE, "technosphere"),
    (),
    ("Activity", TREATMENT),
    ("location", PLACE),
    ("unit", "cubic meter"),
    ("Exchanges",),
    _HEAD,
    (TREATMENT, -1, "cubic meter", "brasserie", None, PLACE, "production"),
    (POWER, 0.5, "kilowatt hour", "brasserie", None, PLACE, "technosphere"),
    ("Methane, non-fossil", 0.015625, "kilogram", "biosphere3", "air::non-urban air or from high stacks", None, "biosphere"),
]  # fmt: skip


def workbook(rows: list[tuple[Any, ...]]) -> bytes:
    """Return a workbook with fixed times; a text that begins with ``=`` becomes a formula without a value."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2026, 1, 1)})
    sheet = book.add_worksheet("brasserie")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(number, column, value, None, "")
            elif isinstance(value, str) and value.startswith("#"):
                sheet.write_formula(number, column, "=1/0", None, value)
            elif value is not None:
                sheet.write(number, column, value)
    book.close()
    return stream.getvalue()


def table(rows: list[tuple[Any, ...]]) -> bytes:
    """Return the same rows as CSV."""
    stream = io.StringIO()
    csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return stream.getvalue().encode()

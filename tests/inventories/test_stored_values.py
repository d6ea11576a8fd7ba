"""A formula beside which a program that cannot calculate wrote 0 is no amount of 0."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from inventories.small_inventories import refusal
from roos_inventories import read
from roos_inventories.grids import read_grid
from roos_inventories.readers.sheets import Unsaved, read_workbook
from roos_inventories.stored_values import never_stored

TEMPLATE = [
    ("Activity", "steel"), ("unit", "kg"), ("Exchanges",), ("name", "amount", "unit", "type"),
    ("steel", 1, "kg", "production"), ("CO2", "=3/8", "kg", "biosphere"),
]  # fmt: skip


def workbook(rows, path=None, **more):
    """Write rows as XlsxWriter does: with 0 beside each formula unless ``value`` is given."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("one")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(number, column, cell, **more)
            else:
                sheet.write(number, column, cell)
    book.close()
    if path is not None:
        path.write_bytes(stream.getvalue())
    return stream.getvalue()


def as_saved_by_a_spreadsheet(data):
    """Return a workbook without the wish to be calculated, as it is once it was."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info).replace(b' fullCalcOnLoad="1"', b""))
    return stream.getvalue()


def test_a_zero_that_nobody_calculated_is_no_amount(tmp_path):
    data = workbook(TEMPLATE, tmp_path / "a.xlsx")
    assert read_workbook(data, "a.xlsx")[0].rows[5].value(1) == Unsaved("=3/8")
    problem = refusal(tmp_path / "a.xlsx")
    assert (problem.code, problem.where) == ("E106", "a.xlsx, sheet 'one', cell B6")
    assert "=3/8" in problem.message


def test_a_zero_that_a_spreadsheet_calculated_is_one(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(as_saved_by_a_spreadsheet(workbook(TEMPLATE)))
    assert read(tmp_path / "a.xlsx").biosphere.toarray().tolist() == [[0.0]]


def test_other_values_beside_a_formula_count(tmp_path):
    workbook(TEMPLATE, tmp_path / "a.xlsx", value=0.375)
    assert read(tmp_path / "a.xlsx").biosphere.toarray().tolist() == [[0.375]]


def test_plain_zeros_are_zeros(tmp_path):
    rows = [*TEMPLATE[:-1], ("CO2", 0, "kg", "biosphere"), ("CH4", "=1", "kg", "biosphere")]
    workbook(rows, tmp_path / "a.xlsx", value=1)
    assert read(tmp_path / "a.xlsx").biosphere.toarray().tolist() == [[0.0], [1.0]]


def test_tables_of_users_likewise(tmp_path):
    rows = [("dataset", "climate [kg]"), ("steel", "=3/8")]
    workbook(rows, tmp_path / "t.xlsx")
    assert refusal(tmp_path / "t.xlsx").code == "E205"
    workbook(rows, tmp_path / "t.xlsx", value=0.375)
    assert read_grid(tmp_path / "t.xlsx", ("dataset",)).rows[1] == ["steel", 0.375]


@pytest.mark.parametrize(
    ("value", "calculated", "expected"),
    [(None, True, True), (0, False, True), (0.0, False, True), (0, True, False), (False, False, False),
     ("", False, False), (1, False, False)],
)  # fmt: skip
def test_what_is_no_result(value, calculated, expected):
    assert never_stored(value, calculated) is expected

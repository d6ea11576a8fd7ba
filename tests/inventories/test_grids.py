"""Users' tables as rows of cells: nothing that stands in a file is left out."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from inventories.small_inventories import refusal
from roos_inventories.grids import read_grid

ROWS = [["product", "activity", "amount"], ["a", "a", 1], ["b", "b", 1], ["b", "a", -0.5]]


def claiming(size: str) -> bytes:
    """Return a workbook of ROWS whose sheet says that it has another size."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    written, altered = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(altered, "w") as new:
        for member in old.namelist():
            content, found = re.subn(
                rb'<dimension ref="[^"]*"', f'<dimension ref="{size}"'.encode(), old.read(member)
            )
            assert found == (member == "xl/worksheets/sheet1.xml")
            new.writestr(member, content)
    return altered.getvalue()


@pytest.mark.parametrize("size", ["A1:C4", "A1:C3", "A1:B2", "A1", "A1:XFD1048576"])
@pytest.mark.parametrize("head", [None, 20])
def test_what_a_workbook_claims_of_its_size_is_not_relied_on(tmp_path, size, head):
    """Programs that write a sheet as they go leave A1 there; the rows beyond were left out in silence."""
    path = tmp_path / "t.xlsx"
    path.write_bytes(claiming(size))
    grid = read_grid(path, ROWS[0], head=head)
    assert [row[:3] for row in grid.rows[:4]] == ROWS
    assert all(len(row) == 3 for row in grid.rows) and len(grid.rows) == 4


def test_a_whole_number_beyond_double_precision_is_refused_with_its_place(tmp_path):
    """openpyxl makes an int of digits without a point, however many."""
    template = [
        ["Activity", "steel"], ["unit", "kg"], ["Exchanges"], ["name", "amount", "unit", "type"],
        ["steel", 1, "kg", "production"], ["CO2", 77777, "kg", "biosphere"],
    ]  # fmt: skip
    tables = [["product", "activity", "amount"], ["a", "a", 77777]]
    for rows, name, cell in ((template, "template.xlsx", "B6"), (tables, "technosphere.xlsx", "row 2")):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        written = io.BytesIO()
        book.save(written)
        with zipfile.ZipFile(written) as old, zipfile.ZipFile(tmp_path / name, "w") as new:
            for member in old.namelist():
                new.writestr(member, old.read(member).replace(b"<v>77777</v>", b"<v>%s</v>" % (b"9" * 400)))
        problem = refusal(tmp_path / name if name == "template.xlsx" else tmp_path)
        assert problem.code == "E106" and cell in problem.where

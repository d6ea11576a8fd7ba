"""Excel workbooks: one sheet of results; text stays text, never a formula or a link."""

from __future__ import annotations

import io
from typing import BinaryIO

from roos.columns import Columns, cells, rows_in
from roos.errors import error

#: Rows of a sheet, given by the format.
ROW_LIMIT = 1_048_576


def write_xlsx(columns: Columns, file: BinaryIO) -> None:
    """Write columns to the sheet ``results``.

    Parameters
    ----------
    columns
        A missing number is an empty cell.
    file
        Open for bytes; left open.

    Raises
    ------
    InputError
        E602: more rows or columns than a sheet holds, or a longer text than a cell holds.
    """
    if rows_in(columns) >= ROW_LIMIT or len(columns) > 16_384:
        raise error(
            "E602",
            f"{rows_in(columns)} rows and {len(columns)} columns do not fit a sheet of {ROW_LIMIT} rows",
            hint="write .parquet or .csv, or use --wide",
        )
    import xlsxwriter

    buffer = io.BytesIO()  # one place that can run out of space: the file of the caller
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("results")
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for j, name in enumerate(columns):
            sheet.write_string(0, j, name, bold)
        for i, row in enumerate(cells(columns), start=1):
            for j, value in enumerate(row):
                if isinstance(value, str):
                    if sheet.write_string(i, j, value):  # not zero: the text was cut
                        raise error(
                            "E602", "a label is longer than a cell holds", value[:60], "write .parquet"
                        )
                elif value is not None:
                    sheet.write_number(i, j, value)
    file.write(buffer.getbuffer())

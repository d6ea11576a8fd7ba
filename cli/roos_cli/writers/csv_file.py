"""CSV: UTF-8, comma, decimal point, every double written so that it reads back unchanged."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from roos.columns import Columns, cells


def write_csv(columns: Columns, file: BinaryIO) -> None:
    """Write columns with a header line.

    Parameters
    ----------
    columns
        Numbers are written by ``repr``, the shortest text that reads back to the same double.
    file
        Open for bytes; left open.
    """
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(cells(columns))
        text.flush()
    finally:
        text.detach()  # closing it would close the caller's file

"""Tables to files, a block at a time: never the whole cube in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from roos.arrow import arrow_table
from roos.columns import Columns, Words, cells


def write_parquet(blocks: Iterator[Columns], file: BinaryIO) -> None:
    """Write blocks as row groups of a Parquet file.

    Parameters
    ----------
    blocks
        All with the same columns.
    file
        Open for bytes; left open.
    """
    import pyarrow.parquet

    writer = None
    try:
        for columns in blocks:
            table = arrow_table(columns)
            if writer is None:
                texts = [name for name, column in columns.items() if isinstance(column, Words)]
                # scores hardly repeat: a dictionary of them costs time and a quarter more bytes
                writer = pyarrow.parquet.ParquetWriter(file, table.schema, use_dictionary=texts)
            writer.write_table(table, row_group_size=max(1, table.num_rows))
    finally:
        if writer is not None:
            writer.close()


def write_csv(blocks: Iterator[Columns], file: BinaryIO) -> None:
    """Write blocks as one CSV table, every number so that it reads back unchanged.

    Parameters
    ----------
    blocks
        All with the same columns.
    file
        Open for bytes; left open.
    """
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(text, lineterminator="\n")
        for number, columns in enumerate(blocks):
            if not number:
                writer.writerow(columns)
            writer.writerows(cells(columns))
        text.flush()
    finally:
        text.detach()  # closing it would close the caller's file

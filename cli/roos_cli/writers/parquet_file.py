"""Parquet: labels as dictionaries, missing numbers as nulls."""

from __future__ import annotations

from typing import BinaryIO

from roos.arrow import arrow_table
from roos.columns import Columns


def write_parquet(columns: Columns, file: BinaryIO) -> None:
    """Write columns; a missing number is a null.

    Parameters
    ----------
    columns
        Text becomes dictionary-encoded strings, numbers become float64.
    file
        Open for bytes; left open.
    """
    import pyarrow.parquet

    pyarrow.parquet.write_table(arrow_table(columns), file)

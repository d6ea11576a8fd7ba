"""Arrow: an IPC stream, which any language can read while it comes through a pipe."""

from __future__ import annotations

from typing import BinaryIO

from roos.arrow import arrow_table
from roos.columns import Columns


def write_arrow(columns: Columns, file: BinaryIO) -> None:
    """Write columns as an Arrow IPC stream; a missing number is a null.

    Parameters
    ----------
    columns
        Text becomes dictionary-encoded strings, numbers become float64.
    file
        Open for bytes; left open.
    """
    import pyarrow

    table = arrow_table(columns)
    with pyarrow.ipc.new_stream(file, table.schema) as stream:
        stream.write_table(table)

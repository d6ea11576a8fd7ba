"""Parquet: labels as dictionaries, so that a million rows of repeated names stay small.

Arrays are handed over as buffers, because ``pyarrow.array`` imports pandas, which would cost a short run a
quarter of its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from roos_cli.writers.tidy import Columns, Words

if TYPE_CHECKING:
    import pyarrow


def write_parquet(columns: Columns, file: BinaryIO) -> None:
    """Write columns; a missing number is a null.

    Parameters
    ----------
    columns
        Text becomes dictionary-encoded strings, numbers become float64.
    file
        Open for bytes; left open.
    """
    import pyarrow
    import pyarrow.parquet

    arrays = {
        name: _words(column) if isinstance(column, Words) else _numbers(column)
        for name, column in columns.items()
    }
    pyarrow.parquet.write_table(pyarrow.table(arrays), file)


def _numbers(column: NDArray[np.float64]) -> pyarrow.Array:
    import pyarrow

    there = ~np.isnan(column)
    bits = None if there.all() else pyarrow.py_buffer(np.packbits(there, bitorder="little"))
    values = np.ascontiguousarray(column, dtype=np.float64)
    return pyarrow.Array.from_buffers(pyarrow.float64(), len(column), [bits, pyarrow.py_buffer(values)])


def _words(column: Words) -> pyarrow.Array:
    import pyarrow

    texts = [value.encode() for value in column.values]
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    values = pyarrow.Array.from_buffers(
        pyarrow.large_string(),
        len(texts),
        [None, pyarrow.py_buffer(ends), pyarrow.py_buffer(b"".join(texts))],
    )
    codes = np.ascontiguousarray(column.codes, dtype=np.int32)
    places = pyarrow.Array.from_buffers(pyarrow.int32(), len(codes), [None, pyarrow.py_buffer(codes)])
    return pyarrow.DictionaryArray.from_arrays(places, values)

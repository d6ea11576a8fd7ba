"""Columns as Arrow arrays: labels as dictionaries, so that a million rows of repeated names stay small.

Arrays are handed over as buffers, because ``pyarrow.array`` imports pandas, which would cost a short run a
quarter of its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.columns import Column, Words


def arrow_table(columns: Mapping[str, Column]) -> Any:
    """Return columns as a ``pyarrow.Table``: texts as dictionaries, NaN as null."""
    import pyarrow

    return pyarrow.table(
        {
            name: _words(column) if isinstance(column, Words) else _numbers(column)
            for name, column in columns.items()
        }
    )


def _numbers(column: NDArray[Any]) -> Any:
    import pyarrow

    there = ~np.isnan(column)
    bits = None if there.all() else pyarrow.py_buffer(np.packbits(there, bitorder="little"))
    values = np.ascontiguousarray(column, dtype=column.dtype.newbyteorder("="))
    kind = pyarrow.from_numpy_dtype(values.dtype)
    return pyarrow.Array.from_buffers(kind, len(column), [bits, pyarrow.py_buffer(values)])


def _words(column: Words) -> Any:
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

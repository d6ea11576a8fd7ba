"""One NumPy array from the bytes of a ``.npy`` file: no pickle, and no allocation on a header's word."""

from __future__ import annotations

import io
import math
import tokenize
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from roos.errors import error
from roos_inventories.limits import DEFAULT, Limits

_AGAIN = "write the file again"
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_HEADER_BYTES = 10_000
# NumPy repairs old headers with the tokenizer of Python's grammar, which has an error of its own
_HEADER_ERRORS = (
    ValueError,
    TypeError,
    SyntaxError,
    tokenize.TokenError,
    KeyError,
    RecursionError,
    MemoryError,
    EOFError,
)


def load_npy(data: bytes, *, where: str = "", limits: Limits = DEFAULT) -> NDArray[Any]:
    """Return the array in the bytes of a ``.npy`` file.

    Parameters
    ----------
    data
        Content of the file.
    where
        File, for messages.
    limits
        Caps.

    Returns
    -------
    ndarray
        Read-only: a view of ``data`` where its alignment allows it.

    Raises
    ------
    InputError
        E503 no such file, damaged, or a header that claims another size than there is; E504 Python objects
        (pickle); E505 over a limit.
    """
    if len(data) > limits.member_bytes:
        raise error("E505", f"an array of {len(data)} bytes, more than {limits.member_bytes}", where)
    stream = io.BytesIO(data)
    try:
        version = npy.read_magic(stream)
        header = _HEADERS.get(version)
        if header is None:
            raise error("E503", f"array format {version[0]}.{version[1]} is not known", where, _AGAIN)
        shape, column_major, dtype = header(stream, max_header_size=_HEADER_BYTES)
    except _HEADER_ERRORS as problem:
        reason = (str(problem).splitlines() or [type(problem).__name__])[0][:120]
        raise error("E503", f"not a NumPy array file: {reason}", where, _AGAIN) from problem
    if dtype.hasobject:
        hint = "write plain numbers or text: roos reads no pickle"
        raise error("E504", "the array holds Python objects, which are stored as pickle", where, hint)
    claimed = math.prod(shape) * dtype.itemsize
    present = len(data) - stream.tell()
    if min(shape, default=0) < 0 or claimed != present:
        raise error("E503", f"the header claims {claimed} bytes of data, there are {present}", where, _AGAIN)
    if not dtype.itemsize:
        raise error("E503", f"values of type {dtype} have no size", where, _AGAIN)
    flat = np.frombuffer(data, dtype=np.uint8, offset=stream.tell()).view(dtype)
    array = flat.reshape(shape, order="F" if column_major else "C")
    if not array.flags.aligned:
        array = array.copy()
        array.flags.writeable = False
    return array

"""Where the rows of a sweep go: arrays in memory, or a store that survives a crash."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from roos.store import Store, StoredArray
from roos.sweeping.results import Stored
from roos.sweeping.runner import Rows

#: Arrays of a sweep by the name of their field in :class:`Rows`: dtype, and whether each score has a value.
LAYOUT: dict[str, tuple[str, bool]] = {
    "scores": ("<f8", True),
    "relative": ("<f4", True),
    "backward_error": ("<f8", False),
    "path": ("|i1", False),
}


class Sink(Protocol):
    """Takes rows in any order of chunks, and hands the whole back."""

    where: str

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def pending(self) -> list[slice]:
        """Return the chunks that are still to be computed, ascending."""
        ...

    def write(self, rows: slice, found: Rows) -> None:
        """Keep the rows of one chunk; when it returns they are as safe as this sink makes them."""
        ...

    def arrays(self) -> Mapping[str, Stored]:
        """Return the arrays by field name."""
        ...


class MemorySink:
    """Rows in plain arrays.

    Parameters
    ----------
    scenarios, shape, chunk
        Scenarios, (demands, categories) and scenarios per chunk.
    """

    where = ""

    def __init__(self, scenarios: int, shape: tuple[int, ...], chunk: int) -> None:
        self._chunk = chunk
        self._scenarios = scenarios
        self._arrays: dict[str, NDArray[Any]] = {
            name: np.empty((scenarios, *(shape if cells else ())), dtype=dtype)
            for name, (dtype, cells) in LAYOUT.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def pending(self) -> list[slice]:
        """Return all chunks."""
        return chunks(self._scenarios, self._chunk)

    def write(self, rows: slice, found: Rows) -> None:
        """Copy the rows to their place."""
        for name, array in self._arrays.items():
            array[rows] = getattr(found, name)

    def arrays(self) -> Mapping[str, Stored]:
        """Return the arrays themselves."""
        return self._arrays


def chunks(rows: int, chunk: int) -> list[slice]:
    """Return consecutive slices of up to ``chunk`` rows."""
    return [slice(start, min(start + chunk, rows)) for start in range(0, rows, chunk)]

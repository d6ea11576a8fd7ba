"""Columns of a table: numbers, or texts that repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Words:
    """A column of text: positions into a short list, since labels repeat.

    Attributes
    ----------
    codes
        int32, one per row.
    values
        The list.
    """

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        """Return texts, one per row, as a column."""
        known: dict[str, int] = {}
        codes = np.fromiter((known.setdefault(text, len(known)) for text in texts), np.int32, len(texts))
        return cls(codes, tuple(known))

    def texts(self) -> list[str]:
        """Return one text per row."""
        return np.array(self.values, dtype=object)[self.codes].tolist() if self.values else []


#: A column of numbers; NaN stands for "none" and is written as an empty cell.
Column = Words | NDArray[Any]
Columns = dict[str, Column]


def rows_in(columns: Mapping[str, Column]) -> int:
    """Return the number of rows."""
    first = next(iter(columns.values()))
    return len(first.codes) if isinstance(first, Words) else len(first)


def cells(columns: Mapping[str, Column]) -> Iterator[tuple[object, ...]]:
    """Yield rows of texts and numbers, None where there is no number."""
    lists: list[list[object]] = []
    for column in columns.values():
        if isinstance(column, Words):
            lists.append(list(column.texts()))
        elif np.isnan(column).any():
            lists.append([None if value != value else value for value in column.tolist()])
        else:
            lists.append(column.tolist())
    return zip(*lists, strict=True)


def merged(blocks: Iterable[Mapping[str, Column]], *, most: int) -> Columns:
    """Return blocks of the same columns as one table, and no more of them once it has ``most`` rows."""
    parts: list[Mapping[str, Column]] = []
    rows = 0
    for block in blocks:
        parts.append(block)
        rows += rows_in(block)
        if rows >= most:
            break
    table: Columns = {}
    for name in parts[0] if parts else ():
        pieces = [part[name] for part in parts]
        words = [piece for piece in pieces if isinstance(piece, Words)]
        if words:
            table[name] = Words.of([text for piece in words for text in piece.texts()])
        else:
            table[name] = np.concatenate([piece for piece in pieces if not isinstance(piece, Words)])
    return table

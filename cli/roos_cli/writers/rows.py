"""Rows of plain values as columns, for the writers of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from roos.columns import Column, Columns, Words


def columns_of(rows: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> Columns:
    """Return rows as columns.

    Parameters
    ----------
    rows
        With the same keys; None is a missing number.
    titles
        The keys, in the order of the columns; they stand there also without rows.
    """
    return {title: _column([row[title] for row in rows]) for title in titles}


def _column(values: list[Any]) -> Column:
    if all(isinstance(value, bool) for value in values) and values:
        return _words(["yes" if value else "no" for value in values])
    if any(isinstance(value, str) for value in values) or not values:
        return _words(values)
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)  # type: ignore[return-value]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _words(texts: list[str]) -> Words:
    places = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    return Words(np.array([places[text] for text in texts], dtype=np.int32), tuple(places))

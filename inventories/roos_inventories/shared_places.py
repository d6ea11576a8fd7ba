"""Entries of one matrix that share a place, and what is said where they are simply summed or replaced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity
from roos.labels import Labels
from roos.words import many

#: Places named in one message.
LISTED = 3


@dataclass(frozen=True)
class Entries:
    """Entries of one matrix before they are summed.

    Attributes
    ----------
    rows, columns
        int64 (entries,): positions.
    values
        float64 (entries,): with the sign they have in the matrix.
    makes
        bool (entries,), where the source says which entries are outputs; None where only the sign tells.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    makes: NDArray[np.bool_] | None = None

    def shared(self) -> Entries:
        """Return only the entries that share their place with another one, ordered by place."""
        order = np.lexsort((self.rows, self.columns))
        rows, columns = self.rows[order], self.columns[order]
        same = (rows[1:] == rows[:-1]) & (columns[1:] == columns[:-1])
        several = np.zeros(rows.size, dtype=bool)
        several[1:] |= same
        several[:-1] |= same
        keep = order[several]
        return Entries(
            self.rows[keep],
            self.columns[keep],
            self.values[keep],
            None if self.makes is None else self.makes[keep],
        )


def other_duplicates(
    entries: Entries,
    rows: Labels,
    columns: Labels,
    where: str,
    *,
    severity: Severity = Severity.WARNING,
    hint: str = "merge them in the source",
) -> list[Finding]:
    """Return W101 for entries of B or C that share a place and were summed; names as in the labels."""
    places, summed = _places(entries, rows, columns)
    if not summed:
        return []
    message = many(
        summed,
        "entry shares a place with another one and was summed",
        "entries share a place with another one and were summed",
    )
    return [Finding("W101", severity, message, f"{where}, {places}", hint, summed)]


def replaced_findings(entries: Entries, rows: Labels, columns: Labels, where: str) -> list[Finding]:
    """Return W108 for entries that a later one at the same place replaces, as the source asks."""
    places, replaced = _places(entries, rows, columns)
    if not replaced:
        return []
    message = many(replaced, "exchange was", "exchanges were") + " replaced by a later one at the same place"
    hint = "the package asks for it (sum_intra_duplicates is false)"
    return [Finding("W108", Severity.WARNING, message, f"{where}, {places}", hint, replaced)]


def _places(entries: Entries, rows: Labels, columns: Labels) -> tuple[str, int]:
    """Return the names of places that several entries share, and how many entries are too many."""
    entries = entries.shared()
    if not entries.rows.size:
        return "", 0
    keys = np.unique(np.stack([entries.columns, entries.rows]), axis=1)
    listed = "; ".join(
        f"{columns.kind} {columns.describe(int(c))}, {rows.kind} {rows.describe(int(r))}"
        for c, r in keys[:, :LISTED].T
    )
    more = f"; and {keys.shape[1] - LISTED} more" if keys.shape[1] > LISTED else ""
    return listed + more, int(entries.rows.size - keys.shape[1])

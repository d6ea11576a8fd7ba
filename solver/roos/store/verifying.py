"""Chunks that are not as they were written: found, named, and computed again."""

from __future__ import annotations

from roos.errors import Finding, Severity
from roos.store.reader import Reader, chunk_path


def damaged_chunks(reader: Reader, *, numbers: bool) -> dict[int, Finding]:
    """Return a finding W603 for each chunk that is damaged or gone.

    Parameters
    ----------
    numbers
        Compare all numbers with their checksums, not headers alone.
    """
    found: dict[int, Finding] = {}
    for chunk in sorted(reader.entries):
        reason = reader.check(chunk, numbers=numbers)
        if reason:
            rows = reader.layout.slice(chunk)
            found[chunk] = Finding(
                "W603",
                Severity.WARNING,
                f"{reader.layout.dim} {rows.start} to {rows.stop - 1}: the chunk is damaged, {reason}",
                where=str(chunk_path(reader.folder, chunk)),
                hint="it is computed again when the run is resumed; look after the disk",
            )
    return found

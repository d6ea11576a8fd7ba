"""Stated caps on what comes from outside: beyond them roos refuses (E505) before it allocates."""

from __future__ import annotations

from dataclasses import dataclass

#: Largest file that is read, in bytes.
FILE_BYTES = 2 * 2**30
#: Longest cell of a text table, in characters.
CELL_CHARS = 64 * 2**10


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on files and archives; a value at its cap is read, one above it is refused.

    Attributes
    ----------
    file_bytes
        Size of a file.
    member_bytes
        Size of one archive member after unpacking.
    ratio
        Unpacked over packed size, of a member and of an archive as a whole.
    ratio_from
        Unpacked bytes from which ``ratio`` applies. Honest arrays of equal values pack better than 1 : 100,
        and below this size they cannot hurt.
    members
        Members of an archive.
    json_depth
        Nesting of JSON.
    json_digits
        Digits of a whole number in JSON; Python's own conversion takes quadratic time.
    cell_chars
        Length of a cell of a text table.
    """

    file_bytes: int = FILE_BYTES
    member_bytes: int = 2**30
    ratio: float = 100.0
    ratio_from: int = 16 * 2**20
    members: int = 100_000
    json_depth: int = 100
    json_digits: int = 400
    cell_chars: int = CELL_CHARS


#: What every reader uses unless it is given others.
DEFAULT = Limits()

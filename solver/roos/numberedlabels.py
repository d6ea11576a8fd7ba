"""Labels of an axis that came without any: the numbers 0…size−1, written out when somebody reads them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NumberedColumns:
    """The columns of numbered labels; making 20 000 strings takes a tenth of factorising their matrix.

    Attributes
    ----------
    size
        Labels of the axis.
    """

    size: int

    def text(self, column: str, position: int) -> str:
        """Return one string; IndexError as a tuple raises it."""
        position = range(self.size)[position]
        return str(position) if column in ("ids", "names") else ""

    def column(self, column: str) -> tuple[str, ...]:
        """Return all strings of a column."""
        if column in ("ids", "names"):
            return tuple(map(str, range(self.size)))
        return ("",) * self.size

    def extra(self) -> dict[str, tuple[str, ...]]:
        """Return no further columns."""
        return {}

    def locate(self, identifier: str) -> int | None:
        """Return the position of an id, or None."""
        if not (identifier.isascii() and identifier.isdecimal() and len(identifier) <= len(str(self.size))):
            return None
        position = int(identifier)
        return position if position < self.size and str(position) == identifier else None

"""A table with named columns: which must be there, which may, and their cells with the place of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos_inventories.grids import Cell, Grid, number_of, read_grid, text_of
from roos_inventories.numbers import parse_numbers


class Columns:
    """Columns of a table whose first row names them.

    Parameters
    ----------
    grid
        The table.
    required, optional
        Names, in lower case.
    further
        Whether other columns are allowed; they are then kept.

    Raises
    ------
    InputError
        E204 a column is missing, E208 a column is not known or there twice, E503 a row is too long.
    """

    def __init__(
        self, grid: Grid, required: Sequence[str], optional: Sequence[str] = (), *, further: bool = False
    ) -> None:
        self._grid = grid
        known = f"columns: {', '.join(required)}" + (f"; optional: {', '.join(optional)}" if optional else "")
        if not grid.rows:
            raise error("E204", "the table is empty", grid.title, known)
        names = [text_of(cell).casefold() for cell in grid.rows[0]]
        for name in required:
            if name not in names:
                message = f"no column {name!r}; present: {', '.join(filter(None, names)) or 'none'}"
                raise error("E204", message, grid.where(0), known)
        for name in names:
            if name and names.count(name) > 1:
                raise error("E208", f"two columns are called {name!r}", grid.where(0), "keep one of them")
            if name and not further and name not in (*required, *optional, "comment"):
                raise error("E208", f"unknown column {name!r}", grid.where(0), f"{known}; comment")
        self.names = tuple(name for name in names if name)
        self._at = {name: i for i, name in enumerate(names) if name}
        width = len(names)
        self._rows: list[list[Cell]] = []
        for number in range(1, len(grid.rows)):
            row = grid.rows[number]
            if any(cell is not None for cell in row[width:]):
                hint = "quote text that holds the separator, and declare a decimal comma (decimal=comma)"
                raise error("E503", f"{len(row)} cells, {width} columns", grid.where(number), hint)
            self._rows.append([*row, *([None] * (width - len(row)))])

    @classmethod
    def read(
        cls, path: Path, required: Sequence[str], optional: Sequence[str] = (), *, further: bool = False
    ) -> Columns:
        """Read a table from a file."""
        return cls(read_grid(path, required), required, optional, further=further)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: str) -> bool:
        return name in self._at

    def where(self, row: int) -> str:
        """Return file and line of a row."""
        return self._grid.where(row + 1)

    def texts(self, name: str) -> list[str]:
        """Return the cells of a column as text, empty where the table lacks it."""
        at = self._at.get(name)
        if at is None:
            return [""] * len(self)
        return [cell if isinstance(cell, str) else text_of(cell) for cell in (row[at] for row in self._rows)]

    def needed(self, name: str, what: str) -> list[str]:
        """Return a column of texts, none of which may be empty."""
        texts = self.texts(name)
        if "" in texts:
            row = texts.index("")
            raise error("E204", f"no {name} in this row", self.where(row), f"name the {what}")
        return texts

    def numbers(self, name: str, decimal: str = ".") -> NDArray[np.float64]:
        """Return a column of numbers, float64 (rows,).

        Raises
        ------
        InputError
            E106 a cell that is no finite number, with its line.
        """
        cells = [row[self._at[name]] for row in self._rows]

        def where(row: int) -> str:
            return f"{self.where(row)}, {name}"

        if all(isinstance(cell, str) for cell in cells):
            return parse_numbers(cells, decimal=decimal, where=where, code="E106")
        values = [number_of(cell, decimal=decimal, where=where(i)) for i, cell in enumerate(cells)]
        return np.array(values, dtype=np.float64)


def decimal_of(options: dict[str, str], where: str) -> str:
    """Return the decimal mark that the option ``decimal`` declares: ``point`` or ``comma``.

    Raises
    ------
    InputError
        E512 another value.
    """
    word = options.get("decimal", "point")
    if word not in ("point", "comma", "."):
        hint = "write decimal=comma or decimal=point: in a locator the comma itself separates options"
        raise error("E512", f"{word!r} is no decimal mark", where, hint)
    return "," if word == "comma" else "."

"""Distributions of the entries of a system's matrices, as its source gives them; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error

#: Fields of a row besides its place: name → dtype. ``factor`` may be missing where it is one throughout.
FIELDS = {
    "type": np.uint8,
    "loc": np.float64,
    "scale": np.float64,
    "shape": np.float64,
    "minimum": np.float64,
    "maximum": np.float64,
    "negative": np.bool_,
    "factor": np.float64,
}
#: Parameters of a distribution, NaN where it has none of the name.
PARAMETERS = ("loc", "scale", "shape", "minimum", "maximum")
#: Identifiers of ``stats_arrays``, 0 to 13: undefined, none, lognormal, normal, uniform, triangular,
#: Bernoulli, discrete uniform, Weibull, gamma, beta, generalised extreme value, Student's t, beta PERT.
TYPES = 14


@dataclass(frozen=True, eq=False)
class Distributions:
    """Distributions of one matrix, in the fields of ``stats_arrays``.

    An entry of the matrix is the sum of ``factor`` × amount over the rows at its place. Entries without a row
    are certain.

    Attributes
    ----------
    row, col
        int32 (rows,): place in the system's matrix.
    type
        uint8 (rows,): identifier of ``stats_arrays``.
    loc, scale, shape, minimum, maximum
        float64 (rows,): parameters; NaN where the distribution has none.
    negative
        bool (rows,): sign of a lognormal amount.
    factor
        float64 (rows,): from the amount that is drawn to its share of the entry; −1 for an input given as a
        positive amount.
    """

    row: NDArray[np.int32]
    col: NDArray[np.int32]
    type: NDArray[np.uint8]
    loc: NDArray[np.float64]
    scale: NDArray[np.float64]
    shape: NDArray[np.float64]
    minimum: NDArray[np.float64]
    maximum: NDArray[np.float64]
    negative: NDArray[np.bool_]
    factor: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.row)

    @classmethod
    def build(cls, arrays: Mapping[str, Any], size: tuple[int, int], *, where: str) -> Distributions:
        """Check rows that came from a file.

        Parameters
        ----------
        arrays
            By field; ``factor`` may be missing.
        size
            Shape of the matrix.
        where
            File, for messages.

        Raises
        ------
        InputError
            E106 a factor that is not finite; E114 lists of different lengths, one that is missing, or places
            outside the matrix; E117 values that are no numbers, or a distribution that is not known.
        """
        hint = "write one value per row in each of: row, col, " + ", ".join(FIELDS)
        given = dict(arrays)
        count = np.size(given.get("row", ()))
        given.setdefault("factor", np.ones(count))
        made: dict[str, Any] = {}
        for name, dtype in {"row": np.int32, "col": np.int32, **FIELDS}.items():
            array = given.get(name)
            if array is None or np.shape(array) != (count,):
                raise error(
                    "E114", f"{name!r} of the distributions is missing or of another length", where, hint
                )
            array = np.asarray(array)
            if array.dtype.kind not in ("iu" if name in ("row", "col", "type") else "fiub"):
                raise error("E117", f"{name!r} of the distributions is of type {array.dtype}", where, hint)
            if name in ("row", "col"):
                _inside(array, size[name == "col"], name, where)
            made[name] = array.astype(dtype)
        kinds = np.asarray(given["type"], dtype=np.int64)
        if unknown := kinds[(kinds < 0) | (kinds >= TYPES)].tolist():
            message = f"distribution {unknown[0]} is not known"
            raise error("E117", message, where, f"types are those of stats_arrays, 0 to {TYPES - 1}")
        if not np.isfinite(made["factor"]).all():
            raise error("E106", "a factor of the distributions is not finite", where, "correct the source")
        return cls(**made)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by field, without ``factor`` where it is one throughout."""
        found = {name: getattr(self, name) for name in ("row", "col", *FIELDS)}
        if (self.factor == 1).all():
            del found["factor"]
        return found


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Distributions of a system's matrices; None where the source has none for a matrix."""

    technosphere: Distributions | None = None
    biosphere: Distributions | None = None
    characterisation: Distributions | None = None

    def items(self) -> tuple[tuple[str, Distributions], ...]:
        """Return the letter of each matrix that has distributions, and these."""
        pairs = (("A", self.technosphere), ("B", self.biosphere), ("C", self.characterisation))
        return tuple((letter, rows) for letter, rows in pairs if rows is not None)

    @classmethod
    def of(cls, rows: Mapping[str, Distributions]) -> Uncertainty | None:
        """Return the uncertainty by letters, or None where there is none at all."""
        return cls(rows.get("A"), rows.get("B"), rows.get("C")) if rows else None


def _inside(places: NDArray[Any], length: int, name: str, where: str) -> None:
    if places.size and not 0 <= int(places.min()) <= int(places.max()) < length:
        hint = "distributions name the rows and columns of their matrix, counted from 0"
        raise error("E114", f"a {name} of the distributions lies outside the matrix", where, hint)

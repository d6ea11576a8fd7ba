"""What is no distribution: parameters that are missing, out of range or the wrong way round, by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.uncertainty import Distributions

Flags = NDArray[np.bool_]

#: Names of the distributions by their number in ``stats_arrays``.
NAMES = (
    "undefined",
    "no uncertainty",
    "lognormal",
    "normal",
    "uniform",
    "triangular",
    "Bernoulli",
    "discrete uniform",
    "Weibull",
    "gamma",
    "beta",
    "generalised extreme value",
    "Student's t",
    "beta PERT",
)
#: Those whose minimum and maximum cut them; for the others they are parameters.
CUT = (2, 3, 6, 8, 9, 11, 12)


def check(rows: Distributions, where: Callable[[int], str]) -> None:
    """Refuse the first row that is no distribution.

    Parameters
    ----------
    rows
        As a source gives them.
    where
        Returns the names of a row's place.

    Raises
    ------
    InputError
        E150 a parameter that the distribution does not have values for; E151 bounds the wrong way round.
    """
    kind = rows.type
    for types, wrong, code, message, hint in _rules(rows):
        bad = np.flatnonzero(np.isin(kind, types) & wrong)
        if bad.size:
            i = int(bad[0])
            given = ", ".join(
                f"{name} {getattr(rows, name)[i]:g}"
                for name in ("loc", "scale", "shape", "minimum", "maximum")
                if not np.isnan(getattr(rows, name)[i])
            )
            more = f" ({bad.size} such rows)" if bad.size > 1 else ""
            what = f"{NAMES[kind[i]]} distribution: {message}{more}"
            raise error(code, what, f"{where(i)}: {given or 'no parameters'}", hint)


def _rules(rows: Distributions) -> list[tuple[tuple[int, ...], Flags, str, str, str]]:
    loc, scale, shape = rows.loc, rows.scale, rows.shape
    low, high = rows.minimum, rows.maximum
    amount = "give a finite amount as loc"
    spread = "give a scale above zero, or the type 1 where the amount is certain"
    order = "give a minimum below the maximum"
    return [
        ((0, 1), ~np.isfinite(loc), "E150", "the amount is not a finite number", amount),
        ((2, 3, 11), ~np.isfinite(loc), "E150", "loc is not a finite number", amount),
        ((2, 3, 8, 9, 11), ~_positive(scale), "E150", "scale is not above zero", spread),
        ((12, 13), ~(np.isnan(scale) | _positive(scale)), "E150", "scale is not above zero", spread),
        ((8, 9, 10, 12), ~_positive(shape), "E150", "shape is not above zero", "give a positive shape"),
        ((11,), np.isinf(shape), "E150", "shape is not finite", "give a finite shape, 0 for Gumbel's"),
        ((8, 9, 12), np.isinf(loc), "E150", "loc is not finite", "give a finite offset, or none"),
        ((10,), ~_positive(loc), "E150", "loc (α) is not above zero", "give a positive α"),
        ((6,), ~((loc >= 0) & (loc <= 1)), "E150", "loc is no probability", "give one from 0 to 1"),
        ((5, 13), ~np.isfinite(loc), "E150", "loc (the mode) is not a finite number", amount),
        ((4, 5, 13), ~(np.isfinite(low) & np.isfinite(high)), "E150", "a bound is missing", order),
        ((10,), np.isinf(low) | np.isinf(high), "E150", "a bound is not finite", order),
        ((7,), ~np.isfinite(high), "E150", "the maximum is missing", "give it: draws stay below it"),
        (
            (7,),
            (low != np.floor(low)) & ~np.isnan(low) | (high != np.floor(high)),
            "E150",
            "a bound is not a whole number",
            "give whole numbers; the maximum itself is never drawn",
        ),
        ((*CUT, 4, 5, 7, 10, 13), low >= high, "E151", "the minimum is not below the maximum", order),
        ((7,), np.isnan(low) & (high <= 0), "E151", "the minimum (0) is not below the maximum", order),
        ((10,), np.isnan(low) & (high <= 0), "E151", "the minimum (0) is not below the maximum", order),
        ((10,), np.isnan(high) & (low >= 1), "E151", "the minimum is not below the maximum (1)", order),
        ((5, 13), (loc < low) | (loc > high), "E151", "the mode lies outside the bounds", "give one inside"),
    ]


def _positive(values: NDArray[np.float64]) -> Flags:
    return np.asarray(np.isfinite(values) & (values > 0))

"""One strict grammar for numbers in text files, so that no spelling is guessed at.

Python's own ``float`` reads ``1_000``, full-width digits, ``nan`` and ``1e400``; numerical text readers turn
``0,5`` and ``#REF!`` into NaN. Here each of these is refused with its place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error

# ASCII digits only: \d would let full-width and other scripts' digits through.
_SHAPE = r"[+-]?(?:[0-9]+(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?"
_GRAMMAR = {mark: re.compile(_SHAPE.format(mark=re.escape(mark))) for mark in ".,"}
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[.,' \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_SPREADSHEET_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


def parse_number(text: str, *, decimal: str = ".", where: str = "", code: str = "E205") -> float:
    """Return the number a text spells, or refuse it.

    The grammar: an optional sign, ASCII digits with at most one decimal mark and a digit on one side of it at
    least, and an optional power of ten (``e`` or ``E``). Spaces and tabs around it are ignored.

    Parameters
    ----------
    text
        As it stands in the file.
    decimal
        The declared decimal mark, ``"."`` or ``","``; never guessed.
    where
        File and line for the message.
    code
        Code of the error: E205 for demands, E106 for matrix values.

    Returns
    -------
    float
        Finite. ``"-0"`` gives −0.0, as IEEE has it.

    Raises
    ------
    InputError
        E205 (or ``code``): not a number by this grammar; not finite; too large or too small for double
        precision, where it would silently become infinite or zero.

    Examples
    --------
    >>> parse_number("1.5e-3"), parse_number("0,5", decimal=",")
    (0.0015, 0.5)
    """
    stripped = text.strip(" \t")
    if _grammar(decimal).fullmatch(stripped) is None:
        raise _refusal(stripped, decimal, where, code)
    value = float(stripped.replace(",", "."))
    if math.isinf(value) or (value == 0.0 and _has_digits(stripped)):
        size = "large" if value else "small"
        raise error(
            code,
            f"{_shown(stripped)} is too {size} for a double precision number",
            where,
            f"it would silently become {'infinite' if value else 'zero'}: choose another unit",
        )
    return value


def parse_numbers(
    texts: Sequence[str], *, decimal: str = ".", where: Callable[[int], str], code: str = "E205"
) -> NDArray[np.float64]:
    """Return the numbers of a whole column, (len(texts),) float64; the first refusal is raised.

    Parameters
    ----------
    texts
        One cell per row.
    where
        Called with a row's position when its cell is refused.

    Raises
    ------
    InputError
        As :func:`parse_number`.
    """
    matches = _grammar(decimal).fullmatch
    # the short way for what is nearly every cell; NaN marks what goes the careful one
    short = [float(text.replace(",", ".")) if matches(text) else math.nan for text in texts]
    values = np.array(short, dtype=np.float64)
    for row in np.flatnonzero(~np.isfinite(values) | (values == 0)).tolist():
        values[row] = _at(texts[row], decimal, where, row, code)
    return values


def _at(text: str, decimal: str, where: Callable[[int], str], row: int, code: str) -> float:
    try:
        return parse_number(text, decimal=decimal, code=code)
    except RoosError as problem:
        raise error(problem.code, problem.message, where(row), problem.hint) from None


def _grammar(decimal: str) -> re.Pattern[str]:
    if decimal not in _GRAMMAR:
        raise error("E512", f"{decimal!r} is no decimal mark", hint="use '.' or ','")
    return _GRAMMAR[decimal]


def _has_digits(text: str) -> bool:
    """Say whether the part before the power of ten holds any digit but 0."""
    return any(digit in text.casefold().split("e")[0] for digit in "123456789")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "…")


def _refusal(text: str, decimal: str, where: str, code: str) -> RoosError:
    other = "," if decimal == "." else "."
    if not text:
        return error(code, "a number is missing", where, "give 0 where nothing is meant")
    if text.upper() in _SPREADSHEET_ERRORS:
        hint = "this is a spreadsheet's error message: correct the cell it came from"
    elif text.casefold().lstrip("+-") in ("nan", "inf", "infinity"):
        hint = "give a finite amount: roos neither drops nor replaces values"
    elif _GRAMMAR[other].fullmatch(text):
        hint = _other_mark(decimal, code)
        if _GROUPED.fullmatch(text):
            hint += "; if the mark separates thousands, leave it out"
    elif _GROUPED.fullmatch(text):
        hint = "write the number without thousands separators"
    elif "_" in text:
        hint = "write the number without underscores"
    elif not text.isascii():
        hint = "use plain ASCII digits, '-' and '+'"
    else:
        hint = f"a number is a sign, digits, one decimal mark {decimal!r} and a power of ten: -1{decimal}5e-3"
    return error(code, f"{_shown(text)} is not a number", where, hint)


def _other_mark(decimal: str, code: str) -> str:
    """Return what to do about a number with the other mark; only demands have an option --decimal."""
    if decimal == ",":
        return "this file was declared to use decimal commas: " + (
            "leave out --decimal , or write one" if code == "E205" else "write one"
        )
    if code == "E205":
        return "declare the decimal comma: --decimal ,"
    return "write a decimal point; for tables the option decimal=comma declares the comma"

"""What the readers of file formats share: their options, checked texts and amounts, and uncertainties."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from roos.errors import Finding, RoosError, Severity, error
from roos.uncertainty import TYPES
from roos_inventories.limits import DEFAULT, Limits
from roos_inventories.numbers import parse_number
from roos_inventories.records import UNKNOWN, Policies, Uncertainty

_FORMULA = re.compile(r"[A-Za-z_(*/^]|(?<=[0-9 ])[-+]")
# what spreadsheets write for errors, and what is a number in other grammars
_NO_FORMULA = re.compile(r"#.*|[-+]?(nan|inf|infinity)|[-+]?[0-9_.,' ]+(e[-+]?[0-9]*)?", re.IGNORECASE)
#: Amounts named in a refusal.
_NAMED = 10
_DECIMAL = {"point": ".", "comma": ","}


def choice(options: dict[str, str], key: str, allowed: tuple[str, ...], path: Path) -> str:
    """Take an option out of those given; the first allowed value is the default.

    Raises
    ------
    InputError
        E512 another value.
    """
    value = options.pop(key, allowed[0])
    if value not in allowed:
        raise error("E512", f"{key}={value} is not known", str(path), f"write {key}={' or '.join(allowed)}")
    return value


def policies(options: dict[str, str], path: Path, **more: bool) -> Policies:
    """Take ``unlinked`` out of the options and return the policies of linking."""
    return Policies(drop_unlinked=choice(options, "unlinked", ("refuse", "drop"), path) == "drop", **more)


def decimal_mark(options: dict[str, str], path: Path, default: str = "point") -> str:
    """Take ``decimal`` out of the options: ``point`` or ``comma``."""
    order = (default, *(name for name in _DECIMAL if name != default))
    return _DECIMAL[choice(options, "decimal", order, path)]


def encoding_name(options: dict[str, str], path: Path) -> str | None:
    """Take ``encoding`` out of the options: one of Python's names of text encodings, or None.

    Raises
    ------
    InputError
        E512 no such encoding.
    """
    name = options.pop("encoding", None)
    if name is None:
        return None
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        message = f"encoding={name} is not known"
        raise error("E512", message, str(path), "e.g. encoding=cp1252") from None
    return name


def no_more(options: Mapping[str, str], path: Path, title: str) -> None:
    """Raise E512 for an option that is left."""
    for key in options:
        raise error("E512", f"{title} has no option {key!r}", str(path), "leave it out")


def amount(text: str | None, where: str, *, decimal: str = ".", limits: Limits = DEFAULT) -> float:
    """Return an amount of a file, or E106 with its place; E505 where it is longer than a cell may be."""
    return parse_number(short(text or "", where, limits), decimal=decimal, where=where, code="E106")


def plain_amount(text: str | None, where: str, *, decimal: str = ".", limits: Limits = DEFAULT) -> float:
    """Return an amount as :func:`amount` does; E522 where a formula stands in its place."""
    try:
        return amount(text, where, decimal=decimal, limits=limits)
    except RoosError as problem:
        given = (text or "").strip()
        if problem.code == "E106" and _FORMULA.search(given) and not _NO_FORMULA.fullmatch(given):
            hint = "roos evaluates no formula: export numbers (SimaPro: 'Convert expressions to constants')"
            raise error("E522", f"a formula, {given[:60]!r}, stands for an amount", where, hint) from None
        raise


def short(text: str | None, where: str, limits: Limits = DEFAULT) -> str:
    """Return a text without surrounding space, or E505 where it is longer than a cell may be."""
    if text is None:
        return ""
    if len(text) > limits.cell_chars:
        message = f"a text of {len(text)} characters, more than {limits.cell_chars}"
        raise error("E505", message, where, "no name, unit or amount is that long: correct the file")
    return " ".join(text.split())


def needed(text: str | None, what: str, where: str) -> str:
    """Return a text that may not be missing, or E523."""
    found = short(text, where)
    if not found:
        raise error("E523", f"{what} is missing", where, "add it, or take the data set out")
    return found


def uncertainty(data: Mapping[str, Any]) -> Uncertainty | None:
    """Return the distribution in a mapping with Brightway's keys, None where it holds none."""
    kind = data.get("uncertainty type")
    if not isinstance(kind, int) or kind in (0, 1):
        return None
    if not 0 < kind < TYPES:
        return Uncertainty(UNKNOWN)

    def value(key: str) -> float:
        given = data.get(key)
        return float(given) if isinstance(given, int | float) else math.nan

    return Uncertainty(
        kind,
        value("loc"),
        value("scale"),
        value("shape"),
        value("minimum"),
        value("maximum"),
        bool(data.get("negative", False)),
    )


def formulas_refusal(zeros: Sequence[str]) -> RoosError:
    """Return E522 for amounts of 0 beside formulas, the first of them by name."""
    more = f"\n    … and {len(zeros) - _NAMED} more" if len(zeros) > _NAMED else ""
    return error(
        "E522",
        f"{len(zeros)} amounts are 0 beside a formula: they may never have been calculated",
        "\n    ".join(zeros[:_NAMED]) + more,
        "have the program that wrote the file calculate them, and save it again; where 0 is meant, ask for "
        "the stored amounts with the option formulas=stored",
    )


def formulas_finding(count: int, zeros: int, first: str) -> Finding:
    """Return W126 for amounts that stand beside a formula."""
    message = f"{count} amounts stand beside a formula, which is not evaluated: the stored amount counts"
    if zeros:
        message += f" ({zeros} of them are 0)"
    hint = "have the program that wrote the file calculate them, and save it again"
    return Finding("W126", Severity.WARNING if zeros else Severity.NOTE, message, first, hint, count)

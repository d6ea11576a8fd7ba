"""Values as text for people and as plain values for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def printable(value: object) -> str:
    """Return text without control characters: a label from a file must not steer the terminal."""
    text = value if isinstance(value, str) else str(value)
    return "".join(c if c.isprintable() or c in "\n\t" else " " if c.isspace() else "�" for c in text)


def figure(value: float) -> str:
    """Return a number with four significant digits for people."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if 1e-3 <= abs(value) < 1e9:
        digits = max(0, 3 - math.floor(math.log10(abs(value))))
        return f"{value:,.{digits}f}".replace(",", " ")
    return f"{value:.3e}"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 000 demands`` or ``1 demand``."""
    return f"{number:,}".replace(",", " ") + " " + (noun if number == 1 else plural or noun + "s")


def percent(share: float) -> str:
    """Return a share from 0 to 1 for people: never 0 % for something, never 100 % for less than all."""
    value = 100.0 * share
    if 0.0 < value < 0.1:
        return "< 0.1 %"
    if 99.9 < value < 100.0 - 1e-9:
        return "> 99.9 %"
    return f"{value:.1f} %"


def signed_percent(share: float) -> str:
    """Return a share of either sign for people, empty where there is none."""
    if share != share:
        return ""
    return f"-{percent(-share)}" if share < 0 else percent(share)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: NumPy unwrapped, numbers that are not finite as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, bool | int | str) or value is None:
        return value if not isinstance(value, str) else str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return str(value)

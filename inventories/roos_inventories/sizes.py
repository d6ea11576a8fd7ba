"""Sizes of memory as people write them: ``512MB``, ``2 GiB``; decimal and binary units are kept apart."""

from __future__ import annotations

import re

from roos.errors import error

_UNITS = {
    "": 1, "b": 1,
    "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40,
}  # fmt: skip
_SIZE = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,9})?)\s*([A-Za-z]*)")


def parse_size(text: str, where: str = "") -> int:
    """Return the bytes of a size, rounded down.

    Parameters
    ----------
    text
        A number with a unit of B, kB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB (powers of 1024), in
        capitals or not.
    where
        For messages.

    Raises
    ------
    InputError
        E423 not a size, or less than a byte.

    Examples
    --------
    >>> parse_size("512MB"), parse_size("1.5 GiB")
    (512000000, 1610612736)
    """
    found = _SIZE.fullmatch(text.strip())
    unit = _UNITS.get(found[2].casefold()) if found else None
    if found is None or unit is None:
        hint = "write a number and a unit, as in 512MB or 2GiB"
        raise error("E423", f"{text!r} is not a size of memory", where, hint)
    whole, _, part = found[1].partition(".")
    size = int(whole + part) * unit // int(10 ** len(part))
    if not size:
        raise error("E423", f"{text!r} is no memory at all", where, "give at least some megabytes")
    return size

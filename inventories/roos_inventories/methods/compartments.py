"""Compartments: where an elementary flow goes to or comes from, in one normal form.

The normal form is ``"air / urban air close to ground"``: lower case, parts joined by `` / ``, without the
word that says nothing (``unspecified``). Inventories write a tuple, its text, or parts with other marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# The text of a tuple, as tables of the field hold it. Read by pattern: nothing is evaluated.
_TUPLE = re.compile(r"\(\s*(?:(['\"]).*?\1\s*,?\s*)+\)")
_QUOTED = re.compile(r"(['\"])(.*?)\1")
_MARKS = re.compile(r"::|/")
_SAYS_NOTHING = frozenset({"", "unspecified", "(unspecified)"})


def normal_compartment(compartment: str | Sequence[str]) -> str:
    """Return the normal form of a compartment.

    Parameters
    ----------
    compartment
        Parts from general to specific, or one text: parts with ``/`` or ``::`` between them, or the text of a
        Python tuple.

    Examples
    --------
    >>> normal_compartment(("air", "urban air close to ground"))
    'air / urban air close to ground'
    >>> normal_compartment("('water', 'ground-, long-term')")
    'water / ground-, long-term'
    >>> normal_compartment("Air/unspecified")
    'air'
    """
    if isinstance(compartment, str):
        text = compartment.strip()
        if _TUPLE.fullmatch(text):
            parts: Sequence[str] = [found[2] for found in _QUOTED.finditer(text)]
        else:
            parts = _MARKS.split(text)
    else:
        parts = compartment
    cleaned = (" ".join(part.split()).casefold() for part in parts)
    return " / ".join(part for part in cleaned if part not in _SAYS_NOTHING)

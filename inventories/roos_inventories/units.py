"""Unit spellings: one normal form per unit, for comparing what is written, never for converting.

Sources write one unit in many ways (``kilogram``, ``kg``; ``kg CO2-Eq``, ``kg CO2 eq``). Two spellings are
the same unit only if their normal forms are equal; kWh and MJ are never made equal here.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Words are looked up without regard to case; symbols exactly, because mJ and MJ differ.
_WORDS = {
    "kilogram": "kg", "kilograms": "kg", "gram": "g", "grams": "g",
    "tonne": "t", "tonnes": "t", "metric ton": "t",
    "meter": "m", "metre": "m", "kilometer": "km", "kilometre": "km",
    "square meter": "m2", "square metre": "m2", "cubic meter": "m3", "cubic metre": "m3",
    "standard cubic meter": "Sm3", "litre": "l", "liter": "l", "hectare": "ha",
    "square meter-year": "m2*a", "square metre-year": "m2*a", "cubic meter-year": "m3*a",
    "meter-year": "m*a", "metre-year": "m*a",
    "joule": "J", "megajoule": "MJ", "kilowatt hour": "kWh", "watt hour": "Wh",
    "becquerel": "Bq", "kilo becquerel": "kBq", "kilobecquerel": "kBq",
    "ton kilometer": "t*km", "tonne kilometre": "t*km", "ton-kilometer": "t*km",
    "person kilometer": "p*km", "person-kilometer": "p*km",
    "vehicle kilometer": "v*km", "vehicle-kilometer": "v*km",
    "second": "s", "hour": "h", "day": "d", "year": "a",
    "item": "unit", "items": "unit", "item(s)": "unit", "piece": "unit", "pieces": "unit", "number": "unit",
    "dalys": "DALY", "daly": "DALY",
}  # fmt: skip
_SYMBOLS = {
    "tkm": "t*km", "pkm": "p*km", "vkm": "v*km",
    "m2a": "m2*a", "m2.a": "m2*a", "m2*year": "m2*a", "m2*yr": "m2*a", "m2 a": "m2*a", "m2yr": "m2*a",
    "m3a": "m3*a", "m3*year": "m3*a", "ma": "m*a", "m*year": "m*a", "hr": "h",
}  # fmt: skip
_RAISED = str.maketrans("₀₁₂₃₄₅₆₇₈₉²³", "012345678923")
_EQUIVALENT = re.compile(r"^(?P<of>.*\S)(?:[ -]eq\.?|(?<=[0-9])e|(?<=[A-Z0-9])eq\.?)$", re.IGNORECASE)


@lru_cache(maxsize=1024)
def normal(unit: str) -> str:
    """Return the normal spelling of a unit; a unit that is not in the table stays as it is.

    Parameters
    ----------
    unit
        As written in a source.

    Examples
    --------
    >>> normal("kilogram"), normal("kg CO2-Eq"), normal("ton kilometer"), normal("m2a crop-eq")
    ('kg', 'kg CO2-eq', 't*km', 'm2*a crop-eq')
    >>> normal("barn-megaparsec")
    'barn-megaparsec'
    """
    text = " ".join(unit.translate(_RAISED).replace("·", "*").split())
    known = _known(text)
    if known:
        return known
    equivalent = _EQUIVALENT.match(text)
    if equivalent:
        return _head(equivalent["of"]) + "-eq"
    return _head(text)


def same(a: str, b: str) -> bool:
    """Say whether two spellings mean the same unit.

    Examples
    --------
    >>> same("square meter-year", "m2*year"), same("kWh", "MJ")
    (True, False)
    """
    return normal(a) == normal(b)


def _known(text: str) -> str:
    return _SYMBOLS.get(text) or _WORDS.get(text.casefold(), "")


def _head(text: str) -> str:
    """Give the first word its normal form and keep what it is counted in: ``kilogram CO2`` → ``kg CO2``."""
    first, space, rest = text.partition(" ")
    return (_known(first) or first) + space + rest

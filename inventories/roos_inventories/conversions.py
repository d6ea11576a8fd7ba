"""The conversions that are registered: fixed by definition, within one kind of quantity, exact.

Nothing else is ever converted. A litre is not a kilogram, an item is not anything else, and a currency of one
year is not that of another.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from roos_inventories.units import normal

# By the unit in which flow lists count the quantity: how many of these one unit is. Sources: SI brochure
# (9th edition, tables 4 and 8); the pound is 0.45359237 kg and the Btu (IT) 1055.05585262 J by definition.
_OF = {
    "kg": {"kg": "1", "g": "1/1000", "mg": "1e-6", "ug": "1e-9", "µg": "1e-9", "μg": "1e-9", "ng": "1e-12",
           "pg": "1e-15", "t": "1000", "ton": "1000", "kton": "1e6", "kt": "1e6", "Mt": "1e9", "Mton": "1e9",
           "lb": "0.45359237"},
    "MJ": {"MJ": "1", "J": "1e-6", "kJ": "1/1000", "GJ": "1000", "TJ": "1e6", "PJ": "1e9",
           "Wh": "0.0036", "kWh": "3.6", "MWh": "3600", "GWh": "3.6e6", "Btu": "1055.05585262e-6"},
    "m3": {"m3": "1", "l": "1/1000", "dm3": "1/1000", "ml": "1e-6", "cm3": "1e-6", "mm3": "1e-9"},
    "m2": {"m2": "1", "ha": "10000", "km2": "1e6", "dm2": "0.01", "cm2": "0.0001", "mm2": "1e-6"},
    "m": {"m": "1", "km": "1000", "dm": "0.1", "cm": "0.01", "mm": "1/1000"},
    "m2*a": {"m2*a": "1", "ha*a": "10000", "ha a": "10000", "km2*a": "1e6", "km2 a": "1e6"},
    "kBq": {"kBq": "1", "Bq": "1/1000", "mBq": "1e-6", "MBq": "1000", "GBq": "1e6"},
    "t*km": {"t*km": "1", "kg*km": "1/1000", "kgkm": "1/1000"},
    "h": {"h": "1", "s": "1/3600", "min": "1/60", "d": "24", "day": "24"},
    "kW": {"kW": "1", "W": "1/1000", "MW": "1000"},
}  # fmt: skip
_BASE = {unit: (base, Fraction(size)) for base, sizes in _OF.items() for unit, size in sizes.items()}


@lru_cache(maxsize=4096)
def factor(given: str, wanted: str) -> Fraction | None:
    """Return how many ``wanted`` one ``given`` is, exactly, or None where no conversion is registered.

    Examples
    --------
    >>> factor("kWh", "MJ"), factor("gram", "kilogram"), factor("kg", "m3")
    (Fraction(18, 5), Fraction(1, 1000), None)
    """
    one, other = normal(given), normal(wanted)
    if one == other:
        return Fraction(1)
    a, b = _BASE.get(one), _BASE.get(other)
    if a is None or b is None or a[0] != b[0]:
        return None
    return a[1] / b[1]


def standard(unit: str) -> str:
    """Return the unit in which flow lists count what a unit counts; an unknown unit stays as it is.

    Examples
    --------
    >>> standard("g"), standard("kWh"), standard("DALY")
    ('kg', 'MJ', 'DALY')
    """
    known = _BASE.get(normal(unit))
    return known[0] if known else normal(unit)

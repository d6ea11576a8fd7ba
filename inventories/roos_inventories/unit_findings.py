"""Units that contradict each other inside one inventory.

Nothing is converted here. An activity's unit says how its runs are counted and may be an hour where its
product is a kilogram; but kilowatt hours of a product that is counted in megajoules are wrong by 3.6.
"""

from __future__ import annotations

import numpy as np

from roos.errors import Finding, Severity
from roos.structure import name_some
from roos.system import System
from roos.words import many, plural
from roos_inventories.units import normal

#: Units of one kind of quantity: two of them differ by a factor.
_KINDS = (
    ("µg", "ug", "mg", "g", "kg", "t", "kt", "Mt", "lb", "short ton"),
    ("J", "kJ", "MJ", "GJ", "TJ", "PJ", "Wh", "kWh", "MWh", "GWh", "TWh", "btu", "kcal"),
    ("mm", "cm", "m", "km", "mi"),
    ("cm2", "m2", "ha", "km2"),
    ("ml", "cm3", "dm3", "l", "m3", "Sm3"),
    ("s", "min", "h", "d", "a"),
    ("kg*km", "t*km"),
    ("m2*a", "ha*a", "km2*a"),
    ("Bq", "kBq", "MBq", "GBq"),
)
_KIND_OF = {unit: kind for kind, units in enumerate(_KINDS) for unit in units}


def unit_findings(system: System) -> tuple[Finding, ...]:
    """Return E107 for activities counted in another unit than their product, and W109 for missing units.

    Parameters
    ----------
    system
        Units are compared by their normal form (``kilogram`` is ``kg``).
    """
    found = _contradictions(system)
    axes = [system.products, system.flows]
    if system.characterisation is not None:
        axes.append(system.characterisation.categories)
    for labels in axes:
        missing = [i for i, unit in enumerate(labels.units) if not unit]
        if missing and len(missing) < len(labels):
            found.append(
                Finding(
                    "W109",
                    Severity.NOTE,
                    f"{len(missing)} of {len(labels)} {plural(labels.kind)} without a unit",
                    where=f"{labels.kind} {name_some(labels, missing)}",
                    hint="add the unit: without it nothing can be checked against it",
                    count=len(missing),
                )
            )
    return tuple(found)


def contradict(first: str, second: str) -> bool:
    """Say whether two units measure one kind of quantity in different sizes.

    Examples
    --------
    >>> contradict("kilowatt hour", "MJ"), contradict("kilogram", "kg"), contradict("hour", "kg")
    (True, False, False)
    """
    a, b = normal(first), normal(second)
    return a != b and a in _KIND_OF and _KIND_OF[a] == _KIND_OF.get(b)


def _contradictions(system: System) -> list[Finding]:
    products, activities = system.products, system.activities
    reference = system.technosphere.reference
    wrong = [
        (j, i)
        for j, i in zip(np.arange(reference.size).tolist(), reference.tolist(), strict=True)
        if i >= 0 and contradict(activities.units[j], products.units[i])
    ]
    if not wrong:
        return []
    listed = "; ".join(
        f"activity {activities.describe(j)}, product {products.describe(i)}" for j, i in wrong[:3]
    )
    more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    return [
        Finding(
            "E107",
            Severity.ERROR,
            many(
                len(wrong),
                "activity is counted in another unit than the product it makes",
                "activities are counted in another unit than the product they make",
            ),
            where=listed + more,
            hint="correct the label, or convert the amounts of the activity: roos assumes no factor",
            count=len(wrong),
        )
    ]

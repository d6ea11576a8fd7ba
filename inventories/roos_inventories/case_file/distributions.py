"""The distribution of a number, around its value, in the words of sweep files."""

from __future__ import annotations

from typing import Any

from roos.errors import error
from roos.sampling.distribution import Distribution
from roos.screening.case import Origin
from roos.uncertainty import PARAMETERS
from roos_inventories.case_file.models import DistributionTable, Parameter
from roos_inventories.case_file.source import Source
from roos_inventories.sweep_file.distributions import made, never_given
from roos_inventories.sweep_file.toml_lines import KeyPath
from roos_inventories.sweep_file.uncertain_models import fields_of

#: Distributions whose bounds a printed range gives.
_RANGED = ("uniform", "triangular", "pert", "beta")
_BOUNDS = ("minimum", "maximum")


def distribution_of(
    number: Parameter, source: Source, path: KeyPath
) -> tuple[Distribution | None, Origin | None]:
    """Return the distribution of a number, and where that comes from if not from where the number does.

    Raises
    ------
    InputError
        E150 to E152 what is no distribution; E436 a key that its type needs; E442 a key that it does not
        have, a number without a value or with a formula, a value outside the bounds; with file and line.
    """
    table = number.distribution
    if table is None:
        return None, None
    where = source.where((*path, "distribution"))
    value = number.value
    if not isinstance(value, int | float):
        what = "a formula" if value is not None else "a number that the user gives"
        hint = "give the numbers that it is made of distributions" if value is not None else "give it a value"
        raise error("E442", f"{what} has a distribution", where, hint)
    found = made(table.type, value, _keys(table, number.range, where))
    found.check(where)
    if ends := never_given(found, value):
        message = f"the value {value:g} lies outside its distribution, which goes {ends}"
        hint = "the value is what all other commands compute with: correct one of both"
        raise error("E442", message, where, hint)
    if table.stated is not None and table.assumed is not None:
        raise error("E442", "a distribution is either stated or assumed", where, "take one of both out")
    if table.stated is None and table.assumed is None:
        return found, None
    state = "confirmed" if table.stated else "proposed"
    return found, Origin(table.stated or "", table.assumed or "", "unknown", state)


def _keys(table: DistributionTable, span: list[float] | None, where: str) -> dict[str, Any]:
    """Return the numbers of a distribution by key; those of the range where it has none of its own."""
    known = fields_of(table.type)
    keys = (*PARAMETERS, "negative")
    given = {key: value for key in keys if (value := getattr(table, key)) is not None}
    for key in given:
        if key not in known:
            hint = f"it has {', '.join(known)}"
            raise error("E442", f"a {table.type} distribution has no {key!r}", where, hint)
    if table.type in _RANGED and span is not None and not any(key in given for key in _BOUNDS):
        given |= dict(zip(_BOUNDS, span, strict=True))
    for key, needed in known.items():
        if needed and key not in given:
            ranged = ", or a range to the number" if table.type in _RANGED and key in _BOUNDS else ""
            hint = f"add {key} = ...{ranged}"
            raise error("E436", f"{key!r} of a {table.type} distribution is missing", where, hint)
    return given

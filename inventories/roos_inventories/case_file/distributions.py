"""The distribution of a number, around its value, in the words of `roos.Distribution`."""

from __future__ import annotations

from typing import NamedTuple

from roos.errors import error
from roos.sampling.distribution import Distribution
from roos.screening.case import Origin
from roos.screening.uncertain_numbers import check_distribution
from roos_inventories.case_file.models import DistributionTable, Parameter
from roos_inventories.case_file.source import Source
from roos_inventories.sweep_file.toml_lines import KeyPath


class _Kind(NamedTuple):
    """Keys of one type: those it needs, those it may have, and whether a printed range gives its bounds."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    ranged: bool = False


_BOUNDS = ("minimum", "maximum")
_KINDS = {
    "lognormal": _Kind(("scale",), _BOUNDS),
    "normal": _Kind(("scale",), _BOUNDS),
    "uniform": _Kind(_BOUNDS, ranged=True),
    "triangular": _Kind(_BOUNDS, ranged=True),
    "pert": _Kind(_BOUNDS, ranged=True),
    "beta": _Kind(("alpha", "beta", *_BOUNDS), ranged=True),
    "bernoulli": _Kind(("probability",)),
    "discrete": _Kind(_BOUNDS),
}
_KEYS = ("scale", "minimum", "maximum", "probability", "alpha", "beta")


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
    given = _keys(table, number.range, where)
    found = _made(table.type, value, given)
    check_distribution(found, where)
    _inside(value, table.type, given, where)
    if table.stated is not None and table.assumed is not None:
        raise error("E442", "a distribution is either stated or assumed", where, "take one of both out")
    if table.stated is None and table.assumed is None:
        return found, None
    state = "confirmed" if table.stated else "proposed"
    return found, Origin(table.stated or "", table.assumed or "", "unknown", state)


def _keys(table: DistributionTable, span: list[float] | None, where: str) -> dict[str, float]:
    """Return the numbers of a distribution by key; those of the range where it has none of its own."""
    kind = _KINDS[table.type]
    given = {key: value for key in _KEYS if (value := getattr(table, key)) is not None}
    known = (*kind.needs, *kind.takes)
    for key in given:
        if key not in known:
            hint = f"it has {', '.join(known)}"
            raise error("E442", f"a {table.type} distribution has no {key!r}", where, hint)
    if kind.ranged and span is not None and not any(key in given for key in _BOUNDS):
        given |= dict(zip(_BOUNDS, span, strict=True))
    for key in kind.needs:
        if key not in given:
            ranged = ", or a range to the number" if kind.ranged and key in _BOUNDS else ""
            hint = f"add {key} = ...{ranged}"
            raise error("E436", f"{key!r} of a {table.type} distribution is missing", where, hint)
    return given


def _made(name: str, value: float, given: dict[str, float]) -> Distribution:
    if name in ("lognormal", "normal"):
        make = Distribution.lognormal if name == "lognormal" else Distribution.normal
        bounds = {key: given[key] for key in _BOUNDS if key in given}
        return make(value, given["scale"], **bounds)
    if name == "bernoulli":
        return Distribution.bernoulli(given["probability"])
    low, high = given["minimum"], given["maximum"]
    if name == "uniform":
        return Distribution.uniform(low, high)
    if name == "discrete":
        return Distribution.discrete(low, high)
    if name == "beta":
        return Distribution.beta(given["alpha"], given["beta"], low, high)
    make_peaked = Distribution.triangular if name == "triangular" else Distribution.pert
    return make_peaked(low, value, high)


def _inside(value: float, name: str, given: dict[str, float], where: str) -> None:
    """Refuse a value that its own distribution never takes."""
    low, high = given.get("minimum", -float("inf")), given.get("maximum", float("inf"))
    if name == "bernoulli":
        low, high = 0.0, 1.0
    if not low <= value <= high:
        message = f"the value {value:g} lies outside its distribution, {low:g} to {high:g}"
        raise error(
            "E442", message, where, "the value is what all other commands compute with: correct one of both"
        )

"""From parameters with a distribution to :class:`roos.Distribution`, each mistake with its line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from roos.errors import Finding, RoosError, Severity
from roos.sampling.distribution import Distribution
from roos.sampling.support import support
from roos.uncertainty import PARAMETERS
from roos_inventories.sweep_file.models import SweepFile
from roos_inventories.sweep_file.source import Source
from roos_inventories.sweep_file.uncertain_models import DISTRIBUTIONS, FROM_VALUE, NUMBERS

_DRAWN = tuple(DISTRIBUTIONS.values())


def distributions_of(file: SweepFile, source: Source) -> dict[str, Distribution]:
    """Return the distributions of the parameters that have one, by name.

    Raises
    ------
    InputError
        E150 a number out of range, E151 bounds the wrong way round, E152 nothing lies between them.
    """
    return {
        name: _distribution(name, entry, source)
        for name, entry in file.parameters.items()
        if isinstance(entry, _DRAWN)
    }


def outside(file: SweepFile, found: dict[str, Distribution], source: Source) -> list[Finding]:
    """Return W190 for each value that its distribution never gives."""
    told = []
    for name, one in found.items():
        value = file.parameters[name].value  # type: ignore[union-attr]
        if ends := never_given(one, value):
            what = f"the value of {name!r} is {value:g}; its distribution goes {ends}"
            hint = "correct the value, which holds where nothing is drawn, or the distribution"
            where = source.where(("parameters", name, "value"))
            told.append(Finding("W190", Severity.WARNING, what, where, hint))
    return told


def made(kind: str, value: float, given: Mapping[str, Any]) -> Distribution:
    """Return a distribution by its name and numbers; what is left out follows from the value where it can.

    Parameters
    ----------
    kind
        Of :data:`NUMBERS`.
    value
        What holds where nothing is drawn.
    given
        Numbers of ``stats_arrays``, and ``negative``, by key; None or absent where the file has none.
    """
    fields = {key: given.get(key) for key in PARAMETERS}
    negative = given.get("negative")
    if fields["loc"] is None and kind in FROM_VALUE:
        fields["loc"] = value if kind != "lognormal" else math.log(abs(value)) if value else -math.inf
    if negative is None:
        negative = kind == "lognormal" and value < 0
    numbers = {key: math.nan if number is None else number for key, number in fields.items()}
    return Distribution(NUMBERS[kind], negative=negative, **numbers)


def never_given(one: Distribution, value: float) -> str:
    """Return between which ends a distribution has values, in words, where a value lies outside; else ""."""
    low, high = support(one)
    if low <= value <= high:
        return ""
    return f"from {low:g} to {high:g}".replace("inf", "∞").replace("-", "−")


def _distribution(name: str, entry: Any, source: Source) -> Distribution:
    one = made(entry.distribution, entry.value, dict(entry))
    path = ("parameters", name)
    try:
        one.check(source.where(path))
    except RoosError as problem:
        key = _meant(problem, entry)
        place = problem.where.removeprefix(source.where(path))
        hint = problem.hint.replace("the type 1", "no distribution")
        raise source.refuse(problem.code, problem.message + _told(place), (*path, key), hint) from None
    return one


def _meant(problem: RoosError, entry: Any) -> str:
    """Return the key that an error is about."""
    about = problem.message.partition(": ")[2]
    key = next((key for key in PARAMETERS if about.startswith(key)), "minimum")
    return key if getattr(entry, key, None) is not None else "value"


def _told(place: str) -> str:
    return f" ({place.removeprefix(': ')})" if place else ""

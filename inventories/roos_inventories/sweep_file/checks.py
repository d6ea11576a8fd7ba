"""What no single key shows: sizes, names that formulas use, prices that changes need."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from roos.errors import Finding, Severity
from roos.formula import Formula, Parameters
from roos.formula.expression import unknown_parameter
from roos.places import Part
from roos.sweeping.axis import Axis
from roos.sweeping.changing import FormulaChange
from roos.sweeping.spec import ScenarioFiles
from roos_inventories.sweep_file.axis_models import FilesAxis, RangeAxis
from roos_inventories.sweep_file.limits import SweepLimits
from roos_inventories.sweep_file.models import SweepFile
from roos_inventories.sweep_file.source import Source

Axes = Sequence[Axis | ScenarioFiles]


def check_sizes(file: SweepFile, source: Source, limits: SweepLimits) -> None:
    """Raise E505 for more of anything than is allowed, before any of it is laid out."""
    for key, count, most in (
        ("axis", len(file.axis), limits.axes),
        ("change", len(file.change), limits.changes),
        ("parameters", len(file.parameters), limits.parameters),
    ):
        if count > most:
            hint = "zip axes that go together" if key == "axis" else "put them into scenario files"
            raise source.refuse("E505", f"{count} entries, at most {most} are allowed", (key, most), hint)
    sizes = [_items(axis) for axis in file.axis]
    for i, size in enumerate(sizes):
        if size > limits.items:
            message = f"{_counted(size)} items, at most {limits.items} are allowed"
            raise source.refuse("E505", message, ("axis", i), "take larger steps, or split the sweep")
    if math.prod(sizes) > limits.scenarios:
        message = f"{_counted(math.prod(sizes))} scenarios, at most {limits.scenarios} are allowed"
        hint = "items per axis: " + " × ".join(map(_counted, sizes)) + "; take fewer, or zip axes"
        raise source.refuse("E505", message, ("axis",), hint)


def check_names(axes: Axes, parameters: Parameters, changes: Sequence[FormulaChange], source: Source) -> None:
    """Raise E416 for a name that is no parameter, E418 for a parameter that two axes set."""
    setters: dict[str, str] = {}
    for i, axis in enumerate(axes):
        for name in axis.parameters if isinstance(axis, Axis) else ():
            if name in setters:
                message = f"axes {setters[name]!r} and {axis.name!r} both set the parameter {name!r}"
                hint = "let one axis set it, or zip both into one axis"
                raise source.refuse("E418", message, ("axis", i), hint)
            setters[name] = axis.name
    known = {*parameters, *setters}
    for formula in _formulas(parameters, changes):
        for name in sorted(formula.names - known):
            raise unknown_parameter(name, formula.where, known)


def check_prices(changes: Sequence[FormulaChange], sets: Sequence[str], source: Source) -> None:
    """Raise E425 for changes of prices unless there is exactly one price set to change."""
    for i, change in enumerate(changes):
        if change.part == Part.PRICES and len(sets) != 1:
            message = f"a change of prices, and {len(sets) or 'no'} price sets to change"
            hint = 'name one: prices = ["tno-2020"]'
            raise source.refuse("E425", message, ("change", i), hint)


def unused(
    axes: Axes, parameters: Parameters, changes: Sequence[FormulaChange], source: Source
) -> tuple[Finding, ...]:
    """Return W410 for each parameter that changes nothing, W411 where nothing changes at all."""
    wanted = (
        name for change in changes if isinstance(change.formula, Formula) for name in change.formula.names
    )
    needed = parameters.needed(wanted)
    findings = [
        Finding(
            "W410",
            Severity.WARNING,
            f"no change uses the parameter {name!r}",
            source.where(("parameters", name)),
            "use it in the value of a [[change]], or remove it",
        )
        for name in parameters
        if name not in needed
    ]
    if not changes and not any(isinstance(axis, ScenarioFiles) for axis in axes):
        message = "no scenario changes anything: all have the scores of the inventory as it is"
        hint = "add a [[change]]: which cell, and its value as a formula of parameters"
        findings.append(Finding("W411", Severity.WARNING, message, source.where(), hint))
    return tuple(findings)


def set_by_axes(axes: Axes, distributions: Iterable[str], source: Source) -> tuple[Finding, ...]:
    """Return W192 for each uncertain parameter that an axis sets, which is then certain beside the base."""
    found = []
    drawn = set(distributions)
    for i, axis in enumerate(axes):
        for name in sorted(drawn & (axis.parameters.keys() if isinstance(axis, Axis) else set())):
            what = f"axis {axis.name!r} sets the uncertain parameter {name!r}: it is drawn in the base only"
            hint = "use another parameter on the axis, or leave the distribution out"
            found.append(Finding("W192", Severity.WARNING, what, source.where(("axis", i)), hint))
    return tuple(found)


def _formulas(parameters: Parameters, changes: Sequence[FormulaChange]) -> list[Formula]:
    of_parameters = [one for one in parameters.values() if isinstance(one, Formula)]
    return of_parameters + [change.formula for change in changes if isinstance(change.formula, Formula)]


def _items(axis: object) -> int:
    """Return how many items an axis will have, counted from what stands there; 1 for files."""
    if isinstance(axis, FilesAxis):
        return 1
    if isinstance(axis, RangeAxis):
        if axis.count is not None:
            return axis.count
        steps = abs((axis.stop - axis.start) / axis.step) if axis.step else 0.0
        return int(min(steps, 1e15)) + 1
    for key in ("values", "years", "zip"):
        given = getattr(axis, key, None)
        if given:
            return max(map(len, given.values())) if isinstance(given, dict) else len(given)
    return 1


def _counted(number: int) -> str:
    return f"{number:,}".replace(",", " ")

"""Formulas of cells: their cells and parameters found by name, joined to one graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from roos.errors import RoosError, error
from roos.formula import Formula, Parameters
from roos.formula.expression import unknown_parameter
from roos.formula.graph import Graph
from roos.formula.operations import Array, NotFinite, apply
from roos.places import Part
from roos.scenario_axes import Axes
from roos.sweeping.axis import Axis
from roos.sweeping.changing import FormulaChange
from roos.sweeping.tables import Setting


class Formulated(NamedTuple):
    """A formula with the cell that follows it.

    Attributes
    ----------
    cell
        Number as in :attr:`roos.Places.cells`.
    """

    part: Part
    cell: int
    formula: Formula
    times: bool
    where: str


def found(changes: Iterable[FormulaChange], axes_of: Callable[[Part], Axes]) -> tuple[Formulated, ...]:
    """Return formulas with their cells.

    Raises
    ------
    InputError
        E117 no such matrix, E201, E202 or E207 unknown labels, E402 a cell with two formulas, E413 to E415 as
        :meth:`roos.Formula.parse`.
    """
    if isinstance(changes, (str, Mapping)) or not isinstance(changes, Iterable):
        raise error("E117", f"formulas are a list, not {changes!r}", "formulas", "give roos.FormulaChange(…)")
    listed: list[Formulated] = []
    seen: dict[tuple[Part, int], str] = {}
    for change in changes:
        if not isinstance(change, FormulaChange):
            what = f"a FormulaChange is needed, not {change!r}"
            raise error("E117", what, "formulas", "give roos.FormulaChange(…)")
        where = change.where or f"{change.part}, {change.row!r}, {change.column!r}"
        try:
            part = Part(change.part)
        except ValueError:
            what, hint = f"there is no matrix {change.part!r}", "there are: " + "; ".join(Part)
            raise error("E117", what, where, hint) from None
        _, rows, columns = axes_of(part)
        row = rows.position(str(change.row), where=f"{where}: {str(change.row)!r}")
        column = columns.position(str(change.column), where=f"{where}: {str(change.column)!r}")
        cell = column * len(rows) + row
        if (part, cell) in seen:
            places = f"{where}; first {seen[part, cell]}"
            raise error("E402", "a cell has two formulas", places, "keep one of them")
        seen[part, cell] = where
        formula = (
            change.formula if isinstance(change.formula, Formula) else Formula.parse(change.formula, where)
        )
        listed.append(Formulated(part, cell, formula, bool(change.times), where))
    return tuple(listed)


def settings_of(axes: Sequence[Axis]) -> dict[str, Setting]:
    """Return the axis of each parameter; raise E418 where two axes set one."""
    settings: dict[str, Setting] = {}
    for number, axis in enumerate(axes):
        for name, values in axis.parameters.items():
            if name in settings:
                both = f"axis {axes[settings[name].axis].name}, axis {axis.name}"
                hint = "rename one of the parameters, or zip both into one axis"
                raise error("E418", f"two axes set the parameter {name!r}", both, hint)
            settings[name] = Setting(number, values)
    return settings


def joined(
    formulas: Sequence[Formulated], parameters: Parameters, settings: Mapping[str, Setting]
) -> tuple[Graph, list[int]]:
    """Return one graph with a node for each formula; parameters of axes stand in it by name.

    Raises
    ------
    InputError
        E416 a parameter that neither the parameters nor an axis define.
    """
    graph = Graph()
    names: dict[str, int] = {}
    known = {*parameters, *settings}
    wanted = parameters.needed((name for one in formulas for name in one.formula.names), settings)
    for name in (*settings, *parameters.order):
        if name not in wanted or name in names:
            continue
        definition = None if name in settings else parameters[name]
        if definition is None:
            names[name] = graph.name(name)
        elif isinstance(definition, Formula):
            _check_known(definition, definition.where, known)
            names[name] = graph.add(definition, names)
        else:
            names[name] = graph.number(definition)
    nodes = []
    for one in formulas:
        _check_known(one.formula, one.where, known)
        nodes.append(graph.add(one.formula, names))
    return graph, nodes


def _check_known(formula: Formula, where: str, known: set[str]) -> None:
    for name in sorted(formula.names - known):
        raise unknown_parameter(name, f"{where}: {formula.text[:60]}", known)


def base_values(graph: Graph, parameters: Parameters) -> list[float | None]:
    """Return each node's value with the parameters as defined, None where there is no finite one."""
    leaves: dict[str, float] = {}
    for node in graph.nodes:
        if node.op == "name" and node.leaf in parameters:
            try:
                leaves[node.leaf] = float(parameters.resolve(only=[node.leaf])[node.leaf])
            except RoosError:  # only scenarios are computed, and they do not use it
                continue
    values: list[Array | None] = []
    for node in graph.nodes:
        if node.op in ("name", "number"):
            value = leaves.get(node.leaf) if node.op == "name" else float.fromhex(node.leaf)
            values.append(None if value is None else np.asarray(value))
            continue
        left, right = values[node.left], values[node.right] if node.right >= 0 else None
        if left is None or (right is None and node.right >= 0):
            values.append(None)
            continue
        try:
            values.append(apply(node.op, left, right))
        except NotFinite:
            values.append(None)
    return [None if value is None else float(value) for value in values]


def explained(
    formulas: Sequence[Formulated],
    held: Sequence[float],
    parameters: Parameters,
    set_by_axes: Mapping[str, float],
    scenario: str,
) -> RoosError:
    """Return the error of the first formula without a finite value in a scenario, by name.

    Parameters
    ----------
    held
        What the inventory holds in the cell of each formula.
    set_by_axes
        Values of the axes' parameters in the scenario.
    """
    place = f"scenario {scenario!r}"
    try:
        names = [name for one in formulas for name in one.formula.names]
        values = parameters.resolve(set_by_axes, only=names)
        for one, old in zip(formulas, held, strict=True):
            factor = float(Formula.parse(one.formula.text, one.where).evaluate(values))
            if one.times and not np.isfinite(factor * old):  # Python's own numbers: no warning
                place = f"{place}, {one.where}: {factor:g} × {old:g}"
                break
    except RoosError as problem:
        return error(problem.code, problem.message, f"{place}, {problem.where}", problem.hint)
    return error("E415", "a factor makes a value infinite", place, "give smaller factors")

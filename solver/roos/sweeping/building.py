"""Axes and formulas joined to a space: the union of their cells, who decides where, what is worth telling."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from roos.demand import Demands
from roos.errors import error
from roos.formula import Formula, Parameters
from roos.places import Part, Places
from roos.prices import PriceSet
from roos.sweeping.axis import Axis
from roos.sweeping.changing import FormulaChange
from roos.sweeping.filed import Filed, held
from roos.sweeping.formulated import Formulated, base_values, found, joined, settings_of
from roos.sweeping.items import refused
from roos.sweeping.layers import Layer, laid_over
from roos.sweeping.matrices import Matrices
from roos.sweeping.noticed import differing, idle, new_entries
from roos.sweeping.space import ScenarioSpace
from roos.sweeping.tables import Compiled, Failed, Target
from roos.system import System

Flags = NDArray[np.bool_]

#: Axes of a space, as many as an array has dimensions to spare, and scenarios that a double counts exactly.
_AXES, _SCENARIOS = 32, 2**53
#: Axes of every result, which a sweep cannot use again.
_TAKEN = ("demand", "category")


def build(
    system: System,
    axes: Iterable[Axis],
    formulas: Iterable[FormulaChange],
    parameters: Parameters | Mapping[str, float | str | Formula] | None,
    demands: Demands | None,
    prices: PriceSet | None,
    conflicts: str,
) -> ScenarioSpace:
    """Return a space; what :meth:`roos.ScenarioSpace.build` does."""
    if conflicts not in ("refuse", "last"):
        raise error("E117", f"conflicts is 'refuse' or 'last', not {conflicts!r}", "scenario space")
    axes, matrices = _checked(axes), Matrices(system, demands, prices)
    filed = _filed(axes, matrices)
    formulated = found(formulas, matrices.axes)
    read, settings = Parameters.of(parameters), settings_of(axes)
    graph, nodes = joined(formulated, read, settings)
    changed = {*(source.part for source in filed), *(one.part for one in formulated)}
    parts = [part for part in Part if part in changed]
    places = {part: _union(part, matrices, filed, formulated) for part in parts}
    base = {part: held(places[part], matrices.base(part)) for part in parts}
    cells = {part: places[part].cells for part in parts}
    rows = [int(np.searchsorted(cells[one.part], one.cell)) for one in formulated]
    layers = laid_over(places, filed, formulated, rows, conflicts)
    targets = []
    for one, row, node in zip(formulated, rows, nodes, strict=True):
        if one.times:
            old = float(base[one.part][row])
            if old == 0.0:
                what = f"a factor for a cell of the {one.part} that holds nothing"
                place = f"{one.where}: {places[one.part].where(row)}"
                raise error("E404", what, place, "give the value itself instead of a factor")
            node = graph.operation("*", graph.number(old), node)
        targets.append(Target(one.part, row, node))
    shape = tuple(len(axis) for axis in axes)
    space = ScenarioSpace(
        axes=axes,
        shape=shape,
        places=MappingProxyType(places),
        depends=MappingProxyType({}),
        base=MappingProxyType(base),
        base_name=_base_name(axes),
        parameters=read,
        formulas=formulated,
        settings=MappingProxyType(settings),
        layers=layers,
        compiled=None,
    )
    try:
        compiled = Compiled(graph, targets, settings, shape) if targets else None
    except Failed as problem:
        raise space.explained(problem.items) from None
    told = [finding for axis in axes if axis.scenarios is not None for finding in axis.scenarios.findings]
    told += new_entries(places, targets)
    told += differing(places, base, targets, base_values(graph, read))
    told += idle(axes, filed, {node.leaf for node in graph.nodes if node.op == "name"})
    depends = _depends(places, layers, targets, compiled, len(axes))
    return replace(space, depends=MappingProxyType(depends), compiled=compiled, findings=tuple(told))


def _checked(axes: Iterable[Axis]) -> tuple[Axis, ...]:
    if isinstance(axes, Axis) or not isinstance(axes, Iterable):
        raise error("E117", f"axes are a list of roos.Axis, not {axes!r}", "scenario space", "write [axis]")
    listed = tuple(axes)
    seen: set[str] = set()
    for axis in listed:
        if not isinstance(axis, Axis):
            raise error("E117", f"axes are a list of roos.Axis, not of {axis!r}", "scenario space")
        if axis.name in seen:
            raise refused(axis.name, "two axes have this name", "give each a name of its own")
        if axis.name in _TAKEN:
            raise refused(axis.name, "every result has an axis of this name", "call it something else")
        seen.add(axis.name)
    if len(listed) > _AXES:
        raise error("E505", f"{len(listed)} axes, at most {_AXES} are allowed", "scenario space", "zip some")
    if math.prod(len(axis) for axis in listed) >= _SCENARIOS:
        sizes = " × ".join(str(len(axis)) for axis in listed)
        raise error("E505", f"{sizes} scenarios", "scenario space", "shorten the axes, or sweep them in turn")
    return listed


def _filed(axes: Sequence[Axis], matrices: Matrices) -> list[Filed]:
    filed = []
    for number, axis in enumerate(axes):
        for part, table in axis.scenarios.tables.items() if axis.scenarios is not None else ():
            matrices.check(table.places, f"axis {axis.name}")
            source = Filed.of(number, axis.name, part, table, matrices.base(part))
            if source.cells.size:
                filed.append(source)
    return filed


def _union(
    part: Part, matrices: Matrices, filed: Sequence[Filed], formulated: Sequence[Formulated]
) -> Places:
    cells = [source.cells for source in filed if source.part is part]
    followed = np.array([one.cell for one in formulated if one.part is part], dtype=np.int64)
    return matrices.places(part, [*cells, followed])


def _depends(
    places: Mapping[Part, Places],
    layers: Sequence[Layer],
    targets: Sequence[Target],
    compiled: Compiled | None,
    axes: int,
) -> dict[Part, Flags]:
    depends = {part: np.zeros((len(some), axes), dtype=np.bool_) for part, some in places.items()}
    for layer in layers:
        source = layer.source
        flags = depends[source.part]
        partly = layer.over & ~source.told.all(axis=1)  # whether it decides depends on the item as well
        flags[layer.rows[layer.over & ~partly]] = False
        flags[layer.rows, source.axis] |= source.varies | partly
    for part, row, node in targets if compiled is not None else ():
        depends[part][row] = False
        depends[part][row, sorted(compiled.depends(node))] = True  # type: ignore[union-attr]
    return depends


def _base_name(axes: Sequence[Axis]) -> str:
    """Return a name of scenario 0 that no other scenario has."""
    taken = axes[0].labels.ids if len(axes) == 1 else ()
    names = itertools.chain(("base", "no change", "scenario 0"), (f"base ({i})" for i in itertools.count(1)))
    return next(name for name in names if name not in taken)

"""Formulas evaluated for blocks of scenarios: what depends on few items once, the rest block by block.

An operation that depends on axes with few items together is computed once for all of them (a growth factor of
31 years is 31 numbers) and looked up afterwards. What is left runs over a few thousand scenarios at a time,
so that intermediate results stay in the cache.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.formula.graph import Graph
from roos.formula.operations import Array, NotFinite, apply
from roos.places import Part

Ints = NDArray[np.int64]

#: Values that all tables may hold together, and one of them.
_ALL_TABLES, _ONE_TABLE = 16_000_000, 65_536
#: Scenarios at a time: a dozen intermediate results stay in the second-level cache.
_CHUNK = 4096
#: Values that are looked up at a time.
_PIECE = 1_000_000


class Setting(NamedTuple):
    """The axis that sets a parameter, and its values, one per item."""

    axis: int
    values: Array


class Target(NamedTuple):
    """The cell, by row of its matrix' block, that gets the value of a node."""

    part: Part
    row: int
    node: int


#: Where scenarios stand in a table over some axes.
_Place = Callable[[frozenset[int]], Ints]


class Failed(Exception):
    """A formula has no finite value.

    Attributes
    ----------
    items
        Item of each axis at the first such scenario.
    """

    def __init__(self, items: Ints) -> None:
        super().__init__()
        self.items = items


class _Step(NamedTuple):
    op: str
    node: int
    left: int
    right: int
    rows: tuple[tuple[Part, int], ...]
    done: tuple[int, ...]  # nodes that nobody needs any more


class Compiled:
    """The formulas of a space.

    Parameters
    ----------
    graph
        All operations.
    targets
        Cells and their nodes.
    settings
        Axis and values of each parameter that stands in the graph as a name.
    shape
        Items of each axis.

    Raises
    ------
    Failed
        A table has a value that is not finite.
    """

    def __init__(
        self, graph: Graph, targets: Sequence[Target], settings: Mapping[str, Setting], shape: tuple[int, ...]
    ) -> None:
        self._shape = shape
        self._graph = graph
        self.axes = _axes(graph, settings)
        limit = min(_ONE_TABLE, _ALL_TABLES // max(1, len(graph.nodes)))
        self._tabled = [
            node.op in ("name", "number") or self._size(axes) <= max(1, limit)
            for node, axes in zip(graph.nodes, self.axes, strict=True)
        ]
        self._tables = self._filled(settings)
        self._groups = self._grouped(targets)
        self._steps = self._program(targets)
        kept = {step.node for step in self._steps if step.op == "look up"}
        self._tables = {node: table.ravel() for node, table in self._tables.items() if node in kept}

    def depends(self, node: int) -> frozenset[int]:
        """Return the axes that a node depends on."""
        return self.axes[node]

    def fill(self, items: Ints, blocks: Mapping[Part, Array]) -> None:
        """Write the values of all targets for some scenarios.

        Parameters
        ----------
        items
            int64 (axes, scenarios): item of each axis.
        blocks
            By matrix, float64 (cells, scenarios): rows of targets are filled.

        Raises
        ------
        Failed
            A formula has no finite value.
        """
        at: dict[frozenset[int], Ints] = {}

        def place(axes: frozenset[int]) -> Ints:
            if axes not in at:
                at[axes] = self._flat(axes, items)
            return at[axes]

        for part, axes, rows, table in self._groups:
            block = blocks[part]
            if not axes:
                block[rows] = table
                continue
            piece = max(1, _PIECE // max(1, items.shape[1]))
            for first in range(0, rows.size, piece):
                taken = np.take(table[first : first + piece], place(axes), axis=1)
                block[rows[first : first + piece]] = taken
        if self._steps:
            for start in range(0, items.shape[1], _CHUNK):
                self._run(items, slice(start, min(start + _CHUNK, items.shape[1])), blocks, place)

    def _run(self, items: Ints, chunk: slice, blocks: Mapping[Part, Array], place: _Place) -> None:
        values: dict[int, Array] = {}
        for step in self._steps:
            if step.op == "look up":
                axes = self.axes[step.node]
                table = self._tables[step.node]
                values[step.node] = table[place(axes)[chunk]] if axes else table
                continue
            out = blocks[step.rows[0][0]][step.rows[0][1], chunk] if step.rows else None
            right = values[step.right] if step.right >= 0 else None
            try:
                result = apply(step.op, values[step.left], right, out)
            except NotFinite as problem:
                raise Failed(items[:, chunk.start + problem.index[-1]]) from None
            for part, row in step.rows[1:]:
                blocks[part][row, chunk] = result
            values[step.node] = result
            for node in step.done:
                del values[node]

    def _size(self, axes: frozenset[int]) -> int:
        return math.prod(self._shape[axis] for axis in axes)

    def _flat(self, axes: frozenset[int], items: Ints) -> Ints:
        """Return where scenarios stand in a table over some axes, int64 (scenarios,)."""
        chosen = sorted(axes)
        if not chosen:
            return np.zeros(items.shape[1], dtype=np.int64)
        flat: Ints = items[chosen[0]]
        for axis in chosen[1:]:
            flat = flat * self._shape[axis] + items[axis]
        return flat

    def _filled(self, settings: Mapping[str, Setting]) -> dict[int, Array]:
        """Return tables by node, of as many dimensions as there are axes, 1 where they do not depend."""
        ones = [1] * len(self._shape)
        tables: dict[int, Array] = {}
        for number, node in enumerate(self._graph.nodes):
            if not self._tabled[number]:
                continue
            if node.op == "number":
                tables[number] = np.full(ones, float.fromhex(node.leaf))
            elif node.op == "name":
                axis, values = settings[node.leaf]
                tables[number] = values.reshape([*ones[:axis], values.size, *ones[axis + 1 :]])
            else:
                right = tables[node.right] if node.right >= 0 else None
                try:
                    tables[number] = apply(node.op, tables[node.left], right)
                except NotFinite as problem:
                    raise Failed(np.array(problem.index, dtype=np.int64)) from None
        return tables

    def _grouped(self, targets: Sequence[Target]) -> list[tuple[Part, frozenset[int], Ints, Array]]:
        """Return cells whose values are tables, those of the same matrix and axes together."""
        found: dict[tuple[Part, frozenset[int]], list[Target]] = {}
        for target in targets:
            if self._tabled[target.node]:
                found.setdefault((target.part, self.axes[target.node]), []).append(target)
        return [
            (
                part,
                axes,
                np.array([target.row for target in members], dtype=np.int64),
                np.stack([self._tables[target.node].ravel() for target in members]),
            )
            for (part, axes), members in found.items()
        ]

    def _program(self, targets: Sequence[Target]) -> list[_Step]:
        """Return what is left for each block, with what may be forgotten after each step."""
        rows: dict[int, list[tuple[Part, int]]] = {}
        for target in targets:
            rows.setdefault(target.node, []).append((target.part, target.row))
        steps: list[_Step] = []
        looked_up: set[int] = set()
        for number, node in enumerate(self._graph.nodes):
            if self._tabled[number]:
                continue
            for operand in dict.fromkeys((node.left, node.right)):
                if operand >= 0 and self._tabled[operand] and operand not in looked_up:
                    looked_up.add(operand)
                    steps.append(_Step("look up", operand, -1, -1, (), ()))
            steps.append(_Step(node.op, number, node.left, node.right, tuple(rows.get(number, ())), ()))
        last = {
            operand: i for i, step in enumerate(steps) for operand in (step.left, step.right) if operand >= 0
        }
        done: dict[int, list[int]] = {}
        for operand, i in last.items():
            done.setdefault(i, []).append(operand)
        return [step._replace(done=tuple(done.get(i, ()))) for i, step in enumerate(steps)]


def _axes(graph: Graph, settings: Mapping[str, Setting]) -> list[frozenset[int]]:
    """Return the axes that each node depends on."""
    known: list[frozenset[int]] = []
    none: frozenset[int] = frozenset()
    for node in graph.nodes:
        if node.op == "name":
            known.append(frozenset((settings[node.leaf].axis,)))
        else:
            known.append(none.union(*(known[operand] for operand in (node.left, node.right) if operand >= 0)))
    return known

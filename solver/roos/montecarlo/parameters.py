"""Uncertain parameters of a scenario space: drawn by name, and the cells that follow their formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity, error
from roos.formula.expression import unknown_parameter
from roos.formula.graph import Graph
from roos.formula.operations import NotFinite, apply
from roos.montecarlo.placing import Placing
from roos.places import Part
from roos.sampling import Draws, Stream
from roos.sampling.distribution import Distribution, rows_of
from roos.sweeping.formulated import Formulated, joined
from roos.sweeping.space import ScenarioSpace

Array = NDArray[np.float64]


class ParameterDraws:
    """What formulas of drawn parameters give, sample by sample.

    A parameter's number in the stream is its position among all names of the space, sorted: its draws are the
    same whichever others are drawn. An axis that sets a parameter overrides its draw, except in scenario 0,
    where no axis says anything.

    Parameters
    ----------
    space
        Whose formulas use the parameters.
    given
        Distributions by name.
    placing
        Makes the points of a design for a number of parameters, float64 (samples, parameters), strictly
        between 0 and 1; parameters come in alphabetical order. None draws at random.

    Attributes
    ----------
    findings
        W405 a parameter that no formula uses; W153 cells that cannot be drawn in scenario 0.

    Raises
    ------
    InputError
        E117 no distributions, E150 to E152 what is none, E416 a parameter that the space does not have.
    """

    def __init__(
        self,
        space: ScenarioSpace,
        given: Mapping[str, Distribution],
        placing: Placing | None = None,
    ) -> None:
        hint = 'write {"load": roos.Distribution.lognormal(0.5, 0.1)}'
        if not isinstance(given, Mapping) or not given:
            raise error("E117", "uncertain parameters are distributions by name", "parameters", hint)
        names = sorted({*space.parameters, *space.settings})
        for name, one in given.items():
            if name not in names:
                raise unknown_parameter(name, "parameters", names)
            if not isinstance(one, Distribution) or one.type not in range(2, 14):
                raise error("E117", f"{one!r} is no distribution", f"parameter {name!r}", hint)
        self._space, self._given, self._names = space, dict(given), names
        self._draws = _draws_of(names, given)
        self._points = None if placing is None else placing(len(given))
        self.findings: tuple[Finding, ...] = self._sort_formulas()

    @property
    def used(self) -> bool:
        """Whether any cell follows a drawn parameter."""
        return bool(self._base or self._others)

    def described(self) -> list[str]:
        """Return the distributions as texts, for digests."""
        return [f"{name}: {one!r}" for name, one in sorted(self._given.items())]

    def values(self, seed: int, first: int, last: int) -> dict[str, Array]:
        """Return the draws of samples ``first`` to ``last − 1``, float64 (samples,), by parameter."""
        drawn = [name for name in self._names if name in self._given]
        if self._points is None:
            table = self._draws.table(seed, first, last)
        else:
            uniform = np.zeros((len(self._names), last - first))
            uniform[[self._names.index(name) for name in drawn]] = self._points[first:last].T
            table = self._draws.at(uniform)
        return dict(zip(drawn, table, strict=True))

    def changes(self, seed: int, first: int, last: int, fixed: Mapping[Part, Array]) -> dict[Part, Array]:
        """Return what changed cells hold.

        Parameters
        ----------
        fixed
            By part, float64 (cells, scenarios): without any draw.

        Returns
        -------
        dict
            By part, float64 (cells, samples, scenarios), new.

        Raises
        ------
        InputError
            E414 or E415 a formula has no finite value in a sample, which is named; E153 a draw is none.
        """
        space, count = self._space, last - first
        drawn = {name: row[:, None] for name, row in self.values(seed, first, last).items()}
        for name, row in drawn.items():
            if not np.isfinite(row).all():
                at = first + int(np.flatnonzero(~np.isfinite(row[:, 0]))[0])
                hint = "its distribution reaches beyond what a number can hold: correct loc and scale"
                raise error("E153", f"sample {at} draws no finite number", f"parameter {name!r}", hint)
        found = {part: np.repeat(cells[:, None, :], count, axis=1) for part, cells in fixed.items()}
        self._write(self._base, drawn, first, found, slice(0, 1))
        if len(space) > 1:
            items = space.coordinates(1, len(space))
            leaves = dict(drawn)
            for name, setting in space.settings.items():
                leaves[name] = setting.values[items[setting.axis]][None, :]
            self._write(self._others, leaves, first, found, slice(1, None))
        return found

    def _sort_formulas(self) -> tuple[Finding, ...]:
        """Find the formulas that follow draws: in scenario 0, and in those of axes."""
        space = self._space
        told: list[Finding] = []
        free = self._given.keys() - space.settings.keys()
        self._base: list[Formulated] = []
        self._others: list[Formulated] = []
        used: set[str] = set()
        for one in space.formulas:
            at_base = space.parameters.needed(one.formula.names, self._given)
            if at_base & self._given.keys():
                used |= at_base & self._given.keys()
                missing = sorted(at_base - self._given.keys() - set(space.parameters))
                if missing:
                    what = (
                        f"in scenario 0 a cell keeps its amount: {missing[0]!r} has a value on an axis only"
                    )
                    hint = "give the space this parameter's value without axes"
                    told.append(Finding("W153", Severity.WARNING, what, one.where, hint))
                else:
                    self._base.append(one)
            others = space.parameters.needed(one.formula.names, {*self._given, *space.settings})
            if others & free and space.axes:
                used |= others & free
                self._others.append(one)
        for name in sorted(self._given.keys() - used):
            what = "no formula uses this uncertain parameter"
            told.append(Finding("W405", Severity.WARNING, what, f"parameter {name!r}"))
        return tuple(told)

    def _write(
        self,
        formulas: list[Formulated],
        leaves: Mapping[str, Array],
        first: int,
        found: Mapping[Part, Array],
        scenarios: slice,
    ) -> None:
        if not formulas:
            return
        space: Any = self._space
        graph, nodes = joined(formulas, space.parameters, dict.fromkeys(leaves, _LEAF))
        one = formulas[0]
        try:
            values = _evaluated(graph, leaves)
            for one, node in zip(formulas, nodes, strict=True):
                row = int(np.searchsorted(space.places[one.part].cells, one.cell))
                value = values[node]
                if one.times:
                    value = apply("*", np.asarray(float(space.base[one.part][row])), value)
                found[one.part][row, :, scenarios] = value
        except NotFinite as problem:
            sample, scenario = problem.index[-2:]
            at = (scenarios.start or 0) + scenario
            where = f"sample {first + sample}, scenario {space.names(at, at + 1)[0]!r}"
            culprit = next((other for other in formulas if self._fails(other, leaves)), one)
            place = culprit.formula.where or culprit.where
            where = f"{place}; {where}" if place else where
            hint = "bound the distributions so that every formula has a value"
            raise error(problem.code, f"a formula gives {problem.reason}", where, hint) from None

    def _fails(self, one: Formulated, leaves: Mapping[str, Array]) -> bool:
        """Return whether a formula alone has no finite value somewhere, before it multiplies anything."""
        graph, _ = joined([one], self._space.parameters, dict.fromkeys(leaves, _LEAF))
        try:
            _evaluated(graph, leaves)
        except NotFinite:
            return True
        return False


_LEAF: Any = None


def _evaluated(graph: Graph, leaves: Mapping[str, Array]) -> list[Array]:
    """Return each node's value, float64 that broadcasts to (samples, scenarios)."""
    values: list[Array] = []
    for node in graph.nodes:
        if node.op == "name":
            values.append(leaves[node.leaf])
        elif node.op == "number":
            values.append(np.full((1, 1), float.fromhex(node.leaf)))
        else:
            right = values[node.right] if node.right >= 0 else None
            values.append(apply(node.op, values[node.left], right))
    return values


def _draws_of(names: list[str], given: Mapping[str, Distribution]) -> Draws:
    certain = Distribution(1, 0.0)
    listed = [given.get(name, certain) for name in names]
    rows = rows_of(listed, where="parameters")
    base, place = np.zeros(len(names)), np.arange(len(names), dtype=np.int32)
    return Draws(rows, place, base, Stream.PARAMETERS, lambda i: f"parameter {names[i]!r}")

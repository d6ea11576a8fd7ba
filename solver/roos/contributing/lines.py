"""Contributions as lines: a role, where each belongs, an amount and a value; in the order of the matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from roos.contributing.cell import Cell
from roos.contributing.parts import activity_contributions, exchange_contributions, flow_contributions
from roos.contributing.tiers import input_contributions, paired_entries
from roos.errors import error
from roos.labels import Labels

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: The ways to split a score.
WAYS = ("activity", "flow", "input", "activity and flow")

#: Titles of the text columns: (title, axis, what its labels hold).
Layout = tuple[tuple[str, str, str], ...]


def _layout(axis: str) -> Layout:
    return ((axis, axis, "ids"), ("name", axis, "names"), ("location", axis, "locations"))


_LAYOUTS: Mapping[str, Layout] = {
    "activity": (*_layout("activity"), ("unit", "activity", "units")),
    "flow": (*_layout("flow"), ("unit", "flow", "units")),
    "input": (*_layout("product"), ("unit", "product", "units"), ("demanded", "demanded", "ids")),
    "activity and flow": (
        *_layout("activity"),
        ("flow", "flow", "ids"),
        ("flow name", "flow", "names"),
        ("unit", "flow", "units"),
    ),
}


@dataclass(frozen=True, eq=False)
class Lines:
    """What a score is split into.

    Attributes
    ----------
    roles
        One text per line: ``"activity"``, ``"flow"``, ``"exchange"``, ``"group"``; of the first tier
        ``"direct"``, ``"input"``, ``"co-product"``, ``"waste"`` (to be treated) and ``"waste taken"``.
    axes
        By name: labels, and int64 (lines,) position in them; the first is what a line is about.
    layout
        The text columns.
    amounts
        float64 (lines,), in the unit of the line; NaN for groups.
    values
        float64 (lines,): contributions in the unit of the category.
    texts
        Ready text columns, of groups.
    """

    roles: tuple[str, ...]
    axes: Mapping[str, tuple[Labels, Ints]]
    layout: Layout
    amounts: Array
    values: Array
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def take(self, chosen: Ints) -> Lines:
        """Return some lines, in the order given."""
        listed = chosen.tolist()
        return Lines(
            tuple(self.roles[i] for i in listed),
            {name: (labels, positions[chosen]) for name, (labels, positions) in self.axes.items()},
            self.layout,
            self.amounts[chosen],
            self.values[chosen],
            {name: tuple(column[i] for i in listed) for name, column in self.texts.items()},
        )

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return the text columns by title."""
        made = dict(self.texts)
        for title, axis, column in self.layout:
            labels, positions = self.axes[axis]
            texts = getattr(labels, column)
            made[title] = tuple(texts[i] for i in positions.tolist())
        return made

    def described(self) -> tuple[str, ...]:
        """Return each line in words, for people."""
        if not self.axes:
            (column,) = self.texts.values()
            return tuple(text or "unknown" for text in column)
        first, *others = self.axes.values()
        texts = [first[0].describe(i) for i in first[1].tolist()]
        if "flow" in self.axes and others:
            flows, positions = self.axes["flow"]
            texts = [
                f"{text}: {flows.describe(i)}" for text, i in zip(texts, positions.tolist(), strict=True)
            ]
        return tuple(
            f"direct: {text}" if role == "direct" else text
            for role, text in zip(self.roles, texts, strict=True)
        )


def lines_of(cell: Cell, by: str) -> tuple[Lines, float]:
    """Split the score of a cell.

    Returns
    -------
    tuple
        All lines, zeros included, and a bound of the distance of their exact sum from the true score.

    Raises
    ------
    InputError
        E117 unknown way, E131 an activity makes none of a demanded product.
    """
    system, solved = cell.system, cell.solved
    supply, bound = solved.supply, cell.bound_of_parts
    activities, flows = system.activities, system.flows
    if by == "activity":
        values = activity_contributions(solved.intensities, supply)
        axes = {"activity": (activities, np.arange(values.size))}
        return Lines(("activity",) * values.size, axes, _LAYOUTS[by], supply, values), bound
    if by == "flow":
        amounts, values = flow_contributions(cell.characterisation, system.biosphere, supply)
        axes = {"flow": (flows, np.arange(values.size))}
        return Lines(("flow",) * values.size, axes, _LAYOUTS[by], amounts, values), bound
    if by == "activity and flow":
        found = exchange_contributions(cell.characterisation, system.biosphere, supply)
        axes = {"activity": (activities, found.activities), "flow": (flows, found.flows)}
        roles = ("exchange",) * found.values.size
        return Lines(roles, axes, _LAYOUTS[by], found.amounts, found.values), bound
    if by == "input":
        return _inputs(cell)
    raise error("E117", f"by is {by!r}", where="contributions", hint="use one of " + "; ".join(WAYS))


def _inputs(cell: Cell) -> tuple[Lines, float]:
    products, a, solved = cell.system.products, cell.system.technosphere.matrix, cell.solved
    found = input_contributions(
        a, solved.activity_of, solved.intensities, solved.multipliers, cell.demand_lines, products
    )
    names = role_names(paired_entries(a, solved.activity_of)[found.products], found.entries)
    roles = tuple(np.where(found.direct, "direct", names).tolist())
    axes = {"product": (products, found.products), "demanded": (products, found.demanded)}
    lines = Lines(roles, axes, _LAYOUTS["input"], found.amounts, found.values)
    return lines, solved.bound_of_tiers(found.levels, found.values)


def role_names(paired: Array, entries: Array) -> NDArray[np.str_]:
    """Tell inputs from co-products, and both from waste, whose activity takes its product in.

    Parameters
    ----------
    paired
        float64 (lines,): entry of each product in its own activity.
    entries
        float64 (lines,): its entry in the activity that is looked at.
    """
    consumed = entries < 0.0
    of_goods = np.where(consumed, "input", "co-product")
    return np.where(paired > 0.0, of_goods, np.where(consumed, "waste taken", "waste"))

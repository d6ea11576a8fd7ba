"""From a cell of the cube to its contributions, in one call."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roos.contributing.cell import Cell
from roos.contributing.cutting import cut
from roos.contributing.grouping import grouped
from roos.contributing.lines import lines_of
from roos.contributing.table import Contributions
from roos.demand import Demands
from roos.errors import error
from roos.factorisation import Factorisation
from roos.method import Method
from roos.options import Options
from roos.refine import UNIT
from roos.scenario import Scenario
from roos.system import System


def contributions(
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    *,
    demand: str | int,
    category: str | int,
    by: str = "activity",
    group: str | None = None,
    cut_off: float = 0.0,
    top: int | None = None,
    method: Method | None = None,
    scenario: Scenario | None = None,
    factors: Factorisation | None = None,
    options: Options | None = None,
) -> Contributions:
    """Say what one score is made of.

    Two solves, whatever the way of splitting; the first tier needs none per input.

    Parameters
    ----------
    system, demands
        As for :func:`roos.score`.
    demand, category
        Which score: id, unique name, or position.
    by
        ``"activity"`` (direct emissions of each), ``"flow"`` (each emission and resource),
        ``"activity and flow"``, or ``"input"``: what the activity of each demanded product emits itself, and
        everything that stands behind each of its inputs.
    group
        Sum lines by ``"location"``, ``"name"``, ``"unit"`` or a further column of their labels; of several
        axes with the axis named, as in ``"flow name"``.
    cut_off
        Smallest share of Σ|contribution| shown.
    top
        Most lines shown; all by default.
    method
        Characterisation; the system's own by default.
    scenario
        Changes to apply first.
    factors
        Of the system's technosphere; refactorised for a scenario on the same pattern.
    options
        Tolerances.

    Returns
    -------
    Contributions
        The largest first; what is left out stands in ``rest``.

    Raises
    ------
    InputError
        E117 a wrong argument, E130 unknown demand, E131 the activity of a demanded product makes none of it,
        E202 and E207 category or product, E208 unknown group, E405 a scenario for something else, and those
        of :func:`roos.score`.
    AccuracyError
        E118 the score is not certified, E132 the contributions do not add up to it.
    SingularError
        E101, E102, E104.

    Examples
    --------
    >>> import numpy as np, roos
    >>> from roos import Labels, Method, System
    >>> method = Method.build("CO2", np.array([[1.0]]), Labels("category", ("climate",), units=("kg",)))
    >>> system = System.build("two activities", np.array([[1.0, -0.5], [0.0, 1.0]]), np.array([[2.0, 4.0]]),
    ...                       products=Labels("product", ("power", "steel")), characterisation=method)
    >>> found = roos.contributions(system, {"a": {"steel": 1.0}}, demand="a", category="climate", by="input")
    >>> list(zip(found.roles, found.columns["product"], found.values.tolist()))
    [('direct', 'steel', 4.0), ('input', 'power', 1.0)]
    """
    cell = Cell.of(
        system, demands, demand=demand, category=category, method=method, scenario=scenario, factors=factors,
        options=options,
    )  # fmt: skip
    return split(cell, by=by, group=group, cut_off=cut_off, top=top)


def split(
    cell: Cell,
    *,
    by: str = "activity",
    group: str | None = None,
    cut_off: float = 0.0,
    top: int | None = None,
) -> Contributions:
    """Split a cell that is solved already; parameters and errors as in :func:`contributions`."""
    lines, bound = lines_of(cell, by)
    if group is not None:
        lines = grouped(lines, group)
    chosen = cut(lines.values, cut_off, top)
    bound += 4 * UNIT * chosen.size
    refuse_apart(cell, chosen.total, bound)
    shown = lines.take(chosen.kept)
    with np.errstate(all="ignore"):
        shares = shown.values / chosen.size if chosen.size else np.zeros(len(shown.values))
    categories = cell.method.categories
    return Contributions(
        by,
        group,
        cell.demands.labels.ids[cell.demand],
        categories.ids[cell.category],
        cell.scenario,
        categories.units[cell.category],
        shown.roles,
        shown.described(),
        shown.columns(),
        {name: positions for name, (_, positions) in shown.axes.items()},
        shown.amounts,
        shown.values,
        shares,
        chosen.rest,
        chosen.left_out,
        chosen.total,
        chosen.size,
        cell.solved.score,
        bound,
        cell.findings,
    )


def refuse_apart(cell: Cell, total: float, bound: float) -> None:
    """Raise E132 where a sum of contributions is further from the score than both may be wrong.

    It cannot be where supply, multipliers and matrices belong together: results kept from another run can.
    """
    score, both = cell.solved.score, bound + cell.solved.bound
    if not abs(total - score) <= both:
        raise error(
            "E132",
            f"contributions add up to {total!r}, the score is {score!r}, and rounding explains {both:.1e}",
            where=cell.where,
            hint="take supply, multipliers and matrices of the same system and scenario",
        )

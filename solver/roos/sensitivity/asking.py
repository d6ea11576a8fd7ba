"""From a cell of the cube to its sensitivities, in one call."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from roos.contributing.cell import Cell
from roos.contributing.cutting import check_number, exact_sum
from roos.contributing.splitting import refuse_apart
from roos.demand import Demands
from roos.errors import Finding, Severity, error
from roos.factorisation import Factorisation
from roos.method import Method
from roos.options import Options
from roos.places import Part
from roos.refine import UNIT
from roos.scenario import Scenario
from roos.sensitivity.entries import Entries, derivatives_of, entries_of
from roos.sensitivity.ranking import RANKS, Ranked, described, ranked, texts_of
from roos.sensitivity.table import Sensitivities
from roos.sensitivity.uncertain import uncertain_rows
from roos.system import System

Array = NDArray[np.float64]

#: Matrices that are looked at by default.
MATRICES = ("technosphere", "biosphere", "characterisation")


def sensitivities(
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    *,
    demand: str | int,
    category: str | int,
    rank: str = "elasticity",
    top: int | None = 20,
    matrices: Collection[str] = MATRICES,
    method: Method | None = None,
    scenario: Scenario | None = None,
    factors: Factorisation | None = None,
    options: Options | None = None,
) -> Sensitivities:
    """Say how one score depends on every exchange and factor: derivatives, elasticities, shares of variance.

    One forward and one transposed solve, however many exchanges there are.

    Parameters
    ----------
    system, demands
        As for :func:`roos.score`.
    demand, category
        Which score: id, unique name, or position.
    rank
        ``"elasticity"``: the largest relative effect first; ``"variance"``: the largest part of the variance.
    top
        Most lines by name; None for all. The arrays in ``entries`` always hold all.
    matrices
        Some of ``"technosphere"``, ``"biosphere"``, ``"characterisation"``, ``"demands"``.
    method
        Characterisation; the system's own by default. Factors of another one are certain.
    scenario
        Changes to apply first; amounts that it changes are certain.
    factors
        Of the system's technosphere; refactorised for a scenario on the same pattern.
    options
        Tolerances.

    Returns
    -------
    Sensitivities
        With elasticities E = (x/h)·∂h/∂x. Over all exchanges they add up to −1 for the technosphere and to 1
        for the biosphere and for the factors. Variances are first order and of independent amounts:
        Var h ≈ Σ (∂h/∂x)²·Var x.

    Raises
    ------
    InputError
        E117 a wrong argument, E130 unknown demand, E150 to E152 a distribution, E170 nothing is uncertain and
        the variance is asked for, E202 and E207 category or product, E405 a scenario for something else, and
        those of :func:`roos.score`.
    AccuracyError
        E118 the score is not certified, E132 derivatives do not add up to it.
    SingularError
        E101, E102, E104.

    Examples
    --------
    >>> import roos
    >>> from roos import Labels, Method, System
    >>> method = Method.build("CO2", np.array([[1.0]]), Labels("category", ("climate",), units=("kg",)))
    >>> system = System.build("two activities", np.array([[1.0, -0.5], [0.0, 1.0]]), np.array([[2.0, 4.0]]),
    ...                       products=Labels("product", ("power", "steel")), characterisation=method)
    >>> found = roos.sensitivities(system, {"a": {"steel": 1.0}}, demand="a", category="climate", top=2,
    ...                            matrices=["technosphere"])
    >>> list(zip(found.labels, found.elasticities.tolist()))
    [('1: output of steel', -1.0), ('0: output of power', -0.2)]
    """
    if rank not in RANKS:
        raise error("E117", f"rank is {rank!r}", "sensitivities", "use one of " + "; ".join(RANKS))
    if top is not None:
        check_number("top", top)
    wanted = _parts(matrices)
    cell = Cell.of(
        system, demands, demand=demand, category=category, method=method, scenario=scenario, factors=factors,
        options=options,
    )  # fmt: skip
    derivatives = derivatives_of(cell)
    found = {part: entries_of(cell, part, derivatives[part]) for part in wanted}
    _refuse_apart(cell, found)
    rows = uncertain_rows(cell, system, method, scenario)
    for part in found.keys() & rows.keys():
        height = derivatives[part].by_row.size
        found[part] = found[part].with_distributions(rows[part], height, derivatives[part])
    if rank == "variance" and not rows:
        raise error(
            "E170",
            "nothing is uncertain: there are no variances to order by",
            cell.where,
            "read an inventory with distributions, or order by elasticity",
        )
    return _table(cell, found, bool(rows), rank, top)


def _parts(matrices: Collection[str]) -> list[Part]:
    given = [matrices] if isinstance(matrices, str) else list(matrices)
    known = (*MATRICES, "demands")
    for name in given:
        if name not in known:
            raise error("E117", f"{name!r} is no matrix", "sensitivities", "use some of " + ", ".join(known))
    return [Part(name) for name in known if name in given]


def _refuse_apart(cell: Cell, found: Mapping[Part, Entries]) -> None:
    """Raise E132 where effects do not add up to the score: λᵀA s and C B s are both the score."""
    solved = cell.solved
    for part, sign in ((Part.TECHNOSPHERE, -1.0), (Part.BIOSPHERE, 1.0)):
        if part in found:
            effects = found[part].effects
            rounding = 4 * UNIT * float(np.abs(effects).sum())
            missed = solved.spread + float(solved.residual @ np.abs(solved.supply)) + rounding
            refuse_apart(cell, sign * exact_sum(effects), missed + solved.unseen * solved.size)


def _variance(some: Entries) -> float:
    spreads = some.spreads
    return float(np.sum(spreads[np.isfinite(spreads)] ** 2))


def _table(
    cell: Cell, found: Mapping[Part, Entries], uncertain: bool, rank: str, top: int | None
) -> Sensitivities:
    entries = list(found.values())
    spreads = np.concatenate([*(some.spreads for some in entries), np.zeros(0)])
    endless = np.flatnonzero(~np.isfinite(spreads))
    parts = {str(some.part): _variance(some) if uncertain else float("nan") for some in entries}
    lines = ranked(entries, rank, top)
    texts = texts_of(cell, entries, lines)
    variance = sum(parts.values())
    none = np.full(lines.at.size, np.nan)

    def pick(name: str) -> Array:
        values: Array = np.concatenate([*(getattr(some, name) for some in entries), np.zeros(0)])
        return values[lines.whole]

    effects, score, shown = pick("effects"), cell.solved.score, spreads[lines.whole]
    findings = list(cell.findings)
    if endless.size:
        message = f"{endless.size} amounts have no finite variance: they are left out of shares"
        (where,) = described(texts_of(cell, entries, Ranked.of(entries, endless[:1].astype(np.int64))))
        hint = "give their distributions bounds, or other ones, to count them"
        findings.append(Finding("W170", Severity.WARNING, message, where, hint, endless.size))
    if score == 0.0:
        hint = "derivatives and effects hold as they are"
        findings.append(
            Finding("W172", Severity.NOTE, "the score is zero: it has no elasticities", cell.where, hint)
        )
    with np.errstate(all="ignore"):
        shares = np.where(np.isfinite(shown), shown**2 / variance, np.nan) if variance else 0.0 * shown
    categories = cell.method.categories
    return Sensitivities(
        cell.demands.labels.ids[cell.demand],
        categories.ids[cell.category],
        cell.scenario,
        categories.units[cell.category],
        score,
        cell.solved.bound,
        rank,
        described(texts),
        texts,
        pick("amounts"),
        pick("derivatives"),
        effects,
        effects / score if score else none,
        pick("deviations") if uncertain else none,
        shares if uncertain else none,
        sum(int(np.count_nonzero(some.effects)) for some in entries),
        variance if entries else float("nan"),
        parts,
        {str(part): some for part, some in found.items()},
        tuple(findings),
    )

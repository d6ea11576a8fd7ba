"""Scores of many demands in many categories, each with its error bound.

Two exact paths. Forward: one solve per demand, h = C B s. Adjoint: one transposed solve per category gives
the multipliers Λ = C B A⁻¹, and the scores of any number of demands are then one sparse product Λ F.

Error bounds (u = 2⁻⁵³, D = C B, ψ rounding of the products, r and ρ residuals, τ what these do not see):
forward   e_k = |λ_k·r| + |λ_k|·τ + ψ Σ|C||B||s|; for many categories |D||A⁻¹|(|r| + τ) in place of both;
adjoint   e_k = z_k·|f| + ψ |λ_k|·|f|, z_k = |d_k| + |A⁻ᵀ|(|ρ_k − Aᵀd_k| + τ) with d_k ≈ A⁻ᵀρ_k.
They are judged relative to Σ|contribution|.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from roos.absolute import AbsoluteInverse
from roos.adjoint import score_adjoint
from roos.certificate import Certificate
from roos.demand import Demands
from roos.errors import Finding, Severity, error
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.forward import score_forward
from roos.intensity import Intensities
from roos.method import Method
from roos.options import DEFAULT, Options
from roos.results import Results
from roos.system import System

Array = NDArray[np.float64]

DIRECTIONS = ("auto", "forward", "adjoint")


def score(
    system: System,
    demands: Demands | Mapping[str, Mapping[str, float]],
    *,
    method: Method | None = None,
    direction: str = "auto",
    options: Options | None = None,
    factors: Factorisation | None = None,
    keep_supply: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> Results:
    """Score many demands in all categories of a method.

    Parameters
    ----------
    system
        From :func:`roos_inventories.read`, or :meth:`System.build`.
    demands
        :class:`Demands`, or ``{demand: {product id or unique name: amount}}``.
    method
        Characterisation; the system's own by default.
    direction
        ``"forward"``, ``"adjoint"``, or ``"auto"``: the one with fewer solves.
    options
        Tolerances; see :class:`Options`.
    factors
        A factorisation of ``system.technosphere`` to use again; of other values it is refused (E114).
    keep_supply
        Keep the supply vectors in the result; implies forward.
    progress
        Called with a phase and its fraction done.

    Returns
    -------
    Results
        ``scores`` is float64 (demands, categories).

    Raises
    ------
    InputError
        E511 no method, E117 unknown direction; E1xx and E2xx of matrix and demands, and errors that the
        reader found (E105 a product made twice, E108 own use of all that is made).
    AccuracyError
        E118 a score's error bound exceeds ``options.refuse_bound``.
    SingularError
        E101, E102, E104.

    Examples
    --------
    >>> import numpy as np, roos
    >>> from roos import Labels, Method, System
    >>> method = Method.build("CO2", np.array([[1.0]]), Labels("category", ("climate",), units=("kg",)))
    >>> system = System.build("two activities", np.array([[1.0, -0.5], [0.0, 1.0]]), np.array([[2.0, 4.0]]),
    ...                       products=Labels("product", ("steel", "power")), characterisation=method)
    >>> roos.score(system, {"one of each": {"steel": 1.0, "power": 1.0}}).scores.tolist()
    [[9.0]]
    """
    options = options or DEFAULT
    tell = progress or (lambda phase, fraction: None)
    refuse_unsound(system)
    chosen = method_of(system, method)
    if direction not in DIRECTIONS:
        raise error("E117", f"direction {direction!r} is unknown", hint="use one of " + ", ".join(DIRECTIONS))
    wanted = Demands.of(demands, system.products)
    clock = time.perf_counter()
    timings: dict[str, float] = {}
    if factors is None:
        factors = factorise(system.technosphere, options=options, progress=progress)
    else:
        factors.refuse_other(system.technosphere.matrix)
    timings["factorise"] = time.perf_counter() - clock
    path, explanation = choose(direction, len(wanted), len(chosen.categories), options, keep_supply)
    intensities = Intensities.of(chosen.matrix, system.biosphere)
    clock = time.perf_counter()
    tell("solving", 0.0)
    inverse = AbsoluteInverse(factors)
    run = score_forward if path == "forward" else score_adjoint
    cells = run(factors, wanted.matrix, intensities, inverse, options, keep_supply, tell)
    timings["solve"] = time.perf_counter() - clock
    tell("solved", 1.0)
    scale = np.maximum(cells.contributions, np.abs(cells.scores))
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(cells.bound == 0.0, 0.0, cells.bound / scale)
        cancellation = np.where(scale == 0.0, 1.0, scale / np.abs(cells.scores))
    status = Certificate.judge(relative, options)
    certificate = Certificate(
        inverse.kind,
        cells.backward_error,
        cells.steps,
        cells.bound,
        relative,
        cancellation,
        status,
        factors.backend,
        factors.condition if status.name != "CERTIFIED" else factors.known_condition,
    )
    results = Results(
        cells.scores,
        wanted.labels,
        chosen.categories,
        certificate,
        path,
        cells.supply,
        (
            *system.findings,
            *factors.findings,
            *chosen.findings,
            *wanted.findings,
            *_findings(certificate, options, cells.contributions, wanted),
        ),
        explanation,
        timings,
        {"system": system.name, "method": chosen.name, **system.meta},
    )
    if status.name == "REFUSED" and not options.accept_inaccurate:
        raise _refused(results, options.refuse_bound)
    return results


def choose(
    direction: str, demands: int, categories: int, options: Options, keep_supply: bool
) -> tuple[str, tuple[str, ...]]:
    """Return the path and the reasons, the chosen one first.

    Counted in solves, error bounds included: forward takes one per demand plus the multipliers (or one more
    per demand, whichever is fewer); adjoint takes three per category: the multipliers, their error and their
    sums of absolute contributions.
    """
    forward = demands + min(categories, demands)
    adjoint = 3 * categories
    lines = {
        "forward": f"forward: {forward} solves ({demands} demands and their error bounds)",
        "adjoint": f"adjoint: {adjoint} solves ({categories} categories, their errors and contributions)",
    }
    if keep_supply and direction == "adjoint":
        raise error(
            "E117",
            "the adjoint path has no supply vectors to keep",
            where="keep_supply",
            hint="use direction='forward'",
        )
    if direction != "auto":
        path, why = direction, "asked for"
    elif keep_supply:
        path, why = "forward", "the supply vectors were asked for"
    else:
        path, why = ("forward", "fewest solves") if forward <= adjoint else ("adjoint", "fewest solves")
    other = "adjoint" if path == "forward" else "forward"
    return path, (f"chosen   {lines[path]}; {why}", f"rejected {lines[other]}")


def refuse_unsound(system: System) -> None:
    """Raise the first error that the reader of a system found."""
    for finding in system.findings:
        if finding.severity is Severity.ERROR:
            raise finding.as_error()


def method_of(system: System, method: Method | None) -> Method:
    """Return the method to score with, the system's own by default; E511 there is none, E114 other flows."""
    chosen = method or system.characterisation
    if chosen is None:
        raise error(
            "E511",
            f"{system.name} brings no characterisation of its own",
            where=system.name,
            hint="name a method; `roos list methods` shows them",
        )
    if chosen.matrix.shape[1] != len(system.flows):
        raise error(
            "E114",
            f"method {chosen.name!r} is made for {chosen.matrix.shape[1]} flows, the system has "
            f"{len(system.flows)}",
            where=chosen.name,
            hint="read the method for this system's own flows",
        )
    return chosen


def _findings(
    certificate: Certificate, options: Options, contributions: Array, demands: Demands
) -> list[Finding]:
    found: list[Finding] = []
    over = int((certificate.relative > options.warn_bound).sum())
    if over:
        found.append(
            Finding(
                "W204",
                Severity.WARNING,
                f"{over} scores have an error bound above {options.warn_bound:.0e} "
                f"(largest {float(certificate.relative.max()):.1e}, condition {certificate.condition:.1e})",
                where=certificate.backend,
                hint="see certificate.relative for each score",
                count=over,
            )
        )
    silent = np.flatnonzero(~contributions.any(axis=1))
    if silent.size:
        found.append(
            Finding(
                "W212",
                Severity.WARNING,
                f"{silent.size} demands reach no characterised flow: all their scores are zero",
                where="demand " + "; ".join(repr(demands.labels.ids[i]) for i in silent[:5]),
                hint="check the products asked for, and the coverage of the method",
                count=int(silent.size),
            )
        )
    return found


def _refused(results: Results, limit: float) -> Exception:
    relative = results.certificate.relative
    d, k = np.unravel_index(int(np.argmax(np.where(np.isfinite(relative), relative, np.inf))), relative.shape)
    return error(
        "E118",
        f"{int((~(relative <= limit)).sum())} scores could not be certified; the largest error bound is "
        f"{float(relative[d, k]):.1e} of its contributions",
        where=f"demand {results.demands.ids[d]!r}, category {results.categories.describe(int(k))}",
        hint="check the data around a loop of gain near one; accept_inaccurate returns the numbers, marked",
    )

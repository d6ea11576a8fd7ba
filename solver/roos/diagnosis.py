"""Everything that can be said about a system before it is solved, each finding by name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.absolute import comparison, productive_supply
from roos.errors import Finding, RoosError, Severity
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.loops import unproductive_loops
from roos.options import Options
from roos.structure import analyse, name_some, pair
from roos.system import System

#: Condition from which relative errors of exchanges grow visibly (W204).
BAD_CONDITION = 1e8


def diagnose(
    system: System, *, factors: Factorisation | None = None, options: Options | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong or worth knowing about a system's matrices.

    Parameters
    ----------
    system
        Validated by :meth:`System.build`.
    factors
        A factorisation of its technosphere, to spare a second one.
    options
        Of the factorisation made otherwise.

    Returns
    -------
    tuple of Finding
        Errors first. Error findings are those that ``roos.factorise`` refuses (E101, E103, E104), and a loop
        gain of one or more (E108), which it does not refuse. Empty when there is nothing to say.
    """
    matrix = system.technosphere.matrix
    try:
        product_of = pair(matrix, system.technosphere.reference, system.products, system.activities)
    except RoosError as problem:
        return (_as_finding(problem), *_coverage(system))
    found = _signs(system, product_of)
    structure = analyse(matrix, product_of)
    signed = comparison(matrix, structure)
    proved = False
    try:
        factors = factors or factorise(system.technosphere, options=options)
        found.extend(factors.findings)
        # only sign-normalised factors are those of the comparison matrix; else blocks are looked at
        proved = not signed.odd_activities.size and productive_supply(factors, signed, flip=True) is not None
        if factors.condition > BAD_CONDITION:
            found.append(
                Finding(
                    "W204",
                    Severity.WARNING,
                    f"badly conditioned: relative errors of exchanges may grow {factors.condition:.0e} fold",
                    where=system.name,
                    hint="look for loops of gain near one; each score carries its own bound",
                )
            )
    except RoosError as problem:
        found.append(_as_finding(problem))
    loops, undecided = ([], np.empty(0, dtype=np.int64)) if proved else unproductive_loops(signed, structure)
    for loop in loops:
        found.append(
            Finding(
                "E108",
                Severity.ERROR,
                "a loop uses up at least as much as it makes (loop gain of one or more)",
                where="activity " + " → ".join(system.activities.describe(int(j)) for j in loop),
                hint="correct the amounts; supply would be negative (`--allow-negative-supply` computes it)",
            )
        )
    if undecided.size:
        found.append(
            Finding(
                "W205",
                Severity.WARNING,
                "the loop gain cannot be decided: a loop holds co-products or credits",
                where="activity " + name_some(system.activities, undecided),
                hint="the scores are certified all the same; look at negative supplies if they matter",
                count=int(undecided.size),
            )
        )
    found.extend(_coverage(system))
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))


def _as_finding(problem: RoosError) -> Finding:
    return Finding(problem.code, Severity.ERROR, problem.message, problem.where, problem.hint)


def _signs(system: System, product_of: NDArray[np.int32]) -> list[Finding]:
    matrix = system.technosphere.matrix
    column_of = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    paired = matrix.indices == product_of[column_of]
    found: list[Finding] = []
    negative = column_of[paired & (matrix.data < 0)]
    if negative.size:
        found.append(
            Finding(
                "W201",
                Severity.NOTE,
                f"{negative.size} activities have a negative reference flow",
                where="activity " + name_some(system.activities, negative),
                hint="usual for waste treatment: ask for a negative amount to have a waste treated",
                count=int(negative.size),
            )
        )
    sign = np.ones(matrix.shape[0])
    sign[matrix.indices[paired]] = np.sign(matrix.data[paired])
    beside = np.flatnonzero(~paired & (matrix.data * sign[matrix.indices] > 0))
    if beside.size:
        first = beside[0]
        found.append(
            Finding(
                "W203",
                Severity.NOTE,
                f"{beside.size} exchanges put out a product beside the reference product",
                where=f"activity {system.activities.describe(int(column_of[first]))}, "
                f"product {system.products.describe(int(matrix.indices[first]))}",
                hint="right for co-products and credits; a consumed input needs a negative sign",
                count=int(beside.size),
            )
        )
    return found


def _coverage(system: System) -> list[Finding]:
    method = system.characterisation
    if method is None:
        return []
    used = np.bincount(system.biosphere.indices, minlength=len(system.flows)) > 0
    known = np.bincount(method.matrix.indices[method.matrix.data != 0], minlength=len(system.flows)) > 0
    silent = np.flatnonzero(used & ~known)
    if not silent.size:
        return []
    return [
        Finding(
            "W102",
            Severity.WARNING,
            f"{silent.size} of {int(used.sum())} flows in use have no factor in {method.name!r}",
            where="flow " + name_some(system.flows, silent),
            hint="they count as zero in every score",
            count=int(silent.size),
        )
    ]

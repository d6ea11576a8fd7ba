"""Values: blocks that are singular, loops that use up what they make, digits that are lost."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from roos.absolute import Comparison, comparison, productive_supply
from roos.diagnosis.shape import Paired
from roos.errors import Finding, RoosError, Severity
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.loops import MARGIN, Loop, block_gains, unproductive_loops
from roos.options import DEFAULT, Options
from roos.singular import singular, singular_blocks
from roos.structure import Structure, analyse, name_some
from roos.words import many

#: Condition from which relative errors of exchanges grow visibly (W204).
BAD_CONDITION = 1e8
#: Findings of one kind that are told one by one; the last one says how many more there are.
TOLD = 5


def block_findings(paired: Paired, factors: Factorisation | None, options: Options | None) -> list[Finding]:
    """Return E101, E102, E108, W204 and W205 for a paired technosphere.

    Parameters
    ----------
    paired
        Square.
    factors
        Of the same matrix, to spare a second factorisation.
    options
        Of the factorisation made otherwise.
    """
    if not paired.activities:
        return []
    structure = analyse(paired.matrix, paired.product_of)
    signed = comparison(paired.matrix, structure)
    found: list[Finding] = []
    proved = False
    spoilt = np.zeros(structure.blocks, dtype=bool)
    try:
        factors = factors or factorise(paired.technosphere, options=options)
    except RoosError as problem:
        found = _singular(paired, structure, signed, problem, spoilt)
    else:
        found = _digits(factors, options or DEFAULT)
        proved = _makes_more_than_it_uses(factors, signed, structure)
    loops, undecided = (
        ([], np.empty(0, dtype=np.int64)) if proved else unproductive_loops(signed, structure, most=TOLD)
    )
    block_of = structure.block_of_activity
    found += _loops([loop for loop in loops if not spoilt[block_of[loop.activities[0]]]], paired)
    undecided = undecided[~spoilt[block_of[undecided]]]
    if undecided.size:
        found.append(
            Finding(
                "W205",
                Severity.WARNING,
                "the loop gain cannot be decided: a loop holds co-products or credits",
                where="activity " + name_some(paired.activities, undecided),
                hint="the scores are certified all the same; look at negative supplies if they matter",
                count=int(undecided.size),
            )
        )
    return found


def _makes_more_than_it_uses(factors: Factorisation, signed: Comparison, structure: Structure) -> bool:
    """Prove at one go that no block has a gain of one, with odd entries counted as consumption."""
    if not signed.odd_activities.size:
        return productive_supply(factors, signed, flip=True) is not None
    low, _ = block_gains(signed, structure)
    if (low > 1.0 + MARGIN).any():
        return False  # there is nothing to prove, and a nucleus of credits is slow to factorise
    try:
        counted = factors.refactorise(signed.matrix)
    except RoosError:
        return False
    return productive_supply(counted, signed, flip=False) is not None


def _singular(
    paired: Paired,
    structure: Structure,
    signed: Comparison,
    problem: RoosError,
    spoilt: NDArray[np.bool_],
) -> list[Finding]:
    """Return one finding per singular block, and mark the block; that of the solver where none is found."""
    found, others = list[Finding](), list[int]()
    _, high = block_gains(signed, structure)
    for culprits in singular_blocks(paired.matrix, structure, regular=high < 1.0 - MARGIN):
        block = structure.block_of_activity[culprits[0]]
        spoilt[block] = True
        if paired.beyond[structure.block_of_activity == block].any():
            continue  # a product left out of this part may tell them apart
        if len(found) < TOLD:
            found.append(as_finding(singular(culprits, paired.activities)))
        else:
            others.append(int(culprits[0]))
    if rest := len(others):
        found.append(
            Finding(
                "E101",
                Severity.ERROR,
                many(rest, "more block", "more blocks") + " of activities cancel each other",
                where="activity " + name_some(paired.activities, others),
                hint="correct those named and check again",
                count=rest,
            )
        )
    return found if spoilt.any() else [as_finding(problem)]


def _digits(factors: Factorisation, options: Options) -> list[Finding]:
    """Return E102 or W204: by how much relative errors of exchanges grow, and what a trial solve leaves."""
    condition = factors.condition
    if condition <= BAD_CONDITION:
        return []
    demand = 1.0 / factors.row_scale
    supply = np.abs(factors.solve_loosely(demand[:, None])[:, 0]) / factors.column_scale
    supply = np.nan_to_num(supply, nan=np.inf)
    largest = np.argsort(-supply, kind="stable")
    largest = largest[supply[largest] >= 1e-3 * supply[largest[0]]]
    where = "activity " + name_some(factors.activities, largest)
    singular_from = options.condition_refuse / np.finfo(float).eps
    lost = min(16, math.ceil(math.log10(condition))) if math.isfinite(condition) else 16
    if not condition <= singular_from:
        return [
            Finding(
                "E102",
                Severity.ERROR,
                f"singular up to rounding: condition about {condition:.1e}, {lost} of 16 digits are lost",
                where,
                "look for a loop that uses up all it makes, or activities with proportional exchanges",
                count=int(largest.size),
            )
        ]
    try:
        omega = f"{factors.solve_block(demand[:, None]).omega[0]:.0e}"
    except RoosError as problem:
        return [as_finding(problem)]
    return [
        Finding(
            "W204",
            Severity.WARNING,
            f"badly conditioned: condition about {condition:.0e}, so {lost} of 16 digits may be lost "
            f"between the exchanges and a score; backward error of a trial solve {omega}",
            where,
            "look for loops of gain near one, or activities nearly in proportion; each score has a bound",
            count=int(largest.size),
        )
    ]


def _loops(loops: list[Loop], paired: Paired) -> list[Finding]:
    found = []
    for loop in loops[:TOLD]:
        names = [paired.activities.describe(int(j)) for j in loop.activities]
        shown = names[: 2 * TOLD]
        if len(shown) < len(names):
            shown.append(f"{len(names) - len(shown)} more")
        beside = ""
        if loop.block > loop.activities.size:
            beside = (
                f"; it is the heaviest loop, of gain {loop.own_gain:.4g} alone, "
                f"in a block of {loop.block} activities"
            )
        found.append(
            Finding(
                "E108",
                Severity.ERROR,
                f"a loop uses up at least as much as it makes: loop gain {loop.gain:.4g}{beside}",
                where="activity " + " → ".join([*shown, names[0]]),
                hint="correct the amounts; supply would be negative (`--allow-negative-supply` computes it)",
                count=int(loop.activities.size),
            )
        )
    if len(loops) > TOLD:
        found.append(
            Finding(
                "E108",
                Severity.ERROR,
                many(len(loops) - TOLD, "more block has", "more blocks have") + " a loop gain of one or more",
                where="activity "
                + name_some(paired.activities, [int(loop.activities[0]) for loop in loops[TOLD:]]),
                hint="correct those named and check again",
                count=len(loops) - TOLD,
            )
        )
    return found


def as_finding(problem: RoosError) -> Finding:
    """Return a refusal as an error finding."""
    return Finding(problem.code, Severity.ERROR, problem.message, problem.where, problem.hint)

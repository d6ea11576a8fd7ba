"""Values, block by block: those that are singular, and loops that use up what they make."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.absolute import Comparison, comparison, productive_supply
from roos.diagnosis.digits import digit_findings
from roos.diagnosis.shape import Paired
from roos.errors import Finding, RoosError, Severity, as_finding
from roos.factorisation import Factorisation
from roos.factorising import factorise
from roos.gains import MARGIN, block_gains
from roos.loops import Loop, unproductive_loops
from roos.options import DEFAULT, Options
from roos.singular import singular, singular_blocks
from roos.structure import Structure, analyse, name_some
from roos.words import many

#: Findings of one kind that are told one by one; the last one says how many more there are.
TOLD = 5


def block_findings(paired: Paired, factors: Factorisation | None, options: Options | None) -> list[Finding]:
    """Return E101, E102, E108, W204 and W205 for a paired technosphere.

    Parameters
    ----------
    paired
        Square. Of a part of a system only its blocks are judged: what it does to digits says nothing.
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
    spoilt = np.zeros(structure.blocks, dtype=bool)
    if not paired.whole:
        found, spoilt = _singular(paired, structure, signed)
    else:
        try:
            factors = factors or factorise(paired.technosphere, options=options)
        except RoosError as problem:
            found, spoilt = _singular(paired, structure, signed)
            found = found or [as_finding(problem)]
        else:
            found = [*factors.findings, *digit_findings(factors, options or DEFAULT)]
            if _makes_more_than_it_uses(factors, signed, structure):
                return found
    loops, undecided = unproductive_loops(signed, structure, most=TOLD, leave_out=spoilt)
    found += _loops(loops, paired)
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
    paired: Paired, structure: Structure, signed: Comparison
) -> tuple[list[Finding], NDArray[np.bool_]]:
    """Return one finding per singular block, and which blocks are singular."""
    found, others = list[Finding](), list[int]()
    spoilt = np.zeros(structure.blocks, dtype=bool)
    _, high = block_gains(signed, structure)
    for culprits in singular_blocks(paired.matrix, structure, regular=high < 1.0 - MARGIN):
        block = structure.block_of_activity[culprits[0]]
        if paired.beyond[structure.block_of_activity == block].any():
            continue  # a product left out of this part may tell them apart
        spoilt[block] = True
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
    return found, spoilt


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

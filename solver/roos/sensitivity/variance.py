"""Sobol: parts of the variance of scores that parameters make, alone and with others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.designs import Design
from roos.errors import Finding, Severity
from roos.sensitivity.indices import ParameterIndices, Scored
from roos.sweeping.results import SweepResults

Array = NDArray[np.float64]

#: Relative standard deviation of scores below which what varies is rounding.
ROUNDING = 1e-13


def sobol_indices(
    design: Design, results: SweepResults, *, resamples: int = 100, seed: int = 0
) -> ParameterIndices:
    """Return Sobol indices of first and total order, with bootstrapped standard errors.

    By :func:`scipy.stats.sobol_indices`: Saltelli et al. (2010), Comput. Phys. Commun. 181:259.

    Parameters
    ----------
    design
        Of :func:`roos.designs.saltelli`.
    results
        Of a sweep over its axis; further axes make further outputs.
    resamples
        Of the bootstrap, which draws base samples again; 0 for none.
    seed
        Of the bootstrap.

    Raises
    ------
    InputError
        E174 the results do not belong to the design.
    """
    scored = Scored.of(design, results, "saltelli")
    d = len(design.parameters)
    blocks = scored.values.reshape(design.size, d + 2, -1)
    a, b, ab = blocks[:, 0].T, blocks[:, -1].T, blocks[:, 1:-1].transpose(1, 2, 0)
    spread = np.concatenate([a, b], axis=1)
    still = spread.std(axis=1) <= ROUNDING * np.abs(spread).max(axis=1)
    first, total = _indices(a, b, ab)
    values = {"first": first, "total": total}
    if resamples:
        generator = np.random.default_rng(seed)
        again = np.empty((resamples, 2, *first.shape))
        for i in range(resamples):
            at = generator.integers(0, design.size, design.size)
            again[i] = _indices(a[:, at], b[:, at], ab[:, :, at])
        errors = again.std(axis=0, ddof=1)
        values |= {"first_error": errors[0], "total_error": errors[1]}
    for one in values.values():
        one[:, still] = 0.0
    findings: tuple[Finding, ...] = ()
    if still.any():
        message = f"{int(still.sum())} of {still.size} scores do not vary: their indices are zero"
        hint = "give parameters that change these scores, or leave them out"
        where = f"design {design.axis.name}"
        findings = (Finding("W171", Severity.NOTE, message, where, hint, int(still.sum())),)
    return scored.indices(design, "sobol", values, findings)


def _indices(a: Array, b: Array, ab: Array) -> tuple[Array, Array]:
    """Return indices of first and total order, both float64 (parameters, outputs).

    Parameters
    ----------
    a, b, ab
        float64 (outputs, samples) and (parameters, outputs, samples).
    """
    from scipy.stats import sobol_indices as indices

    d, outputs, n = ab.shape
    two = [np.concatenate([one, one], axis=-2) if outputs == 1 else one for one in (a, b, ab)]
    found = indices(func={"f_A": two[0], "f_B": two[1], "f_AB": two[2]}, n=n)
    # SciPy drops axes of length one; a single output went in twice for that
    first, total = (np.reshape(one, (-1, d))[:outputs].T for one in (found.first_order, found.total_order))
    return np.array(first), np.array(total)

"""Distributions whose factor is a sign alone: what the draws are multiplied by goes into the parameters.

Formats without a factor hold them so. Which parameters have the unit of the amount differs from type to type.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from roos.uncertainty import Distributions

_LOGNORMAL, _BETA, _STUDENT, _PERT = 2, 10, 12, 13
#: Bernoulli and discrete uniform draw whole numbers: no distribution of their type has others.
_WHOLE = (6, 7)


def absorbed(rows: Distributions) -> Distributions:
    """Return rows with the same draws and factors of 1 and −1, where the type of a row allows that.

    Parameters
    ----------
    rows
        Any; those of whole numbers, and those whose factor is 0, keep it.

    Returns
    -------
    Distributions
        New where a row changed, else the rows given.
    """
    size = np.abs(rows.factor)
    able = (size > 0) & ~np.isin(rows.type, _WHOLE)
    times = np.where(able, size, 1.0)
    if (times == 1).all():
        return rows
    kind = rows.type
    moved = kind == _LOGNORMAL
    beta = able & (kind == _BETA)  # α and β stay; what is not said is 0 and 1
    low = np.where(beta & np.isnan(rows.minimum), 0.0, rows.minimum)
    high = np.where(beta & np.isnan(rows.maximum), 1.0, rows.maximum)
    scale = np.where(able & (kind == _STUDENT) & np.isnan(rows.scale), 1.0, rows.scale)
    return replace(
        rows,
        loc=np.where(moved, rows.loc + np.log(times), np.where(beta, rows.loc, rows.loc * times)),
        scale=np.where(moved | (kind == _PERT), scale, scale * times),  # a PERT's is the weight of its mode
        minimum=low * times,
        maximum=high * times,
        factor=np.where(able, np.sign(rows.factor), rows.factor),
    )

"""Both sides of a result in many samples: drawn amounts times profiles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from roos.screening.amounts import SideModel
from roos.screening.choices import ScreeningOptions
from roos.screening.drawing import Drawn, evaluated, overrides
from roos.screening.model import Quantity
from roos.screening.sample_measures import Measures, Sides, measured
from roos.screening.screened import Screened

Array = NDArray[np.float64]


def block_of(
    result: Screened,
    drawn: Drawn,
    given: frozenset[str],
    profiles: Array,
    first: int,
    count: int,
    options: ScreeningOptions,
) -> tuple[Measures, NDArray[np.int64]]:
    """Measure one result in consecutive samples.

    Parameters
    ----------
    drawn
        Draws by identity of the number, float64 (count,).
    given
        Names of numbers from the user, which are certain.
    profiles
        Scores of one unit of the dataset of each use, float64 (uses, categories, count), or (…, 1) where the
        background is certain.
    first
        Number of the first sample.

    Returns
    -------
    measures
        Of all samples.
    turned
        int64 (2, uses): samples in which the amount of a use has the other sign than without uncertainty, of
        baseline and case.

    Raises
    ------
    InputError
        E414, E415 a formula without a value in a sample, which is named.
    """
    amounts, turned, quantities = [], [], []
    for model in result.models:
        values = overrides(model, drawn, given)
        found = evaluated(model.amounts, values, first)
        turned.append(_turned(found, model.amounts()))
        amounts.append(np.broadcast_to(found, (count, len(model.uses))))
        quantities.append(
            [_quantity(model, one, values, first, count) * result.scale for one in result.case.quantities]
        )
    b, c = amounts
    per_unit = profiles * result.scale
    scores = Sides(*(_scores(one, per_unit, count) for one in (b, c, c - b)))
    both = [Sides(one, other, other - one) for one, other in zip(*quantities, strict=True)]
    return measured(result, scores, both, options), np.array(turned)


def _scores(amounts: Array, profiles: Array, count: int) -> Array:
    """Return float64 (categories, samples): the uses added up in their order.

    Parameters
    ----------
    amounts
        float64 (samples, uses).
    """
    scores = np.zeros((profiles.shape[1], count))
    for use, profile in enumerate(profiles):
        if amounts[:, use].any():
            scores += profile * amounts[:, use]
    return scores


def _quantity(
    model: SideModel, quantity: Quantity, values: Mapping[str, float | Array], first: int, count: int
) -> Array:
    found = evaluated(lambda at: quantity.amount.evaluate(model.values(at)), values, first)
    return np.broadcast_to(found, (count,))


def _turned(amounts: Array, static: Array) -> NDArray[np.int64]:
    found = np.sign(np.atleast_2d(amounts)) * np.sign(static) < 0
    return np.asarray(found.sum(axis=0), dtype=np.int64)

"""Morris: elementary effects of parameters along trajectories."""

from __future__ import annotations

import numpy as np

from roos.designs import Design
from roos.sensitivity.indices import ParameterIndices, Scored
from roos.sweeping.results import SweepResults


def elementary_effects(design: Design, results: SweepResults) -> ParameterIndices:
    """Return mean, mean of absolute values, and spread of the elementary effects of each parameter.

    An elementary effect is the change of a score over one step, divided by the step as a part of the range:
    what a change over the whole range would make if it went on like that. A large ``mu_star`` says that a
    parameter matters, a large ``sigma`` that its effect depends on others or bends.

    Parameters
    ----------
    design
        Of :func:`roos.designs.morris`.
    results
        Of a sweep over its axis; further axes make further outputs.

    Raises
    ------
    InputError
        E174 the results do not belong to the design.
    """
    scored = Scored.of(design, results, "morris")
    d = len(design.parameters)
    points = design.points.reshape(design.size, d + 1, d)
    scores = scored.values.reshape(design.size, d + 1, -1)
    steps = np.diff(points, axis=1)
    moved = np.abs(steps).argmax(axis=2)  # (trajectories, d): which parameter changed
    step = np.take_along_axis(steps, moved[:, :, None], axis=2)
    each = np.diff(scores, axis=1) / step
    effects = np.empty_like(each)  # (trajectories, parameters, outputs)
    np.put_along_axis(effects, moved[:, :, None], each, axis=1)
    size = np.abs(effects)
    values = {
        "mu": effects.mean(axis=0),
        "mu_star": size.mean(axis=0),
        "mu_star_error": size.std(axis=0, ddof=1) / np.sqrt(design.size),
        "sigma": effects.std(axis=0, ddof=1),
    }
    return scored.indices(design, "morris", values)

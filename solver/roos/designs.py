"""Designs of experiments: which values of parameters are tried together, as one axis of a sweep.

Latin hypercubes and Sobol sequences for sampling; Saltelli's scheme and Morris's trajectories for
sensitivities, which :func:`roos.sobol` and :func:`roos.morris` sweep and evaluate.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.sensitivity.ranges import quantiles_of
from roos.sweeping.axis import Axis

Array = NDArray[np.float64]
#: By parameter: ``(low, high)``, all values between equally likely, a :class:`roos.Distribution`, or a
#: distribution of scipy.stats.
Ranges = Mapping[str, Any]


@dataclass(frozen=True, eq=False, repr=False)
class Design:
    """Points in the space of some parameters.

    Attributes
    ----------
    kind
        ``"latin hypercube"``, ``"sobol sequence"``, ``"saltelli"`` or ``"morris"``.
    axis
        One item per point, named 1, 2, …; goes into a :class:`roos.ScenarioSpace` as it is.
    points
        float64 (points, parameters): before they are brought to the ranges, from 0 to 1.
    size
        Points; base samples of Saltelli's scheme; trajectories of Morris.
    """

    kind: str
    axis: Axis
    points: Array
    size: int

    def __repr__(self) -> str:
        return f"Design({self.kind}: {len(self)} points of {', '.join(self.parameters)})"

    def __len__(self) -> int:
        return len(self.axis)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names, in the order of the columns."""
        return tuple(self.axis.parameters)

    @property
    def values(self) -> Array:
        """Points within the ranges, float64 (points, parameters)."""
        return np.column_stack(list(self.axis.parameters.values()))


def latin_hypercube(name: str, ranges: Ranges, count: int, *, seed: int) -> Design:
    """Return points of which each parameter has one in each of ``count`` equally likely intervals.

    Parameters
    ----------
    name
        Of the axis.
    ranges
        By parameter: ``(low, high)``, a :class:`roos.Distribution` or a distribution of scipy.stats.
    count
        Points.
    seed
        The same seed gives the same points.

    Raises
    ------
    InputError
        E117 a seed that is no whole number, E172 a range, E173 a count.

    Examples
    --------
    >>> design = latin_hypercube("sample", {"load": (0.2, 0.6), "speed": (50, 80)}, 4, seed=1)
    >>> design, sorted((4 * design.points[:, 0]).astype(int).tolist())
    (Design(latin hypercube: 4 points of load, speed), [0, 1, 2, 3])
    """
    from scipy.stats import qmc

    quantiles, generator = _checked(name, ranges, seed)
    _at_least(name, "count", count, 1)
    points = _drawn(qmc.LatinHypercube, len(quantiles), count, generator)
    return _design("latin hypercube", name, quantiles, points, count)


def sobol_sequence(name: str, ranges: Ranges, count: int, *, seed: int) -> Design:
    """Return the first points of a scrambled Sobol sequence, which fill the space evenly.

    Parameters
    ----------
    name, ranges, seed
        As for :func:`latin_hypercube`.
    count
        Points, a power of two: others would lose the balance of the sequence.

    Raises
    ------
    InputError
        As for :func:`latin_hypercube`.
    """
    from scipy.stats import qmc

    quantiles, generator = _checked(name, ranges, seed)
    _power_of_two(name, "count", count)
    points = _drawn(qmc.Sobol, len(quantiles), count, generator)
    return _design("sobol sequence", name, quantiles, points, count)


def saltelli(name: str, ranges: Ranges, size: int, *, seed: int) -> Design:
    """Return the points of Saltelli's scheme for Sobol indices of first and total order.

    Two matrices A and B of ``size`` points come from one scrambled Sobol sequence of twice the dimensions.
    For each base sample there are d + 2 points: A, then A with parameter 1 of B, …, A with parameter d of B,
    then B. SALib has the same order with ``calc_second_order=False``, so that its ``analyze.sobol`` reads the
    scores as they come along the axis, without scenario 0.

    Parameters
    ----------
    name, ranges, seed
        As for :func:`latin_hypercube`.
    size
        Base samples, a power of two; size × (d + 2) points in all.

    Raises
    ------
    InputError
        As for :func:`latin_hypercube`.
    """
    from scipy.stats import qmc

    quantiles, generator = _checked(name, ranges, seed)
    _power_of_two(name, "size", size)
    d = len(quantiles)
    both = _drawn(qmc.Sobol, 2 * d, size, generator)
    points = np.repeat(both[:, None, :d], d + 2, axis=1)
    for parameter in range(d):
        points[:, 1 + parameter, parameter] = both[:, d + parameter]
    points[:, d + 1] = both[:, d:]
    return _design("saltelli", name, quantiles, points.reshape(-1, d), size)


def morris(name: str, ranges: Ranges, trajectories: int, *, seed: int, levels: int = 4) -> Design:
    """Return Morris's trajectories: each changes one parameter after the other, in a random order.

    Morris (1991), Technometrics 33:161. Points lie on a grid of ``levels`` per parameter; a step is
    levels / (2 (levels − 1)) of the range. Trajectories follow each other, d + 1 points each.

    Parameters
    ----------
    name, ranges, seed
        As for :func:`latin_hypercube`; ranges with two ends only.
    trajectories
        At least 2; 10 to 50 are usual.
    levels
        Even, at least 2.

    Raises
    ------
    InputError
        As for :func:`latin_hypercube`; E172 a distribution without two ends, E173 levels.
    """
    quantiles, generator = _checked(name, ranges, seed)
    _at_least(name, "trajectories", trajectories, 2)
    _at_least(name, "levels", levels, 2)
    if levels % 2:
        raise error("E173", f"levels is {levels}, an odd number", f"design {name}", "give an even one")
    d, step = len(quantiles), levels / (2 * (levels - 1))
    low = generator.integers(0, levels // 2, (trajectories, d)) / (levels - 1)
    up = generator.random((trajectories, d)) < 0.5
    first, last = np.where(up, low, low + step), np.where(up, low + step, low)
    turn = np.argsort(generator.random((trajectories, d)), axis=1)  # when each parameter changes
    changed = np.arange(d + 1)[None, :, None] > turn[:, None, :]
    points = np.where(changed, last[:, None, :], first[:, None, :]).reshape(-1, d)
    return _design("morris", name, quantiles, points, trajectories)


def points(kind: str, dimensions: int, count: int, *, seed: int) -> Array:
    """Return the points of a design before they are brought to any range.

    Parameters
    ----------
    kind
        ``"latin hypercube"`` or ``"sobol"``, a scrambled sequence; it is balanced for powers of two only.
    dimensions, count
        Columns and rows.
    seed
        The same seed gives the same points.

    Returns
    -------
    ndarray
        float64 (count, dimensions), strictly between 0 and 1.
    """
    from scipy.stats import qmc

    engine = {"latin hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol}[kind]
    return _drawn(engine, dimensions, count, np.random.default_rng(seed))


def _drawn(engine: Any, dimensions: int, count: int, generator: np.random.Generator) -> Array:
    """Return points strictly between 0 and 1, which no distribution takes to infinity."""
    keyword = "rng" if "rng" in inspect.signature(engine).parameters else "seed"  # SciPy 1.14
    with warnings.catch_warnings():  # of unbalanced points, which our callers say or refuse themselves
        warnings.simplefilter("ignore", UserWarning)
        found = np.asarray(engine(dimensions, **{keyword: generator}).random(count))
    return np.asarray(np.clip(found, 2.0**-53, 1 - 2.0**-53))


def _design(
    kind: str, name: str, quantiles: Mapping[str, Callable[[Array], Array]], points: Array, size: int
) -> Design:
    columns = {key: quantile(points[:, i]) for i, (key, quantile) in enumerate(quantiles.items())}
    for key, column in columns.items():
        if not np.isfinite(column).all():
            hint = "give two ends, or a distribution that has them"
            raise error("E172", f"{key} reaches infinity", f"design {name}, parameter {key!r}", hint)
    labels = [str(number) for number in range(1, len(points) + 1)]
    points.flags.writeable = False
    return Design(kind, Axis.zipped(name, columns, labels=labels), points, size)


def _checked(
    name: str, ranges: Ranges, seed: int
) -> tuple[dict[str, Callable[[Array], Array]], np.random.Generator]:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise error("E117", f"seed is {seed!r}", f"design {name}", "give a whole number from 0 on")
    return quantiles_of(name, ranges), np.random.default_rng(seed)


def _at_least(name: str, title: str, value: int, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        hint = f"give a whole number from {least} on"
        raise error("E173", f"{title} is {value!r}", f"design {name}", hint)


def _power_of_two(name: str, title: str, value: int) -> None:
    _at_least(name, title, value, 1)
    if value & (value - 1):
        hint = f"give {1 << (int(value).bit_length() - 1)} or {1 << int(value).bit_length()}"
        raise error("E173", f"{title} is {value}, no power of two", f"design {name}", hint)

"""Results of a Monte Carlo run that lie in a store, opened again without the system they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np

from roos.errors import Finding, error
from roos.labels import Labels
from roos.montecarlo.results import MonteCarloResults
from roos.results import Results
from roos.store import Store
from roos.sweeping.grid import Grid, axis_as_dict, axis_from_dict

#: What a store of this kind says it is.
KIND = "monte-carlo"


def coordinates_of(demands: Labels, categories: Labels) -> dict[str, Any]:
    """Return the labels that a store keeps."""
    return {
        "demand": list(demands.ids),
        "category": list(categories.ids),
        "unit": ("category", list(categories.units)),
        "category_name": ("category", list(categories.names)),
    }


def meta_of(grid: Grid, static: Results, seed: int, uncertain: Sequence[str]) -> dict[str, Any]:
    """Return the plain values that a store keeps of a run before it starts."""
    return {
        "kind": KIND,
        "axes": [axis_as_dict(axis) for axis in grid.axes],
        "base": grid.base,
        "static": static.scores.tolist(),
        "seed": str(seed),  # JSON's numbers end at 2⁵³
        "uncertain": list(uncertain),
        "models": list(static.categories.extra.get("model", ())),
        "source": {name: str(value) for name, value in static.meta.items() if isinstance(value, str)},
    }


def run_record(results: MonteCarloResults) -> dict[str, Any]:
    """Return what a store keeps beside the numbers when a run has ended."""
    return {
        "samples": results.samples,
        "findings": [finding.as_dict() for finding in results.findings],
        "explanation": list(results.explanation),
        "timings": {name: round(seconds, 6) for name, seconds in results.timings.items()},
    }


def open_monte_carlo(folder: str | PathLike[str]) -> MonteCarloResults:
    """Return the results in a store; nothing but its header is read until numbers are asked for.

    Parameters
    ----------
    folder
        That :func:`roos.monte_carlo` was given as ``store``.

    Raises
    ------
    RoosError
        E609 no store of samples there, E607 it is not finished, E608 of another version, E111 damaged.
    """
    store = Store.open(str(folder)).require_finished()
    meta, coordinates = store.header.meta, store.coordinates
    if meta.get("kind") != KIND:
        hint = "open it with roos.sweeping.reopen.open_sweep"
        raise error("E609", "the store in this folder holds no Monte Carlo samples", str(folder), hint)
    grid = Grid([axis_from_dict(axis) for axis in meta["axes"]], meta["base"])
    record = store.get("run") or {}
    models = tuple(meta["models"])
    categories = Labels(
        "category",
        tuple(coordinates["category"][1]),
        tuple(coordinates["category_name"][1]),
        tuple(coordinates["unit"][1]),
        extra={"model": models} if models else {},
    )
    return MonteCarloResults(
        store.view("scores"),
        store.view("backward_error"),
        store.view("growth"),
        store.view("status"),
        int(record.get("samples", store.layout.rows // len(grid))),
        np.array(meta["static"], dtype=np.float64),
        grid,
        Labels("demand", tuple(coordinates["demand"][1])),
        categories,
        int(meta["seed"]),
        tuple(meta["uncertain"]),
        tuple(Finding.from_dict(finding) for finding in record.get("findings", ())),
        tuple(record.get("explanation", ())),
        record.get("timings", {}),
        meta["source"],
    )

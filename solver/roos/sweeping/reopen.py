"""Results of a sweep that lie in a store: how they were begun, and opened again without their system."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from roos.certificate import Status
from roos.errors import Finding
from roos.labels import Labels
from roos.store import Store
from roos.store.header import read_header
from roos.sweeping.grid import Grid, axis_from_dict
from roos.sweeping.results import SweepResults


def run_record(results: SweepResults) -> dict[str, Any]:
    """Return what a store keeps beside the numbers."""
    return {
        "status": results.status.name,
        "findings": [finding.as_dict() for finding in results.findings],
        "explanation": list(results.explanation),
        "timings": {name: round(seconds, 6) for name, seconds in results.timings.items()},
        "own_prices": results.own_prices,
    }


@dataclass(frozen=True)
class Begun:
    """How the run that began a store went about it: whoever goes on does the same, whatever is fast today.

    Attributes
    ----------
    inner, outer, chunk
        As in :class:`roos.sweeping.plan.Plan`.
    """

    inner: str
    outer: tuple[int, ...]
    chunk: int

    @classmethod
    def of(cls, folder: str | PathLike[str]) -> Begun | None:
        """Return how a store was begun, or None where none was, or not by a sweep.

        Raises
        ------
        RoosError
            E608 of another version, E111 its header is damaged.
        """
        if not (Path(folder) / "header").exists():
            return None
        header, _ = read_header(Path(folder))
        path = header.identity.get("path")
        if not isinstance(path, list) or len(path) != 3:
            return None
        return cls(path[0], tuple(path[1]), header.layout.chunk)


def open_sweep(folder: str | PathLike[str]) -> SweepResults:
    """Return the results in a store; nothing but its header is read until numbers are asked for.

    Parameters
    ----------
    folder
        That :func:`roos.sweep` was given as ``store``.

    Raises
    ------
    RoosError
        E609 no store there, E607 it is not finished, E608 of another version, E111 damaged.
    """
    store = Store.open(str(folder)).require_finished()
    meta, coordinates = store.header.meta, store.coordinates
    record = store.get("run") or {}
    models = tuple(meta["models"])
    categories = Labels(
        "category",
        tuple(coordinates["category"][1]),
        tuple(coordinates["category_name"][1]),
        tuple(coordinates["unit"][1]),
        extra={"model": models} if models else {},
    )
    known = {"axes", "base", "models"}
    return SweepResults(
        store.view("scores"),
        store.view("relative"),
        store.view("backward_error"),
        store.view("path"),
        Grid([axis_from_dict(axis) for axis in meta["axes"]], meta["base"]),
        Labels("demand", tuple(coordinates["demand"][1])),
        categories,
        Status[record.get("status", Status.REFUSED.name)],
        tuple(Finding.from_dict(finding) for finding in record.get("findings", ())),
        tuple(record.get("explanation", ())),
        record.get("timings", {}),
        {name: value for name, value in meta.items() if name not in known},
        own_prices=bool(record.get("own_prices", False)),
    )

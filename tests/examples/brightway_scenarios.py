"""A scenario datapackage as premise writes it, in Brightway and as a sweep: the same scores.

premise hands over one package of arrays: a column per scenario, ``sequential``, an empty cell (not a
number) where a scenario says nothing. Brightway goes through the columns by ``next``; a sweep takes them as
an axis, and puts its bounds beside the scores.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import bw_processing as bwp
import numpy as np
from bw_processing.io_helpers import generic_directory_filesystem

import roos
from roos.brightway import LCA
from roos_inventories import read, read_scenarios

NAN = float("nan")
#: Rows of the change table: flour per loaf, emissions of milling; columns: base, 2030, 2050.
FLOUR, MILLING = [NAN, 0.65, 0.6], [0.5, 0.3, NAN]


def write(folder: Path) -> tuple[Path, Path, Path]:
    """Write inventory, method and scenarios as three packages on disk, and return their places."""
    places = [folder / name for name in ("inventory", "method", "scenarios")]
    inventory, method, scenarios = (_package(place) for place in places)
    inventory.add_persistent_vector(
        matrix="technosphere_matrix",
        name="technosphere",
        indices_array=_cells([(1, 1), (2, 2), (2, 1)]),
        data_array=np.array([1.0, 1.0, 0.7]),
        flip_array=np.array([False, False, True]),
    )
    inventory.add_persistent_vector(
        matrix="biosphere_matrix",
        name="biosphere",
        indices_array=_cells([(10, 1), (10, 2)]),
        data_array=np.array([0.2, 0.5]),
    )
    method.add_persistent_vector(
        matrix="characterization_matrix",
        name="climate",
        indices_array=_cells([(10, 0)]),
        data_array=np.array([1.0]),
    )
    scenarios.add_persistent_array(
        matrix="technosphere_matrix",
        name="inputs",
        indices_array=_cells([(2, 1)]),
        data_array=np.array([FLOUR]),
        flip_array=np.array([True]),
    )
    scenarios.add_persistent_array(
        matrix="biosphere_matrix",
        name="emissions",
        indices_array=_cells([(10, 2)]),
        data_array=np.array([MILLING]),
    )
    for package in (inventory, method, scenarios):
        package.finalize_serialization()
    return places[0], places[1], places[2]


def by_brightway(inventory: Path, method: Path, scenarios: Path) -> list[float]:
    """Return the score of a loaf in each scenario, one ``next`` after the other."""
    lca = LCA({1: 1.0}, data_objs=[inventory, scenarios, method], use_arrays=True)
    lca.lci()
    lca.lcia()
    scores = [lca.score]
    for _ in range(2):
        next(lca)
        scores.append(lca.score)
    return scores


def by_sweep(inventory: Path, method: Path, scenarios: Path) -> list[float]:
    """Return the same by one call, from the same files."""
    system = read(f"{inventory}:method={method}")
    results = roos.sweep(system, {"a loaf": {"1": 1.0}}, read_scenarios(scenarios, system))
    return [float(score) for score in results.scores[1:4, 0, 0]]


def _package(place: Path) -> bwp.Datapackage:
    place.mkdir()
    return bwp.create_datapackage(
        fs=generic_directory_filesystem(dirpath=place), name=place.name, sequential=True
    )


def _cells(pairs: list[tuple[int, int]]) -> np.ndarray:
    return np.array(pairs, dtype=bwp.INDICES_DTYPE)


def main() -> tuple[list[float], list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        places = write(Path(folder))
        return by_brightway(*places), by_sweep(*places)


if __name__ == "__main__":
    for name, scores in zip(("Brightway, next by next", "roos.sweep"), main(), strict=True):
        print(name, [round(score, 4) for score in scores])

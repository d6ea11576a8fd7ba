"""Small datapackages with everything that bw2calc reads: flips, distributions, arrays, repeats, overlays."""

from __future__ import annotations

from typing import Any

import bw_processing as bwp
import numpy as np

#: Products and activities of separate ids, the rows in another order than the columns.
PRODUCTS = (101, 102, 103, 104)
ACTIVITIES = (201, 202, 203, 204)
FLOWS = (301, 302, 303)
CATEGORIES = (("method", "climate"), ("method", "water"))
NORMALISATIONS = (("normal", "climate"), ("normal", "water"))
WEIGHTINGS = (("weight", "climate"), ("weight", "water"))

#: row, column, amount, input?
EXCHANGES = (
    (102, 201, 1.0, False),
    (101, 202, 2.0, False),
    (104, 203, 1.0, False),
    (103, 204, 4.0, False),
    (101, 201, 0.25, True),
    (102, 202, 0.1, True),
    (103, 202, 0.05, True),
    (103, 202, 0.15, True),  # repeated: summed
    (102, 203, 3.0, True),
    (101, 203, 0.5, True),
    (104, 204, 0.02, True),
)
EMISSIONS = (
    (301, 201, 2.0),
    (301, 202, 0.5),
    (302, 202, 1.5),
    (303, 203, 0.25),
    (303, 203, 0.5),
    (302, 204, -0.3),
)


def indices(rows: Any, columns: Any) -> np.ndarray:
    made = np.empty(len(rows), dtype=bwp.INDICES_DTYPE)
    made["row"], made["col"] = rows, columns
    return made


def lognormal(amounts: Any, scale: float = 0.2) -> np.ndarray:
    made = np.zeros(len(amounts), dtype=bwp.UNCERTAINTY_DTYPE)
    made["uncertainty_type"] = 2
    made["loc"], made["scale"] = np.log(np.abs(amounts)), scale
    made["negative"] = np.asarray(amounts) < 0
    for name in ("shape", "minimum", "maximum"):
        made[name] = np.nan
    return made


def inventory(*, reference: bool = False, distributions: bool = True, **options: Any) -> Any:
    package = bwp.create_datapackage(**options)
    rows, columns, amounts, flips = (np.array(each) for each in zip(*EXCHANGES, strict=True))
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        name="technosphere",
        indices_array=indices(rows, columns),
        data_array=amounts,
        flip_array=flips,
        **({"reference_array": ~flips} if reference else {}),
        **({"distributions_array": lognormal(amounts)} if distributions else {}),
    )
    rows, columns, amounts = (np.array(each) for each in zip(*EMISSIONS, strict=True))
    package.add_persistent_vector(
        matrix="biosphere_matrix",
        name="biosphere",
        indices_array=indices(rows, columns),
        data_array=amounts,
        **({"distributions_array": lognormal(amounts)} if distributions else {}),
    )
    return package


def scenarios(*, sequential: bool = True) -> Any:
    """Return an overlay of three scenarios; a missing number keeps what the inventory says."""
    package = bwp.create_datapackage(sequential=sequential, seed=7)
    package.add_persistent_array(
        matrix="technosphere_matrix",
        name="losses",
        indices_array=indices([101, 102], [201, 203]),
        data_array=np.array([[0.3, np.nan, 0.1], [2.5, 2.0, np.nan]]),
        flip_array=np.array([True, True]),
    )
    package.add_persistent_array(
        matrix="biosphere_matrix",
        name="cleaner",
        indices_array=indices([301], [202]),
        data_array=np.array([[0.4, 0.3, 0.2]]),
    )
    return package


def additions() -> Any:
    """Return an overlay that adds to what is there, also in a cell that is new."""
    package = bwp.create_datapackage(sum_inter_duplicates=True)
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        name="more",
        indices_array=indices([101, 104], [201, 201]),
        data_array=np.array([0.05, 0.01]),
        flip_array=np.array([True, True]),
    )
    return package


def methods() -> list[Any]:
    factors = (([301, 302, 999], [1.0, 28.0, 5.0]), ([303, 302], [0.7, 0.1]))
    return [
        _vector("characterization_matrix", name, flows, values, distributions=True, global_index=0)
        for name, (flows, values) in zip(CATEGORIES, factors, strict=True)
    ]


def normalisations() -> list[Any]:
    factors = (([301, 302], [0.01, 0.02]), ([302, 303], [0.03, 0.5]))
    return [
        _vector("normalization_matrix", name, flows, values)
        for name, (flows, values) in zip(NORMALISATIONS, factors, strict=True)
    ]


def weightings() -> list[Any]:
    return [
        _vector("weighting_matrix", name, [0], [value])
        for name, value in zip(WEIGHTINGS, (21.0, 0.4), strict=True)
    ]


def _vector(
    matrix: str, name: Any, rows: Any, values: Any, *, distributions: bool = False, **more: Any
) -> Any:
    package = bwp.create_datapackage()
    package.add_persistent_vector(
        matrix=matrix,
        name=" ".join(name),
        identifier=list(name),
        indices_array=indices(rows, np.zeros(len(rows))),
        data_array=np.array(values, dtype=float),
        **({"distributions_array": lognormal(values, 0.1)} if distributions else {}),
        **more,
    )
    return package


def config(*, normalised: bool = False, weighted: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = {"impact_categories": list(CATEGORIES)}
    if normalised:
        made["normalizations"] = {n: [c] for n, c in zip(NORMALISATIONS, CATEGORIES, strict=True)}
    if weighted:
        of = NORMALISATIONS if normalised else CATEGORIES
        made["weightings"] = {w: [each] for w, each in zip(WEIGHTINGS, of, strict=True)}
    return made


DEMANDS = {
    "first": {104: 1.0},
    "second": {102: 3.0, 103: 0.5},
    "third": {101: -1.0},
    "fourth": {103: 1e-3, 104: 2.0},
}

"""A generated background with a foreground on top, and changes to it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from benchmarks.measure import with_few_categories
from roos import Demands, Labels, Part, System
from roos.places import Places
from roos_inventories import read

#: Inputs of a foreground activity from the background and from the foreground, and its emissions.
OUTER, INNER, EMITTED = 10, 4, 3


def with_foreground(activities: int, foreground: int, seed: int) -> System:
    """Return a synthetic system with some activities more, which it does not use, last in every list."""
    base = with_few_categories(read(f"synthetic:activities={activities},seed={seed}"))
    rng = np.random.default_rng(seed)
    a, b = base.technosphere.matrix, base.biosphere
    n = a.shape[0]
    made = abs(a).max(axis=0).toarray().ravel()
    inner = np.eye(foreground)
    outer = sp.lil_array((n, foreground))
    emitted = sp.lil_array((b.shape[0], foreground))
    for j in range(foreground):
        for i in rng.choice(n, min(OUTER, n), replace=False):
            outer[i, j] = -rng.uniform(0.01, 1.0) * made[i]
        for i in rng.choice(foreground, min(INNER, foreground - 1), replace=False):
            if i != j:
                inner[i, j] = -rng.uniform(0.01, 0.2)
        for i in rng.choice(b.shape[0], EMITTED, replace=False):
            emitted[i, j] = rng.uniform(0.0, 1.0)
    whole = sp.block_array([[a, outer], [sp.csr_array((foreground, n)), inner]], format="csc")
    reference = np.concatenate([base.technosphere.reference, n + np.arange(foreground)])
    return System.build(
        f"{base.name} with a foreground of {foreground}",
        whole,
        sp.hstack([b, emitted], format="csc"),
        products=Labels.numbered("product", n + foreground),
        activities=Labels.numbered("activity", n + foreground),
        flows=base.flows,
        reference=reference,
        characterisation=base.characterisation,
    )


def inputs_of(system: System, activities: np.ndarray, count: int, seed: int) -> Places:
    """Return some inputs of activities as places, spread over all of them as evenly as they have inputs."""
    a = sp.csc_array(system.technosphere.matrix)
    rng = np.random.default_rng(seed)
    chosen: list[tuple[int, int]] = []
    for j in activities.tolist():
        rows = a.indices[a.indptr[j] : a.indptr[j + 1]]
        inputs = rows[a.data[a.indptr[j] : a.indptr[j + 1]] < 0]
        chosen.extend((j, int(i)) for i in rng.permutation(inputs)[: -(-count // activities.size)])
    chosen = sorted(chosen[:count])
    columns, rows = (np.array(axis, dtype=np.int64) for axis in zip(*chosen, strict=True))
    none = np.zeros(rows.size, dtype=np.bool_)
    return Places(Part.TECHNOSPHERE, system.products, system.activities, rows, columns, none, none)


def scattered(system: System, places: Places, scenarios: int, seed: int, spread: float = 0.5) -> np.ndarray:
    """Return values around those of the base, float64 (cells, scenarios)."""
    a = sp.csc_array(system.technosphere.matrix)
    held = a.data[places.entries(a)]
    rng = np.random.default_rng(seed)
    return held[:, None] * rng.uniform(1.0 - spread, 1.0 + spread, (held.size, scenarios))


def one_of(system: System, product: int) -> Demands:
    """Return the demand for one unit of a product."""
    return Demands.of({"one": {system.products.ids[product]: 1.0}}, system.products)


def one_part(places: Places, values: np.ndarray) -> tuple[Mapping[Part, Places], Mapping[Part, np.ndarray]]:
    """Return places and values by matrix."""
    return {places.part: places}, {places.part: values}

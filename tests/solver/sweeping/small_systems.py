"""Random small systems with a foreground that the background does not use, and changes to them."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from roos import Demands, Labels, Method, Part, System
from roos.places import Places
from roos.sweeping.problem import Problem


def random_system(
    rng, background=12, foreground=4, flows=5, categories=3, *, decades=0.0, density=0.3, gain=0.6
) -> System:
    """Return a system with loops, waste treatment, products in any order; the foreground comes last."""
    n = background + foreground
    inputs = sp.random_array((n, n), density=density, rng=rng).toarray()
    inputs[background:, :background] = 0.0
    np.fill_diagonal(inputs, 0.0)
    radius = np.abs(np.linalg.eigvals(inputs)).max()
    if radius > gain:
        inputs *= gain / radius
    a = np.eye(n) - inputs
    a[rng.random(n) < 0.2] *= -1.0  # waste: the treatment takes it in
    a = a * 10.0 ** rng.uniform(-decades, decades, (n, 1)) * 10.0 ** rng.uniform(-decades, decades, n)
    a = a[rng.permutation(n)]
    b = sp.random_array((flows, n), density=0.5, rng=rng).toarray() * rng.choice([1.0, 1.0, -1.0], (flows, n))
    c = rng.normal(size=(categories, flows)) * (rng.random((categories, flows)) < 0.7)
    labels = Labels.numbered("category", categories)
    return System.build(
        "random", sp.csc_array(a), sp.csc_array(b), characterisation=Method.build("m", c, labels)
    )


def random_demands(rng, system, count=2) -> Demands:
    products = system.products.ids
    chosen = [rng.choice(len(products), 2, replace=False) for _ in range(count)]
    return Demands.of(
        {
            f"demand {d}": {products[i]: float(rng.uniform(0.5, 2.0)) for i in places}
            for d, places in enumerate(chosen)
        },
        system.products,
    )


def problem_of(system, demands, places) -> Problem:
    """Return the base scenario, factorised."""
    return Problem.of(system, demands, places=places)


def cells(part, matrix, labels, rows, columns) -> Places:
    """Return the places of some cells, sorted, each once."""
    keys = np.unique(np.asarray(columns, dtype=np.int64) * len(labels[0]) + np.asarray(rows, dtype=np.int64))
    columns, rows = np.divmod(keys, len(labels[0]))
    none = np.zeros(keys.size, dtype=bool)
    places = Places(part, *labels, rows, columns, none, none)
    outside = places.entries(sp.csc_array(matrix)) < 0
    return Places(part, *labels, rows, columns, none, outside)


def random_changes(rng, system, demands, activities, scenarios, *, spread=0.3, parts=tuple(Part)[:2], f=True):
    """Return places and values: entries of some activities changed, zeroed and added; demands too."""
    a, b = system.technosphere.matrix, system.biosphere
    activities = np.asarray(activities)
    places, values = {}, {}
    matrices = {
        Part.TECHNOSPHERE: (a, (system.products, system.activities)),
        Part.BIOSPHERE: (b, (system.flows, system.activities)),
    }
    for part in parts:
        matrix, labels = matrices[part]
        dense = matrix.toarray()
        stored = [(i, j) for j in activities for i in np.flatnonzero(dense[:, j])]
        chosen = [stored[k] for k in rng.permutation(len(stored))[: 3 * activities.size]]
        chosen += [(rng.integers(dense.shape[0]), rng.choice(activities)) for _ in range(2)]
        places[part] = cells(part, matrix, labels, *np.array(chosen, dtype=int).reshape(-1, 2).T)
        held = dense[places[part].rows, places[part].columns]
        size = np.where(held == 0.0, 0.1 * np.abs(dense[:, places[part].columns]).max(axis=0), held)
        table = size[:, None] * rng.uniform(1 - spread, 1 + spread, (held.size, scenarios))
        table[rng.random(table.shape) < 0.05] = 0.0
        at_pair = np.abs(held) == np.abs(dense[:, places[part].columns]).max(axis=0)
        if part is Part.TECHNOSPHERE:  # what an activity makes stays
            table[at_pair] = held[at_pair, None] * rng.uniform(0.9, 1.5, (int(at_pair.sum()), scenarios))
        table[:, 0] = held
        values[part] = table
    if f:
        rows = rng.choice(len(system.products), 3, replace=False)
        columns = rng.integers(len(demands), size=3)
        labels = (system.products, demands.labels)
        places[Part.DEMANDS] = cells(Part.DEMANDS, demands.matrix, labels, rows, columns)
        table = rng.uniform(0.5, 2.0, (len(places[Part.DEMANDS]), scenarios))
        dense = demands.matrix.toarray()
        table[:, 0] = dense[places[Part.DEMANDS].rows, places[Part.DEMANDS].columns]
        values[Part.DEMANDS] = table
    return places, values


def changed(system, demands, places, values, scenario):
    """Return dense A, B, F of one scenario."""
    dense = {
        Part.TECHNOSPHERE: system.technosphere.matrix.toarray(),
        Part.BIOSPHERE: system.biosphere.toarray(),
        Part.DEMANDS: demands.matrix.toarray(),
    }
    for part, p in places.items():
        dense[part][p.rows, p.columns] = values[part][:, scenario]
    return tuple(dense.values())

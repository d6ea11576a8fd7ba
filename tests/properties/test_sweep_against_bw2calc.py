"""Twenty scenarios of a large system by every path, beside bw2calc with array datapackages."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from benchmarks.datapackages import of_system
from benchmarks.sweeps.systems import inputs_of, scattered, with_foreground
from tests.helpers import accurate_brightway

import roos
from roos import Axis, Labels, ScenarioSet, ScenarioSpace
from roos.changes import ChangeTable
from roos.places import Part, Places

SCENARIOS = 20


def by_brightway(system: roos.System, places: Places, values: np.ndarray, demand: int) -> np.ndarray:
    """Return the first category's score in each scenario, and of the unchanged system last."""
    import bw2calc
    import bw_processing as bwp

    packages, names = of_system(system)
    indices = np.empty(len(places), dtype=bwp.INDICES_DTYPE)
    indices["row"], indices["col"] = places.rows, places.columns
    arrays = bwp.create_datapackage(sequential=True)
    arrays.add_persistent_array(
        matrix="technosphere_matrix",
        name="scenarios",
        indices_array=indices,
        data_array=np.abs(values),
        flip_array=np.ones(len(places), dtype=bool),
    )

    def lca(more: list[Any], **how: Any) -> Any:
        made = bw2calc.LCA({demand: 1.0}, method=names[0], data_objs=[packages[0], packages[1], *more], **how)
        made.lci()
        made.lcia()
        return made

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        changed = lca([arrays], use_arrays=True)
        found = [changed.score]
        for _ in range(SCENARIOS - 1):
            next(changed)
            found.append(changed.score)
        return np.array([*found, lca([]).score])


@pytest.mark.parametrize(
    "activities",
    [300, pytest.param(22_000, marks=pytest.mark.long)],
)
@pytest.mark.parametrize("where", ["foreground", "anywhere"])
def test_every_path_agrees_with_bw2calc(activities: int, where: str) -> None:
    accurate_brightway()
    system = with_foreground(activities, 12, 7)
    n = len(system.activities)
    rng = np.random.default_rng(4)
    chosen = np.arange(n - 12, n) if where == "foreground" else np.sort(rng.choice(activities, 12, False))
    places = inputs_of(system, chosen, 30, 7)
    values = scattered(system, places, SCENARIOS, 5)
    table = ChangeTable.build(
        Part.TECHNOSPHERE,
        system.technosphere.matrix,
        system.products,
        system.activities,
        places.rows,
        places.columns,
        values,
    )
    names = Labels("scenario", tuple(f"s{i}" for i in range(SCENARIOS)))
    axis = Axis.of_scenarios("scenario", ScenarioSet(names, {Part.TECHNOSPHERE: table}))
    space = ScenarioSpace.build(system, [axis])
    demands = {"one": {system.products.ids[n - 1]: 1.0}}
    expected = by_brightway(system, places, values, n - 1)
    factors = roos.factorise(system.technosphere)
    paths = ["low rank", "refactorise", "auto"] + ["foreground"] * (where == "foreground")
    for path in paths:
        results = roos.sweep(system, demands, space, path=path, factors=factors)
        scores = np.asarray(results.scores[0 : len(space)])[:, 0, 0]
        np.testing.assert_allclose(scores[1:], expected[:-1], rtol=1e-9, err_msg=path)
        assert scores[0] == pytest.approx(expected[-1], rel=1e-9)

"""Distributions of Brightway projects: those of its packages, read when they are asked for, of one state."""

from __future__ import annotations

import math
import os
import shutil

import numpy as np
import pytest
from scipy import stats

import roos
from inventories.brightway_project import EDITED, LOOPS, PROJECT
from roos import RoosError
from roos_inventories import read
from roos_inventories.brightway import list_projects

POINTS = ":method=own"


def test_they_are_those_that_brightway_keeps(brightway):
    """Inputs are drawn as they are given and negated; bw2data marks a negative lognormal."""
    system = read(brightway.locator(LOOPS))
    rows = system.uncertainty.technosphere
    names = {
        (system.products.ids[row].split("|")[1], system.activities.ids[column].split("|")[1]): at
        for at, (row, column) in enumerate(zip(rows.row.tolist(), rows.col.tolist(), strict=True))
        if rows.type[at] > 1
    }
    assert set(names) == {("coal", "Strom"), ("waste", "bread")}
    coal, waste = names["coal", "Strom"], names["waste", "bread"]
    for at, loc, scale, negative in ((coal, math.log(0.5), 0.1, False), (waste, math.log(0.1), 0.2, True)):
        assert rows.type[at] == 2 and rows.factor[at] == -1 and rows.negative[at] == negative
        assert (rows.loc[at], rows.scale[at]) == pytest.approx((loc, scale), rel=1e-6)
    emitted = system.uncertainty.biosphere
    assert emitted.type.max() == 3 and emitted.loc[emitted.type == 3] == pytest.approx([0.9])


def test_a_changed_database_and_a_method_are_drawn(brightway):
    """The database is processed anew for its distributions too; 3 kg times 2 points, both normal."""
    system = read(brightway.locator(EDITED, POINTS))
    found = roos.monte_carlo(system, {"one": {f"{EDITED}|only": 1.0}}, samples=4000, seed=3)
    scores = np.asarray(found.scores)[:, 0, 0]
    assert found.uncertain == ("biosphere", "characterisation")
    deviation = math.sqrt((3 * 0.125) ** 2 + (2 * 0.25) ** 2 + (0.125 * 0.25) ** 2)
    assert np.mean(scores) == pytest.approx(6.0, abs=4 * deviation / math.sqrt(4000))
    assert np.std(scores) == pytest.approx(deviation, rel=0.05)
    only = roos.monte_carlo(
        system, {"one": {f"{EDITED}|only": 1.0}}, samples=2000, seed=3, uncertain=["biosphere"]
    )
    assert stats.kstest(np.asarray(only.scores)[:, 0, 0], stats.norm(6.0, 0.5).cdf).pvalue > 1e-3


@pytest.mark.parametrize("file", ["lci/databases.db", "processed", "method"])
def test_a_project_that_changed_meanwhile_is_refused(brightway, monkeypatch, tmp_path, file):
    shutil.copytree(brightway.base, tmp_path / "copy")
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(tmp_path / "copy"))
    system = read(brightway.locator(LOOPS if file == "processed" else EDITED, POINTS))
    folder = list_projects()[PROJECT]
    if file == "lci/databases.db":
        changed = [folder / file]
    else:
        wanted = "own" if file == "method" else "loops"
        changed = [path for path in (folder / "processed").iterdir() if wanted in path.name]
    for path in changed:
        os.utime(path)
    with pytest.raises(RoosError) as caught:
        _ = system.uncertainty
    assert caught.value.code == "E506" and caught.value.hint and changed

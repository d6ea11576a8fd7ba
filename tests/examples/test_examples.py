"""The worked examples run, and give what they say."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import roos

HERE = Path(__file__).resolve().parent
EXAMPLES = sorted(path.name for path in HERE.glob("*.py") if not path.name.startswith("test_"))


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_brightway_one_line() -> None:
    bw2calc = pytest.importorskip("bw2calc")
    example = loaded("brightway_one_line")
    scores = example.main()
    assert scores == pytest.approx({"two loaves": 2 * (0.2 + 0.7 * 0.5), "a kilogram of flour": 0.5})
    example.LCA = bw2calc.LCA  # the line as it was
    assert example.main() == pytest.approx(scores, rel=1e-12)


def test_brightway_all_activities(capsys) -> None:
    scores = loaded("brightway_all_activities").main(300)
    system = roos_inventories_read("synthetic:activities=300,seed=7")
    unit = {product: {product: 1.0} for product in system.products.ids}
    expected = roos.score(system, unit).scores
    np.testing.assert_allclose(list(scores.values()), expected.T.ravel(), rtol=1e-9)
    assert "inventory of product 1" in capsys.readouterr().out


def test_brightway_scenarios() -> None:
    by_brightway, by_sweep = loaded("brightway_scenarios").main()
    exact = [0.2 + 0.7 * 0.5, 0.2 + 0.65 * 0.3, 0.2 + 0.6 * 0.5]
    np.testing.assert_allclose(by_brightway, exact, rtol=1e-12)
    np.testing.assert_allclose(by_sweep, exact, rtol=1e-12)


def test_own_matrix_sweep() -> None:
    example = loaded("own_matrix_sweep")
    results = example.main()
    assert len(results) == 1 + 26 * 3
    a = example.system().technosphere.matrix.toarray()
    a[0, 2] = -2.5
    expected = np.array([2.0, 0.3 * 0.93**25, 0.0]) @ np.linalg.solve(a, [0.0, 0.0, 1.0])
    found = results.sel(year=2050, weight=2.5, demand="one pump", category="climate").item()
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.long
@pytest.mark.parametrize("name", EXAMPLES)
def test_each_runs_as_a_script(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(HERE / name)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and done.stdout.strip(), done.stderr


def test_the_list_names_every_example() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    for name in [*EXAMPLES, "pipeline.sh"]:
        assert f"]({name})" in text


def roos_inventories_read(locator: str) -> roos.System:
    from roos_inventories import read

    return read(locator)

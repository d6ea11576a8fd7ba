"""Shared by all tests: where reference data lies, and small systems."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp


def reference_data() -> Path:
    """Return the folder of reference data, or skip with a reason where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("ROOS_REFERENCE_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"reference data not found at {folder} (set ROOS_REFERENCE_DATA)")
    return folder


def reference_case(name: str) -> tuple[Path, dict[str, Any]]:
    """Return one case of the reference data and its meta.json, or skip."""
    folder = reference_data() / name
    if not folder.is_dir():
        pytest.skip(f"reference case {name} not found in {folder.parent}")
    return folder, json.loads((folder / "meta.json").read_text())


def profiles_system(**options: str) -> Any:
    """Return the `profiles` system, or skip with a reason where it is not installed."""
    from roos import RoosError
    from roos_inventories import read

    locator = "profiles" + (":" + ",".join(f"{k}={v}" for k, v in options.items()) if options else "")
    try:
        return read(locator)
    except RoosError as problem:
        if problem.code == "E509":
            pytest.skip("the data set 'profiles' is not installed (roos data install profiles)")
        raise


def accurate_brightway() -> None:
    """Skip where bw2calc has only SciPy's SuperLU, which is off by up to 1e-5 on generated systems."""
    pytest.importorskip("bw2calc")
    pytest.importorskip("pypardiso", reason="without PARDISO bw2calc's own scores are off by up to 1e-5 here")


def random_technosphere(
    rng: np.random.Generator, n: int, *, gain: float = 0.7, decades: float = 0.0, density: float = 0.1
) -> sp.csc_array:
    """Return a sign-normalised technosphere with a given loop gain, rescaled over some decades."""
    inputs = sp.random_array((n, n), density=density, rng=rng, format="lil")
    inputs.setdiag(0)
    inputs = sp.csc_array(inputs)
    radius = float(np.abs(np.linalg.eigvals(inputs.toarray())).max()) if n > 1 else 0.0
    if radius > 0:
        inputs = inputs * (gain / radius)
    a = sp.eye_array(n, format="csc") - inputs
    rows, columns = (10.0 ** rng.uniform(-decades, decades, n) for _ in range(2))
    return sp.csc_array(sp.diags_array(rows) @ a @ sp.diags_array(columns))

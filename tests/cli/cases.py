"""Small matrix folders and demand files, and running the command line inside this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from roos_cli.__main__ import main

ROOT = Path(__file__).resolve().parents[2]

#: products × activities: power, steel, car; a loop of gain 1/16 between the first two.
A = [[1.0, -0.5, -2.0], [-0.125, 1.0, -4.0], [0.0, 0.0, 1.0]]
#: flows × activities and categories × flows
B = [[8.0, 2.0, 1.0], [0.5, 0.25, 0.0]]
C = [[1.0, 0.0], [0.0, 2.0]]
LABELS: dict[str, Any] = {
    "products": [
        {"id": "power", "name": "electricity", "unit": "kWh", "location": "NL"},
        {"id": "steel", "name": "steel, low-alloyed", "unit": "kg", "location": "RER"},
        {"id": "car", "name": "passenger car", "unit": "unit", "location": "RER"},
    ],
    "activities": [
        {"id": "make power", "name": "power plant", "unit": "kWh"},
        {"id": "make steel", "name": "steel works", "unit": "kg"},
        {"id": "make car", "name": "car factory", "unit": "unit"},
    ],
    "flows": [
        {"id": "co2", "name": "carbon dioxide", "unit": "kg"},
        {"id": "so2", "name": "SO2", "unit": "kg"},
    ],
    "categories": [
        {"id": "climate", "name": "climate change", "unit": "kg CO2-eq"},
        {"id": "acid", "name": "acidification", "unit": "kg SO2-eq"},
    ],
}
DEMANDS = "demand,product,amount,unit\na car,car,1,unit\nmixed,steel,2,kg\nmixed,power,10,kWh\n"


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        return self.json["error"]


def run(capsys: Any, *arguments: object) -> Outcome:
    """Run the command line in this process."""
    capsys.readouterr()
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return Outcome(status, captured.out, captured.err)


def spawn(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "roos_cli", *map(str, arguments)],
        env=environment(**options.pop("env", {})),
        capture_output=True,
        text=True,
        timeout=120,
        **options,
    )


def environment(**changes: str) -> dict[str, str]:
    """Return an environment in which the three packages are found without being installed."""
    roots = os.pathsep.join(str(ROOT / name) for name in ("solver", "inventories", "cli"))
    return {**os.environ, "PYTHONPATH": roots, **changes}


def matrix_folder(
    folder: Path, a: Any = A, b: Any = B, c: Any = C, labels: dict[str, Any] | None = None, meta: Any = None
) -> Path:
    """Write a matrix folder by hand, valid or not."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, matrix in (("A", a), ("B", b), ("C", c)):
        if matrix is not None:
            sp.save_npz(folder / f"{name}.npz", sp.csc_matrix(np.array(matrix, dtype=float)))
    (folder / "labels.json").write_text(json.dumps(LABELS if labels is None else labels))
    if meta is not None:
        (folder / "meta.json").write_text(json.dumps(meta))
    return folder


def expected_scores() -> np.ndarray:
    """Return the scores of DEMANDS by dense algebra, (demands, categories)."""
    demand = np.array([[0, 10], [0, 2], [1, 0]], dtype=float)
    return (np.array(C) @ np.array(B) @ np.linalg.solve(np.array(A), demand)).T


def left_in(folder: Path) -> list[str]:
    """Return the names in a folder, hidden and temporary ones included."""
    return sorted(entry.name for entry in folder.iterdir())

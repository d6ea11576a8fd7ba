"""A sweep on matrices of your own: no database, no files, two parameters and a grid of years."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

import roos
from roos import Axis, FormulaChange, Labels, Method, ScenarioSpace, System


def system() -> System:
    """Return steel, power and a pump; power is used by steel and the pump."""
    a = sp.csc_array(
        np.array([[1.0, -0.2, -2.0], [-0.5, 1.0, -3.0], [0.0, 0.0, 1.0]])
    )  # products × activities
    b = sp.csc_array(np.array([[2.0, 0.3, 0.0]]))  # flows × activities
    climate = Method.build(
        "climate", np.array([[1.0]]), Labels("category", ("climate",), units=("kg CO2-eq",))
    )
    return System.build(
        "pumps",
        a,
        b,
        products=Labels("product", ("steel", "power", "pump")),
        activities=Labels("activity", ("steelworks", "plant", "factory")),
        flows=Labels("flow", ("CO2",), units=("kg",)),
        characterisation=climate,
    )


def main() -> roos.SweepResults:
    pumps = system()
    space = ScenarioSpace.build(
        pumps,
        [Axis.years("year", range(2025, 2051)), Axis.values("weight", [1.5, 2.0, 2.5])],
        [
            FormulaChange("technosphere", "steel", "factory", "-weight"),
            FormulaChange("biosphere", "CO2", "plant", "0.3 * 0.93 ^ (year - 2025)"),
        ],
    )
    return roos.sweep(pumps, {"one pump": {"pump": 1.0}}, space)


if __name__ == "__main__":
    results = main()
    print("certificate:", results.status)
    for year in (2025, 2035, 2050):
        line = results.sel(year=year, demand="one pump", category="climate")
        print(year, [round(float(score), 3) for score in line.values])

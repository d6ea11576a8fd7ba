"""Results to draw: long names, many items, several units; as plain arrays."""

from __future__ import annotations

import numpy as np

from roos import Labels
from roos_cli.charts.data import ChartAxis, ChartData

CATEGORIES = (
    ("climate change", "kg CO2-eq"),
    ("terrestrial ecotoxicity", "kg 1,4-DCB-eq"),
    ("marine eutrophication potential, nitrogen-limited", "kg N-eq"),
    ("agricultural land occupation", "m2*a"),
    ("urban land occupation", "m2*a"),
    ("water consumption potential (available water remaining)", "m3"),
    ("photochemical oxidant formation: human health", "kg NOx-eq"),
    ("photochemical oxidant formation: terrestrial ecosystems", "kg NOx-eq"),
    ("particulate matter formation", "kg PM2.5-eq"),
    ("ionising radiation", "kBq Co-60-eq"),
    ("stratospheric ozone depletion", "kg CFC11-eq"),
    ("human toxicity: carcinogenic, cost $ and $", "kg 1,4-DCB-eq"),
    ("human toxicity: non-carcinogenic", "kg 1,4-DCB-eq"),
    ("freshwater ecotoxicity", "kg 1,4-DCB-eq"),
    ("marine ecotoxicity", "kg 1,4-DCB-eq"),
    ("freshwater eutrophication", "kg P-eq"),
    ("mineral resource scarcity", "kg Cu-eq"),
    ("fossil resource scarcity", "kg oil-eq"),
)


def categories(count: int = 18) -> ChartAxis:
    names, units = zip(*CATEGORIES[:count], strict=True)
    return ChartAxis("category", Labels("category", tuple(f"c{k}" for k in range(count)), names, units))


def demands(count: int) -> ChartAxis:
    texts = tuple(f"bridge variant {i}: concrete with {i} % recycled aggregate" for i in range(count))
    return ChartAxis("demand", Labels("demand", texts))


def numeric(name: str, values, unit: str = "") -> ChartAxis:
    numbers = np.array(values, dtype=float)
    return ChartAxis(name, Labels(name, tuple(f"{value:g}" for value in numbers)), numbers, unit)


def texts(name: str, *values: str) -> ChartAxis:
    return ChartAxis(name, Labels(name, values))


YEARS = numeric("year", range(2020, 2051))
DECADES = numeric("year", range(2020, 2051, 10))
POWERS = numeric("power", np.linspace(0, 1, 11), "MW")
PATHWAYS = texts("pathway", "SSP2 base", "SSP2 1.5 °C", "SSP5 with carbon capture and storage")


def results(*axes: ChartAxis, base: bool = True, seed: int = 1) -> ChartData:
    """Return values that run along numeric axes, of very different sizes by category."""
    rng = np.random.default_rng(seed)
    values = np.ones([len(axis) for axis in axes])
    own = [len(axis) if axis.name in ("demand", "category") else 1 for axis in axes]
    for place, axis in enumerate(axes):
        shape = [1] * len(axes)
        shape[place] = len(axis)
        if axis.numbers is not None:
            along = (axis.numbers - axis.numbers[0]) / (np.ptp(axis.numbers) or 1)
            values = values * (1 + along.reshape(shape) * rng.uniform(-0.6, 0.4, own))
        elif axis.name == "category":
            values = values * np.exp(rng.uniform(-12, 8, len(axis))).reshape(shape)
        else:
            values = values * rng.uniform(0.6, 1.5, len(axis)).reshape(shape)
    names = tuple(axis.name for axis in axes if axis.name in ("demand", "category"))
    at = tuple(slice(None) if axis.name in names else 0 for axis in axes)
    unchanged = 1.02 * values[at] if base else None
    return ChartData(values, axes, unchanged, names if base else (), title="results.parquet")

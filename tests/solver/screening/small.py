"""A background of three products and two categories, prices for it, and a case, all with round numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from roos import Formula, Labels, Method, Price, PriceSet, System
from roos.screening import Case
from roos.screening.case import BASELINE, FunctionalUnit, Number, Origin, Side, Stage, Use

ASSUMED = Origin(assumed="for a test")
MODEL = "toy"

CATEGORIES = Labels(
    "category",
    ("climate_change", "dust"),
    ("climate", "dust"),
    ("kg CO2-eq", "kg"),
    extra={"model": (MODEL, MODEL)},
)

#: Per unit: steel 2 CO2 and 1 dust with 0.5 kWh of power; power 4 and 0; chip 8 and 16.
PROFILES = {"steel": (4.0, 1.0), "power": (4.0, 0.0), "chip": (8.0, 16.0)}


def background(**meta: str) -> System:
    return System.build(
        "toy",
        np.array([[1.0, 0.0, 0.0], [-0.5, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        np.array([[2.0, 4.0, 8.0], [1.0, 0.0, 16.0]]),
        products=Labels("product", ("steel", "power", "chip"), units=("kg", "kWh", "kg")),
        activities=Labels("activity", ("make steel", "make power", "make chip")),
        flows=Labels("flow", ("co2", "dust")),
        reference=np.array([0, 1, 2]),
        characterisation=Method.build(MODEL, np.eye(2), CATEGORIES),
        meta=meta,
    )


def prices(**changed: Any) -> PriceSet:
    listed = (
        Price("climate_change", MODEL, "kg CO2-eq", (0.5,), "climate", "people_environment"),
        Price("dust", MODEL, "kg", (0.25,), "human_tox", "people_environment"),
    )
    given = {"name": "toy", "title": "toy", "currency": "EUR", "years": ("",), "prices": listed,
             "toxicity": ("human_tox",), **changed}  # fmt: skip
    return PriceSet(**given)


def numbers(**values: float | str | None) -> dict[str, Number]:
    return {
        name: Number(name, Formula.parse(value) if isinstance(value, str) else value, "", ASSUMED)
        for name, value in values.items()
    }


def use(dataset: str, amount: str | None, scenarios: str | None = "", unit: str = "") -> Use:
    other = amount if scenarios == "" else scenarios
    both = [None if text is None else Formula.parse(text) for text in (amount, other)]
    return Use(
        dataset, unit or ("kWh" if dataset == "power" else "kg"), both[0], both[1], where="toy.toml, line 9"
    )


def case(**changed: Any) -> Case:
    """A machine of 12 kg steel lives 3 years; with a chip of 0.1 kg it lives 4 and saves half the power."""
    given = {
        "id": "toy",
        "title": "toy",
        "functional_unit": FunctionalUnit("a year", 1.0, "a", ASSUMED),
        "parameters": numbers(mass=12.0, chips=0.0, power=2.0),
        "baseline": Side(BASELINE, "as it is", numbers(life=3.0)),
        "scenarios": (Side("smart", "smart", numbers(life=4.0, chips=0.1, power=1.0)),),
        "stages": (
            Stage("machine", (use("steel", "mass / life"),)),
            Stage("chip", (use("chip", None, "chips / life"),)),
            Stage("power", (use("power", "power"),)),
        ),
        **changed,
    }
    return Case(**given)

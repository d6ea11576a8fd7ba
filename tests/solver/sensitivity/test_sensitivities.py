"""Derivatives against central differences and exact algebra; variances against samples; what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from tests.helpers import random_technosphere

import roos
from roos import Distributions, Labels, Method, RoosError, Scenario, System, Uncertainty
from roos.montecarlo.run import monte_carlo


def some_system(n=120, flows=40, seed=1, uncertainty=None):
    rng = np.random.default_rng(seed)
    a = random_technosphere(rng, n, gain=0.8, decades=1.0, density=0.06)
    b = sp.random_array((flows, n), density=0.3, rng=rng, format="csc")
    categories = Labels("category", ("climate", "acid"), units=("kg CO2-eq", "kg SO2-eq"))
    c = rng.uniform(-0.2, 1.0, (2, flows)) * (rng.random((2, flows)) < 0.7)
    method = Method.build("m", c, categories)
    return System.build("some", a, b, characterisation=method, uncertainty_of=lambda: uncertainty)


def asked(system, **options):
    products = system.products.ids
    demands = {"d": {products[0]: 1.5, products[-1]: -0.25, products[7]: 2.0}}
    return roos.sensitivities(system, demands, demand="d", category="acid", **options)


def score_of(system, a, b, c):
    demand = np.zeros(a.shape[0])
    demand[[0, 7, -1]] = 1.5, 2.0, -0.25
    return float(c[1] @ (b @ np.linalg.solve(a, demand)))


def test_derivatives_agree_with_central_differences_on_500_exchanges():
    """The model is a rational function of each exchange: differences of two step sizes, extrapolated."""
    system = some_system()
    found = asked(system, top=None)
    dense = {
        "technosphere": system.technosphere.matrix.toarray(),
        "biosphere": system.biosphere.toarray(),
        "characterisation": system.characterisation.matrix.toarray(),
    }
    rng = np.random.default_rng(5)
    checked = 0
    for name, count in (("technosphere", 300), ("biosphere", 180), ("characterisation", 20)):
        entries = found.entries[name]
        seen = np.flatnonzero(np.abs(entries.effects) > 1e-5 * abs(found.score))  # above rounding
        for i in rng.choice(seen, count, replace=False):
            row, column = entries.rows[i], entries.columns[i]

            def shifted(step, name=name, row=row, column=column):
                matrices = {key: matrix.copy() for key, matrix in dense.items()}
                matrices[name][row, column] += step
                return score_of(system, *matrices.values())

            step = 1e-2 * abs(entries.amounts[i])
            coarse, fine = ((shifted(h) - shifted(-h)) / (2 * h) for h in (step, step / 2))
            difference = (4 * fine - coarse) / 3
            assert entries.derivatives[i] == pytest.approx(difference, rel=1e-6)
            checked += 1
    assert checked == 500


def test_elasticities_add_up_to_the_degree_of_each_matrix():
    found = asked(
        some_system(), top=None, matrices=["technosphere", "biosphere", "characterisation", "demands"]
    )
    sums = {name: 0.0 for name in found.entries}
    for matrix, elasticity in zip(found.texts["matrix"], found.elasticities, strict=True):
        sums[matrix] += elasticity
    assert sums == pytest.approx(
        {"technosphere": -1.0, "biosphere": 1.0, "characterisation": 1.0, "demands": 1.0}, rel=1e-11
    )
    assert np.all(np.diff(np.abs(found.effects)) <= 0)
    assert found.count == len(found)


def two(uncertainty=None, own=1.0):
    """Power of 2 kg CO2, steel of half a unit of it and 4 kg: h = c·(2·0.5 + 4)."""
    products = Labels("product", ("power", "steel"), ("electricity", "steel"), ("kWh", "kg"), ("NL", ""))
    activities = Labels("activity", ("plant", "works"))
    flows = Labels("flow", ("co2",), units=("kg",))
    method = Method.build("m", [[own]], Labels("category", ("climate",), units=("kg CO2-eq",)))
    return System.build(
        "two", [[1.0, -0.5], [0.0, 1.0]], [[2.0, 4.0]], products=products, activities=activities, flows=flows,
        characterisation=method, uncertainty_of=lambda: uncertainty,
    )  # fmt: skip


def of_two(system, **options):
    return roos.sensitivities(system, {"s": {"steel": 1.0}}, demand="s", category="climate", **options)


def test_lines_are_named():
    found = of_two(two())
    assert found.score == 5.0
    assert dict(zip(found.labels, found.elasticities, strict=True)) == pytest.approx(
        {
            "works: output of steel": -1.0,
            "factor of co2": 1.0,
            "works: co2": 0.8,
            "works: input of electricity [NL]": 0.2,
            "plant: co2": 0.2,
            "plant: output of electricity [NL]": -0.2,
        }
    )
    rows = {row["row"] + " " + row["column"]: row for row in found.rows()}
    line = rows["power works"]
    assert (line["amount"], line["derivative"], line["effect"], line["unit"]) == (-0.5, -2.0, 1.0, "kWh")
    assert (line["matrix"], line["role"], line["row_location"]) == ("technosphere", "input", "NL")
    assert math.isnan(line["standard_deviation"]) and math.isnan(found.variance)
    assert rows["climate co2"]["unit"] == "kg CO2-eq/kg"
    assert list(found.to_pandas().columns) == list(found.titles)
    assert repr(found) == "Sensitivities('s', 'climate': 6 of 6 lines, by elasticity)"
    assert len(of_two(two(), top=2)) == 2 and of_two(two(), top=2).count == 6


def distributions(rows, size):
    names = ("row", "col", "type", "loc", "scale", "shape", "minimum", "maximum", "negative", "factor")
    none = {"shape": np.nan, "scale": np.nan, "minimum": np.nan, "maximum": np.nan, "negative": False}
    full = [{**none, "factor": 1.0, **row} for row in rows]
    return Distributions.build(
        {name: np.array([row[name] for row in full]) for name in names}, size, where="t"
    )


def normals():
    """σ: 0.05 of the input in two shares, 0.1 of the works' CO2, 0.02 of an absent exchange, 0.1 of C."""
    a = [
        {"row": 0, "col": 1, "type": 3, "loc": 0.2, "scale": 0.03, "factor": -1.0},
        {"row": 0, "col": 1, "type": 3, "loc": 0.3, "scale": 0.04, "factor": -1.0},
        {"row": 1, "col": 0, "type": 3, "loc": 0.0, "scale": 0.02},
        {"row": 0, "col": 0, "type": 1, "loc": 1.0},
    ]
    b = [{"row": 0, "col": 1, "type": 3, "loc": 4.0, "scale": 0.1}]
    c = [{"row": 0, "col": 0, "type": 3, "loc": 1.0, "scale": 0.1}]
    return Uncertainty(distributions(a, (2, 2)), distributions(b, (1, 2)), distributions(c, (1, 1)))


def test_shares_of_variance():
    found = of_two(two(normals()), rank="variance")
    # derivatives: −2 · s=1; 1 · 1; λ_steel s_power = 5 · 0.5 (with its sign); g = 5
    parts = {
        "factor of co2": (5 * 0.1) ** 2,
        "works: co2": 0.1**2,
        "works: input of electricity [NL]": (2 * 0.05) ** 2,
        "plant: input of steel": (5 * 0.5 * 0.02) ** 2,
    }
    total = sum(parts.values())
    assert found.variance == pytest.approx(total) and found.deviation == pytest.approx(math.sqrt(total))
    assert dict(zip(found.labels, found.variance_shares, strict=True)) == pytest.approx(
        {name: value / total for name, value in parts.items()}
    )
    assert found.labels[0] == "factor of co2" and sum(found.parts.values()) == pytest.approx(total)
    certain = of_two(two(normals()))
    assert certain.deviations[certain.labels.index("works: output of steel")] == 0.0


def test_factors_of_another_method_and_changed_amounts_are_certain():
    system = two(normals())
    other = replace(system.characterisation, name="other")
    assert "characterisation" not in {
        matrix for matrix in of_two(system, rank="variance", method=other).texts["matrix"]
    }
    changes = {("power", "works"): -0.6}
    scenario = Scenario.build("s", system, technosphere=changes, biosphere={("co2", "works"): 4.0})
    found = of_two(system, rank="variance", scenario=scenario)
    assert found.score == pytest.approx(5.2) and found.scenario == "s"
    assert set(found.labels) == {"factor of co2", "works: co2", "plant: input of steel"}


def test_first_order_variance_is_that_of_small_samples():
    system = two(normals())
    found = of_two(system)
    drawn = monte_carlo(system, {"s": {"steel": 1.0}}, samples=4000, seed=3).statistics()
    assert float(drawn.deviation.item()) == pytest.approx(found.deviation, rel=0.05)


def test_no_finite_variance_is_said():
    b = [{"row": 0, "col": 0, "type": 12, "loc": 2.0, "scale": 0.1, "shape": 1.5},
         {"row": 0, "col": 1, "type": 3, "loc": 4.0, "scale": 0.1}]  # fmt: skip
    found = of_two(two(Uncertainty(None, distributions(b, (1, 2)))), rank="variance")
    (finding,) = [one for one in found.findings if one.code == "W170"]
    assert finding.where == "plant: co2" and finding.count == 1
    assert math.isnan(found.variance_shares[0]) and found.variance_shares[1] == 1.0


def test_a_score_of_zero_has_effects_and_no_elasticities():
    found = of_two(two(own=0.0))
    assert [one.code for one in found.findings if one.code.startswith("W17")] == ["W172"]
    assert len(found) == 0 and found.score == 0.0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"rank": "size"}, "E117"),
        ({"top": -1}, "E117"),
        ({"matrices": ["prices"]}, "E117"),
        ({"rank": "variance"}, "E170"),
    ],
)
def test_refused(options, code):
    with pytest.raises(RoosError) as caught:
        of_two(two(), **options)
    assert caught.value.code == code and caught.value.hint


def test_a_bad_distribution_is_named():
    b = [{"row": 0, "col": 1, "type": 3, "loc": 4.0, "scale": -1.0}]
    with pytest.raises(RoosError) as caught:
        of_two(two(Uncertainty(None, distributions(b, (1, 2)))))
    assert caught.value.code == "E150" and "works" in caught.value.where


def test_effects_that_do_not_add_up_are_refused(monkeypatch):
    from roos.contributing.solved import Solved

    whole = Solved.of.__func__
    wrong = lambda cls, *given: (s := whole(cls, *given))._replace(multipliers=s.multipliers * 1.001)  # noqa: E731
    monkeypatch.setattr(Solved, "of", classmethod(wrong))
    with pytest.raises(RoosError) as caught:
        of_two(two())
    assert caught.value.code == "E132"

"""Shadow prices as weightings: bw2calc's weighted scores are the costs that roos gives."""

from __future__ import annotations

from typing import Any

import bw2calc
import numpy as np
import pytest

import roos
from roos import Labels, Method, Price, PriceSet, brightway
from roos.price import price
from solver.brightway import packages
from solver.brightway.same import same

CATEGORIES = Labels(
    "category",
    tuple(" | ".join(name) for name in packages.CATEGORIES),
    units=("kg CO2-eq", "m3"),
    extra={"model": ("test", "test")},
)
PRICES = PriceSet(
    "test-prices",
    "Prices of a test",
    "EUR",
    ("2021", "2030"),
    (
        Price("method | climate", "test", "kg CO2-eq", (0.05, 0.1)),
        Price("method | water", "test", "m3", (1.5, 2.0)),
    ),
)


def calculated(made: brightway.Weightings, cls: Any) -> Any:
    given = [packages.inventory(), *packages.methods(), *made.packages]
    config = bw2calc.MethodConfig(impact_categories=list(packages.CATEGORIES), weightings=made.config)
    lca = cls(demands=packages.DEMANDS, method_config=config, data_objs=given)
    lca.lci()
    lca.lcia()
    scores = dict(lca.scores)
    lca.weight()
    return scores, lca.scores


@pytest.mark.parametrize("cls", ["bw2calc", "roos"])
@pytest.mark.parametrize(("year", "at"), [(2021, 0), ("2030", 1)])
def test_weighted_scores_are_costs(cls: str, year: Any, at: int) -> None:
    made = brightway.weightings(PRICES, CATEGORIES, year=year)
    scores, costs = calculated(made, bw2calc.MultiLCA if cls == "bw2calc" else brightway.MultiLCA)
    assert (made.currency, made.year) == ("EUR", str(year))
    values = np.array([[scores[name, demand] for name in packages.CATEGORIES] for demand in packages.DEMANDS])
    ours = price(values, Labels("demand", tuple(packages.DEMANDS)), CATEGORIES, PRICES).values[:, :, 0, at]
    for d, demand in enumerate(packages.DEMANDS):
        for k, name in enumerate(packages.CATEGORIES):
            key = (("shadow price", "test-prices", *name), name, demand)
            assert costs[key] == pytest.approx(ours[d, k], rel=1e-12)


def test_one_package_weights_a_single_lca() -> None:
    made = brightway.weightings(PRICES, CATEGORIES, year=2021)
    lcas = []
    for cls in (brightway.LCA, bw2calc.LCA):
        lca = cls({104: 1.0}, data_objs=[packages.inventory(), *packages.methods()[:1], made.packages[0]])
        lca.lci()
        lca.lcia()
        unweighted = lca.score
        lca.weight()
        assert lca.score == pytest.approx(0.05 * unweighted, rel=1e-12)
        lcas.append(lca)
    same(*(lca.weighted_inventory for lca in lcas))


def test_a_category_without_a_price_is_said() -> None:
    few = PriceSet(
        "few", "Few", "EUR", ("",), PRICES.prices[:0] + (Price("method | water", "test", "m3", (2.0,)),)
    )
    method = Method.build("two", np.ones((2, 3)), CATEGORIES)
    made = brightway.weightings(few, method)
    assert made.factors == {("method", "climate"): 0.0, ("method", "water"): 2.0}
    assert [finding.code for finding in made.findings] == ["W312"] and "climate" in made.findings[0].where


def test_what_does_not_fit_is_refused() -> None:
    for year, code in ((None, "E307"), (1999, "E307")):
        with pytest.raises(roos.InputError) as raised:
            brightway.weightings(PRICES, CATEGORIES, year=year)
        assert raised.value.code == code and "2021, 2030" in raised.value.message
    with pytest.raises(roos.InputError) as raised:
        brightway.weightings(PRICES, CATEGORIES, year=2021, names={"method | climate": ("a", "b")})
    assert raised.value.code == "E207" and "method | water" in raised.value.message
    names = {category: ("mine", category) for category in CATEGORIES.ids}
    assert ("mine", "method | water") in brightway.weightings(
        PRICES, CATEGORIES, year=2021, names=names
    ).factors
    other = Labels("category", CATEGORIES.ids, units=("kg", "m3"), extra={"model": ("test", "test")})
    with pytest.raises(roos.InputError) as raised:
        brightway.weightings(PRICES, other, year=2021)
    assert raised.value.code == "E302"

"""Prices apply to category, model and unit; every other use is a named mapping or is refused."""

import numpy as np
import pytest

from roos import CategoryMapping, Labels, MappingRow, Price, PriceSet, Quality, RoosError, Rule
from roos.price import price

OLD, NEW = "model of 2008", "model of 2016"
DEMANDS = Labels("demand", ("first", "second"))
ONE_YEAR = ("",)


def labels(*rows, model=NEW):
    ids, units = zip(*rows, strict=True)
    return Labels("category", ids, units=units, extra={"model": (model,) * len(ids)})


def price_set(*prices, name="set", years=ONE_YEAR, mappings=(), toxicity=()):
    return PriceSet(name, name, "EUR", years, prices, mappings, toxicity)


CATEGORIES = labels(("climate", "kg CO2-eq"), ("toxicity", "kg DCB-eq"), ("land", "m2*a"))
CLIMATE = Price("climate", NEW, "kg CO2-eq", (0.5,), "warming", "planet")
TOXICITY = Price("toxicity", NEW, "kg DCB-eq", (8.0,), "poison", "people")
LAND = Price("land", NEW, "m2*a", (0.25,), "space", "planet")
SCORES = np.array([[2.0, 0.125, 4.0], [1.0, -1.0, 0.0]])


def code(*arguments, **keywords):
    with pytest.raises(RoosError) as caught:
        price(*arguments, **keywords)
    return caught.value


def test_a_fitting_price_is_multiplied():
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(CLIMATE, TOXICITY, LAND))
    assert costs.values[:, :, 0, 0].tolist() == [[1.0, 1.0, 1.0], [0.5, -8.0, 0.0]]
    assert costs.total()[:, 0, 0].tolist() == [3.0, -7.5]
    assert costs.priced.all() and costs.prices[:, 0, 0].tolist() == [0.5, 8.0, 0.25]
    assert costs.currencies == ("EUR",) and costs.years == ONE_YEAR
    assert [row.mapping for row in costs.rows] == ["", "", ""]
    assert costs.rows[0].sources == ("climate",)


def test_scores_are_not_written_to():
    scores = SCORES.copy()
    scores.flags.writeable = False
    price(scores, DEMANDS, CATEGORIES, price_set(CLIMATE))


def test_sums_by_indicator_and_theme():
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(CLIMATE, TOXICITY, LAND))
    by_theme = {key: value[:, 0, 0].tolist() for key, value in costs.by("theme").items()}
    assert by_theme == {"planet": [2.0, 0.5], "people": [1.0, -8.0]}
    assert set(costs.by("indicator")) == {"warming", "poison", "space"}
    with pytest.raises(RoosError) as caught:
        costs.by("colour")
    assert caught.value.code == "E117"


def test_a_price_without_an_indicator_is_shown_as_other():
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(Price("climate", NEW, "kg CO2-eq", (0.5,))))
    assert list(costs.by("indicator")) == ["other"]


def test_the_total_without_toxicity():
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(CLIMATE, TOXICITY, LAND, toxicity=("poison",)))
    assert costs.total(toxicity=False)[:, 0, 0].tolist() == [2.0, 0.5]
    assert costs.total()[:, 0, 0].tolist() == [3.0, -7.5]


def test_another_unit_is_refused_with_both_named():
    per_tonne = Price("climate", NEW, "t CO2-eq", (50.0,))
    problem = code(SCORES, DEMANDS, CATEGORIES, price_set(per_tonne))
    assert problem.code == "E302"
    assert "'t CO2-eq'" in problem.message and "'kg CO2-eq'" in problem.message
    assert "climate" in problem.where and "set" in problem.where


def test_another_model_is_refused():
    problem = code(
        SCORES,
        DEMANDS,
        labels(("climate", "kg CO2-eq"), ("a", "x"), ("b", "x"), model=OLD),
        price_set(CLIMATE),
    )
    assert problem.code == "E303" and OLD in problem.where


def test_categories_without_a_model_are_refused():
    bare = Labels("category", ("climate",), units=("kg CO2-eq",))
    assert code(SCORES[:, :1], DEMANDS, bare, price_set(CLIMATE)).code == "E303"


def test_no_price_set_and_other_shapes_are_refused():
    assert code(SCORES, DEMANDS, CATEGORIES, ()).code == "E305"
    assert code(SCORES.T, DEMANDS, CATEGORIES, price_set(CLIMATE)).code == "E114"


def test_categories_without_a_price_cost_nothing_and_are_named():
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(CLIMATE))
    assert costs.priced[:, 0].tolist() == [True, False, False]
    assert np.isnan(costs.prices[1, 0, 0]) and costs.total()[:, 0, 0].tolist() == [1.0, 0.5]
    (said,) = [finding for finding in costs.findings if finding.code == "W312"]
    assert said.count == 2 and said.where == "toxicity; land"


def test_a_dominant_category_is_named_with_its_share():
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(CLIMATE, TOXICITY, LAND))
    (said,) = [finding for finding in costs.findings if finding.code == "W311"]
    assert said.message.startswith("toxicity is 94 %") and "'second'" in said.where and said.count == 1
    assert costs.shares()[1, :, 0, 0].tolist() == pytest.approx([0.5 / 8.5, 8 / 8.5, 0])


def test_no_category_dominates_at_four_fifths_or_below():
    even = price(
        np.array([[0.8, 0.025, 0.0]]), DEMANDS.take([0]), CATEGORIES, price_set(CLIMATE, TOXICITY, LAND)
    )
    assert even.shares()[0, 0, 0, 0] == pytest.approx(2 / 3)
    assert not [finding for finding in even.findings if finding.code == "W311"]


def test_scores_of_zero_have_no_shares():
    costs = price(np.zeros((2, 3)), DEMANDS, CATEGORIES, price_set(CLIMATE, TOXICITY, LAND))
    assert not costs.shares().any() and not costs.findings


def row(source, target, unit, factor, rule=Rule.AS_PRINTED, models=(NEW,)):
    return MappingRow(source, target, models if target else (), unit, factor, rule, Quality.OTHER_UNIT)


CARRIED = CategoryMapping(
    "old→new",
    OLD,
    (
        row("warming", "climate", "kg CO2-eq", 1.0),
        row("smog", "toxicity", "kg DCB-eq", 0.5, Rule.SPLIT),
        row("smog", "land", "m2*a", 0.5, Rule.SPLIT),
        row("noise", "", "", 0.0, Rule.DROPPED),
    ),
)
OLD_PRICES = (
    Price("warming", OLD, "kg CO2-eq", (0.5,), "air"),
    Price("smog", OLD, "kg NMVOC", (4.0,), "air"),
    Price("noise", OLD, "dB", (1e6,), "peace"),
)


@pytest.mark.parametrize("with_the_set", [True, False])
def test_a_mapping_carries_splits_and_drops(with_the_set):
    mappings, given = ((CARRIED,), None) if with_the_set else ((), CARRIED)
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(*OLD_PRICES, mappings=mappings), mapping=given)
    assert costs.prices[:, 0, 0].tolist() == [0.5, 2.0, 2.0]
    assert [r.rule for r in costs.rows] == ["as printed", "split", "split"]
    assert {r.mapping for r in costs.rows} == {"old→new"} and {r.quality for r in costs.rows} == {
        "other unit"
    }
    assert costs.rows[1].sources == ("smog",)
    assert list(costs.by("indicator")) == ["air"]
    (said,) = [finding for finding in costs.findings if finding.code == "W313"]
    assert "old→new" in said.message


def test_old_prices_without_a_mapping_are_refused():
    assert code(SCORES, DEMANDS, CATEGORIES, price_set(*OLD_PRICES)).code == "E303"


def test_a_fitting_price_goes_before_a_mapping():
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(LAND, *OLD_PRICES, mappings=(CARRIED,)))
    assert costs.prices[:, 0, 0].tolist() == [0.5, 2.0, 0.25]
    assert costs.rows[2].mapping == ""


def test_the_unit_of_a_mapping_row_is_checked_too():
    other = labels(("climate", "t CO2-eq"), ("toxicity", "kg DCB-eq"), ("land", "m2*a"))
    problem = code(SCORES, DEMANDS, other, price_set(*OLD_PRICES, mappings=(CARRIED,)))
    assert problem.code == "E302" and "'t CO2-eq'" in problem.message


def test_a_mapping_for_another_model_does_not_apply():
    elsewhere = labels(("climate", "kg CO2-eq"), ("toxicity", "kg DCB-eq"), ("land", "m2*a"), model="third")
    assert code(SCORES, DEMANDS, elsewhere, price_set(*OLD_PRICES, mappings=(CARRIED,))).code == "E303"


def test_two_prices_carried_to_one_category_add_up():
    merged = CategoryMapping(
        "m", OLD, (row("warming", "land", "m2*a", 1.0), row("smog", "land", "m2*a", 0.25))
    )
    costs = price(SCORES, DEMANDS, CATEGORIES, price_set(*OLD_PRICES), mapping=merged)
    assert costs.prices[2, 0, 0] == 1.5 and costs.rows[0].sources == ("warming", "smog")


def test_years_and_several_sets():
    years = ("2020", "2050")
    low = price_set(Price("climate", NEW, "kg CO2-eq", (0.5, 1.0)), name="low", years=years)
    high = price_set(Price("climate", NEW, "kg CO2-eq", (2.0, 4.0), "warming"), name="high", years=years)
    costs = price(SCORES, DEMANDS, CATEGORIES, (low, high))
    assert costs.values.shape == (2, 3, 2, 2)
    assert costs.total()[0].tolist() == [[1.0, 2.0], [4.0, 8.0]]
    assert costs.by("indicator")["warming"][0].tolist() == [[0.0, 0.0], [4.0, 8.0]]


def test_sets_of_other_years_or_of_one_name_are_refused():
    dated = price_set(Price("climate", NEW, "kg CO2-eq", (0.5,)), name="dated", years=("2020",))
    assert code(SCORES, DEMANDS, CATEGORIES, (price_set(CLIMATE), dated)).code == "E304"
    assert code(SCORES, DEMANDS, CATEGORIES, (price_set(CLIMATE), price_set(CLIMATE))).code == "E304"


def test_a_set_checks_itself():
    for prices, years in (((CLIMATE, CLIMATE), ONE_YEAR), ((CLIMATE,), ("2020", "2050"))):
        with pytest.raises(RoosError) as caught:
            price_set(*prices, years=years)
        assert caught.value.code == "E304"


def test_no_demands_cost_nothing():
    costs = price(np.empty((0, 3)), Labels("demand", ()), CATEGORIES, price_set(CLIMATE, TOXICITY, LAND))
    assert costs.total().shape == (0, 1, 1) and not costs.findings

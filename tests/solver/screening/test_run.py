"""Screening on a small background: exact results, one factorisation, refusals by name and line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solver.screening.small import ASSUMED, background, case, numbers, prices, use

import roos.scoring
from roos import Formula, RoosError
from roos.screening import ScreeningOptions, screen
from roos.screening.assumptions import states
from roos.screening.case import (
    Economy,
    Number,
    Origin,
    Outcome,
    Patch,
    Quantity,
    Side,
    Stage,
    TurningPoint,
    Variant,
)

SYSTEM, PRICES = background(), prices()


def one(model, **options):
    return screen(model, SYSTEM, PRICES, options=ScreeningOptions(**options)).results[0]


def test_scores_costs_and_contributions_are_exact():
    result = one(case())
    c = result.comparison
    # baseline: 4 kg steel and 2 kWh; case: 3 kg steel, 0.025 kg chip, 1 kWh
    assert c.baseline.tolist() == [24.0, 4.0]
    assert c.case.tolist() == pytest.approx([16.2, 3.4], abs=1e-14)
    assert c.relative.tolist() == pytest.approx([-0.325, -0.15], abs=1e-15)
    assert c.mean == pytest.approx(-0.2375, abs=1e-15)
    assert (c.costs.total.baseline, c.costs.without_toxicity.baseline) == (13.0, 12.0)
    assert c.costs.total.relative == pytest.approx((8.1 + 0.85 - 13) / 13, abs=1e-14)
    assert c.costs.without_toxicity.relative == pytest.approx(-0.325, abs=1e-14)
    assert c.costs.total.largest == "climate_change"
    assert result.stages.names == ("machine", "chip", "power")
    assert result.stages.case[1].tolist() == pytest.approx([0.2, 0.4], abs=1e-15)
    assert sum(result.share(name) for name in result.stages.names) == pytest.approx(1.0)
    mean = ScreeningOptions(shares="mean of categories")
    assert sum(result.share(name, "case", mean) for name in result.stages.names) == pytest.approx(1.0)


def test_all_cases_go_through_one_factorisation_and_one_batch(monkeypatch):
    seen = []
    wanted = roos.scoring.factorise
    monkeypatch.setattr(roos.scoring, "factorise", lambda *a, **k: seen.append(1) or wanted(*a, **k))
    cases = [replace(case(), id=f"case-{i}") for i in range(5)]
    done = screen(cases, SYSTEM, PRICES)
    assert len(seen) == done.factorisations == 1
    assert [result.case.id for result in done.results] == [model.id for model in cases]


def test_profiles_times_amounts_are_the_scores():
    result = one(case())
    for model, wanted in zip(
        result.models, (result.comparison.baseline, result.comparison.case), strict=True
    ):
        assert np.abs(model.amounts() @ result.profiles - wanted).max() < 1e-13


@settings(max_examples=20, deadline=None)
@given(st.floats(1e-6, 1e9))
def test_another_functional_unit_changes_no_relative_result(per):
    base = one(case())
    other = screen(case(), SYSTEM, PRICES, per=per).results[0]
    assert other.comparison.baseline == pytest.approx(base.comparison.baseline * per, rel=1e-13)
    assert other.comparison.relative == pytest.approx(base.comparison.relative, rel=1e-10, abs=1e-12)
    assert other.comparison.costs.total.relative == pytest.approx(base.comparison.costs.total.relative)


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1e6))
def test_a_stage_of_both_sides_changes_no_difference(amount):
    shared = Stage("hall", (use("power", "hall"),), shared=True)
    base = case()
    model = replace(
        base, stages=(*base.stages, shared), parameters={**base.parameters, **numbers(hall=amount)}
    )
    partial, full = one(model), one(model, denominator="full")
    gap = partial.comparison.case - partial.comparison.baseline
    assert full.comparison.case - full.comparison.baseline == pytest.approx(gap, abs=1e-9 * (1 + amount))
    assert partial.comparison.baseline.tolist() == one(base).comparison.baseline.tolist()
    if amount > 1:
        assert abs(full.comparison.relative[0]) < abs(partial.comparison.relative[0])


def test_left_out_stages_are_said():
    codes = [finding.code for finding in screen(case(), SYSTEM, PRICES).findings]
    assert "W418" in codes


def test_whole_replacements_round_up():
    lives = {"n": Number("n", Formula.parse("horizon / life"), "1", ASSUMED, counts=True)}
    model = replace(
        case(),
        parameters={**numbers(mass=12.0, chips=0.0, power=2.0, horizon=6.0), **lives},
        stages=(Stage("machine", (use("steel", "mass * n / horizon"),)),),
    )
    assert one(model).comparison.mean == pytest.approx(3 / 4 - 1)
    assert one(model, replacements="whole").comparison.mean == pytest.approx(2 / 2 - 1)


def test_a_reading_answers_to_its_row_and_a_variant_to_its_name():
    readings = (
        Variant("second", "second life", numbers(), {"baseline": numbers(life=6.0)}, 12, "per second life"),
        Variant("heavy", "heavier", numbers(mass=24.0)),
    )
    model = replace(case(), variants=readings)
    assert one(model, functional_unit="per second life").comparison.baseline.tolist() == [16.0, 2.0]
    done = screen(model, SYSTEM, PRICES, variants=True)
    assert [result.variant for result in done.results] == ["", "second", "heavy"]
    assert done.of("toy", variant="heavy").comparison.baseline.tolist() == [40.0, 8.0]
    with pytest.raises(RoosError, match="E440"):
        screen(model, SYSTEM, PRICES, variants="light")


def test_a_scenario_of_a_choice_is_computed_only_with_it():
    base = case()
    extra = Side("both", "both", base.scenarios[0].parameters, row=24, choice="combined too")
    model = replace(base, scenarios=(*base.scenarios, extra))
    assert len(screen(model, SYSTEM, PRICES).results) == 1
    done = screen(model, SYSTEM, PRICES, options=ScreeningOptions(aebi_actions="combined too"))
    assert [result.scenario.id for result in done.results] == ["smart", "both"]


def test_credits_are_left_out_unless_wanted():
    base = case()
    credit = Stage("scrap", (use("steel", "-mass / life * 0.5"),), credit=True)
    model = replace(base, stages=(*base.stages, credit))
    assert one(model).comparison.baseline.tolist() == [24.0, 4.0]
    assert one(model, credits="recycled outputs").comparison.baseline.tolist() == [16.0, 2.0]


def test_quantities_and_economy():
    model = replace(
        case(),
        quantities=(Quantity("mass", "kg", Formula.parse("mass / life")),),
        economy=(Economy("reuse", "rose", -30.0, ASSUMED), Economy("waste", "fell", None, ASSUMED)),
    )
    result = one(model)
    assert result.quantities[0].relative == -0.25
    assert [item.colour for item in result.comparison.economy] == ["red", "green"]
    assert [item.colour for item in one(model, reuse_polarity="inverted").comparison.economy] == [
        "green",
        "green",
    ]
    assert result.comparison.small_rose.value is None
    assert one(model, small_rose_value="entered").comparison.small_rose.value == -0.3
    assert one(model, small_rose_value="scored").comparison.small_rose.value == 0.0


def test_zero_baselines_are_left_out_and_counted():
    model = replace(
        case(),
        stages=(Stage("power", (use("power", "power"),)), Stage("chip", (use("chip", None, "chips"),))),
    )
    result = one(model)
    assert np.isnan(result.comparison.relative[1]) and result.comparison.summary.undefined == ("dust",)
    assert result.comparison.mean == result.comparison.relative[0]
    assert [finding.code for finding in result.comparison.findings] == ["W415", "W416"]
    assert one(model, zero_baseline="floor").comparison.relative[1] > 1e9
    with pytest.raises(RoosError, match="E431"):
        one(model, zero_baseline="error")


def test_a_patch_multiplies_one_exchange_and_leaves_the_background_alone():
    before = SYSTEM.technosphere.matrix.toarray()
    model = replace(case(), id="patched", patches=(Patch("make steel", "power", 2.0, ASSUMED),))
    done = screen([case(), model], SYSTEM, PRICES)
    assert done.factorisations == 2
    assert done.of("toy").comparison.baseline.tolist() == [24.0, 4.0]
    assert done.of("patched").comparison.baseline.tolist() == [32.0, 4.0]
    assert (SYSTEM.technosphere.matrix.toarray() == before).all()
    for activity, product in (("make steel", "chip"), ("make steel", "steel")):
        with pytest.raises(RoosError, match="E444"):
            screen(replace(case(), patches=(Patch(activity, product, 2.0, ASSUMED),)), SYSTEM, PRICES)


def test_a_required_number_has_no_default():
    base = case()
    model = replace(base, parameters={**base.parameters, **numbers(mass=None)})
    with pytest.raises(RoosError, match="E441"):
        one(model)
    assert screen(model, SYSTEM, PRICES, given={"mass": 12.0}).results[0].comparison.baseline[0] == 24.0
    with pytest.raises(RoosError, match="E445"):
        screen(model, SYSTEM, PRICES, given={"mas": 12.0})


def test_a_number_that_nothing_needs_is_said():
    base = case()
    model = replace(base, parameters={**base.parameters, **numbers(life_time=4.0)})
    found = [one for one in screen(model, SYSTEM, PRICES).findings if one.code == "W419"]
    assert [one.message for one in found] == ["no amount needs 'life_time'"]


def test_unknown_datasets_and_other_units_are_refused_with_their_line():
    for dataset, unit, code in (("steal", "kg", "E201"), ("steel", "t", "E301")):
        model = replace(case(), stages=(Stage("machine", (use(dataset, "mass", unit=unit),)),))
        with pytest.raises(RoosError) as caught:
            one(model)
        assert caught.value.code == code and "toy.toml, line 9" in caught.value.where
    assert "steel" in caught.value.where or "steel" in caught.value.hint


def test_prices_of_another_model_or_unit_conflict():
    other = prices(prices=(replace(PRICES.prices[0], model="other"),))
    wrong = prices(prices=(replace(PRICES.prices[0], unit="t CO2-eq"), PRICES.prices[1]))
    model = replace(case(), lines={"prices": "toy.toml, line 3: prices"})
    for price_set in (other, wrong, prices(years=("2020", "2030"), prices=())):
        with pytest.raises(RoosError) as caught:
            screen(model, SYSTEM, price_set)
        assert caught.value.code == "E432" and "toy.toml, line 3" in caught.value.where


def test_a_mapping_that_mixes_indicators_is_refused():
    from roos import CategoryMapping, MappingRow, Quality, Rule

    rows = tuple(
        MappingRow(source, "dust", (MODEL,), "kg", 1.0, Rule.AS_PRINTED, Quality.OTHER_UNIT)
        for source in ("a", "b")
    )
    listed = tuple(
        replace(PRICES.prices[0], category=name, model="old", unit="kg", indicator=home)
        for name, home in (("a", "climate"), ("b", "land"))
    )
    mixed = prices(prices=listed, mappings=(CategoryMapping("mix", "old", rows),))
    with pytest.raises(RoosError, match="E432 prices of climate and land"):
        screen(case(), SYSTEM, mixed)


MODEL = "toy"


def test_misspelt_results_are_refused_with_their_line():
    outcome = Outcome("smart", "climate+recources", -5.0, -5.0, where="toy.toml, line 31: of")
    point = TurningPoint("smart", "life", "climat", 1.0, 9.0, where="toy.toml, line 35: of")
    for model, line, near in (
        (case(outcomes=(outcome,)), "line 31", "resources"),
        (case(turning_points=(point,)), "line 35", "climate"),
    ):
        with pytest.raises(RoosError, match="E446") as caught:
            screen(model, SYSTEM, PRICES)
        assert line in caught.value.where and near in caught.value.hint


def test_one_year_of_several_prices():
    several = prices(
        years=("2020", "2050"),
        prices=tuple(replace(p, values=(p.values[0], 3 * p.values[0])) for p in PRICES.prices),
    )
    first, later = (screen(case(), SYSTEM, several, price_year=year) for year in ("2020", 2050))
    assert first.results[0].comparison.costs.total.baseline == DEAR
    assert later.results[0].comparison.costs.total.baseline == pytest.approx(3 * DEAR)
    assert later.meta["price_year"] == "2050"
    for wrong, year in ((several, "2030"), (PRICES, "2020")):
        with pytest.raises(RoosError, match="E447"):
            screen(case(), SYSTEM, wrong, price_year=year)


DEAR = 0.5 * 24.0 + 0.25 * 4.0


def test_a_scenario_has_an_economy_of_its_own():
    base = case(economy=(Economy("waste", "fell", None, ASSUMED), Economy("reuse", "same", None, ASSUMED)))
    own = replace(base.scenarios[0], id="own", economy=(Economy("waste", "rose", None, CONFIRMED),))
    done = screen(replace(base, scenarios=(*base.scenarios, own)), SYSTEM, PRICES)
    colours = [[one.colour for one in result.comparison.economy] for result in done.results]
    assert colours == [["green", "neutral"], ["red", "neutral"]]
    assert [states(one.assumptions)["confirmed"] for one in done.results] == [0, 1]


CONFIRMED = Origin(assumed="the company says so", state="confirmed")


def test_a_result_says_what_it_rests_on():
    result = one(case())
    listed = {(found.side, found.name) for found in result.assumptions}
    assert {("", "mass"), ("baseline", "life"), ("smart", "life"), ("", "functional unit")} <= listed
    assert states(result.assumptions) == {"proposed": len(result.assumptions), "confirmed": 0, "refused": 0}


def test_refused_assumptions_warn():
    base = case()
    refused = Number("mass", 12.0, "kg", Origin(assumed="guess", state="refused"))
    model = replace(base, parameters={**base.parameters, "mass": refused})
    found = [finding for finding in screen(model, SYSTEM, PRICES).findings if finding.code == "W417"]
    assert [str(finding.severity) for finding in found] == ["warning", "note"]


@pytest.mark.parametrize(
    "given", [{"mean_ovr": "18 categories"}, {"mean_over": "17 categories"}, {"floor": -1.0}]
)
def test_unknown_choices_are_refused(given):
    with pytest.raises(RoosError, match="E430"):
        ScreeningOptions.of(given)


def test_a_result_names_every_choice():
    rows = {choice.row for choice in screen(case(), SYSTEM, PRICES).choices}
    assert rows == {*range(1, 26), *range(28, 35)}


def test_names_that_are_not_there():
    done = screen(case(), SYSTEM, PRICES)
    with pytest.raises(RoosError, match="E440"):
        done.of("other")
    with pytest.raises(RoosError, match="E440"):
        case().scenario("other")
    with pytest.raises(RoosError, match="E433"):
        done.results[0].comparison.indicator("land")
    with pytest.raises(RoosError, match="E440"):
        screen([], SYSTEM, PRICES)

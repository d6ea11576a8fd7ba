"""What the method and the report promise of the 13 cases, line by line, on the background they come with."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.helpers import profiles_system

import roos
from roos import Formula, RoosError
from roos.screening import Screened, Screening, ScreeningOptions, screen
from roos.screening.assumptions import assumptions
from roos.screening.case import BASELINE, TYPES, Stage
from roos.screening.function import CaseFunction
from roos.screening.verdict import verdicts
from roos_inventories import list_cases, read_case, read_prices

PRICES = read_prices("tno-2020")


@cache
def everything() -> Screening:
    return screen(list_cases(), profiles_system(), PRICES, variants=True)


def result(case: str, scenario: str = "", variant: str = "") -> Screened:
    return everything().of(case, scenario, variant)


def amounts(one: Screened, stage: str) -> np.ndarray:
    """Return amounts of a stage, float64 (side, use)."""
    chosen = [i for i, s in enumerate(one.models[0].stage_of) if one.models[0].stages[s].name == stage]
    return np.array([model.amounts()[chosen] for model in one.models])


def test_one_identical_stage_changes_no_difference_and_is_flagged():
    for case in list_cases():
        three = Formula.parse("3")
        uses = tuple(replace(use, baseline=three, scenarios=three) for use in case.stages[0].uses)
        model = replace(case, stages=(*case.stages, Stage("hall", uses)))
        for one in screen(model, profiles_system(), PRICES).results:
            before, after = result(case.id, one.scenario.id).comparison, one.comparison
            scale = np.abs(after.case) + np.abs(after.baseline)
            gap = before.case - before.baseline
            assert (np.abs(after.case - after.baseline - gap) < 1e-12 * scale).all()
            assert after.relative * after.baseline == pytest.approx(gap, rel=1e-9, abs=1e-12 * scale.max())
            assert not np.allclose(after.relative, before.relative, rtol=1e-6)  # by the denominator alone
    assert "W418" in [one.code for one in everything().findings]


@pytest.mark.parametrize("per", [0.001, 7.0, 1e6])
def test_another_functional_unit_scales_sides_and_changes_no_answer(per):
    done = screen(list_cases(), profiles_system(), PRICES, per=per)
    for one in done.results:
        base = result(one.case.id, one.scenario.id)
        factor = per / one.case.functional_unit.amount
        assert one.comparison.baseline == pytest.approx(base.comparison.baseline * factor, rel=1e-12)
        assert one.comparison.relative == pytest.approx(base.comparison.relative, rel=1e-9, abs=1e-12)
        assert one.comparison.mean == pytest.approx(base.comparison.mean, rel=1e-9, abs=1e-12)


def test_profiles_times_amounts_are_the_matrix_route():
    for one in everything().results:
        for model, wanted in zip(one.models, (one.comparison.baseline, one.comparison.case), strict=True):
            found = model.amounts() @ one.profiles
            assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9 * np.abs(wanted).max())


def test_a_batch_gives_what_one_by_one_gives():
    for case in list_cases():
        for one in screen(case, profiles_system(), PRICES).results:
            together = result(case.id, one.scenario.id).comparison
            assert one.comparison.relative == pytest.approx(together.relative, rel=1e-12, abs=1e-14)


def test_shares_of_stages_add_up_in_either_metric():
    for one in everything().results:
        for metric in ("single score", "mean of categories"):
            options = ScreeningOptions(shares=metric)
            parts = [one.share(name, "case", options) for name in one.stages.names]
            assert sum(parts) == pytest.approx(1.0)


def test_background_and_prices_stand_in_every_run():
    meta = everything().meta
    assert meta["pathway"] == "static" and meta["prices"] == "tno-2020"
    assert meta["source"] and meta["system"] == "profiles"
    assert {one.comparison.costs.mapping for one in everything().results} == {"recipe2008→2016"}


def test_every_assumption_has_a_bias_and_a_state():
    for case in list_cases():
        for one in assumptions(case):
            assert one.origin.state == "proposed" and one.origin.bias and one.origin.assumed
    against = {
        (case.id, one.name)
        for case in list_cases()
        for one in assumptions(case)
        if one.origin.bias == "against the case"
    }
    assert {name for name, _ in against} >= {"malvern", "snew"}


def test_type_of_innovation_and_grade_are_labels_and_change_no_number():
    base = read_case("htc")
    for kind in TYPES:
        other = screen(replace(base, innovation_type=kind, grade="A"), profiles_system(), PRICES)
        assert other.results[0].comparison.relative.tolist() == (
            screen(base, profiles_system(), PRICES).results[0].comparison.relative.tolist()
        )


def test_both_headlines_of_vanderlande_stand_beside_each_other_with_their_names():
    said = {one.outcome.of: one.outcome for one in verdicts(result("vanderlande"), everything())}
    assert (said["mean"].low, said["cost"].low) == (-38.0, -30.0)


def test_three_numbers_of_kaak_are_kept_with_their_places():
    said = [(one.of, one.low, one.place) for one in read_case("kaak").outcomes]
    assert {abs(low) for _, low, _ in said if low is not None} >= {47.0, 27.0, 20.0, 71.0}
    assert all(place for *_, place in said)
    mass = {one.name: one for one in result("kaak").quantities}["material_mass"]
    assert mass.case / mass.baseline == pytest.approx(0.21)


def test_readings_of_demcon_and_snew_can_be_chosen():
    other = screen(
        read_case("demcon"), profiles_system(), PRICES, options=ScreeningOptions(demcon_material="reading B")
    ).results[0]
    named = result("demcon", variant="reading-b").comparison
    assert other.comparison.relative == pytest.approx(named.relative, rel=1e-12)
    used, company = read_case("snew").parameters["gap"], read_case("snew").variant("company-15")
    assert (used.value, company.parameters["gap"].value) == (0.30, 0.15)


def test_alkondor_per_year_factors():
    one = result("alkondor", "renovated")
    for stage, factor in (("aluminium", 0.7), ("glass", 1.2), ("polymers", 4 / 3)):
        baseline, case = amounts(one, stage)
        assert case / baseline == pytest.approx(np.full(len(case), factor))


def test_more_ict_at_privaeco_costs_the_gain_in_a_straight_line():
    function = CaseFunction(result("privaeco"))
    stage = next(name for name in result("privaeco").stages.names if "ict" in name.casefold())
    counts = np.array([1.0, 3.0, 5.0])
    change = function.change("climate", {f"stage:{stage}": counts})
    assert change[1] - change[0] == pytest.approx(change[2] - change[1]) and change[2] > change[0]


def test_aebi_ranks_its_actions_like_the_report():
    order = [result("aebi", name).comparison.mean for name in ("route_planning", "refurbishment")]
    assert order[0] < order[1] < result("aebi", "renewable_production").comparison.mean


def test_the_scenario_without_a_printed_result_has_none_here():
    assert verdicts(result("remeha", "scenario_1"), everything()) == ()
    assert len(verdicts(result("remeha", "scenario_2"), everything())) == 3


def test_a_template_without_quantities_refuses_to_compute():
    base = read_case("kaak")
    empty = {name: replace(one, value=None) for name, one in base.parameters.items()}
    with pytest.raises(RoosError, match="E441"):
        screen(replace(base, parameters=empty), profiles_system(), PRICES)


def test_one_patched_exchange_is_a_change_of_rank_one():
    system = profiles_system()
    a = system.technosphere.matrix.tocsc()
    j = next(j for j in range(a.shape[1]) if (a.data[a.indptr[j] : a.indptr[j + 1]] < 0).any())
    rows, values = a.indices[a.indptr[j] : a.indptr[j + 1]], a.data[a.indptr[j] : a.indptr[j + 1]]
    i, value = next((int(r), float(v)) for r, v in zip(rows, values, strict=True) if v < 0)
    f = np.zeros(a.shape[0])
    f[system.technosphere.reference[j]] = 1.0
    factors = roos.factorise(a)
    unit = np.zeros(a.shape[0])
    unit[i] = 1.0
    s, w = factors.solve(f), factors.solve(unit)
    by_rank_one = s - w * (value * s[j]) / (1.0 + value * w[j])  # the exchange doubled
    doubled = a.tolil()
    doubled[i, j] = 2 * value
    assert roos.factorise(doubled.tocsc()).solve(f) == pytest.approx(by_rank_one, rel=1e-10, abs=1e-12)


def test_the_price_of_carbon_is_linear_in_what_is_saved():
    from roos.screening.carbon import along_path, carbon_price

    saved = carbon_price(result("remeha", "scenario_2")).saved
    worth = [one.worth for one in along_path({"2020": saved, "2035": saved, "2050": saved},
                                             {"2020": 0.0, "2050": 0.4})]  # fmt: skip
    assert worth == pytest.approx([0.0, 0.2 * saved, 0.4 * saved])


def test_baselines_are_always_there():
    for one in everything().results:
        assert one.models[0].side.id == BASELINE and (one.comparison.baseline > 0).all()

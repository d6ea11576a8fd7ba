"""Break-even, maps, ranges, verdicts, futures, CO2 prices and groups, against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.solver.screening.small import ASSUMED, background, case, numbers, prices

from roos import RoosError, System
from roos.screening import CLASSES, ScreeningOptions, colour_class, screen
from roos.screening.carbon import along_path, carbon_price
from roos.screening.case import Number, Outcome
from roos.screening.contour import break_even_map
from roos.screening.function import CaseFunction
from roos.screening.futures import screen_futures
from roos.screening.overview import group_ranges, upscaling_identities
from roos.screening.ranges import corners
from roos.screening.turning import break_even
from roos.screening.verdict import NOT, REPRODUCED, SAME_SIGN, verdicts

SYSTEM, PRICES = background(), prices()
DONE = screen(case(), SYSTEM, PRICES)
RESULT = DONE.results[0]
FUNCTION = CaseFunction(RESULT)


@pytest.mark.parametrize(
    ("parameter", "of", "root"),
    [
        # CO2: 48/L + 0.8/L + 4 = 24
        ("life", "climate_change", 48.8 / 20),
        ("life", "climate", 48.8 / 20),
        # dust: 12/L + 1.6/L = 4
        ("life", "dust", 13.6 / 4),
        # dust: 3 + 4 c = 4
        ("chips", "dust", 0.25),
        ("stage:chip", "dust", 2.5),
        # cost: 0.5 (48.8/L + 4) + 0.25 · 13.6/L = 13
        ("life", "cost", (24.4 + 3.4) / 11),
        ("life", "cost_without_toxicity", 48.8 / 20),
        # mean: (48.8/L + 4)/24 + 13.6/(4 L) = 2
        ("life", "mean", (48.8 / 24 + 3.4) / (2 - 4 / 24)),
        ("power", "climate_change", (24 - 12.2) / 4),
        # the baseline alone: 48/L + 8 = 16.2
        ("baseline:life", "climate_change", 48 / 8.2),
    ],
)
def test_roots_are_those_of_the_closed_form(parameter, of, root):
    found = break_even(FUNCTION, parameter, of, 0.01, 20.0)
    assert found.roots == pytest.approx((root,), rel=1e-12)
    assert found.values.shape == found.change.shape
    at_root = FUNCTION.difference(of, {parameter: np.array([root])})
    assert abs(at_root[0]) < 1e-11


def test_a_curve_says_where_the_case_stands_and_whether_it_ever_turns():
    found = break_even(FUNCTION, "chips", "dust", 0.3, 1.0)
    assert (found.roots, found.sign, found.current) == ((), 1, 0.1)
    assert break_even(FUNCTION, "chips", "dust", 0.0, 0.2).sign == -1


def test_a_number_of_both_sides_is_varied_on_both():
    scaled = FUNCTION.scores({"mass": np.array([12.0, 24.0])})
    assert scaled[0][:, 1].tolist() == [4.0, 8.0]
    alone = FUNCTION.scores({"life": np.array([4.0, 8.0])})
    assert alone[0][0].tolist() == alone[0][1].tolist()


def test_a_pole_is_no_turning_point():
    model = replace(
        case(), scenarios=(replace(case().scenarios[0], parameters=numbers(life="x - 2", x=6.0)),)
    )
    function = CaseFunction(screen(model, SYSTEM, PRICES).results[0])
    assert break_even(function, "x", "dust", 0.1, 3.7, fixed={}).roots == pytest.approx(())


def test_other_numbers_can_be_held_elsewhere():
    found = break_even(FUNCTION, "life", "dust", 0.1, 20.0, fixed={"chips": 0.2})
    assert found.roots == pytest.approx((15.2 / 4,), rel=1e-12)


def test_the_contour_of_a_map_lies_on_the_closed_form():
    found = break_even_map(FUNCTION, ("life", 3.2, 5.0), ("chips", 0.0, 1.0), "dust", points=33)
    life, chips = found.contour.T
    assert len(life) == 33  # (12 + 16 c)/L = 4: one crossing for every life
    assert 12 + 16 * chips == pytest.approx(4 * life, rel=1e-12)
    assert found.change.shape == (33, 33)
    assert found.change[0, 0] == pytest.approx(12 / 3.2 / 4 - 1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: break_even(FUNCTION, "life", "dust", 3.0, 3.0),
        lambda: break_even(FUNCTION, "live", "dust", 1.0, 3.0),
        lambda: break_even(FUNCTION, "stage:lid", "dust", 1.0, 3.0),
        lambda: break_even_map(FUNCTION, ("life", 1, 2), ("life", 1, 2), "dust"),
        lambda: break_even_map(FUNCTION, ("life", 1, 2), ("chips", 2, 2), "dust"),
        lambda: along_path({"2030": 1.0}, {}),
        lambda: along_path({"2030": 1.0}, {"2040": 1.0}),
    ],
)
def test_nothing_to_vary_is_refused(wrong):
    with pytest.raises(RoosError, match="E445"):
        wrong()


def test_an_unknown_measure_is_refused_with_those_there_are():
    with pytest.raises(RoosError, match="E433") as caught:
        break_even(FUNCTION, "life", "dirt", 1.0, 3.0)
    assert "dust" in caught.value.hint


def test_ranges_are_computed_at_their_corners():
    spans = {"life": Number("life", 4.0, "a", ASSUMED, (3.0, 6.0))}
    base = case()
    model = replace(
        base,
        baseline=replace(base.baseline, parameters={"life": Number("life", 3.0, "a", ASSUMED, (2.0, 3.0))}),
        scenarios=(replace(base.scenarios[0], parameters={**numbers(chips=0.0, power=2.0), **spans}),),
        parameters=numbers(mass=12.0, chips=0.0, power=0.0),
    )
    found = corners(screen(model, SYSTEM, PRICES).results[0])
    assert found.names == ("baseline: life", "scenario: life")
    # dust goes as the ratio of lives: 2/6 − 1 to 3/3 − 1
    assert (found.relative[:, 1].min(), found.relative[:, 1].max()) == pytest.approx((2 / 6 - 1, 0.0))
    assert corners(RESULT) is None


def outcome(**given):
    return Outcome(**{"scenario": "smart", "of": "mean", "low": None, "high": None, **given})


@pytest.mark.parametrize(
    ("stated", "verdict", "difference"),
    [
        ({"low": -24.0, "high": -24.0}, REPRODUCED, 0.25),
        ({"low": -30.0, "high": -25.0}, REPRODUCED, 1.25),
        ({"low": -30.0, "high": -20.0}, REPRODUCED, 0.0),
        ({"low": -50.0, "high": -40.0}, SAME_SIGN, 16.25),
        ({"low": 10.0, "high": 10.0}, NOT, -33.75),
        ({"direction": "decrease"}, SAME_SIGN, None),
        ({"direction": "increase"}, NOT, None),
        ({"of": "energy_use", "low": -50.0, "high": -50.0}, NOT, None),
        # of two the one further away counts: −32.5 and −15
        ({"of": "climate+dust", "low": -32.0, "high": -32.0}, SAME_SIGN, 17.0),
    ],
)
def test_verdicts(stated, verdict, difference):
    model = replace(case(), outcomes=(outcome(**stated),))
    done = screen(model, SYSTEM, PRICES)
    found = verdicts(done.results[0], done)[0]
    assert found.verdict == verdict
    assert found.difference == (None if difference is None else pytest.approx(difference))


@pytest.mark.parametrize(("how", "wanted"), [("points", -11.25), ("relative", 100 * (0.65 / 0.7625 - 1))])
def test_a_further_improvement_is_measured_from_another_scenario(how, wanted):
    base = case()
    better = replace(
        base.scenarios[0], id="better", parameters={**base.scenarios[0].parameters, **numbers(life=4.0)}
    )
    better = replace(better, parameters={**better.parameters, **numbers(power=0.1, chips=0.1)})
    model = replace(
        base,
        scenarios=(*base.scenarios, better),
        outcomes=(outcome(scenario="better", low=-8.0, high=-8.0, than="smart"),),
    )
    done = screen(model, SYSTEM, PRICES, options=ScreeningOptions(htc_refurbishment=how))
    change = done.of("toy", "better").comparison.mean
    before = done.of("toy", "smart").comparison.mean
    computed = verdicts(done.of("toy", "better"), done)[0].computed
    closed = change - before if how == "points" else (1 + change) / (1 + before) - 1
    assert computed == pytest.approx(100 * closed)


def test_futures_are_never_compared_with_the_static_background():
    now, later = background(pathway="SSP2-NPi"), background(pathway="SSP2-NPi")
    keys = {("SSP2-NPi", "2020"): now, ("SSP2-NPi", "2050"): later}
    done = screen_futures(case(), keys, PRICES)
    assert done.base.results[0].comparison.mean == RESULT.comparison.mean
    with pytest.raises(RoosError, match="E443"):
        screen_futures(case(), {**keys, ("static", ""): background(pathway="static")}, PRICES)
    for keys in ({("SSP2-NPi", "2050"): later}, {**keys, ("SSP2-NPi", "soon"): later}):
        with pytest.raises(RoosError, match="E443"):
            screen_futures(case(), keys, PRICES)


def test_futures_are_one_cube_on_one_factorisation_each(monkeypatch):
    import roos.scoring

    seen = []
    wanted = roos.scoring.factorise
    monkeypatch.setattr(roos.scoring, "factorise", lambda *a, **k: seen.append(1) or wanted(*a, **k))
    cleaner = replace_power(background(pathway="b"), 1.0)
    keys = {("SSP2-NPi", "2020"): background(pathway="a"), ("b", "2050"): cleaner}
    second = replace(case(), id="second", parameters={**case().parameters, **numbers(mass=24.0)})
    done = screen_futures([case(), second], keys, PRICES)
    assert len(seen) == done.factorisations == 2

    cube = done.scores("second")
    assert cube.dims == ("pathway", "year", "side", "category") and cube.shape == (2, 2, 2, 2)
    assert cube.sel(pathway="b", year=2050, side="baseline", category="climate_change").item() == 8 * 2.5 + 2
    assert (
        cube.sel(pathway="b", year="2020").values.tolist()
        == cube.sel(pathway="SSP2-NPi", year=2020).values.tolist()
    )
    assert np.isnan(cube.sel(pathway="SSP2-NPi", year=2050).values).all()  # was not computed
    assert done.scores("toy").sel(pathway="SSP2-NPi", year=2020, side="smart").values.tolist() == (
        RESULT.comparison.case.tolist()
    )

    relative = done.relative("toy").sel(pathway="b", year=2050, scenario="smart")
    b, c = 4 * 2.5 + 2, 3 * 2.5 + 0.025 * 8 + 1
    assert relative.sel(category="climate_change").item() == pytest.approx(c / b - 1)
    moved = done.change("climate_change", "toy", to_reference=True)
    assert moved.sel(pathway="b", year=2050, scenario="smart").item() == pytest.approx(
        (c / b - 1) - RESULT.comparison.relative[0]
    )
    assert moved.sel(pathway="SSP2-NPi", year=2020, scenario="smart").item() == 0.0
    with pytest.raises(RoosError, match="E440"):
        done.scores("third")


def replace_power(system, co2):
    """Return a background whose power emits ``co2`` per kWh."""
    changed = background(**system.meta)
    flows = changed.biosphere.toarray()
    flows[0, 1] = co2
    return System.build(
        "cleaner", changed.technosphere.matrix, flows, products=changed.products,
        activities=changed.activities, flows=changed.flows, reference=np.array([0, 1, 2]),
        characterisation=changed.characterisation, meta=dict(changed.meta),
    )  # fmt: skip


def test_prices_of_co2():
    found = carbon_price(RESULT, extra_cost=3.9)
    assert found.saved == pytest.approx(7.8)
    assert found.tax == pytest.approx(0.5)
    # dust falls as well, by 0.6 · 0.25: CO2 would have to cost less than nothing
    assert found.shadow == pytest.approx(-0.15 / 7.8)
    assert found.shadow_without_toxicity == 0.0
    assert carbon_price(RESULT).tax is None
    path = along_path({"2020": 7.8, "2035": 7.8}, {"2020": 0.1, "2050": 0.7}, extra_cost=3.0)
    assert [year.price for year in path] == pytest.approx([0.1, 0.4])
    assert [year.pays for year in path] == [False, True]


@pytest.mark.parametrize(
    ("change", "rank"),
    [(-0.501, 4), (-0.5, 3), (-0.25, 2), (-0.1, 1), (-0.0006, 1), (-0.0004, 0), (0.0, 0), (0.05, -1),
     (0.1, -1), (0.25, -2), (0.5, -3), (0.51, -4)],
)  # fmt: skip
def test_nine_classes(change, rank):
    assert colour_class(change).rank == rank
    assert CLASSES[4 - rank].rank == rank


def test_classes_of_the_report():
    assert colour_class(-0.23).name_nl == "Positief"
    assert colour_class(-0.40).name_nl == "Erg positief"
    assert colour_class(-0.90).name_nl == "Heel erg positief"
    assert colour_class(0.05).name_nl == "Licht negatief"
    assert colour_class(float("nan")) is None
    assert colour_class(-0.25, ScreeningOptions(class_edges="lower inclusive")).rank == 3


def test_groups_and_sums():
    cases = [replace(case(), id=str(i), innovation_type="servitization") for i in range(2)]
    found = group_ranges(screen(cases, SYSTEM, PRICES), {"servitization": (-50.0, 15.0)}, {})
    assert [(one.group, one.cases, one.printed) for one in found] == [
        ("servitization", ("0", "1"), (-50.0, 15.0))
    ]
    assert found[0].computed == pytest.approx((-32.5, -32.5))
    rows = [{"sbi": 20, "autonomous_kt": 1, "extra_kt": 2, "total_kt": 3}]
    assert [one.holds for one in upscaling_identities(rows, {"total_kt": 4})] == [True, False]

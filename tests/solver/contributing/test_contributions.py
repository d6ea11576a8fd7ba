"""Contributions of one score, held against answers worked out by hand and against dense algebra."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from roos import Demands, Labels, Method, Options, RoosError, Scenario, System, Times
from roos.contributing.cell import Cell
from roos.contributing.splitting import split

WAYS = ("activity", "flow", "activity and flow", "input")


def small():
    """Three processes: power (8 kg CO2, 1 kg CH4), steel of 2 power (10 kg), cars of 3 steel and 1 power."""
    a = np.array([[1.0, -2.0, -1.0], [0.0, 1.0, -3.0], [0.0, 0.0, 1.0]])
    b = np.array([[8.0, 10.0, 5.0], [1.0, 0.0, 0.0]])
    c = np.array([[1.0, 28.0], [0.0, 0.0]])
    return System.build(
        "small",
        a,
        b,
        products=Labels(
            "product",
            ("power", "steel", "car"),
            ("electricity", "steel", "passenger car"),
            ("kWh", "kg", "unit"),
            ("NL", "DE", "NL"),
        ),
        activities=Labels(
            "activity",
            ("plant", "works", "factory"),
            ("power plant", "steel works", "car factory"),
            ("kWh", "kg", "unit"),
            ("NL", "DE", "NL"),
            {"sector": ("energy", "metal", "metal")},
        ),
        flows=Labels("flow", ("co2", "ch4"), ("carbon dioxide", "methane"), ("kg", "kg")),
        characterisation=Method.build(
            "m", c, Labels("category", ("climate", "none"), ("climate change", "nothing"), ("kg CO2-eq", "x"))
        ),
    )


CAR = {"a car": {"car": 1.0}}


def of(by="activity", demands=CAR, demand="a car", **options):
    return roos.contributions(small(), demands, demand=demand, category="climate", by=by, **options)


def by_label(found, title):
    return dict(zip(found.columns[title], found.values.tolist(), strict=True))


def test_by_activity():
    # a car takes 3 steel and 7 kWh: 7 × (8 + 28) + 3 × 10 + 5
    found = of()
    assert found.columns["activity"] == ("plant", "works", "factory")
    assert found.values.tolist() == [252.0, 30.0, 5.0]
    assert found.amounts.tolist() == [7.0, 3.0, 1.0]
    assert (found.total, found.score, found.rest, found.left_out, found.unit) == (287, 287, 0, 0, "kg CO2-eq")
    np.testing.assert_array_equal(found.shares, np.array([252.0, 30.0, 5.0]) / 287.0)
    np.testing.assert_array_equal(found.of_score, found.shares)
    assert found.labels[0] == "power plant [NL] (kWh, id plant)"
    assert found.positions["activity"].tolist() == [0, 1, 2]


def test_by_flow():
    found = of("flow")
    assert by_label(found, "flow") == {"ch4": 196.0, "co2": 91.0}
    assert found.amounts.tolist() == [7.0, 91.0]
    assert found.columns["unit"] == ("kg", "kg")


def test_by_activity_and_flow():
    found = of("activity and flow")
    cells = zip(found.columns["activity"], found.columns["flow"], found.values.tolist(), strict=True)
    assert list(cells) == [
        ("plant", "ch4", 196.0),
        ("plant", "co2", 56.0),
        ("works", "co2", 30.0),
        ("factory", "co2", 5.0),
    ]
    assert found.labels[0] == "power plant [NL] (kWh, id plant): methane (kg, id ch4)"


def test_by_first_tier_input():
    # power stands for 36, steel for 10 + 2 × 36 = 82
    found = of("input")
    lines = zip(found.roles, found.columns["product"], found.amounts, found.values, strict=True)
    assert list(lines) == [
        ("input", "steel", 3.0, 246.0),
        ("input", "power", 1.0, 36.0),
        ("direct", "car", 1.0, 5.0),
    ]
    assert found.labels[2] == "direct: passenger car [NL] (unit, id car)"


def test_several_demanded_products_are_told_apart():
    found = of("input", {"mix": {"steel": 1.0, "car": 2.0}}, "mix")
    lines = zip(found.columns["demanded"], found.roles, found.columns["product"], found.values, strict=True)
    assert list(lines) == [
        ("car", "input", "steel", 492.0),
        ("steel", "input", "power", 72.0),
        ("car", "input", "power", 72.0),
        ("steel", "direct", "steel", 10.0),
        ("car", "direct", "car", 10.0),
    ]
    assert found.total == 656.0


@pytest.mark.parametrize(
    ("by", "group", "sums"),
    [
        ("activity", "location", {"NL": 257.0, "DE": 30.0}),
        ("activity", "activity location", {"NL": 257.0, "DE": 30.0}),
        ("activity", "sector", {"energy": 252.0, "metal": 35.0}),
        ("activity", "unit", {"kWh": 252.0, "kg": 30.0, "unit": 5.0}),
        ("flow", "name", {"methane": 196.0, "carbon dioxide": 91.0}),
        ("activity and flow", "flow name", {"methane": 196.0, "carbon dioxide": 91.0}),
        ("activity and flow", "location", {"NL": 257.0, "DE": 30.0}),
        ("input", "location", {"DE": 246.0, "NL": 41.0}),
    ],
)
def test_groups(by, group, sums):
    found = of(by, group=group)
    (column,) = found.columns.values()
    assert dict(zip(column, found.values.tolist(), strict=True)) == sums
    assert set(found.roles) == {"group"} and np.isnan(found.amounts).all() and not found.positions
    assert found.labels == column and found.total == 287.0


@pytest.mark.parametrize("group", ["places", "flow name", "sectr", 3])
def test_unknown_group(group):
    with pytest.raises(RoosError, match="E208") as caught:
        of(group=group)
    assert "location" in caught.value.hint and "sector" in caught.value.hint
    if group == "sectr":
        assert "nearest: sector" in caught.value.hint


def test_an_empty_column_is_no_group():
    with pytest.raises(RoosError, match="E208.*no flow here has a location") as caught:
        of("flow", group="location")
    assert "name" in caught.value.hint and "location" not in caught.value.hint


def test_a_group_without_a_name_is_called_unknown():
    system = System.build(
        "g",
        np.eye(2),
        np.ones((1, 2)),
        activities=Labels("activity", ("0", "1"), locations=("NL", "")),
        characterisation=Method.build("m", np.ones((1, 1)), Labels.numbered("category", 1)),
    )
    demands = {"d": {"0": 1.0, "1": 2.0}}
    found = roos.contributions(system, demands, demand=0, category=0, group="location")
    assert found.columns == {"activity location": ("", "NL")}
    assert found.labels == ("unknown", "NL")


@pytest.mark.parametrize(
    ("options", "shown", "rest", "left_out"),
    [
        ({"top": 1}, [252.0], 35.0, 2),
        ({"top": 0}, [], 287.0, 3),
        ({"top": 9}, [252.0, 30.0, 5.0], 0.0, 0),
        ({"cut_off": 0.05}, [252.0, 30.0], 5.0, 1),
        ({"cut_off": 5 / 287}, [252.0, 30.0, 5.0], 0.0, 0),
        ({"cut_off": 1.0}, [], 287.0, 3),
        ({"cut_off": 0.05, "top": 1}, [252.0], 35.0, 2),
        ({"cut_off": 0, "top": np.int64(2)}, [252.0, 30.0], 5.0, 1),
    ],
)
def test_cut_off(options, shown, rest, left_out):
    found = of(**options)
    assert found.values.tolist() == shown
    assert (found.rest, found.left_out, found.total, found.size) == (rest, left_out, 287.0, 287.0)
    assert found.rest_share == rest / 287.0
    rows = found.rows()
    assert [row["line"] for row in rows] == ["activity"] * len(shown) + ["rest"] * (left_out > 0)
    assert math.fsum(row["contribution"] for row in rows) == 287.0


@pytest.mark.parametrize(
    "options",
    [
        {"cut_off": -0.1},
        {"cut_off": 1.5},
        {"cut_off": float("nan")},
        {"cut_off": "1%"},
        {"cut_off": True},
        {"top": -1},
        {"top": 2.5},
        {"top": True},
        {"by": "location"},
        {"by": None},
    ],
)
def test_wrong_arguments(options):
    with pytest.raises(RoosError, match="E117"):
        of(**options)


@pytest.mark.parametrize(
    ("cell", "code", "part"),
    [
        ({"demand": "a cat"}, "E130", "a car"),
        ({"demand": 1}, "E117", "count from 0"),
        ({"demand": -1}, "E117", "count from 0"),
        ({"demand": True}, "E117", "id, name or position"),
        ({"category": "climat"}, "E207", "climate"),
        ({"category": 2}, "E117", "count from 0"),
        ({"category": None}, "E117", "id, name or position"),
    ],
)
def test_unknown_cells_are_named_with_the_nearest(cell, code, part):
    with pytest.raises(RoosError, match=code) as caught:
        roos.contributions(small(), CAR, **{"demand": "a car", "category": "climate", **cell})
    assert part in caught.value.hint


def test_an_ambiguous_category_lists_its_ids():
    labels = Labels("category", ("a", "b"), ("climate", "climate"))
    system = System.build(
        "s", np.eye(1), np.eye(1), characterisation=Method.build("m", np.ones((2, 1)), labels)
    )
    with pytest.raises(RoosError, match="E202") as caught:
        roos.contributions(system, {"d": {"0": 1.0}}, demand="d", category="climate")
    assert "a; b" in caught.value.hint


def test_no_method_is_named():
    system = System.build("bare", np.eye(1), np.eye(1))
    with pytest.raises(RoosError, match="E511"):
        roos.contributions(system, {"d": {"0": 1.0}}, demand="d", category="climate")


@pytest.mark.parametrize("by", WAYS)
def test_a_score_of_zero_has_no_lines(by):
    found = roos.contributions(small(), CAR, demand="a car", category="none", by=by)
    assert len(found) == 0 and found.rows() == []
    assert (found.total, found.score, found.rest, found.size, found.bound) == (0, 0, 0, 0, 0)
    assert found.rest_share == 0.0
    assert list(found.to_pandas().columns)[0] == "line"


def test_burdens_and_credits_that_cancel():
    a, b = np.eye(2), np.array([[3.0, -3.0]])
    system = System.build(
        "c", a, b, characterisation=Method.build("m", [[2.0]], Labels.numbered("category", 1))
    )
    found = roos.contributions(system, {"both": {"0": 1.0, "1": 1.0}}, demand="both", category=0)
    assert found.values.tolist() == [6.0, -6.0]
    assert found.shares.tolist() == [0.5, -0.5]
    assert (found.total, found.size) == (0.0, 12.0)
    assert np.isnan(found.of_score).all()
    assert (
        roos.contributions(system, {"b": {"0": 1.0, "1": 1.0}}, demand=0, category=0, by="flow").total == 0.0
    )


def test_co_products_are_credits():
    # heat and power: 2 heat per power; a boiler makes heat with 50 kg
    a = np.array([[1.0, 0.0], [2.0, 1.0]])
    b = np.array([[150.0, 50.0]])
    system = System.build(
        "chp", a, b, characterisation=Method.build("m", [[1.0]], Labels.numbered("category", 1))
    )
    demands = {"power": {"0": 1.0}}
    found = roos.contributions(system, demands, demand=0, category=0, by="input")
    lines = zip(found.roles, found.columns["product"], found.amounts, found.values, strict=True)
    assert list(lines) == [("direct", "0", 1.0, 150.0), ("co-product", "1", -2.0, -100.0)]
    assert found.total == 50.0 and found.shares.tolist() == [0.6, -0.4]
    assert found.of_score.tolist() == [3.0, -2.0]
    assert roos.contributions(system, demands, demand=0, category=0).values.tolist() == [150.0, -100.0]


def test_waste_is_treated():
    # making a part leaves 0.25 kg of waste; treating 1 kg emits 2 kg and takes in 0.5 kWh of 4 kg each
    a = np.array([[1.0, 0.0, 0.0], [0.25, -1.0, 0.0], [0.0, -0.5, 1.0]])
    b = np.array([[1.0, 2.0, 4.0]])
    system = System.build(
        "waste", a, b, characterisation=Method.build("m", [[1.0]], Labels.numbered("category", 1))
    )
    found = roos.contributions(system, {"part": {"0": 1.0}}, demand=0, category=0, by="input")
    lines = zip(found.roles, found.columns["product"], found.amounts, found.values, strict=True)
    assert list(lines) == [("direct", "0", 1.0, 1.0), ("waste", "1", -0.25, 1.0)]
    treated = roos.contributions(system, {"waste": {"1": -1.0}}, demand=0, category=0, by="input")
    lines = zip(treated.roles, treated.columns["product"], treated.amounts, treated.values, strict=True)
    assert list(lines) == [("direct", "1", -1.0, 2.0), ("input", "2", 0.5, 2.0)]


def test_waste_that_is_taken_in_is_a_credit():
    a = np.array([[1.0, 0.0], [-1.0, -1.0]])  # the first burns a kilo of waste that else would be treated
    system = System.build(
        "w",
        a,
        np.array([[1.0, 3.0]]),
        characterisation=Method.build("m", [[1.0]], Labels.numbered("category", 1)),
    )
    found = roos.contributions(system, {"d": {"0": 1.0}}, demand=0, category=0, by="input")
    assert dict(zip(found.roles, found.values.tolist(), strict=True)) == {"waste taken": -3.0, "direct": 1.0}


def test_an_activity_without_its_product_has_no_inputs():
    system = small()
    factors = roos.factorise(sp.csc_array(np.array([[1.0, -2.0, -1.0], [0.5, 1.0, -3.0], [0.0, 0.0, 1.0]])))
    # the same pattern with steel made by the power plant only
    other = np.array([[1.0, -2.0, -1.0], [0.5, 0.0, -3.0], [0.0, 0.0, 1.0]])
    changed = System.build("odd", other, system.biosphere, characterisation=system.characterisation)
    odd = factors.refactorise(np.array([1.0, 0.5, -2.0, 0.0, -1.0, -3.0, 1.0]))
    options = {"demand": 0, "category": 0, "factors": odd}
    demands = {"d": {"1": 1.0}}
    with pytest.raises(RoosError, match="E131") as caught:
        roos.contributions(changed, demands, by="input", **options)
    assert "product 1" in caught.value.where
    with pytest.raises(RoosError, match="E131"):
        roos.supply_chain(changed, demands, **options)
    assert roos.contributions(changed, demands, **options).total == pytest.approx(2 * 36 + 10)


class TestScenarios:
    def scenario(self, **changes):
        system = small()
        demands = Demands.of(CAR, system.products)
        return system, demands, Scenario.build("green", system, base_demands=demands, **changes)

    @pytest.mark.parametrize("given", [False, True])
    def test_amounts_of_the_inventory(self, given):
        system, demands, green = self.scenario(technosphere={("steel", "factory"): -1.0})
        factors = roos.factorise(system.technosphere) if given else None
        options = {"demand": "a car", "category": "climate", "scenario": green, "factors": factors}
        found = roos.contributions(system, demands, **options)
        assert by_label(found, "activity") == {"plant": 108.0, "works": 10.0, "factory": 5.0}
        assert found.scenario == "green" and "'green'" in repr(found)
        assert roos.contributions(system, demands, by="input", **options).total == 123.0

    def test_an_exchange_that_is_new(self):
        system, demands, green = self.scenario(technosphere={("steel", "plant"): -0.125})
        factors = roos.factorise(system.technosphere)
        options = {"demand": "a car", "category": "climate", "scenario": green}
        with_factors = roos.contributions(system, demands, factors=factors, **options)
        assert with_factors.total == pytest.approx(roos.contributions(system, demands, **options).total)
        want = roos.score(green.apply(system), demands).scores[0, 0]
        assert with_factors.total == pytest.approx(want, rel=1e-14)

    def test_factors_of_the_scenario_itself_will_do(self):
        system, demands, green = self.scenario(technosphere={("steel", "factory"): -1.0})
        factors = roos.factorise(green.apply(system).technosphere)
        options = {"demand": "a car", "category": "climate", "scenario": green}
        assert roos.contributions(system, demands, factors=factors, **options).total == 123.0
        with pytest.raises(RoosError, match="E114"):
            roos.contributions(system, demands, factors=roos.factorise(np.eye(3)), **options)

    def test_flows_factors_and_demands(self):
        system, demands, green = self.scenario(
            biosphere={("ch4", "plant"): Times(0.5)},
            characterisation={("climate", "ch4"): 30.0},
            demands={("car", "a car"): 2.0},
        )
        options = {"demand": "a car", "category": "climate", "scenario": green}
        found = roos.contributions(system, demands, by="flow", **options)
        assert by_label(found, "flow") == {"ch4": 14 * 0.5 * 30, "co2": 182.0}
        factors = roos.factorise(system.technosphere)
        assert roos.contributions(system, demands, factors=factors, **options).total == found.total

    @pytest.mark.parametrize("by", WAYS)
    def test_a_demand_that_is_taken_away(self, by):
        system, demands, green = self.scenario(demands={("car", "a car"): 0.0})
        options = {"demand": "a car", "category": "climate", "scenario": green}
        found = roos.contributions(system, demands, by=by, **options)
        assert (len(found), found.total) == (0, 0.0)
        assert len(roos.supply_chain(system, demands, **options)) == 0

    def test_factors_of_another_method(self):
        system, demands, green = self.scenario(characterisation={("climate", "ch4"): 30.0})
        other = Method.build("other", np.ones((1, 2)), Labels("category", ("x",)))
        options = {"demand": "a car", "scenario": green}
        with pytest.raises(RoosError, match="E405"):
            roos.contributions(system, demands, category="x", method=other, **options)
        _, _, plain = self.scenario(biosphere={("ch4", "plant"): 0.0})
        found = roos.contributions(
            system, demands, demand="a car", category="x", method=other, scenario=plain, by="flow"
        )
        assert by_label(found, "flow") == {"co2": 91.0}


def test_parts_of_another_run_are_refused():
    system = small()
    cell = Cell.of(system, CAR, demand="a car", category="climate")
    mixed = Cell(
        system, cell.method, cell.demands, 0, 0, "", cell.solved._replace(supply=cell.solved.supply * 1.0001)
    )
    with pytest.raises(RoosError, match="E132") as caught:
        split(mixed)
    assert caught.value.exit_code == 3 and "demand 'a car'" in caught.value.where
    with pytest.raises(RoosError, match="E132"):
        split(Cell(system, cell.method, cell.demands, 0, 0, "", cell.solved._replace(score=float("nan"))))


def ill_conditioned():
    loop = np.array([[1.0, -1.0 + 1e-11], [-1.0, 1.0]])
    return System.build(
        "loop",
        loop,
        np.eye(2),
        characterisation=Method.build("m", np.ones((1, 2)), Labels.numbered("category", 1)),
    )


def test_uncertified_scores_are_refused_or_marked():
    options = {"demand": "d", "category": 0}
    strict = Options(warn_bound=0.0, refuse_bound=0.0)
    demands = {"d": {"0": 1.0}}
    with pytest.raises(RoosError, match="E118"):
        roos.contributions(ill_conditioned(), demands, options=strict, **options)
    accepted = Options(warn_bound=0.0, refuse_bound=0.0, accept_inaccurate=True)
    found = roos.contributions(ill_conditioned(), demands, options=accepted, **options)
    assert [finding.code for finding in found.findings] == ["W204"]


def test_findings_that_are_errors_stop():
    from roos.errors import Finding, Severity

    system = System.build("e", np.eye(1), np.eye(1), findings=(Finding("E105", Severity.ERROR, "twice"),))
    with pytest.raises(RoosError, match="E105"):
        roos.contributions(system, {"d": {"0": 1.0}}, demand=0, category=0)


def test_table():
    table = of("input", top=1).to_pandas()
    assert list(table.columns) == [
        "line", "product", "name", "location", "unit", "demanded",
        "amount", "contribution", "share", "share_of_score",
    ]  # fmt: skip
    assert table["line"].tolist() == ["input", "rest"]
    assert table["contribution"].tolist() == [246.0, 41.0]
    assert repr(of("input", top=1)) == (
        "Contributions('a car', 'climate': input, 1 lines, 2 left out, total 287 kg CO2-eq)"
    )
    assert "activity by location" in repr(of(group="location"))

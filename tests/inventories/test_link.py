"""Linking: matrices, units, signs, duplicates and references, each decision counted or refused by name."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roos import RoosError
from roos_inventories.conversions import _OF, factor, standard
from roos_inventories.link import link
from roos_inventories.records import ActivityRecord, ExchangeRecord, FlowRecord, Kind, Policies, Uncertainty

MAKE, USE, AVOID = Kind.PRODUCTION, Kind.INPUT, Kind.SUBSTITUTION
WASTE, NATURE = Kind.WASTE, Kind.ELEMENTARY


def exchange(kind, amount, unit="kg", name="", **more):
    return ExchangeRecord(kind, amount, unit, more.pop("place", f"line of {name}"), name=name, **more)


def activity(name, *exchanges, **more):
    return ActivityRecord(more.pop("key", name), name, place=f"file of {name}", exchanges=exchanges, **more)


def matrix(system):
    return system.technosphere.matrix.toarray().tolist()


def codes(system):
    return {finding.code: finding.count for finding in system.findings}


def steel(*more, amount=1.0, **fields):
    return activity("steel", exchange(MAKE, amount, name="steel"), *more, **fields)


def refusal(*activities, policies=None):
    with pytest.raises(RoosError) as problem:
        link("x", activities, policies=policies)
    return problem.value


def test_rows_columns_labels_and_reference():
    power = activity("power plant", exchange(MAKE, 2.0, "kWh", "power", reference=True), location="NL")
    system = link("x", [steel(exchange(USE, 0.5, "kWh", "power")), power])
    assert matrix(system) == [[1.0, 0.0], [-0.5, 2.0]]
    assert system.products.names == ("steel", "power") and system.activities.names == ("steel", "power plant")
    assert system.products.units == ("kg", "kWh") and system.products.locations == ("", "NL")
    assert system.technosphere.reference.tolist() == [0, 1]
    assert not system.findings


def test_duplicate_inputs_are_summed_and_counted():
    ore = activity("ore", exchange(MAKE, 1.0, name="ore"))
    system = link("x", [ore, steel(*[exchange(USE, 0.25, name="ore")] * 3)])
    assert matrix(system)[0] == [1.0, -0.75]
    assert codes(system) == {"W101": 2}


def test_duplicate_elementary_exchanges_are_summed_and_counted():
    air = exchange(NATURE, 1.0, name="CO2", compartment=("air",))
    system = link("x", [steel(air, air, exchange(NATURE, 4.0, name="CO2", compartment=("water",)))])
    assert system.biosphere.toarray().tolist() == [[2.0], [4.0]]
    assert system.flows.extra["compartment"] == ("air", "water")
    assert codes(system) == {"W101": 1}


def test_production_twice_is_refused():
    problem = refusal(steel(exchange(MAKE, 1.0, name="steel", place="line 9")))
    assert (problem.code, problem.where) == ("E105", "line 9")
    marked = exchange(MAKE, 1.0, name="steel", reference=True)
    assert refusal(activity("steel", marked, exchange(MAKE, 2.0, name="steel"))).code == "E105"


@pytest.mark.parametrize(
    "outputs",
    [
        (),
        (exchange(MAKE, 0.0, name="steel"),),
        (exchange(MAKE, 1.0, name="slag"), exchange(MAKE, 1.0, name="dust")),
    ],
)
def test_no_reference_product_is_refused(outputs):
    problem = refusal(activity("steel", *outputs))
    assert problem.code == "E104" and "steel" in str(problem)


def test_production_may_be_assumed():
    system = link("x", [activity("steel", unit="kg")], policies=Policies(assume_production=True))
    assert matrix(system) == [[1.0]] and system.products.units == ("kg",)
    assert codes(system) == {"W124": 1}


def test_own_use_is_netted_and_counted():
    system = link("x", [steel(exchange(USE, 0.25, name="steel"))])
    assert matrix(system) == [[0.75]] and codes(system) == {"W202": 1}


def test_coproducts_are_rows_or_credits():
    mill = activity("mill", exchange(MAKE, 1.0, name="mill"), exchange(MAKE, 0.5, name="steel"))
    assert matrix(link("x", [mill, steel()])) == [[1.0, 0.0], [0.5, 1.0]]
    alone = link("x", [mill])
    assert matrix(alone) == [[1.0], [0.5]] and alone.products.ids == ("mill", "mill | steel")


def test_coproducts_of_zero_are_left_out_and_counted():
    system = link("x", [steel(exchange(MAKE, 0.0, name="slag"))])
    assert matrix(system) == [[1.0]] and codes(system) == {"W125": 1}


def test_substitution_is_a_credit():
    system = link(
        "x", [steel(), activity("mill", exchange(MAKE, 1.0, name="mill"), exchange(AVOID, 2, name="steel"))]
    )
    assert matrix(system)[0] == [1.0, 2.0]


@pytest.mark.parametrize("output", [1.0, -1.0])
def test_waste_is_treated_whatever_the_sign_of_its_treatment(output):
    tip = activity("tip", exchange(MAKE, output, name="tip"))
    system = link("x", [steel(exchange(WASTE, 0.5, name="tip")), tip])
    supply = np.linalg.solve(system.technosphere.matrix.toarray(), [1.0, 0.0])
    assert supply.tolist() == [1.0, 0.5]
    assert codes(system) == {"W123": 1}


def test_units_are_converted_only_where_registered():
    power = activity("power", exchange(MAKE, 1.0, "kWh", "power"))
    system = link("x", [power, steel(exchange(USE, 1.8, "MJ", "power"))])
    assert matrix(system)[0] == [1.0, -0.5] and codes(system) == {"W121": 1}
    problem = refusal(power, steel(exchange(USE, 1.8, "kg", "power")))
    assert problem.code == "E107" and "steel" in problem.where


def test_spellings_of_one_unit_are_no_conversion():
    system = link(
        "x", [steel(exchange(USE, 0.5, "kilogram", "ore")), activity("ore", exchange(MAKE, 1.0, name="ore"))]
    )
    assert not system.findings


def test_standard_units_of_elementary_flows():
    air = exchange(NATURE, 500.0, "g", "CO2")
    system = link("x", [steel(air)], policies=Policies(standard_units=True))
    assert system.biosphere.toarray().tolist() == [[0.5]] and system.flows.units == ("kg",)
    assert codes(system) == {"W121": 1}
    mixed = link("x", [steel(air, exchange(NATURE, 1.0, "kg", "CO2"))])
    assert mixed.biosphere.toarray().tolist() == [[1500.0]] and mixed.flows.units == ("g",)


def test_described_flows_are_found_by_key():
    flow = FlowRecord("co2", "Carbon dioxide", "kg", ("air", "urban"))
    system = link("x", [steel(ExchangeRecord(NATURE, 3.0, "t", key="co2"))], [flow])
    assert system.biosphere.toarray().tolist() == [[3000.0]]
    assert system.flows.describe(0) == "Carbon dioxide (kg, id co2)"
    assert system.flows.extra["compartment"] == ("air/urban",)


def test_unlinked_exchanges_are_refused_with_a_list():
    problem = refusal(
        steel(*(exchange(USE, 1.0, name=f"ore {i}") for i in range(25)), exchange(USE, 1, name="stel"))
    )
    assert problem.code == "E520" and "26 exchanges" in problem.message
    assert "ore 19" in problem.where and "ore 20" not in problem.where and "6 more" in problem.where
    assert "unlinked=drop" in problem.hint
    assert "near: steel (kg)" in refusal(steel(exchange(USE, 1.0, name="stel"))).where


def test_unlinked_exchanges_may_be_left_out_and_are_counted():
    system = link("x", [steel(exchange(USE, 1.0, name="ore"))], policies=Policies(drop_unlinked=True))
    assert matrix(system) == [[1.0]] and codes(system) == {"W105": 1}
    assert "line of ore" in system.findings[0].where and system.findings[0].severity == "warning"


def test_names_are_the_same_however_their_accents_are_composed():
    cider = activity("cidre rosé", exchange(MAKE, 1.0, name="cidre rose\u0301"))
    assert matrix(link("x", [cider, steel(exchange(USE, 0.5, name="cidre ros\u00e9"))]))[0] == [1.0, -0.5]


def test_location_and_unit_decide_between_namesakes():
    def plant(where, unit="kWh"):
        return activity("power", exchange(MAKE, 1.0, unit, "power"), key=f"{where} {unit}", location=where)

    plants = [plant("NL"), plant("DE"), plant("DE", "MJ")]
    used = exchange(USE, 1.0, "kWh", "power", location="DE")
    assert [row[3] for row in matrix(link("x", [*plants, steel(used)]))] == [0.0, -1.0, 0.0, 1.0]
    at_home = steel(exchange(USE, 1.0, "kWh", "power"), location="NL")
    assert [row[3] for row in matrix(link("x", [*plants, at_home]))] == [-1.0, 0.0, 0.0, 1.0]
    problem = refusal(*plants, steel(exchange(USE, 1.0, "kWh", "power")))
    assert problem.code == "E521" and "power [NL] (kWh); power [DE] (kWh)" in problem.hint


@pytest.mark.parametrize("kind", [MAKE, USE, NATURE])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_amounts_that_are_not_finite_are_refused(kind, value):
    problem = refusal(
        steel(exchange(USE, 1.0, name="steel")),
        activity("y", exchange(MAKE, 1.0, name="y"), exchange(kind, value, name="steel", place="line 7")),
    )
    assert problem.code == "E106" and "line 7" in problem.where


def test_keys_must_be_unique():
    assert refusal(steel(), steel()).code == "E206"


def test_uncertainty_is_noted():
    lognormal = Uncertainty(2, loc=0.0, scale=0.1)
    system = link("x", [steel(exchange(NATURE, 1.0, name="CO2", uncertainty=lognormal))])
    assert codes(system) == {"W104": 1}


UNITS = [unit for sizes in _OF.values() for unit in sizes]


@given(st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_conversions_go_both_ways_and_only_within_a_quantity(one, other):
    there, back = factor(one, other), factor(other, one)
    assert (there is None) == (back is None) == (standard(one) != standard(other))
    assert there is None or there * back == 1


def test_conversions_are_exact():
    assert factor("kWh", "MJ") == Fraction(18, 5) and factor("t", "mg") == 10**9
    assert factor("kilogram", "kg") == 1 and factor("unit", "kg") is None and factor("mJ", "MJ") is None


@given(st.integers(2, 6), st.randoms(use_true_random=False))
def test_the_matrix_does_not_depend_on_how_exchanges_are_split_or_ordered(size, random):
    uses = {(i, j): random.randint(0, 8) / 64 for i in range(size) for j in range(size)}

    def system(parts):
        made = []
        for j in range(size):
            inputs = [
                exchange(USE, uses[i, j] / parts, name=f"p{i}") for i in range(size) for _ in range(parts)
            ]
            random.shuffle(inputs)
            made.append(activity(f"p{j}", exchange(MAKE, 1.0, name=f"p{j}"), *inputs))
        return link("x", made)

    expected = [[(i == j) - uses[i, j] for j in range(size)] for i in range(size)]
    assert matrix(system(1)) == expected and matrix(system(4)) == expected

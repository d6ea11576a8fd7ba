"""Units that contradict each other (E107) or are missing beside others (W109)."""

from __future__ import annotations

import numpy as np
import pytest

from roos import Labels, Severity, System
from roos_inventories.unit_findings import contradict, unit_findings


def system(product_units, activity_units, reference=(0, 1)):
    return System.build(
        "test",
        np.eye(2),
        np.zeros((0, 2)),
        products=Labels("product", ("steel", "heat"), units=product_units),
        activities=Labels("activity", ("mill", "boiler"), units=activity_units),
        reference=np.array(reference),
    )


def test_kilowatt_hours_of_megajoules():
    (found,) = unit_findings(system(("kg", "MJ"), ("kilogram", "kWh")))
    assert (found.code, found.severity, found.count) == ("E107", Severity.ERROR, 1)
    assert found.where == "activity boiler (kWh), product heat (MJ)"


@pytest.mark.parametrize("units", [("kilogram", "megajoule"), ("h", "unit"), ("", "")])
def test_spellings_and_other_quantities_do_not_contradict(units):
    assert unit_findings(system(("kg", "MJ"), units)) == ()


def test_without_a_reference_product_nothing_is_compared():
    assert unit_findings(system(("kg", "MJ"), ("t", "kWh"), reference=(-1, -1))) == ()


def test_a_missing_unit_is_noted_where_others_have_one():
    (found,) = unit_findings(system(("kg", ""), ("", "")))
    assert (found.code, found.severity, found.where) == ("W109", Severity.NOTE, "product heat")
    assert unit_findings(system(("", ""), ("", ""))) == ()


def test_megajoules_are_no_millijoules():
    assert contradict("MJ", "kWh") and contradict("t", "kg") and not contradict("mJ", "MJ")


def test_a_long_list_is_cut_with_its_count():
    count = 40
    found = unit_findings(
        System.build(
            "test",
            np.eye(count),
            np.zeros((0, count)),
            products=Labels("product", tuple(map(str, range(count))), units=("kg",) * count),
            activities=Labels("activity", tuple(map(str, range(count))), units=("t",) * count),
            reference=np.arange(count),
        )
    )
    assert found[0].count == count and found[0].where.endswith("and 37 more")

"""Allocation by a source's shares: one activity per product, nothing lost, nothing invented."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roos import RoosError
from roos_inventories.allocation import allocate, allocation_finding, scaled
from roos_inventories.records import ActivityRecord, ExchangeRecord, Kind, Uncertainty

BEER = ExchangeRecord(Kind.PRODUCTION, 1.0, "kg", "line 1", name="beer")
GRAIN = ExchangeRecord(Kind.PRODUCTION, 0.5, "kg", "line 2", name="grain")
POWER = ExchangeRecord(Kind.INPUT, 2.0, "kWh", "line 3", name="power")
AIR = ExchangeRecord(Kind.ELEMENTARY, 8.0, "kg", "line 4", name="CO2")
BREWING = ActivityRecord("b", "brewing", exchanges=(BEER, POWER, GRAIN, AIR))


def test_each_product_gets_its_shares():
    beer, grain = allocate(BREWING, [{1: 0.75, 3: 1.0}, {1: 0.25}])
    assert (beer.key, beer.name, grain.key, grain.name) == ("b | 1", "beer", "b | 2", "grain")
    assert [(e.name, e.amount) for e in beer.exchanges] == [("beer", 1.0), ("power", 1.5), ("CO2", 8.0)]
    assert [(e.name, e.amount) for e in grain.exchanges] == [("grain", 0.5), ("power", 0.5)]
    assert beer.exchanges[0].reference and grain.exchanges[0].reference


@pytest.mark.parametrize(
    "shares", [[{1: 0.75, 3: 1.0}, {}], [{1: 1.5, 3: 1.0}, {1: -0.5}], [{1: math.nan, 3: 1.0}, {1: 0.5}]]
)
def test_shares_must_add_up(shares):
    with pytest.raises(RoosError, match=r"E523(.|\n)*line 3"):
        allocate(BREWING, shares)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=2))
def test_nothing_is_lost(weights):
    total = sum(weights)
    parts = allocate(BREWING, [dict.fromkeys((1, 3), weight / total) for weight in weights])
    for name, amount in (("power", 2.0), ("CO2", 8.0)):
        got = sum(e.amount for part in parts for e in part.exchanges if e.name == name)
        assert math.isclose(got, amount, rel_tol=1e-14)


def test_distributions_are_scaled_with_the_amount():
    before = Uncertainty(2, loc=math.log(2), scale=0.1, factor=2.0)
    half = scaled(ExchangeRecord(Kind.INPUT, 2.0, uncertainty=before), -0.25)
    assert half.amount == -0.5 and half.uncertainty == Uncertainty(2, math.log(2), 0.1, factor=-0.5)
    assert scaled(ExchangeRecord(Kind.INPUT, 2.0), 0.25).uncertainty is None


def test_the_finding_counts_activities():
    assert allocation_finding([]) == ()
    (finding,) = allocation_finding([f"line {i}" for i in range(7)])
    assert (finding.code, finding.count) == ("W122", 7) and finding.where.endswith("; …")

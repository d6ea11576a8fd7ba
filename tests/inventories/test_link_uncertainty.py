"""Distributions through linking: a row for each exchange, its factor what the amount is multiplied by."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roos import Distributions, RoosError
from roos_inventories.link import link
from roos_inventories.link_uncertainty import InHand, with_factors
from roos_inventories.records import ActivityRecord, ExchangeRecord, Kind, Policies, Uncertainty

NORMAL = Uncertainty(3, loc=2.0, scale=0.5)
LOGNORMAL = Uncertainty(2, loc=math.log(2.0), scale=0.5)


def exchange(kind, amount, name, spread=None, unit="kg", **more):
    return ExchangeRecord(kind, amount, unit, more.pop("place", "a, line 9"), name=name, uncertainty=spread)


def made(name, *exchanges, amount=1.0, spread=None):
    own = exchange(Kind.PRODUCTION, amount, name, spread)
    return ActivityRecord(name, name, exchanges=(own, *exchanges))


def rows_of(system, letter="A"):
    """Return row, column, type, loc and factor of each row of a matrix."""
    rows = dict(system.uncertainty.items())[letter]
    fields = (rows.row, rows.col, rows.type, rows.loc, rows.factor)
    return list(zip(*(array.tolist() for array in fields), strict=True))


def test_nothing_uncertain_is_none():
    system = link("x", [made("steel")])
    assert system.uncertainty_of is None and system.uncertainty is None


@pytest.mark.parametrize(
    ("kind", "unit", "factor"),
    [
        (Kind.INPUT, "kg", -1.0),
        (Kind.INPUT, "g", -0.001),
        (Kind.SUBSTITUTION, "t", 1000.0),
        (Kind.WASTE, "kg", -1.0),
        (Kind.WASTE, "g", -0.001),
    ],
)
def test_signs_and_conversions_are_factors(kind, unit, factor):
    system = link("x", [made("steel"), made("car", exchange(kind, 2.0, "steel", NORMAL, unit))])
    assert rows_of(system) == [(0, 1, 3, 2.0, factor)]
    assert system.technosphere.matrix.toarray()[0, 1] == pytest.approx(2.0 * factor)


def test_a_waste_that_its_treatment_takes_in_is_put_out():
    treatment = made("waste", amount=-1.0, spread=Uncertainty(3, loc=-1.0, scale=0.1))
    system = link("x", [treatment, made("car", exchange(Kind.WASTE, 2.0, "waste", NORMAL))])
    assert rows_of(system) == [(0, 0, 3, -1.0, 1.0), (0, 1, 3, 2.0, 1.0)]


def test_production_and_elementary_exchanges_keep_their_sign():
    air = exchange(Kind.ELEMENTARY, -2.0, "CO2", Uncertainty(2, math.log(2.0), 0.5, negative=True))
    system = link("x", [made("steel", air, spread=NORMAL)])
    assert rows_of(system) == [(0, 0, 3, 2.0, 1.0)] and rows_of(system, "B") == [
        (0, 0, 2, math.log(2.0), 1.0)
    ]
    assert system.uncertainty.biosphere.negative.tolist() == [True]


def test_an_own_use_is_drawn_beside_its_output():
    """Output 1 and an own use around 2: the entry is 1 minus what is drawn."""
    system = link("x", [made("power", exchange(Kind.INPUT, 2.0, "power", NORMAL))])
    assert rows_of(system) == [(0, 0, 0, 1.0, 1.0), (0, 0, 3, 2.0, -1.0)]
    assert [finding.code for finding in system.findings] == ["W104", "W202"]


def test_elementary_units_count():
    lines = [exchange(Kind.ELEMENTARY, 2000.0, "CO2", Uncertainty(4, minimum=1.0, maximum=9.0), "g")]
    system = link("x", [made("steel", *lines)], policies=Policies(standard_units=True))
    (row,) = rows_of(system, "B")
    assert row[4] == 0.001 and system.biosphere.toarray() == [[2.0]]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]), st.floats(0.5, 2.0), st.booleans(), st.sampled_from(["kg", "g"])
        ),
        max_size=8,
    )
)
def test_rows_of_a_place_add_up_to_its_entry(uses):
    """With each distribution's median as its draw: whatever meets in a place, the entry is their sum."""
    lines = [
        exchange(Kind.INPUT, amount, name, Uncertainty(3, amount, 0.1) if uncertain else None, unit)
        for name, amount, uncertain, unit in uses
    ]
    system = link("x", [made("a"), made("b"), made("c"), made("car", *lines)])
    uncertain = {name for name, _, drawn, _ in uses if drawn}
    if not uncertain:
        assert system.uncertainty is None
        return
    rows = system.uncertainty.technosphere
    summed = np.zeros(system.technosphere.shape)
    np.add.at(summed, (rows.row, rows.col), rows.loc * rows.factor)
    matrix = system.technosphere.matrix.toarray()
    assert {system.products.names[row] for row in rows.row.tolist()} == uncertain
    assert np.allclose(summed[summed != 0], matrix[summed != 0], rtol=1e-14)
    count = sum(name in uncertain for name, *_ in uses)
    assert len(rows) == count


def test_what_is_left_out_with_its_distribution_is_said():
    lines = [exchange(Kind.INPUT, 0.0, "nothing", NORMAL), exchange(Kind.PRODUCTION, 0.0, "dust", NORMAL)]
    system = link("x", [made("steel", *lines)])
    (finding,) = [finding for finding in system.findings if finding.code == "W187"]
    assert finding.count == 2 and finding.severity == "warning" and system.uncertainty is None
    loose = exchange(Kind.INPUT, 1.0, "nothing", NORMAL)
    assert link("x", [made("steel", loose)], policies=Policies(drop_unlinked=True)).uncertainty is None


@pytest.mark.parametrize(
    ("amount", "spread", "said"),
    [
        (2.0, Uncertainty(3, 2.0, -1.0), "scale is not above zero"),
        (2.0, Uncertainty(2, math.log(2.0), 0.5, negative=True), "other side of zero"),
        (-2.0, LOGNORMAL, "other side of zero"),
        (2.0, Uncertainty(2, math.log(2.0), 0.5, factor=-1.0), "other side of zero"),
    ],
)
def test_the_first_bad_one_is_named(amount, spread, said):
    good = [exchange(Kind.INPUT, 1.0, "steel", Uncertainty(3, 1.0, 0.1)) for _ in range(3)]
    bad = [exchange(Kind.INPUT, amount, "steel", spread, place=f"f, line {n}") for n in (77, 78)]
    system = link("x", [made("steel"), made("car", *good, *bad)])
    with pytest.raises(RoosError, match="E150") as caught:
        _ = system.uncertainty
    assert said in caught.value.message and "(2 such rows)" in caught.value.message
    assert caught.value.where.startswith("'steel' of activity 'car', f, line 77")


def test_factors_join_what_is_in_hand():
    rows = Distributions.build(
        {name: np.full(1, value) for name, value in (
            ("row", 0), ("col", 0), ("type", 3), ("loc", 1.0), ("scale", 0.1), ("shape", math.nan),
            ("minimum", math.nan), ("maximum", math.nan), ("negative", False),
        )},
        (1, 1), where="",
    )  # fmt: skip
    problem = RoosError("E150", "no", where="here", hint="do")
    assert with_factors(None, (None, None)) is None
    assert with_factors(None, (rows, None))().characterisation is rows
    with pytest.raises(RoosError, match="E150"):
        with_factors(None, (None, problem))()
    with pytest.raises(RoosError, match="E150"):
        with_factors(InHand(None, problem), (rows, None))()

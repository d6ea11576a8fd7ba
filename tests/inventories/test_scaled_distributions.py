"""An exchange times a number has the distribution of its amount times the number, of whatever type."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.solver.sampling.cases import EVERY, NAN, rows

from roos.sampling import Draws, Stream
from roos_inventories.allocation import scaled
from roos_inventories.records import ExchangeRecord, Kind, Uncertainty
from roos_inventories.writers.absorbing import absorbed

FIELDS = ("loc", "scale", "shape", "minimum", "maximum")
CERTAIN = {"undefined": ({"type": 0, "loc": 1.5}, None), "none": ({"type": 1, "loc": -1.5}, None)}
ALL = {**CERTAIN, **EVERY}
TIMES = [0.25, 0.3, 7.0, -1.0, -0.3]


def drawn(given, seed=1, copies=200):
    """Return draws of one row."""
    table = {name: np.repeat(array, copies) for name, array in vars(given).items()}
    table["row"] = np.arange(copies)
    many = type(given).build(table, (copies, 1), where="a test")
    draws = Draws(many, np.arange(copies, dtype=np.int32), np.zeros(copies), Stream.BIOSPHERE, str)
    out = draws.start.copy()
    draws.write(seed, 0, out)
    return out


def row_of(spread):
    return rows({field: getattr(spread, field) for field in (*FIELDS, "type", "negative", "factor")})


def times_as_records(row, times):
    before = Uncertainty(
        row["type"],
        *(row.get(field, nan) for field in FIELDS),
        row.get("negative", False),
        row.get("factor", 1.0),
    )
    exchange = scaled(ExchangeRecord(Kind.INPUT, 4.0, uncertainty=before), times)
    assert exchange.amount == 4.0 * times
    return row_of(exchange.uncertainty)


def test_there_is_a_case_for_each_type():
    assert {row["type"] for row, _ in ALL.values()} == set(range(14))


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("name", ALL)
def test_what_is_drawn_is_multiplied(name, times):
    row = ALL[name][0]
    assert np.allclose(drawn(times_as_records(row, times)), times * drawn(rows(row)), rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("times", [0.3, -1.0])
@pytest.mark.parametrize("name", ALL)
def test_other_draws_have_the_same_distribution(name, times):
    ours = drawn(times_as_records(ALL[name][0], times), 1, 4000)
    theirs = times * drawn(rows(ALL[name][0]), 2, 4000)
    assert stats.ks_2samp(ours, theirs).pvalue > 1e-3


@given(st.floats(1e-6, 1e6), st.sampled_from([-1.0, 1.0]), st.sampled_from(sorted(ALL)))
def test_parameters_take_up_all_but_the_sign(size, sign, name):
    """For formats without a factor; whole numbers have no distribution of their type."""
    before = rows(ALL[name][0] | {"factor": size * sign})
    after = absorbed(before)
    if ALL[name][0]["type"] in (6, 7):
        assert after.factor.tolist() == before.factor.tolist()
    else:
        assert after.factor.tolist() == [sign]
    assert np.allclose(drawn(after, copies=20), drawn(before, copies=20), rtol=1e-7, atol=1e-9 * size)


def test_a_factor_of_nothing_stays():
    given = rows({"type": 3, "loc": 1.0, "scale": 0.5, "factor": 0.0}, {"type": 3, "loc": 1.0, "scale": 0.5})
    assert absorbed(given).factor.tolist() == [0.0, 1.0] and not np.isnan(absorbed(given).loc).any()
    assert absorbed(rows({"type": 3, "loc": 1.0, "scale": NAN})).scale.size == 1


def test_an_exchange_without_distribution_is_scaled_alone():
    assert scaled(ExchangeRecord(Kind.INPUT, 4.0), 0.5) == ExchangeRecord(Kind.INPUT, 2.0)

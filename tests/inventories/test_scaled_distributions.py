"""A share of an exchange has the distribution of the share of its amount, whatever its type."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from tests.solver.sampling.cases import EVERY, rows

from roos.sampling import Draws, Stream
from roos_inventories.allocation import scaled
from roos_inventories.records import ExchangeRecord, Kind, Uncertainty

FIELDS = ("loc", "scale", "shape", "minimum", "maximum")


def drawn(row):
    given = rows(*[row] * 200)
    out = np.zeros(200)
    Draws(given, np.arange(200, dtype=np.int32), out, Stream.BIOSPHERE, str).write(1, 0, out)
    return out


@pytest.mark.parametrize("name", EVERY)
def test_a_share_of_the_draws_is_drawn(name):
    row = EVERY[name][0]
    before = Uncertainty(
        row["type"],
        *(row.get(field, nan) for field in FIELDS),
        row.get("negative", False),
        row.get("factor", 1.0),
    )
    exchange = scaled(ExchangeRecord(Kind.INPUT, 4.0, uncertainty=before), 0.25)
    after = exchange.uncertainty
    found = {field: getattr(after, field) for field in (*FIELDS, "type", "negative", "factor")}
    assert exchange.amount == 1.0
    assert np.allclose(drawn(found), 0.25 * drawn(row), rtol=1e-9, atol=1e-12)


def test_an_exchange_without_distribution_is_scaled_alone():
    assert scaled(ExchangeRecord(Kind.INPUT, 4.0), 0.5) == ExchangeRecord(Kind.INPUT, 2.0)

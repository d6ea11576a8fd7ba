"""The structure of synthetic systems: size, published facts, determinism."""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np
import pytest

from roos_inventories.synthetic import SyntheticArrays, facts, generate
from roos_inventories.synthetic.facts import Fact
from roos_inventories.synthetic.published import PUBLISHED, as_markdown

#: Bands on the default system; below some 10 000 activities hubs weigh otherwise, so there they are wider.
BANDS = {
    "entries of A per column": ((11.0, 13.0), (10.0, 14.0)),
    "largest strong component": ((0.90, 1.0), (0.90, 1.0)),
    "entries in top 1 % of rows": ((0.35, 0.45), (0.30, 0.48)),
    "negative reference flows": ((0.02, 0.07), (0.015, 0.09)),
    "entries of B per column": ((18.0, 20.0), (17.0, 21.0)),
    "flows characterised": ((0.5, 1.0), (0.5, 1.0)),
}
#: log10 |a_ij/a_jj| of USLCI FY17 at 1/25/50/75/99 %, and how far from it we may be, in decades.
RATIOS = ((-9.0, 1.0), (-3.3, 0.5), (-1.5, 0.5), (-0.5, 0.3), (3.4, 0.8))


def digest(system: SyntheticArrays) -> str:
    """Return a digest of every array and label of a system."""
    found = hashlib.sha256()
    for matrix in (system.A, system.B, system.C):
        for part in (matrix.data, matrix.indices, matrix.indptr):
            found.update(np.ascontiguousarray(part).tobytes())
    for table in (system.uncertainty_a, system.uncertainty_b):
        for field in dataclasses.fields(table):
            found.update(getattr(table, field.name).tobytes())
    for axis in (system.products, system.activities, system.flows, system.categories):
        found.update(repr(dataclasses.astuple(axis)).encode())
    found.update(system.reference.tobytes())
    return found.hexdigest()


def check_bands(measured: dict[str, Fact], tier: int) -> None:
    for name, bands in BANDS.items():
        low, high = bands[tier]
        assert low <= measured[name] <= high, f"{name} = {measured[name]} outside {low} … {high}"
    for value, (aim, width) in zip(measured["log10 |a_ij/a_jj|, p1/25/50/75/99"], RATIOS, strict=True):
        assert abs(value - aim) <= width, f"log10 |a_ij/a_jj| {value} too far from {aim}"


@pytest.mark.parametrize("n", [100, 500, 501, 1_000, 2_400, 5_000])
def test_size_is_met_exactly(n: int) -> None:
    system = generate(n, seed=3)
    flows = system.B.shape[0]
    assert system.A.shape == (n, n)
    assert system.B.shape == (flows, n)
    assert system.C.shape == (18, flows)
    assert len(system.products) == len(system.activities) == n
    assert len(system.products.units) == len(system.products.locations) == n
    assert len(system.flows) == flows
    assert len(system.categories) == 18
    assert len(set(system.products.ids)) == n


def test_same_request_same_system() -> None:
    first = digest(generate(1_500, seed=11, scale_decades=3.0))
    assert first == digest(generate(1_500, seed=11, scale_decades=3.0))
    assert first != digest(generate(1_500, seed=12, scale_decades=3.0))


def test_pattern_is_the_same_under_both_knobs() -> None:
    plain, hard = generate(1_000), generate(1_000, scale_decades=6.0, loop_gain=1.2)
    assert np.array_equal(plain.A.indices, hard.A.indices)
    assert np.array_equal(plain.A.indptr, hard.A.indptr)


@pytest.mark.parametrize("seed", [1, 7])
def test_facts_within_bands(seed: int) -> None:
    check_bands(facts(generate(5_000, seed)), tier=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 7])
def test_facts_of_the_default_system(seed: int) -> None:
    measured = facts(generate(seed=seed))
    check_bands(measured, tier=0)
    assert 255_000 <= measured["entries of A"] <= 285_000
    assert 2_100 <= measured["flows in use"] <= 2_450


@pytest.mark.long
def test_fill_and_condition_of_the_default_system() -> None:
    measured = facts(generate(), factors=True)
    assert measured["SuperLU fill, A over Aᵀ"] >= 6.0
    assert 1e14 <= measured["condition, 1-norm"] <= 1e19


@pytest.mark.long
def test_the_largest_size() -> None:
    measured = facts(generate(200_000))
    assert measured["activities"] == 200_000
    assert measured["largest strong component"] > 0.9


def test_matrices_are_tidy() -> None:
    system = generate(1_000)
    for matrix in (system.A, system.B, system.C):
        assert matrix.has_canonical_format
        assert np.isfinite(matrix.data).all()
        assert (matrix.data != 0).all()
    assert (np.diff(system.C.indptr) >= 3).all()
    assert facts(system)["flows in use"] == system.B.shape[0]


def test_table_names_every_published_figure() -> None:
    measured = facts(generate(500), factors=True)
    assert set(PUBLISHED) <= set(measured)
    table = as_markdown(measured)
    assert table.count("\n") == len(measured) + 1
    assert "ecoinvent 3.9.1" in table

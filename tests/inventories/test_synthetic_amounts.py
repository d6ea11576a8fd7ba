"""The amounts of synthetic systems: M-matrix, knobs of severity, distributions, odd requests."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from roos_inventories.synthetic import SyntheticArrays, facts, generate
from roos_inventories.synthetic.facts import normalised, spectral_radius


def references(system: SyntheticArrays) -> np.ndarray:
    """Return the reference flow of every activity."""
    rows = sp.csr_array(system.A)[system.reference]
    return np.asarray(rows.diagonal())


@pytest.mark.parametrize("seed", [1, 7])
@pytest.mark.parametrize("decades", [0.0, 3.0, 6.0])
def test_normalised_matrix_is_an_m_matrix(seed: int, decades: float) -> None:
    system = generate(1_000, seed, scale_decades=decades)
    a, sign = normalised(system)
    off = a - sp.eye_array(a.shape[0])
    assert off.data.max() <= 1e-15
    assert spectral_radius(a) < 1.0
    assert 0 < (sign < 0).sum() < 100


def test_supply_is_non_negative() -> None:
    a, _ = normalised(generate(2_000))
    # Pivots on the diagonal: elimination of an M-matrix then adds, never subtracts, so that the sign is
    # exact. Row exchanges leave supplies of −1e-8 among those of 1e4.
    factors = splu(a, "MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    demand = np.zeros((2_000, 20))
    rng = np.random.default_rng(5)
    for column in range(20):
        demand[rng.choice(2_000, 1 + column, replace=False), column] = 1.0
    assert factors.solve(demand).min() >= 0.0


@pytest.mark.parametrize("gain", [0.3, 0.9, 1.0, 1.5])
def test_loop_gain_is_the_spectral_radius(gain: float) -> None:
    a, _ = normalised(generate(1_000, loop_gain=gain))
    assert spectral_radius(a) == pytest.approx(gain, rel=1e-3)


def test_loop_gain_of_one_and_more_reaches_one() -> None:
    a, _ = normalised(generate(500, loop_gain=1.2))
    assert np.abs(np.linalg.eigvals(np.eye(500) - a.toarray())).max() == pytest.approx(1.2, rel=1e-6)


def test_without_loop_gain_there_are_no_loops() -> None:
    system = generate(1_000, loop_gain=0.0)
    assert facts(system)["largest strong component"] == 1 / 1_000


def test_scale_decades_spread_units() -> None:
    spread = []
    for decades in (0.0, 3.0, 6.0):
        amounts = np.log10(np.abs(references(generate(1_000, scale_decades=decades))))
        spread.append(float(np.ptp(amounts)))
    assert spread[0] == 0.0
    assert 4 * 3 * 0.8 <= spread[1] <= 4 * 3
    assert 4 * 6 * 0.8 <= spread[2] <= 4 * 6


def test_scale_decades_are_a_change_of_units_only() -> None:
    plain, _ = normalised(generate(600))
    hard, _ = normalised(generate(600, scale_decades=3.0))
    assert spectral_radius(hard, 2_000) == pytest.approx(spectral_radius(plain, 2_000), rel=1e-5)


@pytest.mark.parametrize("shuffled", [False, True])
def test_distributions_agree_with_the_matrices(shuffled: bool) -> None:
    system = generate(1_000, shuffle_products=shuffled)
    production = np.zeros(0)
    for matrix, table in ((system.A, system.uncertainty_a), (system.B, system.uncertainty_b)):
        lognormal = table.type == 2
        median = np.where(lognormal, np.where(table.negative, -1, 1) * np.exp(table.loc), table.loc)
        median[~lognormal] = table.loc[~lognormal]
        np.testing.assert_allclose(median, matrix.data, rtol=1e-13)
        coordinates = matrix.tocoo()
        assert np.array_equal(table.row, coordinates.row)
        assert np.array_equal(table.col, coordinates.col)
        assert np.array_equal(np.isfinite(table.scale), lognormal)
        assert (table.scale[lognormal] > 0).all()
        assert set(np.unique(table.type)) <= {0, 1, 2}
        assert table.structured().dtype.names[:4] == ("row", "col", "type", "loc")
    first = system.uncertainty_a
    production = first.row == system.reference[first.col]
    assert production.sum() == 1_000
    assert (first.type[production] == 1).all()
    assert (first.type == 2).mean() > 0.6
    assert (system.uncertainty_b.type == 2).all()


def test_shuffled_products_keep_their_labels() -> None:
    plain, shuffled = generate(800), generate(800, shuffle_products=True)
    assert not np.array_equal(shuffled.reference, np.arange(800))
    assert (sp.csr_array(shuffled.A)[shuffled.reference] != sp.csr_array(plain.A)).nnz == 0
    assert [shuffled.products.ids[i] for i in shuffled.reference] == list(plain.products.ids)


def test_more_and_fewer_categories() -> None:
    assert len(generate(300, categories=3).categories) == 3
    many = generate(300, categories=40)
    assert many.C.shape[0] == len(set(many.categories.names)) == 40


@pytest.mark.parametrize(
    "request_",
    [
        {"activities": 10},
        {"seed": -1},
        {"scale_decades": -1.0},
        {"loop_gain": -0.1},
        {"loop_gain": float("nan")},
        {"categories": 0},
    ],
)
def test_impossible_requests_are_refused(request_: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(request_))):
        generate(**request_)

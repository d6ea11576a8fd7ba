"""The condition estimate against the exact κ = ‖|A⁻¹||A|‖ of `roos.condition` in the same scalings (N3)."""

from __future__ import annotations

import numpy as np
import pytest

import roos
from properties import truth
from properties.systems import GAINS, Traits, technosphere

pytestmark = truth.needs_extended_precision


def exact_condition(factors, a):
    """Return κ by the definition, from the inverse in extended precision."""
    inverse, absolute = truth.inverse(a), np.abs(truth.dense(a))
    columns = factors.column_scale.astype(np.longdouble)
    supply = np.abs(inverse @ (1 / factors.row_scale.astype(np.longdouble)))
    floor = columns * max((supply / columns).max(), 1) * 2.0**-40
    sizes = np.maximum(supply, floor), columns
    return float(min((np.abs(inverse) @ (absolute @ size) / size).max() for size in sizes))


def ratios(count):
    rng = np.random.default_rng(80215)
    for k in range(count):
        decades, gain = (0.0, 3.0)[k % 2], (*GAINS, 1 - 1e-6, 1 - 1e-9)[k // 2 % 7]
        traits, density = Traits(*(rng.random(5) < 0.3)), rng.choice([0.05, 0.1, 0.3, 1.0])
        a = technosphere(
            rng, int(rng.integers(2, 60)), decades=decades, gain=gain, density=density, traits=traits
        )
        factors = roos.factorise(a)
        yield factors.condition / exact_condition(factors, a)


@pytest.mark.parametrize("count", [28, pytest.param(200, marks=pytest.mark.long)])
def test_the_estimate_is_within_three_of_the_exact_condition(count):
    found = np.array(list(ratios(count)))
    assert np.all((found > 1 / 3) & (found < 1 + 1e-4))  # a lower estimate, up to its own rounding


@pytest.mark.parametrize("gain", [0.5, 0.9, 0.999, 1 - 1e-9])
def test_a_loop_of_gain_g_has_condition_one_plus_over_one_minus(gain):
    a = np.array([[1.0, -gain], [-gain, 1.0]])
    assert roos.factorise(a).condition == pytest.approx((1 + gain) / (1 - gain), rel=1e-4)

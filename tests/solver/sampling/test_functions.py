"""The generator gives the numbers of its paper; the functions have the digits that they claim."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from roos.kernels.sampling_math import exponentials, far_quantile, logarithms, normal_quantiles
from roos.kernels.sampling_words import philox_blocks, real_of, uniforms, word_of

#: Counter, key and output of Philox4x32-10, from the tests that its authors publish.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN)
def test_words_are_those_of_the_paper(counter, key, output):
    words = np.empty(2, dtype=np.uint64)
    sample = counter[2] | counter[3] << 32
    philox_blocks(counter[0], counter[1], sample, np.uint64(key[0] | key[1] << 32), words)
    halves = [int(word) >> shift & 0xFFFFFFFF for word in words for shift in (0, 32)]
    assert " ".join(f"{half:08x}" for half in halves) == output


def test_a_block_does_not_depend_on_where_the_list_begins():
    long, short = np.empty(64, dtype=np.uint64), np.empty(8, dtype=np.uint64)
    philox_blocks(100, 1, 2**33 + 7, np.uint64(2**64 - 1), long)
    philox_blocks(120, 1, 2**33 + 7, np.uint64(2**64 - 1), short)
    assert np.array_equal(long[40:48], short)


def test_uniform_numbers_never_meet_an_end():
    words = np.array([0, 2**64 - 1, 2**63], dtype=np.uint64)
    out = np.empty(3)
    uniforms(words, out)
    assert out.tolist() == [2.0**-53, 1 - 2.0**-53, 0.5 + 2.0**-53]


def test_bits_and_back():
    assert word_of(1.0) == 0x3FF0000000000000 and real_of(word_of(-2.5)) == -2.5


def _ulps(got, exact):
    return float(np.abs((got.astype(np.longdouble) - exact) / exact).max()) * 2.0**53


def test_exponential_is_right_to_the_last_place():
    x = np.random.default_rng(1).uniform(-700, 700, 100_000)
    y = x.copy()
    exponentials(y)
    assert _ulps(y, np.exp(x.astype(np.longdouble))) < 3.0
    edges = np.array([-1e300, -800.0, -745.0, 0.0, 709.78, 710.0, 1e300])
    with np.errstate(over="ignore", under="ignore"):
        wanted = np.exp(edges)
    exponentials(edges)
    assert np.allclose(edges, wanted, rtol=1e-13, atol=5e-324)


def test_logarithm_is_right_to_the_last_place():
    rng = np.random.default_rng(2)
    x = np.concatenate([np.exp(rng.uniform(-700, 700, 50_000)), rng.uniform(0.5, 1.5, 50_000), [2.0**-53]])
    y = x.copy()
    logarithms(y)
    some = x != 1.0
    assert _ulps(y[some], np.log(x[some].astype(np.longdouble))) < 3.0


def test_quantile_agrees_with_scipy_from_end_to_end():
    rng = np.random.default_rng(3)
    u = np.concatenate(
        [rng.uniform(0, 1, 50_000), 10.0 ** rng.uniform(-300, -1, 50_000), [2.0**-53, 1 - 2.0**-53]]
    )
    z = np.empty_like(u)
    normal_quantiles(u, z)
    some = np.abs(u - 0.5) > 1e-3
    assert np.allclose(z[some], special.ndtri(u[some]), rtol=4e-15, atol=0)
    assert np.allclose(z, special.ndtri(u), rtol=0, atol=1e-13)
    assert far_quantile(1e-20) == z.dtype.type(far_quantile(1e-20)) < -9

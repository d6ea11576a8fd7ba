"""Exponential, logarithm and normal quantile for whole arrays, without branches or library calls.

LLVM does not vectorise calls of a mathematics library, and such calls differ in the last place from machine
to machine. These use only operations that IEEE 754 rounds correctly, so that draws are the same bits
everywhere. Errors against exact values: exponential and logarithm below 1.5 units in the last place, normal
quantile below 5e-16 relative for arguments of 1e-300 and more (`tests/solver/sampling/test_functions.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.sampling_words import real_of, word_of

_Reals = NDArray[np.float64]

#: ln 2 in two parts; the first has 21 zeros at its end, so that its multiples are exact.
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
_LOG2_E = 1.4426950408889634
#: Added and taken away again, it rounds to a whole number, which then stands in the low bits.
_ROUNDER = 6755399441055744.0
_ROUNDER_BITS = np.int64(0x4338000000000000)
_BIAS, _MANTISSA = np.int64(1023), np.int64(52)
#: Arguments beyond which the exponential is zero or infinite.
_LEAST, _MOST = -750.0, 720.0
#: Bits that split a double x into 2ᵉ·m with m from √½ to √2.
_SPLIT = np.uint64(0x3FE6A09E667F3BCD)
_EXPONENT = np.uint64(0xFFF0000000000000)
#: From here to a half the normal quantile is one of the first two forms; below, the third.
FAR = 1.4e-11


@kernel
def exponentials(x: _Reals) -> None:
    """Replace each x by eˣ: 2ᵏ Σ rⁿ/n! with |r| ≤ ln 2 / 2.

    Parameters
    ----------
    x : float64 (m,)
        Overwritten; zero, subnormal and infinite results are right, NaN is not.
    """
    for i in range(x.shape[0]):
        v = min(max(x[i], _LEAST), _MOST)
        shifted = v * _LOG2_E + _ROUNDER
        k = np.int64(word_of(shifted)) - _ROUNDER_BITS
        whole = shifted - _ROUNDER
        r = (v - whole * _LN2_HIGH) - whole * _LN2_LOW
        p = 1.0 / 6227020800.0
        p = p * r + 1.0 / 479001600.0
        p = p * r + 1.0 / 39916800.0
        p = p * r + 1.0 / 3628800.0
        p = p * r + 1.0 / 362880.0
        p = p * r + 1.0 / 40320.0
        p = p * r + 1.0 / 5040.0
        p = p * r + 1.0 / 720.0
        p = p * r + 1.0 / 120.0
        p = p * r + 1.0 / 24.0
        p = p * r + 1.0 / 6.0
        p = p * r + 0.5
        p = (p * r) * r + r
        half = k >> np.int64(1)
        one = real_of(np.uint64((half + _BIAS) << _MANTISSA))
        other = real_of(np.uint64((k - half + _BIAS) << _MANTISSA))
        x[i] = ((1.0 + p) * one) * other


@kernel
def logarithms(x: _Reals) -> None:
    """Replace each x by ln x: e ln 2 + 2 artanh s, s = (m − 1)/(m + 1), |s| ≤ 0.1716.

    Parameters
    ----------
    x : float64 (m,)
        Positive, normal and finite; overwritten.
    """
    for i in range(x.shape[0]):
        word = word_of(x[i])
        shift = (word - _SPLIT) & _EXPONENT
        f = real_of(word - shift) - 1.0
        e = float(np.int64(shift) >> _MANTISSA)
        s = f / (2.0 + f)
        z = s * s
        p = 2.0 / 23.0
        p = p * z + 2.0 / 21.0
        p = p * z + 2.0 / 19.0
        p = p * z + 2.0 / 17.0
        p = p * z + 2.0 / 15.0
        p = p * z + 2.0 / 13.0
        p = p * z + 2.0 / 11.0
        p = p * z + 2.0 / 9.0
        p = p * z + 2.0 / 7.0
        p = p * z + 2.0 / 5.0
        p = p * z + 2.0 / 3.0
        # f − (f²/2 − s (f²/2 + z p)), which keeps the digits of f
        square = 0.5 * f * f
        x[i] = e * _LN2_HIGH - ((square - (s * (square + z * p) + e * _LN2_LOW)) - f)


@kernel
def normal_quantiles(u: _Reals, z: _Reals) -> None:
    """Compute the standard normal quantile of each u.

    Parameters
    ----------
    u : float64 (m,)
        In (0, 1); read only.
    z : float64 (m,)
        Written.

    Notes
    -----
    Rational forms and coefficients of Wichura (1988), algorithm AS 241, Appl. Stat. 37:477. The two that all
    but one argument in 10¹⁰ need share one evaluation, with coefficients picked per argument.
    """
    m = u.shape[0]
    far = 0
    for i in range(m):
        least = min(u[i], 1.0 - u[i])
        far += least < FAR
        z[i] = least
    logarithms(z)
    for i in range(m):
        q = u[i] - 0.5
        near = abs(q) <= 0.425
        r = 0.180625 - q * q if near else np.sqrt(-z[i]) - 1.6
        a = 2.5090809287301226727e3 if near else 7.74545014278341407640e-4
        a = a * r + (3.3430575583588128105e4 if near else 2.27238449892691845833e-2)
        a = a * r + (6.7265770927008700853e4 if near else 2.41780725177450611770e-1)
        a = a * r + (4.5921953931549871457e4 if near else 1.27045825245236838258e0)
        a = a * r + (1.3731693765509461125e4 if near else 3.64784832476320460504e0)
        a = a * r + (1.9715909503065514427e3 if near else 5.76949722146069140550e0)
        a = a * r + (1.3314166789178437745e2 if near else 4.63033784615654529590e0)
        a = a * r + (3.3871328727963666080e0 if near else 1.42343711074968357734e0)
        b = 5.2264952788528545610e3 if near else 1.05075007164441684324e-9
        b = b * r + (2.8729085735721942674e4 if near else 5.47593808499534494600e-4)
        b = b * r + (3.9307895800092710610e4 if near else 1.51986665636164571966e-2)
        b = b * r + (2.1213794301586595867e4 if near else 1.48103976427480074590e-1)
        b = b * r + (5.3941960214247511077e3 if near else 6.89767334985100004550e-1)
        b = b * r + (6.8718700749205790830e2 if near else 1.67638483018380384940e0)
        b = b * r + (4.2313330701600911252e1 if near else 2.05319162663775882187e0)
        b = b * r + 1.0
        z[i] = (a * q if near else (-a if q < 0.0 else a)) / b
    if far > 0:
        for i in range(m):
            if min(u[i], 1.0 - u[i]) < FAR:
                z[i] = far_quantile(u[i])


@kernel
def far_quantile(u: float) -> float:
    """Return the normal quantile of an argument below `FAR`, or above one minus it; form three of AS 241."""
    least = np.empty(1)
    least[0] = max(min(u, 1.0 - u), 1e-300)
    logarithms(least)
    r = np.sqrt(-least[0]) - 5.0
    a = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    a = a * r + 1.24266094738807843860e-3
    a = a * r + 2.65321895265761230930e-2
    a = a * r + 2.96560571828504891230e-1
    a = a * r + 1.78482653991729133580e0
    a = a * r + 5.46378491116411436990e0
    a = a * r + 6.65790464350110377720e0
    b = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7
    b = b * r + 1.84631831751005468180e-5
    b = b * r + 7.86869131145613259100e-4
    b = b * r + 1.48753612908506148525e-2
    b = b * r + 1.36929880922735805310e-1
    b = b * r + 5.99832206555887937690e-1
    b = b * r + 1.0
    return float(-a / b if u < 0.5 else a / b)

"""Functions of one number without branches or calls, so that a loop over them becomes SIMD."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine.kernels.flags import inlined

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # adding 1.5 · 2^52 rounds to the nearest whole number


@inlined
def exponential(x: float) -> float:
    """Return eˣ to a few units of the last place: ∞ above 709.8, 0 below −745.2, gradual between, nan for nan."""
    x = 710.0 if x > 710.0 else x
    x = -746.0 if x < -746.0 else x
    shifted = x * _LOG2_E + _ROUND
    whole = shifted - _ROUND
    r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    # Two factors, since 2^1024 and 2^-1075 have no bit pattern of their own.
    exponent = np.float64(shifted).view(np.int64)
    half = np.float64(whole * 0.5 + _ROUND).view(np.int64)
    first = np.int64((half + 1023) << 52).view(np.float64)
    second = np.int64((exponent - half + 1023) << 52).view(np.float64)
    return ((1.0 + _growth(r)) * first) * second


@inlined
def exponential_minus_one(x: float) -> float:
    """Return eˣ − 1 for |x| ≤ 700, exact also near 0; nan for nan."""
    shifted = x * _LOG2_E + _ROUND
    whole = shifted - _ROUND
    r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    scale = np.int64((np.float64(shifted).view(np.int64) + 1023) << 52).view(np.float64)
    return scale * _growth(r) + (scale - 1.0)


@inlined
def hyperbolic_tangent(x: float) -> float:
    """Return tanh x, exact also near 0; ±1 from ±22 on, nan for nan."""
    x = 22.0 if x > 22.0 else x
    x = -22.0 if x < -22.0 else x
    e = exponential_minus_one(2.0 * x)
    return e / (e + 2.0)


@inlined
def logistic(x: float) -> float:
    """Return 1 / (1 + e⁻ˣ): 0 below −709.5 and 1 above 37, nan for nan."""
    x = -x
    x = 710.0 if x > 710.0 else x
    x = -708.0 if x < -708.0 else x
    shifted = x * _LOG2_E + _ROUND
    whole = shifted - _ROUND
    r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    # One factor is enough here: 2^1024 has the bits of ∞, which is right for a divisor.
    scale = np.int64((np.float64(shifted).view(np.int64) + 1023) << 52).view(np.float64)
    return 1.0 / (1.0 + (1.0 + _growth(r)) * scale)


@inlined
def sign(x: float) -> float:
    """Return −1, 0 or 1; nan for nan."""
    return 1.0 if x > 0.0 else (-1.0 if x < 0.0 else x * 0.0)


@inlined
def _growth(r: float) -> float:
    """Return eʳ − 1 for |r| ≤ ln 2 / 2 by its series."""
    p = 2.08767569878680989792e-09
    p = p * r + 2.50521083854417187751e-08
    p = p * r + 2.75573192239858906526e-07
    p = p * r + 2.75573192239858906526e-06
    p = p * r + 2.48015873015873015873e-05
    p = p * r + 1.98412698412698412698e-04
    p = p * r + 1.38888888888888888889e-03
    p = p * r + 8.33333333333333333333e-03
    p = p * r + 4.16666666666666666667e-02
    p = p * r + 1.66666666666666666667e-01
    p = p * r + 0.5
    return p * r * r + r

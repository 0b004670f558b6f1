"""Functions of one number without branches or calls, so that a loop over them becomes SIMD."""

from __future__ import annotations

from graphviz_nn.engine.kernels.flags import inlined
from graphviz_nn.engine.kernels.number import Number, single

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # adding 1.5 · 2^52 rounds to the nearest whole number
_SERIES = (
    *(2.08767569878680989792e-09, 2.50521083854417187751e-08, 2.75573192239858906526e-07),
    *(2.75573192239858906526e-06, 2.48015873015873015873e-05, 1.98412698412698412698e-04),
    *(1.38888888888888888889e-03, 8.33333333333333333333e-03, 4.16666666666666666667e-02),
    *(1.66666666666666666667e-01, 0.5),
)


def exp(x: Number) -> Number:
    """Return eˣ to a few units of the last place: ∞ above 709.8, 0 below −745.2, gradual between, nan for nan."""
    shifted, grown = _reduced(x.at_most(710.0).at_least(-746.0))
    # Two factors, since 2^1024 and 2^-1075 have no bit pattern of their own.
    whole = shifted - _ROUND
    half = whole * 0.5 + _ROUND
    rest = (whole - (half - _ROUND)) + _ROUND
    return ((1.0 + grown) * half.as_exponent()) * rest.as_exponent()


def expm1(x: Number) -> Number:
    """Return eˣ − 1 for |x| ≤ 700, exact also near 0; nan for nan."""
    shifted, grown = _reduced(x)
    scale = shifted.as_exponent()
    return scale * grown + (scale - 1.0)


def tanh(x: Number) -> Number:
    """Return tanh x, exact also near 0; ±1 from ±22 on, nan for nan."""
    e = expm1(2.0 * x.at_most(22.0).at_least(-22.0))
    return e / (e + 2.0)


def sigmoid(x: Number) -> Number:
    """Return 1 / (1 + e⁻ˣ): 0 below −709.5 and 1 above 37, nan for nan."""
    shifted, grown = _reduced((-x).at_most(710.0).at_least(-708.0))
    # One factor is enough here: 2^1024 has the bits of ∞, which is right for a divisor.
    return 1.0 / (1.0 + (1.0 + grown) * shifted.as_exponent())


def relu(x: Number) -> Number:
    """Return x where it is positive, else 0; nan for nan."""
    return x.at_least(0.0)


def linear(x: Number) -> Number:
    """Return x."""
    return x


exponential = single(exp)
exponential_minus_one = single(expm1)
hyperbolic_tangent = single(tanh)
logistic = single(sigmoid)


@inlined
def sign(x: float) -> float:
    """Return −1, 0 or 1; nan for nan."""
    return 1.0 if x > 0.0 else (-1.0 if x < 0.0 else x * 0.0)


def _reduced(x: Number) -> tuple[Number, Number]:
    """Return 1.5 · 2⁵² + n, and eʳ − 1 by its series, where x = n ln 2 + r and |r| ≤ ln 2 / 2."""
    shifted = x * _LOG2_E + _ROUND
    whole = shifted - _ROUND
    r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    first, *rest = _SERIES
    p = r * first
    for factor in rest[:-1]:
        p = (p + factor) * r
    return shifted, (p + rest[-1]) * r * r + r

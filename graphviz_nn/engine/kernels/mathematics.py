"""Functions of one number without branches or calls, so that a loop over them becomes SIMD."""

from __future__ import annotations

from graphviz_nn.engine.kernels.flags import inlined
from graphviz_nn.engine.kernels.number import Number, in_doubles, single

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # adding 1.5 · 2^52 rounds to the nearest whole number
# (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2, odd powers and even ones from the highest down: the polynomial with the least
# error (Remez), 4e-18 of eʳ; the Taylor series needs one term more.
_ODD = (
    *(2.5000042896524453e-08, 2.7557586430346135e-06, 0.00019841269506519688),
    *(0.008333333333494486, 0.16666666666666413),
)
_EVEN = (
    *(2.7630248066541834e-07, 2.4801493099877013e-05, 0.0013888888943629077),
    *(0.04166666666653016, 0.5000000000000011),
)


@in_doubles
def exp(x: Number) -> Number:
    """Return eˣ to a few units of the last place: ∞ above 709.8, 0 below −745.2, gradual between, nan for nan."""
    shifted, grown = _reduced(x.at_most(710.0).at_least(-746.0))
    # Two factors, since 2^1024 and 2^-1075 have no bit pattern of their own.
    whole = shifted - _ROUND
    half = whole * 0.5 + _ROUND
    rest = (whole - (half - _ROUND)) + _ROUND
    return ((1.0 + grown) * half.as_exponent()) * rest.as_exponent()


@in_doubles
def expm1(x: Number) -> Number:
    """Return eˣ − 1 for |x| ≤ 700, exact also near 0; nan for nan."""
    shifted, grown = _reduced(x)
    scale = shifted.as_exponent()
    return scale * grown + (scale - 1.0)


@in_doubles
def tanh(x: Number) -> Number:
    """Return tanh x, exact also near 0; ±1 from ±22 on, nan for nan."""
    e = expm1(2.0 * x.at_most(22.0).at_least(-22.0))
    return e / (e + 2.0)


@in_doubles
def sigmoid(x: Number) -> Number:
    """Return 1 / (1 + e⁻ˣ): 0 below −709.5 and 1 above 37, nan for nan."""
    shifted, grown = _reduced(-(x.at_least(-710.0).at_most(708.0)))
    # One factor is enough here: 2^1024 has the bits of ∞, which is right for a divisor.
    return 1.0 / (1.0 + (1.0 + grown) * shifted.as_exponent())


@in_doubles
def sigmoid_slope(x: Number) -> Number:
    """Return the slope of the sigmoid, which is as much to the left of 0 as to the right; nan for nan."""
    e = exp(x.at_most(-x))
    return e / ((1.0 + e) * (1.0 + e))


@in_doubles
def tanh_slope(x: Number) -> Number:
    """Return the slope of the tanh; nan for nan."""
    return 4.0 * sigmoid_slope(2.0 * x)


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
hyperbolic_tangent_slope = single(tanh_slope)
logistic_slope = single(sigmoid_slope)


@inlined
def sign(x: float) -> float:
    """Return −1, 0 or 1; nan for nan."""
    return 1.0 if x > 0.0 else (-1.0 if x < 0.0 else x * 0.0)


def _reduced(x: Number) -> tuple[Number, Number]:
    """Return 1.5 · 2⁵² + n, and eʳ − 1, where x = n ln 2 + r and |r| ≤ ln 2 / 2."""
    shifted = x * _LOG2_E + _ROUND
    whole = shifted - _ROUND
    r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    square = r * r
    # Odd and even powers apart: two chains of sums, which the processor works on at once.
    return shifted, (_power_series(_ODD, square) * r + _power_series(_EVEN, square)) * square + r


def _power_series(factors: tuple[float, ...], x: Number) -> Number:
    """Return the polynomial with these factors, that of the highest power first, by Horner's rule."""
    first, second, *rest = factors
    total = x * first + second
    for factor in rest:
        total = total * x + factor
    return total

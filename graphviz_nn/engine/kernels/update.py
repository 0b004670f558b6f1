"""The update rules of `optim`, one function each, with their schedules, weight decay and clipping."""

from __future__ import annotations

import math

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import kernel, merged, summing
from graphviz_nn.engine.kernels.views import view
from graphviz_nn.ops import FloatArray

# Of Nadam's momentum, see `optim.nadam`.
_WARMING, _SETTLED, _NOTHING = 0.96, 1000, 1e-20
BLOCK = 1 << 12  # weights at a time: they, their gradients and memory are found again in the nearest caches


@kernel
def update(w: FloatArray, g: FloatArray, memory: FloatArray, settings: FloatArray, t: int) -> bool:
    """Do update number t, from 1, in place; say whether all new weights are finite.

    The settings are: rule, rate, schedule and its two numbers, weight decay, clip value and norm (∞ for none), then
    the rule's own from 8 on. The memory is flat.
    """
    rate, n, nothing = scheduled(settings, t), len(w), 0.0
    _clip(g, settings[6], settings[7])
    for start in range(0, n, BLOCK):
        cells = min(BLOCK, n - start)
        part, its_memory = view(w, start, cells), view(memory, start, len(memory) - start)
        _move(part, view(g, start, cells), its_memory, n, rate, settings, t)
        nothing += _nothing(part)
    return nothing == 0.0


@merged
def _move(
    w: FloatArray, g: FloatArray, memory: FloatArray, n: int, rate: float, settings: FloatArray, t: int
) -> None:
    """Update some of the n weights; their part of the memory begins at 0, at n, at 2 n."""
    if settings[5] > 0.0:
        shrink = settings[5] * rate
        for i in range(len(w)):
            w[i] -= w[i] * shrink
    rule = int(settings[0])
    if rule == codes.SGD:
        _sgd(w, g, memory, rate, settings)
    elif rule == codes.ADAGRAD:
        _adagrad(w, g, memory, rate, settings)
    elif rule == codes.RMSPROP:
        _rmsprop(w, g, memory, n, rate, settings)
    elif rule == codes.ADAM:
        _adam(w, g, memory, n, rate, settings, t)
    else:
        _nadam(w, g, memory, n, rate, settings, t)


@kernel
def scheduled(settings: FloatArray, t: int) -> float:
    """Return the learning rate of update t, from 1; settings 1 to 4 are the rate, the schedule and its two numbers."""
    rate, kind = float(settings[1]), int(settings[2])
    span, low = float(settings[3]), float(settings[4])
    if kind == codes.CONSTANT_RATE:
        return rate
    if kind == codes.STEP_RATE:
        return rate * math.pow(low, math.floor((t - 1) / span))
    if kind == codes.EXPONENTIAL_RATE:
        return rate * math.pow(low, (t - 1) / span)
    share = min((t - 1) / span, 1.0)
    return rate * ((1.0 - low) * 0.5 * (1.0 + math.cos(math.pi * share)) + low)


@kernel
def _clip(g: FloatArray, value: float, norm: float) -> None:
    """Clip each number of the gradient to ±value, or shorten all of it to the norm; ∞ clips nothing."""
    if value < np.inf:
        for i in range(len(g)):
            x = value if g[i] > value else g[i]
            g[i] = -value if x < -value else x
    if norm < np.inf:
        length = math.sqrt(_squares(g))
        scale = norm / length if length > norm or length != length else 1.0
        for i in range(len(g)):
            g[i] *= scale


@kernel
def _sgd(w: FloatArray, g: FloatArray, memory: FloatArray, rate: float, settings: FloatArray) -> None:
    momentum, nesterov, outside = settings[8], settings[9] > 0.0, settings[10] > 0.0
    n = len(w)
    if momentum == 0.0:
        for i in range(n):
            w[i] -= rate * g[i]
        return
    v = view(memory, 0, n)
    inside, scale = (settings[11], rate) if outside else (rate, 1.0)
    if nesterov:
        for i in range(n):
            v[i] = momentum * v[i] - inside * g[i]
            w[i] += scale * (momentum * v[i] - inside * g[i])
    else:
        for i in range(n):
            v[i] = momentum * v[i] - inside * g[i]
            w[i] += scale * v[i]


@kernel
def _adagrad(w: FloatArray, g: FloatArray, memory: FloatArray, rate: float, settings: FloatArray) -> None:
    epsilon, a = settings[8], view(memory, 0, len(w))
    for i in range(len(w)):
        a[i] += g[i] * g[i]
        w[i] -= rate * g[i] / math.sqrt(a[i] + epsilon)


@kernel
def _rmsprop(
    w: FloatArray, g: FloatArray, memory: FloatArray, n: int, rate: float, settings: FloatArray
) -> None:
    rho, momentum, epsilon, centred = settings[8], settings[9], settings[10], settings[11] > 0.0
    v, m, mean = view(memory, 0, len(w)), view(memory, n, len(w)), view(memory, 2 * n, len(w))
    for i in range(len(w)):
        v[i] = rho * v[i] + (1.0 - rho) * (g[i] * g[i])
        spread = v[i]
        if centred:
            mean[i] = rho * mean[i] + (1.0 - rho) * g[i]
            spread = v[i] - mean[i] * mean[i]
        move = rate * g[i] / math.sqrt(spread + epsilon)
        if momentum > 0.0:
            m[i] = momentum * m[i] + move
            move = m[i]
        w[i] -= move


@kernel
def _adam(
    w: FloatArray, g: FloatArray, memory: FloatArray, n: int, rate: float, settings: FloatArray, t: int
) -> None:
    first, second, epsilon = settings[8], settings[9], settings[10]
    step = rate * math.sqrt(1.0 - second**t) / (1.0 - first**t)
    m, v = view(memory, 0, len(w)), view(memory, n, len(w))
    for i in range(len(w)):
        m[i] += (g[i] - m[i]) * (1.0 - first)
        v[i] += (g[i] * g[i] - v[i]) * (1.0 - second)
        w[i] -= m[i] * step / (math.sqrt(v[i]) + epsilon)


@kernel
def _nadam(
    w: FloatArray, g: FloatArray, memory: FloatArray, n: int, rate: float, settings: FloatArray, t: int
) -> None:
    first, second, epsilon = settings[8], settings[9], settings[10]
    power, product, now = 1.0, 1.0, 0.0
    for _ in range(min(t, _SETTLED)):
        power *= _WARMING
        now = first * (1.0 - power / 2.0)
        product *= now
        if product < _NOTHING:  # 1 minus it is 1
            break
    product *= first ** max(t - _SETTLED, 0)
    now = first * (1.0 - _WARMING**t / 2.0)
    ahead = first * (1.0 - _WARMING ** (t + 1) / 2.0)
    of_mean, of_gradient = ahead / (1.0 - product * ahead), (1.0 - now) / (1.0 - product)
    corrected = 1.0 - second**t
    m, v = view(memory, 0, len(w)), view(memory, n, len(w))
    for i in range(len(w)):
        m[i] += (g[i] - m[i]) * (1.0 - first)
        v[i] += (g[i] * g[i] - v[i]) * (1.0 - second)
        w[i] -= (of_mean * m[i] + of_gradient * g[i]) * rate / (math.sqrt(v[i] / corrected) + epsilon)


@summing
def _squares(g: FloatArray) -> float:
    total = 0.0
    for i in range(len(g)):
        total += g[i] * g[i]
    return total


@summing
def _nothing(w: FloatArray) -> float:
    """Return 0 if all numbers are finite, else nan: ∞ · 0 is nan."""
    total = 0.0
    for i in range(len(w)):
        total += w[i] * 0.0
    return total

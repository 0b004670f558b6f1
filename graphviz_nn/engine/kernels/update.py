"""The update rules of `optim`, one function each, with their schedules, weight decay and clipping."""

from __future__ import annotations

import math

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import inlined, kernel, merged, summing
from graphviz_nn.engine.kernels.views import view
from graphviz_nn.ops import FloatArray

# Of Nadam's momentum, see `optim.nadam`.
_WARMING, _SETTLED, _NOTHING = 0.96, 1000, 1e-20


@merged
def update(
    w: FloatArray, g: FloatArray, memory: FloatArray, settings: FloatArray, lanes: int, t: int
) -> bool:
    """Do update number t, from 1, in place; say whether all new weights are finite.

    The settings are SETTINGS rows end to end: rule, rate, schedule and its two numbers, weight decay, clip value and
    norm (∞ for none), then the rule's own, then room. Each is a number, written once for every weight of a block: for
    one run always the same, for runs side by side that of lane after lane. So a rule is one loop for both. Rule,
    schedule, what is 0 or ∞ and what is a yes or no must be the same in all lanes. The memory is flat.
    """
    n, nothing = len(w), 0.0
    _derive(settings, lanes, t)
    _clip(g, settings)
    for start in range(0, n, codes.BLOCK):
        cells = min(codes.BLOCK, n - start)
        part, its_memory = view(w, start, cells), view(memory, start, len(memory) - start)
        _move(part, view(g, start, cells), its_memory, n, settings)
        nothing += _nothing(part)
    return nothing == 0.0


@merged
def _row(settings: FloatArray, number: int, cells: int) -> FloatArray:
    """Return the first cells of a setting."""
    return view(settings, number * (len(settings) // codes.SETTINGS), cells)


@inlined
def _of_lane(settings: FloatArray, number: int, lane: int) -> float:
    """Return a setting of a lane."""
    return float(settings[number * (len(settings) // codes.SETTINGS) + lane])


@inlined
def _spread(settings: FloatArray, row: int, lanes: int, lane: int, number: float) -> None:
    """Write a derived number to all cells of a lane."""
    room = len(settings) // codes.SETTINGS
    for i in range(row * room + lane, (row + 1) * room, lanes):
        settings[i] = number


@merged
def _derive(settings: FloatArray, lanes: int, t: int) -> None:
    """Write what depends on the number of the update, lane by lane: the rate, and Adam's and Nadam's factors."""
    rule = int(_of_lane(settings, codes.RULE, 0))
    if int(_of_lane(settings, codes.SCHEDULE, 0)) == codes.CONSTANT_RATE and rule < codes.ADAM:
        return
    for lane in range(lanes):
        rate = scheduled(settings, lane, t)
        if rule == codes.ADAM:
            first, second = _of_lane(settings, codes.OWN, lane), _of_lane(settings, codes.OWN + 1, lane)
            corrected = rate * math.sqrt(1.0 - second**t) / (1.0 - first**t)
            _spread(settings, codes.FIRST, lanes, lane, corrected)
        elif rule == codes.NADAM:
            _derive_nadam(settings, lanes, lane, t)
        _spread(settings, codes.STEP, lanes, lane, rate)


@merged
def _rates(settings: FloatArray, cells: int) -> FloatArray:
    """Return the learning rates of this update."""
    constant = int(_of_lane(settings, codes.SCHEDULE, 0)) == codes.CONSTANT_RATE
    return _row(settings, codes.RATE if constant else codes.STEP, cells)


@merged
def _move(w: FloatArray, g: FloatArray, memory: FloatArray, n: int, settings: FloatArray) -> None:
    """Update some of the n weights; their part of the memory begins at 0, at n, at 2 n."""
    rate = _rates(settings, len(w))
    if _of_lane(settings, codes.DECAY, 0) > 0.0:
        decay = _row(settings, codes.DECAY, len(w))
        for i in range(len(w)):
            w[i] -= w[i] * (decay[i] * rate[i])
    rule = int(_of_lane(settings, codes.RULE, 0))
    if rule == codes.SGD:
        _sgd(w, g, memory, rate, settings)
    elif rule == codes.ADAGRAD:
        _adagrad(w, g, memory, rate, settings)
    elif rule == codes.RMSPROP:
        _rmsprop(w, g, memory, n, rate, settings)
    elif rule == codes.ADAM:
        _adam(w, g, memory, n, settings)
    else:
        _nadam(w, g, memory, n, rate, settings)


@kernel
def scheduled(settings: FloatArray, lane: int, t: int) -> float:
    """Return the learning rate of a lane in update t, from 1."""
    rate, kind = _of_lane(settings, codes.RATE, lane), int(_of_lane(settings, codes.SCHEDULE, lane))
    span, low = _of_lane(settings, codes.SPAN, lane), _of_lane(settings, codes.LOW, lane)
    if kind == codes.CONSTANT_RATE:
        return rate
    if kind == codes.STEP_RATE:
        return rate * math.pow(low, math.floor((t - 1) / span))
    if kind == codes.EXPONENTIAL_RATE:
        return rate * math.pow(low, (t - 1) / span)
    share = min((t - 1) / span, 1.0)
    return rate * ((1.0 - low) * 0.5 * (1.0 + math.cos(math.pi * share)) + low)


@merged
def _clip(g: FloatArray, settings: FloatArray) -> None:
    """Clip each number of the gradient to ±value, or shorten all of it to the norm; ∞ clips nothing.

    All of it is the gradient of one run: a norm is not for lanes.
    """
    if _of_lane(settings, codes.CLIP_VALUE, 0) < np.inf:
        for start in range(0, len(g), codes.BLOCK):
            part = view(g, start, min(codes.BLOCK, len(g) - start))
            value = _row(settings, codes.CLIP_VALUE, len(part))
            for i in range(len(part)):
                x = value[i] if part[i] > value[i] else part[i]
                part[i] = -value[i] if x < -value[i] else x
    norm = _of_lane(settings, codes.CLIP_NORM, 0)
    if norm < np.inf:
        length = math.sqrt(_squares(g))
        scale = norm / length if length > norm or length != length else 1.0
        for i in range(len(g)):
            g[i] *= scale


@merged
def _sgd(w: FloatArray, g: FloatArray, memory: FloatArray, rate: FloatArray, settings: FloatArray) -> None:
    n = len(w)
    momentum, share, v = _row(settings, codes.OWN, n), _row(settings, codes.OWN + 3, n), view(memory, 0, n)
    nesterov, outside = _of_lane(settings, codes.OWN + 1, 0) > 0.0, _of_lane(settings, codes.OWN + 2, 0) > 0.0
    if momentum[0] == 0.0:
        for i in range(n):
            w[i] -= rate[i] * g[i]
    elif nesterov and outside:
        for i in range(n):
            v[i] = momentum[i] * v[i] - share[i] * g[i]
            w[i] += rate[i] * (momentum[i] * v[i] - share[i] * g[i])
    elif nesterov:
        for i in range(n):
            v[i] = momentum[i] * v[i] - rate[i] * g[i]
            w[i] += momentum[i] * v[i] - rate[i] * g[i]
    elif outside:
        for i in range(n):
            v[i] = momentum[i] * v[i] - share[i] * g[i]
            w[i] += rate[i] * v[i]
    else:
        for i in range(n):
            v[i] = momentum[i] * v[i] - rate[i] * g[i]
            w[i] += v[i]


@kernel
def _adagrad(
    w: FloatArray, g: FloatArray, memory: FloatArray, rate: FloatArray, settings: FloatArray
) -> None:
    epsilon, a = _row(settings, codes.OWN, len(w)), view(memory, 0, len(w))
    for i in range(len(w)):
        a[i] += g[i] * g[i]
        w[i] -= rate[i] * g[i] / math.sqrt(a[i] + epsilon[i])


@kernel
def _rmsprop(
    w: FloatArray, g: FloatArray, memory: FloatArray, n: int, rate: FloatArray, settings: FloatArray
) -> None:
    rho, momentum = _row(settings, codes.OWN, len(w)), _row(settings, codes.OWN + 1, len(w))
    epsilon, centred = _row(settings, codes.OWN + 2, len(w)), _of_lane(settings, codes.OWN + 3, 0) > 0.0
    rolls = momentum[0] > 0.0
    v, m, mean = view(memory, 0, len(w)), view(memory, n, len(w)), view(memory, 2 * n, len(w))
    for i in range(len(w)):
        v[i] = rho[i] * v[i] + (1.0 - rho[i]) * (g[i] * g[i])
        spread = v[i]
        if centred:
            mean[i] = rho[i] * mean[i] + (1.0 - rho[i]) * g[i]
            spread = v[i] - mean[i] * mean[i]
        move = rate[i] * g[i] / math.sqrt(spread + epsilon[i])
        if rolls:
            m[i] = momentum[i] * m[i] + move
            move = m[i]
        w[i] -= move


@merged
def _adam(w: FloatArray, g: FloatArray, memory: FloatArray, n: int, settings: FloatArray) -> None:
    first, second = _row(settings, codes.OWN, len(w)), _row(settings, codes.OWN + 1, len(w))
    epsilon, step = _row(settings, codes.OWN + 2, len(w)), _row(settings, codes.FIRST, len(w))
    m, v = view(memory, 0, len(w)), view(memory, n, len(w))
    for i in range(len(w)):
        m[i] += (g[i] - m[i]) * (1.0 - first[i])
        v[i] += (g[i] * g[i] - v[i]) * (1.0 - second[i])
        w[i] -= m[i] * step[i] / (math.sqrt(v[i]) + epsilon[i])


@kernel
def _derive_nadam(settings: FloatArray, lanes: int, lane: int, t: int) -> None:
    """Write what Nadam multiplies the mean and the gradient by, and what it divides the squares by."""
    first, second = _of_lane(settings, codes.OWN, lane), _of_lane(settings, codes.OWN + 1, lane)
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
    _spread(settings, codes.FIRST, lanes, lane, ahead / (1.0 - product * ahead))
    _spread(settings, codes.SECOND, lanes, lane, (1.0 - now) / (1.0 - product))
    _spread(settings, codes.THIRD, lanes, lane, 1.0 - second**t)


@kernel
def _nadam(
    w: FloatArray, g: FloatArray, memory: FloatArray, n: int, rate: FloatArray, settings: FloatArray
) -> None:
    first, second = _row(settings, codes.OWN, len(w)), _row(settings, codes.OWN + 1, len(w))
    epsilon, corrected = _row(settings, codes.OWN + 2, len(w)), _row(settings, codes.THIRD, len(w))
    of_mean, of_gradient = _row(settings, codes.FIRST, len(w)), _row(settings, codes.SECOND, len(w))
    m, v = view(memory, 0, len(w)), view(memory, n, len(w))
    for i in range(len(w)):
        m[i] += (g[i] - m[i]) * (1.0 - first[i])
        v[i] += (g[i] * g[i] - v[i]) * (1.0 - second[i])
        move = (of_mean[i] * m[i] + of_gradient[i] * g[i]) * rate[i]
        w[i] -= move / (math.sqrt(v[i] / corrected[i]) + epsilon[i])


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

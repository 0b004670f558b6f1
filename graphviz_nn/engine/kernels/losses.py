"""The losses and penalties: many cells into one number, and what it sends back to each."""

from __future__ import annotations

import math

from graphviz_nn.engine.codes import LossKind, PenaltyKind
from graphviz_nn.engine.instructions import (
    Cross,
    CrossBack,
    Loss,
    LossBack,
    Penalty,
    PenaltyBack,
    behind,
    words_of,
)
from graphviz_nn.engine.kernels.flags import inlined, kernel, summing
from graphviz_nn.engine.kernels.mathematics import exponential, logistic, sign
from graphviz_nn.engine.kernels.reductions import largest_of, take_logarithm
from graphviz_nn.engine.kernels.views import number, view
from graphviz_nn.engine.types import Arena, Words
from graphviz_nn.ops import FloatArray
from graphviz_nn.ops.arrays import EPSILON

_LOSS, _LOSS_BACK = words_of(Loss), words_of(LossBack)
_PENALTY, _PENALTY_BACK = words_of(Penalty), words_of(PenaltyBack)
_CROSS, _CROSS_ROWS = words_of(Cross), behind(Cross)
_CROSS_BACK, _CROSS_BACK_ROWS = words_of(CrossBack), behind(CrossBack)


@kernel
def loss(arena: Arena, code: Words) -> None:
    """See `Loss`."""
    n = code[_LOSS.cells]
    p, t = view(arena, code[_LOSS.prediction], n), view(arena, code[_LOSS.target], n)
    arena[code[_LOSS.value]] = cost(code[_LOSS.kind], p, t) / n


@summing
def cost(kind: int, p: FloatArray, t: FloatArray) -> float:
    """Return the sum of what each cell costs."""
    total = 0.0
    if kind == LossKind.MSE:
        for i in range(len(p)):
            total += (p[i] - t[i]) * (p[i] - t[i])
    elif kind == LossKind.MAE:
        for i in range(len(p)):
            total += abs(p[i] - t[i])
    elif kind == LossKind.BCE:
        for i in range(len(p)):
            q = clipped(p[i])
            total -= t[i] * math.log(q) + (1.0 - t[i]) * math.log1p(-q)
    else:
        for i in range(len(p)):
            z = p[i]
            rest = math.log1p(exponential(-z if z > 0.0 else z))
            total += (z if z > 0.0 else 0.0) - z * t[i] + rest
    return total


@kernel
def loss_back(arena: Arena, code: Words) -> None:
    """See `LossBack`."""
    kind, n = code[_LOSS_BACK.kind], code[_LOSS_BACK.cells]
    d, g = view(arena, code[_LOSS_BACK.result], n), arena[code[_LOSS_BACK.gradient]]
    p, t = view(arena, code[_LOSS_BACK.prediction], n), view(arena, code[_LOSS_BACK.target], n)
    if code[_LOSS_BACK.argument] == 0:
        _pull(kind, d, g, p, t)
    else:
        _pull_target(kind, d, g, p, t)


@kernel
def _pull(kind: int, d: FloatArray, g: float, p: FloatArray, t: FloatArray) -> None:
    n = len(p)
    if kind == LossKind.MSE:
        for i in range(n):
            d[i] = 2.0 * g * (p[i] - t[i]) / n
    elif kind == LossKind.MAE:
        for i in range(n):
            d[i] = g * sign(p[i] - t[i]) / n
    elif kind == LossKind.BCE:
        for i in range(n):
            q = clipped(p[i])
            d[i] = 0.0 if outside(p[i]) else g * (q - t[i]) / (q * (1.0 - q)) / n
    else:
        for i in range(n):
            d[i] = g * ((1.0 - t[i]) * logistic(p[i]) - t[i] * logistic(-p[i])) / n


@kernel
def _pull_target(kind: int, d: FloatArray, g: float, p: FloatArray, t: FloatArray) -> None:
    n = len(p)
    for i in range(n):
        if kind == LossKind.MSE:
            d[i] = -2.0 * g * (p[i] - t[i]) / n
        elif kind == LossKind.MAE:
            d[i] = -g * sign(p[i] - t[i]) / n
        elif kind == LossKind.BCE:
            q = clipped(p[i])
            d[i] = -g * (math.log(q) - math.log1p(-q)) / n
        else:
            d[i] = -g * p[i] / n


@kernel
def cross(arena: Arena, code: Words) -> None:
    """See `Cross`."""
    p, t, logs = code[_CROSS.prediction], code[_CROSS.target], code[_CROSS.logarithms]
    rows, classes, step = code[_CROSS.rows], code[_CROSS.classes], code[_CROSS.step]
    total = 0.0
    for row in range(rows):
        first = code[_CROSS_ROWS + row]
        _logarithms(arena, code[_CROSS.logits], p + first, logs + first, classes, step)
        for c in range(classes):
            total += arena[t + first + c * step] * arena[logs + first + c * step]
    arena[code[_CROSS.value]] = -total / rows


@kernel
def cross_back(arena: Arena, code: Words) -> None:
    """See `CrossBack`."""
    logits, argument = code[_CROSS_BACK.logits], code[_CROSS_BACK.argument]
    out, g = code[_CROSS_BACK.result], arena[code[_CROSS_BACK.gradient]]
    p, t, logs = code[_CROSS_BACK.prediction], code[_CROSS_BACK.target], code[_CROSS_BACK.logarithms]
    rows, classes, step = code[_CROSS_BACK.rows], code[_CROSS_BACK.classes], code[_CROSS_BACK.step]
    for row in range(rows):
        first, weight = code[_CROSS_BACK_ROWS + row], 0.0
        for c in range(classes):
            weight += arena[t + first + c * step]
        for c in range(classes):
            i = first + c * step
            if argument == 1:
                arena[out + i] = -g * arena[logs + i] / rows
            elif logits:
                arena[out + i] = g * (weight * exponential(arena[logs + i]) - arena[t + i]) / rows
            else:
                arena[out + i] = 0.0 if outside(arena[p + i]) else -g * arena[t + i] / arena[p + i] / rows


@kernel
def _logarithms(arena: Arena, logits: int, p: int, logs: int, classes: int, step: int) -> None:
    """Write the logarithm of each class's probability; from logits the largest is subtracted first."""
    if not logits:
        for c in range(classes):
            arena[logs + c * step] = math.log(clipped(arena[p + c * step]))
        return
    best = largest_of(arena, p, classes, step)
    for c in range(classes):
        arena[logs + c * step] = arena[p + c * step] - best
    take_logarithm(arena, logs, classes, step)


@summing
def penalty(arena: Arena, code: Words) -> None:
    """See `Penalty`."""
    n, total = code[_PENALTY.cells], 0.0
    w = view(arena, code[_PENALTY.weights], n)
    if code[_PENALTY.kind] == PenaltyKind.L1:
        for i in range(n):
            total += abs(w[i])
    else:
        for i in range(n):
            total += w[i] * w[i]
    arena[code[_PENALTY.value]] = number(code, _PENALTY.factor) * total


@kernel
def penalty_back(arena: Arena, code: Words) -> None:
    """See `PenaltyBack`."""
    n, g = code[_PENALTY_BACK.cells], arena[code[_PENALTY_BACK.gradient]]
    factor = number(code, _PENALTY_BACK.factor)
    d, w = view(arena, code[_PENALTY_BACK.result], n), view(arena, code[_PENALTY_BACK.weights], n)
    if code[_PENALTY_BACK.kind] == PenaltyKind.L1:
        for i in range(n):
            d[i] = g * factor * sign(w[i])
    else:
        for i in range(n):
            d[i] = 2.0 * g * factor * w[i]


@inlined
def clipped(p: float) -> float:
    """Move a probability into [1e-7, 1 − 1e-7]; a nan stays."""
    p = EPSILON if p < EPSILON else p
    return 1.0 - EPSILON if p > 1.0 - EPSILON else p


@inlined
def outside(p: float) -> bool:
    """Say whether `clipped` moves it."""
    return p < EPSILON or p > 1.0 - EPSILON

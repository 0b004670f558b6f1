"""The losses and penalties: many cells into one number, and what it sends back to each."""

from __future__ import annotations

import math

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import inlined, kernel, summing
from graphviz_nn.engine.kernels.mathematics import exponential, logistic, sign
from graphviz_nn.engine.kernels.reductions import largest
from graphviz_nn.engine.kernels.views import view
from graphviz_nn.engine.types import Arena, Code
from graphviz_nn.ops import FloatArray
from graphviz_nn.ops.arrays import EPSILON


@kernel
def loss(arena: Arena, code: Code) -> None:
    """LOSS kind, value, prediction, target, cells."""
    kind, n = code[2], code[6]
    p, t = view(arena, code[4], n), view(arena, code[5], n)
    arena[code[3]] = cost(kind, p, t) / n


@summing
def cost(kind: int, p: FloatArray, t: FloatArray) -> float:
    """Return the sum of what each cell costs."""
    total = 0.0
    if kind == codes.MSE:
        for i in range(len(p)):
            total += (p[i] - t[i]) * (p[i] - t[i])
    elif kind == codes.MAE:
        for i in range(len(p)):
            total += abs(p[i] - t[i])
    elif kind == codes.BCE:
        for i in range(len(p)):
            q = clipped(p[i])
            total -= t[i] * math.log(q) + (1.0 - t[i]) * math.log(1.0 - q)
    else:
        for i in range(len(p)):
            z = p[i]
            rest = math.log1p(exponential(-z if z > 0.0 else z))
            total += (z if z > 0.0 else 0.0) - z * t[i] + rest
    return total


@kernel
def loss_back(arena: Arena, code: Code) -> None:
    """LOSS_BACK kind, argument, result, gradient, prediction, target, cells."""
    kind, argument, out, n = code[2], code[3], code[4], code[8]
    d, g = view(arena, out, n), arena[code[5]]
    p, t = view(arena, code[6], n), view(arena, code[7], n)
    if argument == 0:
        _pull(kind, d, g, p, t)
    else:
        _pull_target(kind, d, g, p, t)


@kernel
def _pull(kind: int, d: FloatArray, g: float, p: FloatArray, t: FloatArray) -> None:
    n = len(p)
    if kind == codes.MSE:
        for i in range(n):
            d[i] = 2.0 * g * (p[i] - t[i]) / n
    elif kind == codes.MAE:
        for i in range(n):
            d[i] = g * sign(p[i] - t[i]) / n
    elif kind == codes.BCE:
        for i in range(n):
            q = clipped(p[i])
            d[i] = 0.0 if outside(p[i]) else g * (q - t[i]) / (q * (1.0 - q)) / n
    else:
        for i in range(n):
            d[i] = g * (logistic(p[i]) - t[i]) / n


@kernel
def _pull_target(kind: int, d: FloatArray, g: float, p: FloatArray, t: FloatArray) -> None:
    n = len(p)
    for i in range(n):
        if kind == codes.MSE:
            d[i] = -2.0 * g * (p[i] - t[i]) / n
        elif kind == codes.MAE:
            d[i] = -g * sign(p[i] - t[i]) / n
        elif kind == codes.BCE:
            q = clipped(p[i])
            d[i] = -g * (math.log(q) - math.log(1.0 - q)) / n
        else:
            d[i] = -g * p[i] / n


@kernel
def cross(arena: Arena, code: Code) -> None:
    """CROSS from logits, value, prediction, target, logarithms, rows, classes, step, the offset of each row."""
    logits, out, p, t, logs = code[2], code[3], code[4], code[5], code[6]
    rows, classes, step = code[7], code[8], code[9]
    total = 0.0
    for row in range(rows):
        first = code[10 + row]
        _logarithms(arena, logits, p + first, logs + first, classes, step)
        for c in range(classes):
            total += arena[t + first + c * step] * arena[logs + first + c * step]
    arena[out] = -total / rows


@kernel
def cross_back(arena: Arena, code: Code) -> None:
    """CROSS_BACK from logits, argument, result, gradient, prediction, target, logarithms, rows, classes, step, …."""
    logits, argument, out, g = code[2], code[3], code[4], arena[code[5]]
    p, t, logs = code[6], code[7], code[8]
    rows, classes, step = code[9], code[10], code[11]
    for row in range(rows):
        first, weight = code[12 + row], 0.0
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
    best, total = largest(arena, p, classes, step), 0.0
    for c in range(classes):
        total += exponential(arena[p + c * step] - best)
    for c in range(classes):
        arena[logs + c * step] = arena[p + c * step] - best - math.log(total)


@summing
def penalty(arena: Arena, code: Code) -> None:
    """PENALTY kind, value, weights, cells, factor."""
    n, total = code[5], 0.0
    w = view(arena, code[4], n)
    if code[2] == codes.L1:
        for i in range(n):
            total += abs(w[i])
    else:
        for i in range(n):
            total += w[i] * w[i]
    arena[code[3]] = np.int64(code[6]).view(np.float64) * total


@kernel
def penalty_back(arena: Arena, code: Code) -> None:
    """PENALTY_BACK kind, result, gradient, weights, cells, factor."""
    n, g, factor = code[6], arena[code[4]], np.int64(code[7]).view(np.float64)
    d, w = view(arena, code[3], n), view(arena, code[5], n)
    if code[2] == codes.L1:
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

"""The losses and penalties: many cells into one number, and what it sends back to each."""

from __future__ import annotations

import math

from graphviz_nn.engine.codes import LANES, LossKind, PenaltyKind
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
from graphviz_nn.engine.kernels.dots import lane_distances, squared_distance
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
    n, out = code[_LOSS.cells], code[_LOSS.value]
    if code[_LOSS.lanes] > 1:
        lane_distances(arena, out, code[_LOSS.prediction], code[_LOSS.target], n)
        for lane in range(LANES):
            arena[out + lane] /= code[_LOSS.divisor]
        return
    p, t = view(arena, code[_LOSS.prediction], n), view(arena, code[_LOSS.target], n)
    arena[out] = cost(code[_LOSS.kind], p, t, number(code, _LOSS.constant)) / code[_LOSS.divisor]


@summing
def cost(kind: int, p: FloatArray, t: FloatArray, constant: float) -> float:
    """Return the sum of what each cell costs; the constant is a Huber loss's delta."""
    total = 0.0
    if kind == LossKind.MSE:
        total = squared_distance(p, t)
    elif kind == LossKind.MAE:
        for i in range(len(p)):
            total += abs(p[i] - t[i])
    elif kind == LossKind.BCE:
        for i in range(len(p)):
            q = clipped(p[i])
            total -= t[i] * math.log(q) + (1.0 - t[i]) * math.log1p(-q)
    elif kind == LossKind.HUBER:
        for i in range(len(p)):
            e = abs(p[i] - t[i])
            total += e * e / 2.0 if e <= constant else constant * (e - constant / 2.0)
    elif kind == LossKind.HINGE:
        for i in range(len(p)):
            short = 1.0 - _side(t[i]) * p[i]
            total += 0.0 if short <= 0.0 else short
    elif kind == LossKind.KL:
        for i in range(len(p)):
            known = _positive(t[i])
            total += known * math.log(known / _positive(p[i]))
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
    lanes, divisor, constant = (
        code[_LOSS_BACK.lanes],
        code[_LOSS_BACK.divisor],
        number(code, _LOSS_BACK.constant),
    )
    g = view(arena, code[_LOSS_BACK.gradient], lanes)
    # Most often the loss is the output, and all lanes are sent 1: then they are pulled on together.
    whole = lanes * n if _all_equal(g) else 1
    for first in range(0, lanes * n, whole):
        d, pull = view(arena, code[_LOSS_BACK.result] + first, whole), g[first % lanes]
        p = view(arena, code[_LOSS_BACK.prediction] + first, whole)
        t = view(arena, code[_LOSS_BACK.target] + first, whole)
        if code[_LOSS_BACK.argument] == 0:
            _pull(kind, d, pull, p, t, n, divisor, constant)
        else:
            _pull_target(kind, d, pull, p, t, n, divisor, constant)


@inlined
def _all_equal(g: FloatArray) -> bool:
    others = 0
    for lane in range(1, len(g)):
        others += int(g[lane] != g[0])
    return others == 0


@kernel
def _pull(
    kind: int, d: FloatArray, g: float, p: FloatArray, t: FloatArray, n: int, divisor: int, constant: float
) -> None:
    """Write some cells' pull on the prediction, of n cells that the loss is a mean of."""
    if kind == LossKind.MSE:
        for i in range(len(p)):
            d[i] = 2.0 * g * (p[i] - t[i]) / n
    elif kind == LossKind.MAE:
        for i in range(len(p)):
            d[i] = g * sign(p[i] - t[i]) / n
    elif kind == LossKind.BCE:
        for i in range(len(p)):
            q = clipped(p[i])
            d[i] = 0.0 if outside(p[i]) else g * (q - t[i]) / (q * (1.0 - q)) / n
    elif kind == LossKind.HUBER:
        for i in range(len(p)):
            d[i] = g * _cut(p[i] - t[i], constant) / n
    elif kind == LossKind.HINGE:
        for i in range(len(p)):
            side = _side(t[i])
            d[i] = -g * side / n if side * p[i] < 1.0 else 0.0
    elif kind == LossKind.KL:
        for i in range(len(p)):
            d[i] = -g * _positive(t[i]) / p[i] / divisor if p[i] == _positive(p[i]) else 0.0
    else:
        for i in range(len(p)):
            d[i] = g * ((1.0 - t[i]) * logistic(p[i]) - t[i] * logistic(-p[i])) / n


@kernel
def _pull_target(
    kind: int, d: FloatArray, g: float, p: FloatArray, t: FloatArray, n: int, divisor: int, constant: float
) -> None:
    for i in range(len(p)):
        if kind == LossKind.MSE:
            d[i] = -2.0 * g * (p[i] - t[i]) / n
        elif kind == LossKind.MAE:
            d[i] = -g * sign(p[i] - t[i]) / n
        elif kind == LossKind.BCE:
            q = clipped(p[i])
            d[i] = -g * (math.log(q) - math.log1p(-q)) / n
        elif kind == LossKind.HUBER:
            d[i] = -g * _cut(p[i] - t[i], constant) / n
        elif kind == LossKind.HINGE:
            d[i] = -g * p[i] / n if t[i] != 0.0 and t[i] * p[i] < 1.0 else 0.0
        elif kind == LossKind.KL:
            known = _positive(t[i])
            d[i] = g * (math.log(known / _positive(p[i])) + 1.0) / divisor if t[i] == known else 0.0
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
        first, total = code[_CROSS_BACK_ROWS + row], 1.0
        if not logits:
            total = _line_sum(arena, p + first, classes, step)
        weight = 0.0
        for c in range(classes):
            i = first + c * step
            weight += arena[t + i] if logits or not outside(arena[p + i] / total) else 0.0
        for c in range(classes):
            i = first + c * step
            if argument == 1:
                arena[out + i] = -g * arena[logs + i] / rows
            elif logits:
                arena[out + i] = g * (weight * exponential(arena[logs + i]) - arena[t + i]) / rows
            else:
                pull = 0.0 if outside(arena[p + i] / total) else arena[t + i] / arena[p + i]
                arena[out + i] = g * (weight / total - pull) / rows


@kernel
def _logarithms(arena: Arena, logits: int, p: int, logs: int, classes: int, step: int) -> None:
    """Write the logarithm of each class's share of its row; from logits the largest is subtracted first."""
    if not logits:
        whole = _line_sum(arena, p, classes, step)
        for c in range(classes):
            arena[logs + c * step] = math.log(clipped(arena[p + c * step] / whole))
        return
    best = largest_of(arena, p, classes, step)
    for c in range(classes):
        arena[logs + c * step] = arena[p + c * step] - best
    take_logarithm(arena, logs, classes, step)


@kernel
def _line_sum(arena: Arena, first: int, classes: int, step: int) -> float:
    total = 0.0
    for c in range(classes):
        total += arena[first + c * step]
    return total


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


@inlined
def _side(t: float) -> float:
    """Return which side of 0 a hinge's label says: 0 is as good as −1."""
    return -1.0 if t == 0.0 else t


@inlined
def _cut(e: float, delta: float) -> float:
    """Return an error of at most ±delta; a nan stays."""
    e = -delta if e < -delta else e
    return delta if e > delta else e


@inlined
def _positive(p: float) -> float:
    """Move a share into [1e-7, 1]; a nan stays."""
    p = EPSILON if p < EPSILON else p
    return 1.0 if p > 1.0 else p

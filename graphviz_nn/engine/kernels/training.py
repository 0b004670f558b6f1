"""The training loop: shuffle, gather, forward, backward, measure, update, so many times, without Python."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import entry, kernel
from graphviz_nn.engine.kernels.interpreter import execute
from graphviz_nn.engine.kernels.order import shuffle
from graphviz_nn.engine.kernels.update import update
from graphviz_nn.engine.types import Arena, Code, IntArray
from graphviz_nn.ops import FloatArray


@entry
def sweep(
    arena: Arena, code: Code, at: int, end: int, points: FloatArray, out: FloatArray, place: int
) -> None:
    """Run a program at each of many points of weight space, and keep as many numbers from `place` on as out is wide.

    The weights lie at the start of the arena; points is (n, weights), out is (n, numbers). Of no weights and no
    numbers, this runs the program as it is.
    """
    count, width = points.shape[1], out.shape[1]
    for i in range(len(points)):
        arena[:count] = points[i]
        execute(arena, code, at, end)
        out[i] = arena[place : place + width]


@entry
def train(
    arena: Arena,
    code: Code,
    batches: IntArray,
    x: FloatArray,
    y: FloatArray,
    settings: FloatArray,
    memory: FloatArray,
    span: IntArray,
    metrics: IntArray,
    rows: FloatArray,
    kept: FloatArray,
) -> int:
    """Do updates until one is not finite; return how many were.

    The arena starts with the weights, then their gradients. `batches` holds for the full mini-batch and for the
    incomplete one (the same again if there is none) a row of: size, first and last word of its program, places of
    x, y, prediction and loss. `span` is: seed, whether to shuffle, updates done before, updates to do, every how
    manyth state to keep. `rows` (updates, 1 + metrics) and `kept` (states, 1 + memory, weights) are filled.
    """
    seed, shuffled, before, updates, every = span[0], span[1] > 0, span[2], span[3], span[4]
    count, size = memory.shape[1], batches[0, 0]
    w, g = arena[:count], arena[count : 2 * count]
    per_epoch = -(-len(x) // size)
    order = np.arange(len(x))
    states = 0
    for done in range(updates):
        number = before + done
        place = number % per_epoch
        if shuffled and (place == 0 or done == 0):
            shuffle(order, seed, number // per_epoch)
        first = place * size
        batch = batches[0] if first + size <= len(x) else batches[1]
        chosen = order[first : first + batch[0]]
        _gather(arena, batch[3], x, chosen)
        _gather(arena, batch[4], y, chosen)
        execute(arena, code, batch[1], batch[2])
        loss = arena[batch[6]]
        finite = update(w, g, memory, settings, number + 1)
        if not (finite and np.isfinite(loss)):
            return done
        rows[done, 0] = loss
        for i in range(len(metrics)):
            rows[done, 1 + i] = _measure(arena, metrics[i], batch[5], batch[4], batch[0], y.shape[1])
        if every > 0 and (number + 1) % every == 0 and done < updates - 1:
            kept[states, 0] = w
            kept[states, 1:] = memory
            states += 1
    return int(updates)


@kernel
def _gather(arena: Arena, target: int, source: FloatArray, chosen: IntArray) -> None:
    """Lay the chosen rows into the arena, the batch innermost."""
    n = len(chosen)
    for j in range(source.shape[1]):
        column = arena[target + j * n : target + j * n + n]
        for i in range(n):
            column[i] = source[chosen[i], j]


@kernel
def _measure(arena: Arena, metric: int, prediction: int, target: int, batch: int, outputs: int) -> float:
    """Return a metric of a mini-batch, as `training.metrics` does."""
    n, total = batch * outputs, 0.0
    p, t = arena[prediction : prediction + n], arena[target : target + n]
    if metric == codes.METRIC_MSE:
        for i in range(n):
            total += (p[i] - t[i]) * (p[i] - t[i])
        return total / n
    if metric == codes.METRIC_MAE:
        for i in range(n):
            total += abs(p[i] - t[i])
        return total / n
    for i in range(batch):
        if outputs == 1:
            total += 1.0 if (p[i] > 0.5) == (t[i] > 0.5) else 0.0
        else:
            total += 1.0 if _class(p, i, batch, outputs) == _class(t, i, batch, outputs) else 0.0
    return total / batch


@kernel
def _class(p: FloatArray, example: int, batch: int, outputs: int) -> int:
    best = 0
    for j in range(1, outputs):
        if p[example + j * batch] > p[example + best * batch]:
            best = j
    return best

"""The training loop: shuffle, gather, forward, backward, measure, update, again and again, without Python.

The arena starts with the weights, then their gradients. To train, until an update is not finite, `span` is: seed,
whether to shuffle, updates done before, updates to do, n to keep every n-th state, by how much the optimiser's count
of updates is ahead of these, and whether to keep the states at the ends of epochs too. `batches` has a row for the
full mini-batch and one for the incomplete (the same again if there is none): size, first and last word of its
program, offsets of x, y, prediction, loss and weights; the examples have one weight each, or none. `metrics` has a
row for each: its number in codes, and what parts predictions and targets of two classes. `rows` (updates,
1 + metrics) and `kept` (states, 1 + memory, weights) are filled.
To measure, x holds the points (n, weights), or their coordinates (n, k) in the frame that y holds, an origin and k
directions (1 + k, weights); `rows` (n, numbers) takes what lies from the offset span[0] on. `order` holds the numbers
of all examples, `stops` the words of all CALLs, and `at` where the run stands: see codes.At.
"""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.codes import At, LossKind
from graphviz_nn.engine.kernels.flags import entry, inlined, kernel, merged
from graphviz_nn.engine.kernels.interpreter import execute
from graphviz_nn.engine.kernels.losses import cost
from graphviz_nn.engine.kernels.order import shuffle
from graphviz_nn.engine.kernels.update import update
from graphviz_nn.engine.kernels.views import view
from graphviz_nn.engine.types import Arena, IntArray, Words
from graphviz_nn.ops import FloatArray

_LINE = 8  # floats in a line of the cache


@entry
def perform(
    training: bool,
    arena: Arena,
    code: Words,
    stops: IntArray,
    span: IntArray,
    batches: IntArray,
    x: FloatArray,
    y: FloatArray,
    weights: FloatArray,
    settings: FloatArray,
    memory: FloatArray,
    metrics: FloatArray,
    rows: FloatArray,
    kept: FloatArray,
    order: IntArray,
    at: IntArray,
) -> int:
    """Run a program many times, to train or to measure at points of weight space; return how many times.

    At a CALL it returns before the run is whole; called again with the same `at` it goes on behind it.
    """
    # One door for both, and one place that runs programs: each more would hold all kernels once more.
    steps, done, word = span[3] if training else len(x), at[At.DONE], at[At.NEXT]
    if training and done == 0 and word < 0:
        _begin(order, at, span, batches)
    while done < steps:
        if word < 0:
            if training:
                _lay_batch(arena, at, batches, x, y, weights, order)
            else:
                _lay_point(arena, x, y, done)
            word = batches[at[At.BATCH], 1]
        end = batches[at[At.BATCH], 2]
        stop = _stop(stops, word, end)
        execute(arena, code, word, stop)
        if stop < end:
            at[At.DONE], at[At.NEXT] = done, stop
            return int(done)
        word = -1
        if not training:
            _read(arena, span[0], rows, done)
        elif _updated(arena, at, span, batches, settings, memory, kept.shape[2], done):
            _measure(arena, at, batches, y.shape[1], metrics, rows, done)
            _go_on(arena, at, span, batches, order, memory, kept, done)
        else:
            break
        done += 1
    at[At.NEXT] = -1
    return int(done)


@merged
def _stop(stops: IntArray, word: int, end: int) -> int:
    """Return the first CALL from a word on, or the end."""
    for i in range(len(stops)):
        if word <= stops[i] < end:
            return int(stops[i])
    return end


@merged
def _lay_point(arena: Arena, points: FloatArray, frame: FloatArray, row: int) -> None:
    """Lay a point into the arena: as it is, or the origin and a share of each direction."""
    if len(frame) == 0:
        for i in range(points.shape[1]):
            arena[i] = points[row, i]
        return
    for i in range(frame.shape[1]):
        arena[i] = frame[0, i]
    for k in range(points.shape[1]):
        share = points[row, k]
        for i in range(frame.shape[1]):
            arena[i] += share * frame[1 + k, i]


@merged
def _read(arena: Arena, offset: int, rows: FloatArray, row: int) -> None:
    for i in range(rows.shape[1]):
        rows[row, i] = arena[offset + i]


@merged
def _begin(order: IntArray, at: IntArray, span: IntArray, batches: IntArray) -> None:
    """Find the place of the first update. From there on it is counted up: a division costs as much as 20 weights."""
    per_epoch = -(-len(order) // batches[0, 0])
    at[At.EPOCH], at[At.IN_EPOCH] = span[2] // per_epoch, span[2] % per_epoch
    at[At.LEFT] = span[4] - span[2] % span[4] if span[4] > 0 else -1
    if span[1] > 0:
        shuffle(order, span[0], at[At.EPOCH])


@merged
def _lay_batch(
    arena: Arena,
    at: IntArray,
    batches: IntArray,
    x: FloatArray,
    y: FloatArray,
    weights: FloatArray,
    order: IntArray,
) -> None:
    """Lay the next mini-batch into the arena."""
    first = at[At.IN_EPOCH] * batches[0, 0]
    batch = 0 if first + batches[0, 0] <= len(x) else 1
    at[At.BATCH] = batch
    _gather(arena, batches[batch, 3], x, order, first, batches[batch, 0])
    _gather(arena, batches[batch, 4], y, order, first, batches[batch, 0])
    _gather(arena, batches[batch, 7], weights, order, first, batches[batch, 0])


@merged
def _updated(
    arena: Arena,
    at: IntArray,
    span: IntArray,
    batches: IntArray,
    settings: FloatArray,
    memory: FloatArray,
    count: int,
    done: int,
) -> bool:
    """Update the weights; say whether they and the loss are finite."""
    w, g = view(arena, 0, count), view(arena, count, count)
    finite = update(w, g, memory, settings, span[2] + done + 1 + span[5])
    return bool(finite and np.isfinite(arena[batches[at[At.BATCH], 6]]))


@merged
def _go_on(
    arena: Arena,
    at: IntArray,
    span: IntArray,
    batches: IntArray,
    order: IntArray,
    memory: FloatArray,
    kept: FloatArray,
    done: int,
) -> None:
    """Keep the state if it is its turn, and go on to the next mini-batch."""
    at[At.LEFT] -= 1
    at[At.IN_EPOCH] += 1
    ends, is_last = at[At.IN_EPOCH] * batches[0, 0] >= len(order), done == span[3] - 1
    if (at[At.LEFT] == 0 or (ends and span[6] > 0)) and not is_last:
        _keep(kept, at[At.KEPT], view(arena, 0, kept.shape[2]), memory)
        at[At.KEPT] += 1
    if at[At.LEFT] == 0:
        at[At.LEFT] = span[4]
    if ends:
        at[At.EPOCH], at[At.IN_EPOCH] = at[At.EPOCH] + 1, 0
        if span[1] > 0 and not is_last:
            shuffle(order, span[0], at[At.EPOCH])


# Below, arrays are read cell by cell where a row of them would do: Numba counts the references of each row.


@inlined
def _gather(arena: Arena, target: int, source: FloatArray, order: IntArray, first: int, n: int) -> None:
    """Lay rows into the arena, the batch innermost, as many at a time as a line of the cache takes of each feature."""
    for begin in range(0, n, _LINE):
        end = min(begin + _LINE, n)
        for j in range(source.shape[1]):
            for i in range(begin, end):
                # Unsigned, so that Numba need not look for negative ones.
                row = np.uint64(order[np.uint64(first + i)])
                arena[np.uint64(target + j * n + i)] = source[row, np.uint64(j)]


@merged
def _measure(
    arena: Arena,
    at: IntArray,
    batches: IntArray,
    outputs: int,
    metrics: FloatArray,
    rows: FloatArray,
    row: int,
) -> None:
    """Write the loss of a mini-batch and its metrics."""
    batch = at[At.BATCH]
    rows[row, 0] = arena[batches[batch, 6]]
    for i in range(len(metrics)):
        metric, n = int(metrics[i, 0]), batches[batch, 0]
        p = view(arena, batches[batch, 5], n * outputs)
        t = view(arena, batches[batch, 4], n * outputs)
        rows[row, 1 + i] = _metric(metric, p, t, n, metrics[i, 1], metrics[i, 2])


@merged
def _keep(kept: FloatArray, state: int, w: FloatArray, memory: FloatArray) -> None:
    """Keep the weights, and the memory after them."""
    for i in range(len(w)):
        kept[state, 0, i] = w[i]
        for j in range(kept.shape[1] - 1):
            kept[state, 1 + j, i] = memory[j * len(w) + i]


@kernel
def _metric(
    metric: int, p: FloatArray, t: FloatArray, batch: int, said_above: float, is_above: float
) -> float:
    """Return a metric of a mini-batch, as `training.metrics` does."""
    if metric != codes.METRIC_ACCURACY:  # the loss's own sum, so that the two agree to the bit
        return cost(LossKind.MSE if metric == codes.METRIC_MSE else LossKind.MAE, p, t, 0.0) / len(p)
    outputs, total = len(p) // batch, 0.0
    for i in range(batch):
        if outputs == 1:
            total += 1.0 if (p[i] > said_above) == (t[i] > is_above) else 0.0
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

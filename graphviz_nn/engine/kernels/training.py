"""The training loop: shuffle, gather, forward, backward, measure, update, again and again, without Python.

Several runs are trained side by side in lanes: each number of a program is a row of them then, and so is each of the
weights, the memory, `order`, `rows` and `kept`. They share the shape of things: program, rows, updates.

The arena starts with the weights, then their gradients. To train, `span` is: updates done before, updates to do, n to
keep every n-th state, by how much the optimiser's count of updates is ahead of these, and whether to keep the states
at the ends of epochs too. `seeds` has a row for each lane: its seed, whether to shuffle, and, to be written, how many
updates it did until one was not finite, or −1, and room for `kernels.order`. From there on that lane's weights are 0;
where no lane is left, training ends. `batches` has a row for the full mini-batch and one for the incomplete (the same
again if there is none): size, first and last word of its program, offsets of x, y, prediction, loss and weights; the
examples have one weight each, or none. `metrics` has a row for each: its number in codes, and what parts predictions
and targets of two classes; they are measured of a single lane. `settings` are those of `kernels.update`. `rows`
(updates, 1 + metrics) and `kept` (states, 1 + memory, weights) are filled.
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
    seeds: IntArray,
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
    steps, done, word = span[1] if training else len(x), at[At.DONE], at[At.NEXT]
    _begin(training and done == 0 and word < 0, order, at, span, seeds, batches)
    while done < steps:
        if word < 0:
            if training:
                _lay_batch(arena, len(seeds), at, batches, x, y, weights, order)
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
        elif _updated(arena, at, span, seeds, batches, settings, memory, kept.shape[2], done):
            _measure(arena, len(seeds), at, batches, y.shape[1], metrics, rows, done)
            _go_on(arena, at, span, seeds, batches, order, memory, kept, done)
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
def _begin(
    begins: bool, order: IntArray, at: IntArray, span: IntArray, seeds: IntArray, batches: IntArray
) -> None:
    """Find the place of the first update, if a training begins.

    From there on it is counted up: a division costs as much as 20 weights.
    """
    if not begins:
        return
    per_epoch = -(-(len(order) // len(seeds)) // batches[0, 0])
    at[At.EPOCH], at[At.IN_EPOCH] = span[0] // per_epoch, span[0] % per_epoch
    at[At.LEFT] = span[2] - span[0] % span[2] if span[2] > 0 else -1
    shuffle(order, seeds, at[At.EPOCH])


@merged
def _lay_batch(
    arena: Arena,
    lanes: int,
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
    # Rows of lanes lie as examples do: as if a mini-batch had so many times more of them.
    n, start = lanes * batches[batch, 0], lanes * first
    _gather(arena, lanes * batches[batch, 3], x, order, start, n)
    _gather(arena, lanes * batches[batch, 4], y, order, start, n)
    _gather(arena, lanes * batches[batch, 7], weights, order, start, n)


@merged
def _updated(
    arena: Arena,
    at: IntArray,
    span: IntArray,
    seeds: IntArray,
    batches: IntArray,
    settings: FloatArray,
    memory: FloatArray,
    count: int,
    done: int,
) -> bool:
    """Update the weights; say whether they and the loss are finite, in one lane at least."""
    w, g, lanes = view(arena, 0, count), view(arena, count, count), len(seeds)
    losses = view(arena, lanes * batches[at[At.BATCH], 6], lanes)
    finite = update(w, g, memory, settings, lanes, span[0] + done + 1 + span[3])
    for lane in range(lanes):
        finite = finite and bool(np.isfinite(losses[lane]))
    return finite or _end_lanes(w, losses, memory, seeds, done)


@kernel
def _end_lanes(w: FloatArray, losses: FloatArray, memory: FloatArray, seeds: IntArray, done: int) -> bool:
    """Note which lanes end here, and empty them; say whether there are others."""
    lanes, left = len(seeds), False
    for lane in range(lanes):
        total = losses[lane] * 0.0
        for i in range(lane, len(w), lanes):
            total += w[i] * 0.0
        if total != 0.0:
            seeds[lane, 2] = done if seeds[lane, 2] < 0 else seeds[lane, 2]
            for i in range(lane, len(w), lanes):
                w[i] = 0.0
            for i in range(lane, len(memory), lanes):
                memory[i] = 0.0
        left = left or seeds[lane, 2] < 0
    return left


@merged
def _go_on(
    arena: Arena,
    at: IntArray,
    span: IntArray,
    seeds: IntArray,
    batches: IntArray,
    order: IntArray,
    memory: FloatArray,
    kept: FloatArray,
    done: int,
) -> None:
    """Keep the state if it is its turn, and go on to the next mini-batch."""
    at[At.LEFT] -= 1
    at[At.IN_EPOCH] += 1
    ends = len(seeds) * at[At.IN_EPOCH] * batches[0, 0] >= len(order)
    is_last = done == span[1] - 1
    if (at[At.LEFT] == 0 or (ends and span[4] > 0)) and not is_last:
        _keep(kept, at[At.KEPT], view(arena, 0, kept.shape[2]), memory)
        at[At.KEPT] += 1
    if at[At.LEFT] == 0:
        at[At.LEFT] = span[2]
    if ends:
        at[At.EPOCH], at[At.IN_EPOCH] = at[At.EPOCH] + 1, 0
        if not is_last:
            shuffle(order, seeds, at[At.EPOCH])


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
    lanes: int,
    at: IntArray,
    batches: IntArray,
    outputs: int,
    metrics: FloatArray,
    rows: FloatArray,
    row: int,
) -> None:
    """Write the losses of a mini-batch, one in each lane, and its metrics."""
    batch = at[At.BATCH]
    for lane in range(lanes):
        rows[row, lane] = arena[lanes * batches[batch, 6] + lane]
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

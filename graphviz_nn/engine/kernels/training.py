"""The training loop: shuffle, gather, forward, backward, measure, update, so many times, without Python."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import entry, kernel
from graphviz_nn.engine.kernels.interpreter import execute
from graphviz_nn.engine.kernels.order import shuffle
from graphviz_nn.engine.kernels.update import update
from graphviz_nn.engine.kernels.views import view
from graphviz_nn.engine.types import Arena, Code, IntArray
from graphviz_nn.ops import FloatArray


@entry
def perform(
    training: bool,
    arena: Arena,
    code: Code,
    span: IntArray,
    batches: IntArray,
    x: FloatArray,
    y: FloatArray,
    settings: FloatArray,
    memory: FloatArray,
    metrics: IntArray,
    rows: FloatArray,
    kept: FloatArray,
) -> int:
    """Run a program many times: train, until an update is not finite, or measure at many points of weight space.

    Returns how many times. The arena starts with the weights, then their gradients. To train, `span` is: seed,
    whether to shuffle, updates done before, updates to do, every how manyth state to keep. `batches` holds for the
    full mini-batch and for the incomplete one (the same again if there is none): size, first and last word of its
    program, places of x, y, prediction and loss. `rows` (updates, 1 + metrics) and `kept` (states, 1 + memory,
    weights) are filled. To measure, x holds the points (n, weights), and `rows` (n, numbers) takes the numbers from
    the place span[0] on; the rest is not read.

    One door for both, and one place that runs programs: each more would hold all kernels once more.
    """
    count = kept.shape[2]
    w, g = view(arena, 0, count), view(arena, count, count)
    order, states = np.arange(len(x)), 0
    before, steps, every = span[2], span[3] if training else len(x), span[4]
    size, per_epoch = batches[0, 0], -(-len(x) // max(batches[0, 0], 1))
    # Counted up rather than divided out: a division takes as long as an update of twenty weights.
    epoch, place = before // per_epoch, before % per_epoch
    left = every - before % every if every > 0 else -1
    if training and span[1] > 0:
        shuffle(order, span[0], epoch)
    for done in range(steps):
        batch = 0 if not training or place * size + size <= len(x) else 1
        if training:
            _gather(arena, batches[batch, 3], x, order, place * size, batches[batch, 0])
            _gather(arena, batches[batch, 4], y, order, place * size, batches[batch, 0])
        else:
            for i in range(x.shape[1]):
                arena[i] = x[done, i]
        execute(arena, code, batches[batch, 1], batches[batch, 2])
        if not training:
            for i in range(rows.shape[1]):
                rows[done, i] = arena[span[0] + i]
            continue
        finite = update(w, g, memory, settings, before + done + 1)
        if not (finite and np.isfinite(arena[batches[batch, 6]])):
            return done
        _measure(arena, batches, batch, y.shape[1], metrics, rows, done)
        left -= 1
        if left == 0 and done < steps - 1:
            _keep(kept, states, w, memory)
            states, left = states + 1, every
        place += 1
        if place == per_epoch:
            epoch, place = epoch + 1, 0
            if span[1] > 0:
                shuffle(order, span[0], epoch)
    return int(steps)


# Below, arrays are read cell by cell where a row of them would do: Numba counts the references of each row.


@kernel
def _gather(arena: Arena, target: int, source: FloatArray, order: IntArray, first: int, n: int) -> None:
    """Lay rows into the arena, the batch innermost."""
    for i in range(n):
        row = np.uint64(
            order[np.uint64(first + i)]
        )  # unsigned, so that Numba need not look for negative ones
        for j in range(source.shape[1]):
            arena[np.uint64(target + j * n + i)] = source[row, np.uint64(j)]


@kernel
def _measure(
    arena: Arena, batches: IntArray, batch: int, outputs: int, metrics: IntArray, rows: FloatArray, row: int
) -> None:
    """Write the loss of a mini-batch and its metrics."""
    rows[row, 0] = arena[batches[batch, 6]]
    for i in range(len(metrics)):
        rows[row, 1 + i] = _metric(
            arena, metrics[i], batches[batch, 5], batches[batch, 4], batches[batch, 0], outputs
        )


@kernel
def _keep(kept: FloatArray, state: int, w: FloatArray, memory: FloatArray) -> None:
    """Keep the weights, and the memory after them."""
    for i in range(len(w)):
        kept[state, 0, i] = w[i]
        for j in range(kept.shape[1] - 1):
            kept[state, 1 + j, i] = memory[j * len(w) + i]


@kernel
def _metric(arena: Arena, metric: int, prediction: int, target: int, batch: int, outputs: int) -> float:
    """Return a metric of a mini-batch, as `training.metrics` does."""
    n, total = batch * outputs, 0.0
    p, t = view(arena, prediction, n), view(arena, target, n)
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

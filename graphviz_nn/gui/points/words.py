"""What is said of one row: where it is, what the model says of it, and whether that is right."""

from __future__ import annotations

import numpy as np

from graphviz_nn.data import Dataset
from graphviz_nn.data.encoding import class_numbers
from graphviz_nn.debug.moment import Moment
from graphviz_nn.landscape.boundary import has_plane
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.state import State
from graphviz_nn.text import short


def describe(state: State, row: int) -> str:
    """Return a row in words: whether it is in the mini-batch, its features, its target, what the model says of it.

    Behind the training rows come the held-out ones.
    """
    dataset, moment = state.dataset, state.moment
    if dataset is None or moment is None or row >= len(dataset.x) + len(dataset.x_test):
        return ""
    held_out = row >= len(dataset.x)
    x, y = (dataset.x_test, dataset.y_test) if held_out else (dataset.x, dataset.y)
    at = row - held_out * len(dataset.x)
    if moment.problem.network.features != x.shape[1]:
        return ""
    raw = dataset.unscale(x[at]).tolist()
    features = [f"{name} {short(value)}" for name, value in zip(dataset.features, raw, strict=True)]
    where = "held out" if held_out else _place(moment, row)
    few = features if has_plane(moment.problem.network) else []
    said = _of_classes if dataset.classes else _of_numbers
    return "\n".join([f"row {at}, {where}", *few, *said(dataset, moment, x[at : at + 1], y[at : at + 1])])


def caption(state: State, row: int | None) -> str:
    """Return the same in one line, without the features: "row 3: target 1 · prediction 1 (0.93) · right · …"."""
    lines = describe(state, row).split("\n") if row is not None else []
    if len(lines) < 2:
        return ""
    number, _, where = lines[0].partition(", ")
    return f"{number}: {' · '.join((*lines[-2:], where))}"


def _of_classes(dataset: Dataset, moment: Moment, x: FloatArray, y: FloatArray) -> tuple[str, str]:
    """Return a row's class, and the one that the model sees, with its outputs."""
    outputs = _says(moment, x)
    above = moment.problem.thresholds.prediction
    (true,), (seen,) = class_numbers(y), class_numbers(np.nan_to_num(outputs), above=above)
    numbers = " ".join(map(short, outputs[0].tolist()))
    verdict = "right" if true == seen else "wrong"
    return f"target {dataset.classes[true]}", f"prediction {dataset.classes[seen]} ({numbers}) · {verdict}"


def _of_numbers(dataset: Dataset, moment: Moment, x: FloatArray, y: FloatArray) -> tuple[str, str]:
    """Return a row's targets, and the model's predictions, in the source's units."""
    targets, said = dataset.unscale_y(y)[0], dataset.unscale_y(_says(moment, x))[0]
    texts = [" ".join(map(short, numbers.tolist())) for numbers in (targets, said, said - targets)]
    return f"target {texts[0]}", f"prediction {texts[1]} · off by {texts[2]}"


def _place(moment: Moment, row: int) -> str:
    rows = moment.record.rows
    return f"example {rows.index(row) + 1} of {len(rows)}" if row in rows else "not in this mini-batch"


def _says(moment: Moment, x: FloatArray) -> FloatArray:
    """Return the model's outputs at the weights that are shown, of shape (rows, outputs)."""
    network, before = moment.problem.network, moment.before
    return predict(network, before.weights, x, before.states)

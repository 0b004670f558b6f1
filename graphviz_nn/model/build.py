"""From a model's spec to its graph for a mini-batch."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from graphviz_nn.graph import Builder, Graph, Term
from graphviz_nn.model.activations import ACTIVATIONS
from graphviz_nn.model.losses import LOSSES
from graphviz_nn.model.parameters import slots
from graphviz_nn.model.spec import DenseSpec, ModelSpec
from graphviz_nn.ops import L1, L2, Add


@lru_cache(maxsize=32)
def build(spec: ModelSpec, batch: int) -> Graph:
    """Return the graph of the model and its loss for `batch` examples.

    Its leaves are `x` (batch, inputs), `y` (batch, outputs) and the parameters, all zero: the structure is shared,
    the values are given by whoever runs it.
    """
    builder = Builder()
    shapes = {slot.name: slot.shape for slot in slots(spec)}
    h = builder.input("x", np.zeros((batch, spec.inputs)))
    penalties: list[Term] = []
    for name, layer in zip(spec.layer_names, spec.layers, strict=True):
        with builder.layer(name, layer.caption):
            kernel = builder.parameter("kernel", np.zeros(shapes[f"{name}/kernel"]))
            h = _dense(builder, layer, h, kernel)
            penalties += _penalties(builder, layer, kernel)
    y = builder.input("y", np.zeros((batch, spec.outputs)))
    loss = LOSSES[spec.loss]
    if not penalties:
        return builder.graph(builder.apply(loss, h, y, name="loss"))
    total = builder.apply(loss, h, y)
    for penalty in penalties[:-1]:
        total = total + penalty
    return builder.graph(builder.apply(Add(), total, penalties[-1], name="loss"))


def prediction_name(spec: ModelSpec) -> str:
    """Return the name of the node whose value is the model's prediction, as in `dense_2/sigmoid`."""
    name, layer = spec.layer_names[-1], spec.layers[-1]
    activation = ACTIVATIONS[layer.activation]
    last = activation.name if activation else "add" if layer.use_bias else "matmul"
    return f"{name}/{last}"


def _dense(builder: Builder, layer: DenseSpec, x: Term, kernel: Term) -> Term:
    h = x @ kernel
    if layer.use_bias:
        h = h + builder.parameter("bias", np.zeros(layer.units))
    activation = ACTIVATIONS[layer.activation]
    return h if activation is None else builder.apply(activation, h)


def _penalties(builder: Builder, layer: DenseSpec, kernel: Term) -> list[Term]:
    factors = ((L1, layer.l1), (L2, layer.l2))
    return [builder.apply(penalty(factor), kernel) for penalty, factor in factors if factor]

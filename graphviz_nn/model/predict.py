"""What a model says about examples."""

from __future__ import annotations

import numpy as np

from graphviz_nn.graph import reference
from graphviz_nn.model.build import build, prediction_name
from graphviz_nn.model.parameters import unpack
from graphviz_nn.model.spec import ModelSpec
from graphviz_nn.ops import FloatArray


def predict(spec: ModelSpec, weights: FloatArray, x: FloatArray) -> FloatArray:
    """Return the outputs, of shape (rows, outputs), for examples of shape (rows, inputs), rows > 0."""
    graph = build(spec, len(x))
    leaves = {"x": x, "y": np.zeros((len(x), spec.outputs)), **unpack(spec, weights)}
    return reference.forward(graph, leaves)[graph.index[prediction_name(spec)]]

"""A model's parameters as one flat vector, so that a place in weight space is a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import prod
from typing import NamedTuple

import numpy as np

from graphviz_nn.model.initialisers import make_parameter
from graphviz_nn.model.spec import ModelSpec
from graphviz_nn.ops import FloatArray, Shape


class Slot(NamedTuple):
    """Where a parameter lies in the flat vector: `vector[start:stop].reshape(shape)`."""

    name: str
    shape: Shape
    start: int
    stop: int


@lru_cache(maxsize=64)
def slots(spec: ModelSpec) -> tuple[Slot, ...]:
    """Return the places of all parameters, in Keras's order: each layer's kernel, then its bias."""
    shapes: list[tuple[str, Shape]] = []
    widths = (spec.inputs, *(layer.units for layer in spec.layers))
    for name, layer, (inputs, units) in zip(spec.layer_names, spec.layers, pairwise(widths), strict=True):
        shapes.append((f"{name}/kernel", (inputs, units)))
        if layer.use_bias:
            shapes.append((f"{name}/bias", (units,)))
    ends = np.cumsum([prod(shape) for _, shape in shapes]).tolist()
    starts = [0, *ends[:-1]]
    return tuple(
        Slot(name, shape, start, stop)
        for (name, shape), start, stop in zip(shapes, starts, ends, strict=True)
    )


def count(spec: ModelSpec) -> int:
    """Return the number of parameters."""
    return slots(spec)[-1].stop


def unpack(spec: ModelSpec, vector: FloatArray) -> dict[str, FloatArray]:
    """Return views of a flat vector of shape (count,), by parameter name."""
    return {slot.name: vector[slot.start : slot.stop].reshape(slot.shape) for slot in slots(spec)}


def pack(spec: ModelSpec, arrays: Mapping[str, FloatArray]) -> FloatArray:
    """Return the flat vector of parameters given by name."""
    return np.concatenate([np.ravel(arrays[slot.name]) for slot in slots(spec)])


def cell_name(spec: ModelSpec, place: int) -> str:
    """Return the name of one number of the flat vector, as in `dense/kernel[0, 1]`."""
    slot = next(slot for slot in slots(spec) if place < slot.stop)
    cell: Sequence[np.intp] = np.unravel_index(place - slot.start, slot.shape)
    return f"{slot.name}[{', '.join(map(str, cell))}]"


def initial(spec: ModelSpec, seed: int) -> FloatArray:
    """Draw all parameters, flat; each layer has a stream of its own, so adding a layer keeps the others' start."""
    arrays: dict[str, FloatArray] = {}
    shapes = {slot.name: slot.shape for slot in slots(spec)}
    for place, (name, layer) in enumerate(zip(spec.layer_names, spec.layers, strict=True)):
        rng = np.random.default_rng([seed, place])
        kernel = f"{name}/kernel"
        arrays[kernel] = make_parameter(layer.kernel_initializer, rng, shapes[kernel], layer.kernel_spread)
        if layer.use_bias:
            arrays[f"{name}/bias"] = make_parameter(layer.bias_initializer, rng, (layer.units,))
    return pack(spec, arrays)

"""The weights that a document brings along: from arrays to plain numbers and back, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from graphviz_nn.errors import DocumentError
from graphviz_nn.files.document import Work
from graphviz_nn.model import Network
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.ops import FloatArray, as_floats, shape_text


class Learnt(NamedTuple):
    """Parameters and states, each flat, as `Network.pack` and `pack_states` lay them."""

    weights: FloatArray
    states: FloatArray


def tensors_of(network: Network, learnt: Learnt) -> dict[str, LeafValue]:
    """Return parameters and states by name, in Keras's order, as nested lists of the exact numbers.

    Raise DocumentError for a number that is not finite, which JSON cannot hold.
    """
    arrays = network.arrays(*learnt)
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise DocumentError(
                f"The weights {name} hold NaN or infinity. Save the model before it diverges."
            )
    return {name: arrays[name].tolist() for name in network.tensor_names}


def learnt_of(work: Work) -> Learnt | None:
    """Return the weights that some work brings along, or None; raise DocumentError where they do not fit."""
    if work.weights is None:
        return None
    network, given = work.subject.network, _arrays(work.weights)
    shapes = network.tensor_shapes
    for name in sorted(shapes.keys() ^ given.keys()):
        fault = "are missing" if name in shapes else "belong to no layer"
        raise DocumentError(
            f"The weights {name} {fault}: the network has {', '.join(shapes) or 'none'}. {_CURE}"
        )
    for name, shape in shapes.items():
        if given[name].shape != shape:
            raise DocumentError(
                f"The weights {name} are {shape_text(given[name].shape)}, and the network needs {shape_text(shape)}. "
                f"{_CURE}"
            )
    return Learnt(network.pack(given), network.pack_states(given))


def fits(work: Work) -> bool:
    """Whether the weights that some work brings along are of its network; where there are none, they do."""
    try:
        learnt_of(work)
    except DocumentError:
        return False
    return True


_CURE = "Correct them, or leave `weights` out: the network then begins from its seed."


def _arrays(weights: Mapping[str, LeafValue]) -> dict[str, FloatArray]:
    arrays = {}
    for name, value in weights.items():
        try:
            arrays[name] = as_floats(value)
        except ValueError as error:
            raise DocumentError(
                f"The weights {name} are not numbers in lists of equal length: {error}. {_CURE}"
            ) from None
    return arrays

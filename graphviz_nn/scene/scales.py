"""The scales of colours that all cards share: the largest numbers of a whole update."""

from __future__ import annotations

from typing import NamedTuple

from graphviz_nn.debug.record import Record
from graphviz_nn.kept import kept_beside
from graphviz_nn.landscape.neuron_maps import largest


class Scales(NamedTuple):
    """The numbers that have the strongest colours, of values and of gradients."""

    value: float
    gradient: float


@kept_beside
def scales_of(record: Record) -> Scales:
    """Return the scales of an update: of its values, and of all gradients but the result's, which is 1 in any case."""
    result = record.graph.index[record.graph.output]
    gradients = (g for node, g in enumerate(record.gradients) if g is not None and node != result)
    return Scales(
        max(map(largest, record.values), default=1.0),
        max(map(largest, gradients), default=1.0),
    )

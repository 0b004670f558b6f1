"""The links of the neurons: their weights, and what flows back through each for the example that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graphviz_nn.debug.record import Phase
from graphviz_nn.graph import Edge
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.layout import Link, NeuronLayout
from graphviz_nn.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class Flow:
    """What has flowed back through a link: its size with its sign, its share of the column's largest, and its words."""

    size: float
    share: float
    words: str


def weight(scene: Scene, link: Link) -> float:
    """Return the weight of a link."""
    value = scene.tape.value(link.node, scene.position)
    assert value is not None
    return float(value[link.cell])


def joint(scene: Scene, drawing: NeuronLayout, link: Link) -> int:
    """Return the node in which a link's weight takes part; −1 for a link to the loss."""
    stages = drawing.circles[link.target].stages
    return next((node for node in stages if link.node in scene.graph.nodes[node].inputs), -1)


def is_current(scene: Scene, drawing: NeuronLayout, link: Link) -> bool:
    """Whether what has just happened went through a link."""
    event = scene.event
    if event is None:
        return False
    if event.phase is Phase.UPDATE:
        return link.node == event.node
    if link.node < 0:
        return event.phase is Phase.LOSS or (
            event.edge is not None and event.edge.consumer == scene.graph.index[scene.graph.output]
        )
    node = joint(scene, drawing, link)
    if event.edge is None:
        return event.node == node
    back = event.edge
    return back.consumer == node and (back.source == link.node or _carries(scene, link, back))


def flows(scene: Scene, drawing: NeuronLayout) -> Mapping[Link, Flow]:
    """Return what has flowed back through each link, as far as backward has come; an updated weight's is over."""
    sizes: dict[Link, tuple[int, float, str]] = {}
    for link in drawing.links:
        node = joint(scene, drawing, link)
        found = _back_to_loss(scene, drawing, link) if node < 0 else _back(scene, drawing, link, node)
        if found is not None:
            sizes[link] = node, *found
    largest: dict[int, float] = {}
    for node, size, _ in sizes.values():
        largest[node] = max(largest.get(node, 0.0), abs(size) if np.isfinite(size) else 0.0)
    return {
        link: Flow(size, min(abs(size) / largest[node], 1.0) if largest[node] else 0.0, text)
        for link, (node, size, text) in sizes.items()
    }


def _back_to_loss(scene: Scene, drawing: NeuronLayout, link: Link) -> tuple[float, str] | None:
    circle = drawing.circles[link.source]
    gradient = scene.tape.gradient(circle.node, scene.position)
    return None if gradient is None else (_of(gradient, scene.example, circle.unit), "back from the loss:")


def _back(scene: Scene, drawing: NeuronLayout, link: Link, node: int) -> tuple[float, str] | None:
    """Return g · w, which flows on to the source; where nothing does, x · g: the example's part of the gradient."""
    tape, at = scene.tape, scene.position
    gradient = tape.gradient(node, at)
    if gradient is None or tape.change(link.node, at) is not None:
        return None
    inputs = scene.graph.nodes[node].inputs
    source, target = drawing.circles[link.source], drawing.circles[link.target]
    g = _of(gradient, scene.example, target.unit)
    is_bias = source.kind == "bias"
    if not is_bias and tape.backward_at([Edge(inputs[0], node, 0)]) <= at:
        return g * float(tape.record.values[link.node][link.cell]), "back to this neuron flows g · w ="
    if tape.backward_at([Edge(link.node, node, inputs.index(link.node))]) > at:
        return None
    x = 1.0 if is_bias else _of(tape.record.values[source.node], scene.example, source.unit)
    return x * g, "this point's part of the gradient, x · g ="


def _carries(scene: Scene, link: Link, back: Edge) -> bool:
    """Whether an edge carries a gradient back through the weight of a link, not into it."""
    return back.argument == 0 and len(scene.graph.nodes[link.node].shape) == 2


def _of(array: FloatArray, example: int, unit: int) -> float:
    """Return an example's number in a node of the shape (examples, units)."""
    return float(array[example, unit]) if array.ndim > 1 else float(array.reshape(-1)[0])

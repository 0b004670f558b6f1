"""Where everything is drawn: from a graph to positions, at each of the three depths."""

from graphviz_nn.scene.layout.fit import Room, fitting_layers, fitting_operations
from graphviz_nn.scene.layout.neurons import Circle, Link, NeuronLayout, neurons
from graphviz_nn.scene.layout.operations import layers, operations
from graphviz_nn.scene.layout.parts import Box, Card, Frame, Layout, Point, Route, layer_caption

__all__ = [
    "Box",
    "Card",
    "Circle",
    "Frame",
    "Layout",
    "Link",
    "NeuronLayout",
    "Point",
    "Room",
    "Route",
    "fitting_layers",
    "fitting_operations",
    "layer_caption",
    "layers",
    "neurons",
    "operations",
]

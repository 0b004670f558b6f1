"""The canvas: the graph, drawn at three depths on the screen and into files."""

from graphviz_nn.gui.canvas.view import GraphView

__all__ = ["GraphView"]

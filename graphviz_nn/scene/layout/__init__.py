"""Where everything is drawn: from a graph to an order, from an order and sizes to positions, and these into a place.

    Graph ─ordered→ Order ─placed→ Layout ─fitted→ Layout in rows

An order holds what does not depend on sizes: which cards stand in which frame, in which column, and who above whom.
Placing is cheap, and breaking into rows cheaper, so that a drawing follows a window that is being resized.

The layout is our own, and not that of a library such as Graphviz or fast-sugiyama, because of what these lack:

- ports: a value enters and leaves a frame at one point, so that frames inside frames can be laid out one by one;
- a main path that lies on one straight line, with parameters above it and other operands below;
- cards of all sizes beside each other, with edges that keep clear of them;
- an order that is kept while sizes change, and rows that break where the fewest edges pass.

A library would replace the ranks and the crossings, which are the smaller half, and would have to run in a process of
its own: fast-sugiyama holds the interpreter's lock and aborts the process on an edge from a node to itself. That
nothing overlaps, that no edge runs through a card and that frames hold their own are laws that tests hold for random
graphs, which the libraries do not promise.
"""

from graphviz_nn.scene.layout.fit import Room, fitted
from graphviz_nn.scene.layout.folds import opened
from graphviz_nn.scene.layout.measures import LAYERS, OPERATIONS, Measures
from graphviz_nn.scene.layout.neurons import Circle, Link, NeuronLayout, neurons
from graphviz_nn.scene.layout.order import Order, ordered
from graphviz_nn.scene.layout.parts import Box, Card, Frame, Layout, Point, Route, Tag, layer_caption
from graphviz_nn.scene.layout.placing import placed
from graphviz_nn.scene.layout.scopes import Scope, scopes_of

__all__ = [
    "LAYERS",
    "OPERATIONS",
    "Box",
    "Card",
    "Circle",
    "Frame",
    "Layout",
    "Link",
    "Measures",
    "NeuronLayout",
    "Order",
    "Point",
    "Room",
    "Route",
    "Scope",
    "Tag",
    "fitted",
    "layer_caption",
    "neurons",
    "opened",
    "ordered",
    "placed",
    "scopes_of",
]

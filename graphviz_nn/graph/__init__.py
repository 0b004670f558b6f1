"""The graph: its nodes, the ways to build it, and the reference machine that runs it."""

from graphviz_nn.graph.begins import QUICK, begun, begun_as
from graphviz_nn.graph.builder import Builder, Term
from graphviz_nn.graph.expression import expression, graph_of
from graphviz_nn.graph.grammar import IN_SHORT
from graphviz_nn.graph.graph import Graph, TraceRow
from graphviz_nn.graph.node import Edge, Node, Role
from graphviz_nn.graph.spelling import in_one_line

__all__ = [
    "IN_SHORT",
    "QUICK",
    "Builder",
    "Edge",
    "Graph",
    "Node",
    "Role",
    "Term",
    "TraceRow",
    "begun",
    "begun_as",
    "expression",
    "graph_of",
    "in_one_line",
]

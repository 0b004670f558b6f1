"""Everything the window does, without a window."""

from graphviz_nn.session.session import Session
from graphviz_nn.session.state import State

__all__ = ["Session", "State"]

"""Numbers as text, for the widgets: the same two forms that the explanations use."""

from __future__ import annotations

from graphviz_nn.analysis.numbers import MINUS, full, short

__all__ = ["MINUS", "full", "short"]

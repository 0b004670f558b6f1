"""Documents, their way to the disk and back, and what can be exported."""

from graphviz_nn.files.document import Depth, Document, ExpressionSpec, LeafValue, ViewSpec
from graphviz_nn.files.store import SUFFIX, load, save

__all__ = ["SUFFIX", "Depth", "Document", "ExpressionSpec", "LeafValue", "ViewSpec", "load", "save"]

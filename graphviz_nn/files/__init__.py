"""Documents, their way to the disk and back, and what can be exported."""

from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.files.store import SUFFIX, load, save
from graphviz_nn.scene.depth import Depth

__all__ = ["SUFFIX", "Depth", "Document", "View", "Work", "load", "save"]

"""A document of pictures for which little is computed."""

from __future__ import annotations

import msgspec

from graphviz_nn.data.spec import DataSpec
from graphviz_nn.files.document import Document
from graphviz_nn.files.store import load
from graphviz_nn.resources import resource
from graphviz_nn.training.spec import TrainingSpec


def few_digits() -> Document:
    """Return the digits' document with a tenth of its rows to train on, once."""
    digits = load(resource("documents", "digits.gnn.json"))
    few = DataSpec(source=digits.work.data.source, held_out=0.9)
    return Document(msgspec.structs.replace(digits.work, data=few, training=TrainingSpec(epochs=1)))

"""Small documents that train in a blink."""

from __future__ import annotations

from graphviz_nn.data import DataSpec
from graphviz_nn.files.document import Document, Work
from graphviz_nn.session import Session, commands
from graphviz_nn.training.spec import TrainingSpec


def small(epochs: int = 3, batch_size: int = 8) -> Document:
    """Return a network on 20 points: three mini-batches an epoch, the last of 4."""
    training = TrainingSpec(batch_size=batch_size, epochs=epochs, optimiser=Work().training.optimiser)
    return Document(Work(data=DataSpec(rows=20), training=training))


def opened(document: Document | None = None) -> Session:
    """Return a session that shows a document, everything derived."""
    session = Session()
    commands.open_document(session, document or small())
    return session

"""A document as a script's model."""

from __future__ import annotations

from pathlib import Path

from graphviz_nn.errors import DocumentError
from graphviz_nn.face.fitting import Fit
from graphviz_nn.face.layers import Input, KerasLayer
from graphviz_nn.face.sequential import Sequential
from graphviz_nn.files import load
from graphviz_nn.files.learnt import learnt_of
from graphviz_nn.model import Stack


def load_model(filepath: str | Path) -> Sequential:
    """Return the model in a document, one that `Sequential.save` wrote or the window, compiled as it is trained there.

    It stands at the document's weights, or at those of the seed where there are none, to the last bit. What the
    optimiser remembers begins anew, and there are no metrics: call `compile` to have some. Nothing in a file is
    evaluated. Raise FileError if it can't be read, and DocumentError for what is no document, or one of an expression.
    """
    work = load(filepath).work
    stack, training, learnt = work.subject, work.training, learnt_of(work)
    if not isinstance(stack, Stack):
        raise DocumentError(
            f"{filepath} holds an expression and no model. Open it with gnn.expression, or in the window."
        )
    model = Sequential(
        [Input(stack.input_shape), *map(KerasLayer.of, stack.layers)],
        work.title,
        seed=training.seed,
        dtype=training.dtype,
    )
    model.compile(training.optimiser, stack.loss)
    if learnt:
        model.stand(Fit(*learnt))
    return model

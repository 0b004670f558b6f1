"""What scripts ask of a model beside training it: the window on it."""

from __future__ import annotations

from numpy.typing import ArrayLike

from graphviz_nn.face.saving import kept
from graphviz_nn.face.sequential import Sequential, check_model
from graphviz_nn.files.capture import capture

EPOCHS = 200


def explore(
    model: Sequential,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    batch_size: int | None = None,
    epochs: int | None = None,
    anew: bool = False,
) -> int:
    """Open the window on a model and its rows, and return when it is closed.

    The window shows the model at its weights as they are, trained or set by hand, and trains on from there with the
    settings that it was compiled with: with the last fit's `batch_size` and `epochs` unless given, else 32 and 200.
    `anew` begins from the model's seed instead, so that every moment of the training so far can be visited. The model
    itself is left as it is. Raise DisplayError without a screen.
    """
    from graphviz_nn.gui.shell import app

    check_model(model)
    last = model.history.params if model.history else {}
    problem = model.problem(
        X,
        Y,
        batch_size=int(last.get("batch_size", 32)) if batch_size is None else batch_size,
        epochs=int(last.get("epochs", EPOCHS)) if epochs is None else epochs,
    )
    learnt = None if anew else kept(problem.network, model.seed, model.stand())
    return app.run(capture(model.spec, problem, model.name, learnt))

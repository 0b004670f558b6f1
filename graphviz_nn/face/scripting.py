"""What scripts ask of a model beside training it: its loss surface, and the window on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import whole
from graphviz_nn.face.saving import kept
from graphviz_nn.face.sequential import Sequential, check_model
from graphviz_nn.files.capture import capture
from graphviz_nn.landscape.plane import PlaneKind, PlaneSpec, Surface
from graphviz_nn.landscape.surface import SIDE, make_plane
from graphviz_nn.landscape.surface import surface as measure
from graphviz_nn.training.effort import seconds_of_measuring
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.run import Run
from graphviz_nn.work import finish, quiet

EPOCHS = 200
MOST_SIDE = 1001


def surface(
    model: Sequential, X: ArrayLike, Y: ArrayLike, plane: PlaneKind | PlaneSpec = "pca", side: int = SIDE
) -> Surface:
    """Return the loss over all rows on a plane through weight space, of shape (side, side), with the last fit's path.

    "pca" is the plane along which that path stretches most; "weights" that of the first two weights, or of those in a
    `PlaneSpec`; "random" one of two random directions. Raise SettingError for another plane, for a side that is not
    a whole number from 2 to MOST_SIDE, or for a model without weights.
    """
    check_model(model)
    if not 2 <= whole("The side of the surface", side) <= MOST_SIDE:
        raise SettingError(f"The side of the surface is {side}; it must be from 2 to {MOST_SIDE} points.")
    spec = plane if isinstance(plane, PlaneSpec) else PlaneSpec(kind=plane)
    problem = model.problem(X, Y)
    prepare(seconds_of_measuring(problem, side * side))
    machine = make_machine(problem)
    run = Run(problem, machine, model.path, np.empty(0))
    cut = make_plane(spec, problem.network, (run,))
    return finish(measure(machine, cut, [run.path], side, states=run.end.states), quiet)


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

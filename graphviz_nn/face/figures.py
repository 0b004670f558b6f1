"""Pictures that a script asks of a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import SettingError
from graphviz_nn.face.sequential import Sequential, check_model
from graphviz_nn.landscape.boundary import boundary
from graphviz_nn.model.losses import is_parted_at_0
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray, plain
from graphviz_nn.text import cited, counted

if TYPE_CHECKING:  # Qt is loaded when a figure is drawn
    from graphviz_nn.gui.look.theme import ThemeName
    from graphviz_nn.gui.output.figure import Figure

SIDE = 128  # places at which the model is asked, each way


def plot_model(
    model: Sequential,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    features: Sequence[str] = (),
    classes: Sequence[str] = (),
    theme: ThemeName = "light",
) -> Figure:
    """Return a figure of how a model classifies rows X, of shape (rows, inputs), whose classes Y holds.

    The plane is that of the first two features, the others rest at their mean. Y is one column of 0 and 1, or one-hot;
    any other numbers are a regression's targets, and the figure holds the predictions against them. In a notebook the
    figure shows itself; in a script call `show()` or `save(path)`. `features` and `classes` name the inputs and what
    Y holds, the latter in the order of its numbers. Raise DataError where rows and model do not fit, and SettingError
    for names that do not fit them, or an unknown theme.
    """
    from graphviz_nn.gui.look.theme import THEMES
    from graphviz_nn.gui.output.figure import agreement_figure, boundary_figure

    check_model(model)
    problem = model.problem(X, Y)
    if theme not in THEMES:
        raise SettingError(f"theme is {cited(theme)}. Choose one of {', '.join(THEMES)}.")
    network, x, y, state = problem.network, problem.x, problem.y, model.state
    if not _are_classes(y):
        return agreement_figure(y[:, 0], predict(network, state.weights, x, state.states)[:, 0], theme=theme)
    features = _names("features", features, x.shape[1])
    classes = _names("classes", classes, max(2, y.shape[1]))
    made = boundary(network, state.weights, x, side=SIDE, states=state.states)
    logits = is_parted_at_0(network.loss)
    return boundary_figure(made, x, y, features=features, classes=classes, logits=logits, theme=theme)


def _names(what: str, given: Sequence[str], count: int) -> tuple[str, ...]:
    """Return as many names as there are things to be named, or none; raise SettingError for any others."""
    listed = plain(given)
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise SettingError(f"{what} is {cited(given)}; give a list of {count} names, or leave it out.")
    if len(listed) not in (0, count):
        raise SettingError(
            f"{what} has {counted(len(listed), 'name')}, and there are {count}. Name each, or none."
        )
    return tuple(listed)


def _are_classes(y: FloatArray) -> bool:
    zeros_and_ones = bool(np.isin(y, (0.0, 1.0)).all())
    return zeros_and_ones and (y.shape[1] == 1 or bool((y.sum(axis=1) == 1).all()))

"""The window over what has nothing to learn: every way through time, every view, and no fault anywhere."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from graphviz_nn.data import DataSpec
from graphviz_nn.debug.explain import Cell
from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.panels.surface import SurfacePanel
from graphviz_nn.gui.shell.actions import ACTIONS
from graphviz_nn.gui.shell.bars import DEPTHS
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.landscape.planes import NO_WEIGHTS
from graphviz_nn.model import AnyLayer, Formula, Stack
from graphviz_nn.model.layers.activation import Activation
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.layers.flatten import Flatten
from graphviz_nn.session import commands
from graphviz_nn.training.spec import TrainingSpec
from tests.gui.settling import settle

EXPRESSIONS = {
    "no numbers": Formula(text="sum(x)", leaves={"x": []}),
    "the mean of no numbers": Formula(text="mean(x) + a", leaves={"x": [], "a": 1.0}),
    "a matrix of no numbers": Formula(text="transpose(x) @ x + y", leaves={"x": [[], []], "y": 2.0}),
    "a choice alone": Formula(text="where(c, 1, 2)", leaves={"c": 1.0}),
    "no variable": Formula(text="2 + 3", leaves={}),
}
STACKS: dict[str, tuple[AnyLayer, ...]] = {
    "flatten": (Flatten(),),
    "dropout": (Dropout(rate=0.5), Activation(activation="sigmoid")),
    "averages": (BatchNormalization(center=False, scale=False, momentum=0.5), Activation(activation="tanh")),
}
WALK = [action.name for action in ACTIONS if action.menu == "Time" and action.name != "play"]


def looked_through(window: MainWindow) -> None:
    """Go every way through time at every depth, choosing each number on the way."""
    session = window.session
    for depth in DEPTHS:
        window.actions_[depth].trigger()
        for name in (*WALK, "next_update", *["step"] * 6):
            window.actions_[name].trigger()
            commands.pause(session)  # where it began to play: that would last as long as the run
            record = session.state.record
            assert record is not None
            for node in record.graph.nodes:
                if all(node.shape):
                    commands.select_cell(session, Cell(node.name, "gradient", (0,) * len(node.shape)))
            QApplication.sendPostedEvents()
        settle(window)
        window.grab()


def note(window: MainWindow) -> str:
    """What stands in the place of the surface."""
    panel = window.findChild(SurfacePanel)
    assert panel is not None
    return next(plot for plot in panel.findChildren(Plot) if plot.isVisible()).accessibleDescription()


@pytest.mark.parametrize("formula", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_an_expression_is_stepped_through(window: MainWindow, formula: Formula) -> None:
    commands.open_document(window.session, Document(Work(subject=formula)))
    settle(window)
    looked_through(window)


@pytest.mark.parametrize("layers", STACKS.values(), ids=STACKS)
def test_a_network_without_weights_is_stepped_through(
    window: MainWindow, layers: tuple[AnyLayer, ...]
) -> None:
    work = Work(
        subject=Stack(inputs=1, layers=layers),
        data=DataSpec(features=("x1",), rows=20, held_out=0.2),
        training=TrainingSpec(batch_size=8, epochs=3),
    )
    commands.open_document(window.session, Document(work))
    settle(window)
    looked_through(window)
    assert [run.updates for run in window.session.state.runs] == [6, 6]
    assert [len(run.losses) for run in window.session.state.runs] == [3, 3]
    assert note(window) == NO_WEIGHTS

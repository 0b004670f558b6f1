"""Panels of trainings and descents that diverge: drawn quickly wherever one looks, and without a warning."""

from __future__ import annotations

import time

import msgspec
import pytest

from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.losses.pictures import picture_of
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.panels.boundary import BoundaryPanel
from graphviz_nn.gui.panels.loss_curve import LossCurvePanel
from graphviz_nn.gui.panels.surface import SurfacePanel
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.landscape.plane import PlaneKind
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.optim import Sgd
from graphviz_nn.session import Session, commands
from graphviz_nn.session.queries import stack_of
from graphviz_nn.training.spec import TrainingSpec
from tests.gui.panels.conftest import Show

SECONDS = 2.0  # of the processor's time for a picture


def diverged(rate: float, kind: PlaneKind) -> Session:
    """A network of linear layers whose momentum carries it out of all numbers."""
    session, work = Session(), Work()
    linear = tuple(msgspec.structs.replace(layer, activation="linear") for layer in stack_of(work).layers)
    subject = msgspec.structs.replace(stack_of(work), layers=linear)
    training = TrainingSpec(epochs=200, optimiser=Sgd(learning_rate=rate, momentum=0.9))
    commands.open_document(session, Document(Work(subject=subject, training=training)))
    commands.set_plane(session, kind=kind)
    return session


def look(panel: Panel) -> None:
    """Paint a panel, and hold that it takes no time."""
    for plot in panel.findChildren(Plot):
        assert plot.chart
    began = time.thread_time()
    panel.grab()
    assert time.thread_time() - began < SECONDS


@pytest.mark.parametrize("kind", ["pca", "weights", "random"])
@pytest.mark.parametrize("rate", [0.1, 3.0, 1e3])
def test_a_training_that_diverges_is_shown_from_its_start_to_its_end(
    shown: Show, rate: float, kind: PlaneKind
) -> None:
    session = diverged(rate, kind)
    last = session.state.runs[0].path_updates[-1]
    for panel in [shown(kind, session) for kind in (SurfacePanel, LossCurvePanel, BoundaryPanel)]:
        for three_d in (False, True):
            commands.set_three_d(session, three_d)
            for update in (0, last // 2, last):
                commands.go_to(session, update, 0)
                look(panel)


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("x**2 + 100*y**2", {"x": 10.0, "y": 10.0}),
        ("x**2", {"x": 3.0}),
        ("exp(exp(x)) * y", {"x": 2.0, "y": 1e150}),
        ("x * y", {"x": 1e308, "y": -1e308}),
        ("x**2", {"x": 1e-310}),
    ],
)
def test_a_descent_that_diverges_is_shown(shown: Show, text: str, leaves: dict[str, LeafValue]) -> None:
    session = Session()
    training = TrainingSpec(epochs=100, optimiser=Sgd(learning_rate=4.0, momentum=0.9))
    commands.open_document(
        session, Document(Work(subject=Formula(text=text, leaves=leaves), training=training))
    )
    commands.to_end(session)
    panel = shown(SurfacePanel, session)
    for three_d in (False, True):
        commands.set_three_d(session, three_d)
        look(panel)


def test_the_axis_of_a_loss_ends_where_every_run_has_ended() -> None:
    session = diverged(1e3, "pca")
    picture, run = picture_of(session.state), session.state.runs[0]
    assert run.divergence is not None
    assert picture is not None
    last = max(curve.epochs[-1] for curve in picture.curves)
    assert last <= picture.epochs <= last + 2 / run.problem.updates_per_epoch < run.problem.training.epochs
    commands.cover(session, "future")
    covered = picture_of(session.state)
    assert covered is not None
    assert covered.epochs == run.problem.training.epochs, "what is covered does not tell when it ends"

"""A theme, and sessions with something learnt, for the tests of panels."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, Protocol, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.data import load
from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.optim import Sgd
from graphviz_nn.session import Session, commands
from graphviz_nn.session.pipeline import accept
from graphviz_nn.session.state import State
from graphviz_nn.training.spec import TrainingSpec

P = TypeVar("P", bound=Panel)


class Show(Protocol):
    """Shows a panel of a session."""

    def __call__(self, kind: type[P], session: Session) -> P: ...


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return Theme.load("light")


@pytest.fixture
def learnt() -> Session:
    """A network of two layers after 12 epochs on two blobs, some rows held out."""
    return session_at(learnt_from(rows=40, held_out=0.2))


@pytest.fixture
def formula() -> Session:
    """An expression of two numbers, evaluated forward and backward."""
    session = Session()
    commands.open_expression(session, "x1*x2 + ln(x1) - sin(x2)", {"x1": 2.0, "x2": 5.0})
    commands.finish_backward(session)
    return session


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Show:
    """Show a panel of a session."""
    windows: list[QWidget] = []

    def show(kind: type[P], session: Session) -> P:
        panel = kind(session, theme)
        # In a window without a layout: a screen in memory warns of windows that have a smallest size.
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window, before_close_func=lambda _: panel.close_down())
        panel.setParent(window)
        panel.resize(480, 360)
        window.resize(480, 360)
        window.show()
        QApplication.sendPostedEvents()  # a panel says what it needs once it can be seen
        return panel

    return show


def session_at(state: State) -> Session:
    """Return a session of its own that stands at a state."""
    session = Session()
    session.update(**{field.name: getattr(state, field.name) for field in fields(state)})
    return session


@cache
def learnt_from(**data: Any) -> State:
    """Return the state after 12 epochs of the default network on some data."""
    session = Session()
    work = Work(training=TrainingSpec(epochs=12, optimiser=Sgd(momentum=0.9)))
    accept(session, Document(work), load(work.data))
    commands.set_data(session, **data)
    return session.state

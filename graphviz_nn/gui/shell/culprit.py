"""Whose fault an exception is: read from the frames that it has come through."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QGraphicsItem, QWidget
from shiboken6 import isValid

from graphviz_nn.gui.panel import Panel

SHOWING = frozenset({"show_state", "show_theme"})  # a panel as a whole
PAINTING = frozenset({"paintEvent", "paint", "paintGL", "drawBackground", "drawForeground", "paintSection"})
LEAST = (90, 50)  # pixels of a widget that has room for a word about itself


class Culprit(NamedTuple):
    """Who failed.

    Attributes:
        widget: what the exception came through, or what that is drawn in; None where that cannot be told.
        covers: whether it cannot be shown; else something that it was asked to do has failed.

    """

    widget: QWidget | None
    covers: bool

    @property
    def panel(self) -> Panel | None:
        """The panel that it is in; None where it is in none."""
        above = self.widget if self.is_there else None
        while above is not None and not isinstance(above, Panel):
            above = above.parentWidget()
        return above

    @property
    def is_there(self) -> bool:
        """Whether the widget has not been destroyed meanwhile."""
        return self.widget is not None and isValid(self.widget)


NOBODY = Culprit(None, False)


def culprit_of(trace: TracebackType | None) -> Culprit:
    """Return who failed: a panel that was shown the state, a widget that was painted, else the last one on the way."""
    frames = list(_frames(trace))
    for name, owner in frames:
        if name in SHOWING and isinstance(owner, Panel):
            return Culprit(owner, True)
    for name, owner in frames:
        widget = _widget(owner) if name in PAINTING else None
        if widget is not None:
            return Culprit(_roomy(widget), True)
    last = next((widget for _, owner in reversed(frames) if (widget := _widget(owner))), None)
    return Culprit(_roomy(last), False) if last is not None else NOBODY


def stop_timer(trace: TracebackType | None) -> None:
    """Stop the timer whose slot has failed, if it was one: it would fail again at each of its beats."""
    for _, owner in _frames(trace):
        if isinstance(owner, QObject) and isValid(owner):
            timer = owner.sender()
            if isinstance(timer, QTimer):
                timer.stop()
            return


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, object]]:
    """Yield the name of each function on the way, and the object that it is a method of."""
    for frame, _ in traceback.walk_tb(trace):
        yield frame.f_code.co_name, frame.f_locals.get("self")


def _widget(owner: object) -> QWidget | None:
    """Return the widget that an object of Qt's is, is drawn in, or belongs to."""
    if isinstance(owner, QGraphicsItem) and isValid(owner):
        scene = owner.scene()
        return next(iter(scene.views()), None) if scene else None
    above = owner if isinstance(owner, QObject) and isValid(owner) else None
    while above is not None and not isinstance(above, QWidget):
        above = above.parent()
    return above


def _roomy(widget: QWidget) -> QWidget:
    """Return the widget, or what it is a part of where it is too small to say a word; never a whole window."""
    here = widget
    while not isinstance(here, Panel) and (parent := here.parentWidget()) and not parent.isWindow():
        is_viewport = isinstance(parent, QAbstractScrollArea) and parent.viewport() is here
        if not is_viewport and here.width() >= LEAST[0] and here.height() >= LEAST[1]:
            return here
        here = parent
    return here if here.width() < 3 * widget.width() or isinstance(here, Panel) else widget

"""Waiting until a window stands still, whatever it has to do for that and however busy the machine is."""

from __future__ import annotations

from PySide6.QtCore import QAbstractAnimation, QEvent, QRect, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from graphviz_nn.gui.shell.main_window import MainWindow


def settle(window: QWidget) -> None:
    """Deal with all that is due in a window, until nothing moves, nothing is about to, and all stands as before."""
    before: list[QRect] = []
    still = 0  # what one round has written is placed in the next
    while still < 2:
        QThreadPool.globalInstance().waitForDone()
        QTest.qWait(1)
        QApplication.sendPostedEvents()  # what has changed its size tells all that it lies in, one after the other
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        now = [child.geometry() for child in window.findChildren(QWidget)]
        still = still + 1 if now == before and not is_moving(window) else 0
        before = now


def is_moving(window: QWidget) -> bool:
    """Whether a theme is on its way, Qt is placing docks, or something that was asked for is still to be called."""
    if isinstance(window, MainWindow) and window.appearance.is_changing:
        return True
    # One that has ended is deleted by the loop that it ended in, which a dialog may hold up.
    runs = (moving.state() for moving in window.findChildren(QAbstractAnimation))
    return QAbstractAnimation.State.Running in runs or any(
        timer.isActive() and timer.isSingleShot() for timer in window.findChildren(QTimer)
    )

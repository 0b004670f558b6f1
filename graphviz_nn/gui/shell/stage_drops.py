"""A panel that is dragged to the middle of the window takes it, or shares it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QDockWidget

from graphviz_nn.gui.shell.dock import PanelDock
from graphviz_nn.gui.shell.dock_drags import DockDrags
from graphviz_nn.gui.stage import Stage


class StageDrops(QObject):
    """Watches what is dragged, and shows on the stage where it would stand."""

    def __init__(self, drags: DockDrags, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        drags.moved.connect(self._on_moved)
        drags.dropped.connect(self._on_dropped)

    @Slot(QDockWidget, QPoint)
    def _on_moved(self, dock: QDockWidget, place: QPoint) -> None:
        if isinstance(dock, PanelDock) and dock.isFloating() and dock.star is not None:
            self._stage.show_target(place)

    @Slot(QDockWidget, QPoint)
    def _on_dropped(self, dock: QDockWidget, place: QPoint) -> None:
        """Put a panel on the stage that is dropped there; its dock goes back to where it was."""
        self._stage.show_target(None)
        star = dock.star if isinstance(dock, PanelDock) and dock.isFloating() else None
        if star is not None and self._stage.has(place):
            dock.setFloating(False)
            self._stage.drop(star, place)

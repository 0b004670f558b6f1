"""A hand on the numbers of the neurons: what it grips, and what its pull and its keys make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from graphviz_nn.debug.explain import Cell
from graphviz_nn.scene import trial
from graphviz_nn.scene.hit import Hit
from graphviz_nn.scene.scene import Scene

KEYS: Mapping[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}  # with Shift


class Hand(QObject):
    """Changes numbers that can be tried out.

    Signals:
        gripped: the `Cell` that is about to be pulled.
        tried: another number for a `Cell`.
        let_go: back to the run's numbers.

    """

    gripped = Signal(object)
    tried = Signal(object, float)
    let_go = Signal()

    def __init__(
        self, parent: QObject, scene: Callable[[], Scene | None], find: Callable[[QPointF], Hit]
    ) -> None:
        super().__init__(parent)
        self._scene, self._find = scene, find
        self._held: tuple[Cell, float] | None = None

    def grips(self, at: QPointF) -> bool:
        """Whether a drag from here changes a number; it is kept as it is then."""
        scene, cell = self._scene(), self._find(at).cell
        if scene is None or not trial.can_be_tried(cell, scene):
            self._held = None
            return False
        self._held = cell, trial.number(scene, cell)
        return True

    def pull(self, start: QPointF, at: QPointF) -> None:
        """Change the number by the way up that the pointer has gone."""
        scene = self._scene()
        if scene is None or self._held is None:
            return
        cell, number = self._held
        if scene.cell != cell:
            self.gripped.emit(cell)
        self.tried.emit(cell, trial.pulled(number, start.y() - at.y()))

    def takes(self, event: QKeyEvent, scene: Scene) -> bool:
        """Take a key that changes the selected number, or lets go of all; say whether it was one."""
        if event.key() == Qt.Key.Key_Escape and scene.what_if:
            self.let_go.emit()
            return True
        is_step = event.key() in KEYS and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        cell = scene.cell
        if is_step and trial.can_be_tried(cell, scene):
            self.tried.emit(cell, trial.stepped(trial.number(scene, cell), KEYS[event.key()]))
        return is_step

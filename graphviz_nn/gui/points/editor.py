"""The hand over the points of a plot: from presses, strokes and keys to commands."""

from __future__ import annotations

from itertools import count
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from graphviz_nn.gui.points.keys import PointKeys
from graphviz_nn.gui.turns import FRAME_MS
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.ops import FloatArray
from graphviz_nn.session import Session, commands
from graphviz_nn.session.hand import ERASER
from graphviz_nn.session.state import Hand

SPACING = 20.0  # pixels between the points of a stroke
STEPS = 50  # of a key across the plot
NUDGES_MS = 1000  # presses of keys that follow each other so fast are one change
_gestures = count(1)


class Touch(Protocol):
    """What tells where the points are."""

    @property
    def scale(self) -> float:
        """How many pixels there are for each one of the ordinary size of text."""

    @property
    def places(self) -> FloatArray:
        """Where each row lies in the picture, of shape (rows, 2)."""

    def row_at(self, across: float, up: float) -> int | None:
        """Return the row whose point is touched; None for none."""


class Editor(QObject):
    """Edits the points while a hand is over them; at most once a frame while something is dragged."""

    def __init__(self, session: Session, plot: Plot, touch: Touch, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._plot, self._touch = session, plot, touch
        self._gesture = ""
        self._dragged: int | None = None
        self._grip = self._last = np.zeros(2)
        self._wanted: tuple[float, float] | None = None
        self._due = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._due.timeout.connect(self._on_due)
        self._nudged = QTimer(self, singleShot=True, interval=NUDGES_MS)
        strokes = plot.strokes
        strokes.pressed.connect(self._on_pressed)
        strokes.moved.connect(self._on_moved)
        strokes.released.connect(self._on_released)
        self.keys = PointKeys(plot)
        self.keys.turned.connect(self._on_turned)
        self.keys.nudged.connect(self._on_nudged)
        self.keys.removed.connect(self._on_removed)
        self.keys.added.connect(self._on_added)
        self.keys.inked.connect(self._on_inked)
        self.keys.left.connect(self._on_left)

    def show_hand(self, hand: Hand | None) -> None:
        """Take the mouse and the keys while there is a hand."""
        self._plot.strokes.set_on(hand is not None)
        self.keys.set_on(hand is not None, hand.row if hand else None, len(self._touch.places))

    @property
    def _hand(self) -> Hand | None:
        return self._session.state.holding

    @Slot(float, float)
    def _on_pressed(self, across: float, up: float) -> None:
        hand, row = self._hand, self._touch.row_at(across, up)
        if hand is None:
            return
        self._plot.setFocus()
        self._plot.say("")
        self._gesture, self._dragged = f"hand {next(_gestures)}", None
        self._last = self._pixels(across, up)
        if hand.ink == ERASER:
            self._erase(across, up)
        elif row is None:
            self._session.perform(commands.add_points, [(across, up)], self._gesture)
        else:
            self._dragged = row
            self._grip = self._touch.places[row] - np.array([across, up])
            self._session.perform(commands.choose_point, row)

    @Slot(float, float)
    def _on_moved(self, across: float, up: float) -> None:
        """Let what is dragged follow in the next frame; a stroke leaves a point each so many pixels."""
        if self._gesture:
            self._wanted = (across, up)
            if not self._due.isActive():
                self._due.start()

    @Slot()
    def _on_released(self) -> None:
        self._on_due()
        self._due.stop()
        self._gesture, self._dragged = "", None

    @Slot()
    def _on_due(self) -> None:
        place, self._wanted = self._wanted, None
        hand = self._hand
        if place is None or hand is None or not self._gesture:
            return
        if self._dragged is not None:
            across, up = (np.array(place) + self._grip).tolist()
            self._session.perform(commands.move_point, self._dragged, (across, up), self._gesture)
        elif hand.ink == ERASER:
            self._erase(*place)
        elif np.hypot(*(self._pixels(*place) - self._last)) >= SPACING * self._touch.scale:
            self._last = self._pixels(*place)
            self._session.perform(commands.add_points, [place], self._gesture)

    def _erase(self, across: float, up: float) -> None:
        row = self._touch.row_at(across, up)
        if row is not None:
            self._session.perform(commands.remove_points, [row], self._gesture)

    @Slot(int)
    def _on_turned(self, by: int) -> None:
        hand, rows = self._hand, len(self._touch.places)
        if hand is not None and rows:
            place = by - 1 if hand.row is None else hand.row + by
            self._session.perform(commands.choose_point, place % rows)

    @Slot(float, float)
    def _on_nudged(self, across: float, up: float) -> None:
        """Move the chosen point by a step; where none is chosen, choose the first."""
        hand, places = self._hand, self._touch.places
        if hand is None or hand.row is None or hand.row >= len(places):
            self._on_turned(1)
            return
        if not self._nudged.isActive() or not self._gesture.startswith("keys"):
            self._gesture = f"keys {next(_gestures)}"
        self._nudged.start()
        spans = self._plot.chart.view
        steps = [(span.high - span.low) / STEPS for span in spans]
        x, y = (places[hand.row] + np.array([across, up]) * steps).tolist()
        self._session.perform(commands.move_point, hand.row, (x, y), self._gesture)

    @Slot()
    def _on_removed(self) -> None:
        hand, rows = self._hand, len(self._touch.places)
        if hand is not None and hand.row is not None and hand.row < rows:
            row = hand.row
            self._session.perform(commands.remove_points, [row])
            left = len(self._touch.places)
            if left < rows:
                self._session.perform(commands.choose_point, min(row, left - 1))

    @Slot()
    def _on_added(self) -> None:
        """Add a point in the middle of what is seen, from where keys can move it."""
        across, up = ((span.low + span.high) / 2 for span in self._plot.chart.view)
        self._session.perform(commands.add_points, [(across, up)])

    @Slot(int)
    def _on_inked(self, ink: int) -> None:
        self._session.perform(commands.set_ink, ink)

    @Slot()
    def _on_left(self) -> None:
        self._session.perform(commands.take_hand, False)

    def _pixels(self, across: float, up: float) -> FloatArray:
        pixels: FloatArray = self._plot.chart.pixels(np.array([(across, up)]))[0]
        return pixels

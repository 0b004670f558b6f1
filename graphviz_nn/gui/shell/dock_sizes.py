"""Keep the sizes of docks as the user left them, whatever their contents ask for in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow

from graphviz_nn.gui.shell.dock_drags import DockDrags

_AREA = Qt.DockWidgetArea
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
_SIDES = (_AREA.LeftDockWidgetArea, _AREA.RightDockWidgetArea)
_ROUNDS = 3  # of layouts and sizes, which follow from each other; what is still open then is seen to after a painting
_SIGNS = (QEvent.Type.Resize, QEvent.Type.LayoutRequest)
# What is posted comes ahead of the painting of what has changed, and a timer after it.
_AHEAD = QEvent.Type.User
Kept: TypeAlias = tuple[Mapping[str, int], Mapping[str, int]]


class DockSizes(QObject):
    """Remembers what was arranged or dragged, and goes back to it once the contents allow it.

    A main window widens a dock whose contents grow, as in another theme, and never narrows it again by itself.
    """

    def __init__(self, window: QMainWindow, docks: Iterable[QDockWidget], drags: DockDrags) -> None:
        super().__init__(window)
        self._window, self._docks, self._drags = window, tuple(docks), drags
        self._depths: dict[str, int] = {}
        self._lengths: dict[str, int] = {}
        self._planned: dict[str, int] = {}
        self._tried: list[QSize] = []
        self._early = 0  # looks ahead of a painting since the last one after it
        self._paused = self._by_hand = self._holds_painting = False
        # Whose sizes are to be remembered; None for those of all.
        self._only: frozenset[QDockWidget] | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._on_due)
        self._painted = QTimer(self, singleShot=True, interval=0)
        self._painted.timeout.connect(self._on_painted)
        drags.ended.connect(self._on_resized)
        for dock in self._docks:
            dock.installEventFilter(self)

    def keep(self, planned: Mapping[str, int] | None = None) -> None:
        """Remember the sizes as they are once the docks have come to rest; `planned` are depths that count as kept."""
        self._planned |= planned or {}
        self._only, self._by_hand = None, True
        self._timer.start(0)

    def keep_shares(self, docks: Iterable[QDockWidget]) -> None:
        """Remember anew how these docks share their column or row, and nothing else."""
        if not self._by_hand:
            self._only = frozenset(docks)
        self._planned |= {name: depth for name, depth in self._depths.items() if name not in self._planned}
        self._by_hand = True
        self._timer.start(0)

    def look(self) -> None:
        """See soon whether the docks can have their sizes again: before the next painting, and once more after it."""
        if self._paused:
            return
        if not self._timer.isActive():
            self._timer.start(0)
        if self._early < _ROUNDS and self._window.updatesEnabled():
            self._early += 1
            QApplication.postEvent(self, QEvent(_AHEAD))

    def look_now(self) -> None:
        """See at once: what is laid out only after a painting is painted once more, and seen to jump."""
        self.look()
        for _ in range(_ROUNDS):
            self._look_early()

    def pause(self, paused: bool) -> None:
        """Let the docks be as they are for a while, or go back to the remembered sizes."""
        self._paused = paused
        self._tried = []
        self._timer.start(0)

    def paint_when_placed(self) -> None:
        """Let the window be painted once the docks have their sizes: before that, every panel would be once more."""
        if self._window.updatesEnabled():  # else a theme is being put on, which ends with that
            self._window.setUpdatesEnabled(False)
            self._holds_painting = True
            self._timer.start(0)

    @property
    def kept(self) -> Kept:
        """What is remembered: the depths and lengths of the docks, by their names."""
        return dict(self._depths), dict(self._lengths)

    def go_back(self, kept: Kept) -> None:
        """Remember what was remembered once, and give the docks these sizes as soon as they can have them."""
        self._depths, self._lengths = (dict(sizes) for sizes in kept)
        self._planned, self._by_hand, self._tried = {}, False, []
        self.look()

    @property
    def is_paused(self) -> bool:
        """Whether the docks may be as they are."""
        return self._paused

    def _in_front(self) -> list[QDockWidget]:
        """Return the docks that are in the window's frame and not behind another's tab."""
        return [d for d in self._docks if not d.isFloating() and not d.visibleRegion().isEmpty()]

    def _is_side(self, dock: QDockWidget) -> bool:
        return self._window.dockWidgetArea(dock) in _SIDES

    def _depth(self, dock: QDockWidget) -> int:
        return dock.width() if self._is_side(dock) else dock.height()

    def _length(self, dock: QDockWidget) -> int:
        return dock.height() if self._is_side(dock) else dock.width()

    def _keep(self) -> None:
        for dock in self._in_front():
            if self._only is not None and dock not in self._only:
                continue
            for each in (dock, *self._window.tabifiedDockWidgets(dock)):
                self._depths[each.objectName()] = self._depth(dock)
                self._lengths[each.objectName()] = self._length(dock)
        self._depths |= self._planned
        self._planned.clear()
        self._only = None

    def _restore(self) -> None:
        """Give the docks the sizes that were remembered; those along a column or row keep their shares."""
        docks = [dock for dock in self._in_front() if dock.objectName() in self._lengths]
        for area in {self._window.dockWidgetArea(dock) for dock in docks}:
            row = [dock for dock in docks if self._window.dockWidgetArea(dock) == area]
            across, along = (_ACROSS, _DOWN) if area in _SIDES else (_DOWN, _ACROSS)
            depths, lengths = ([kept[d.objectName()] for d in row] for kept in (self._depths, self._lengths))
            share = sum(map(self._length, row)) / max(1, sum(lengths))
            self._resize(row, depths, across)
            tabs = [depth - self._depth(dock) for dock, depth in zip(row, depths, strict=True)]
            if area not in _SIDES and self._window.tabifiedDockWidgets(row[0]) and max(tabs) > 0:
                # Qt counts the tabs below as part of the dock's height when it is set, and not when it is read.
                self._resize(row, [depth + max(tabs) for depth in depths], across)
            wanted = [round(length * share) for length in lengths]
            if any(abs(self._length(dock) - length) > 1 for dock, length in zip(row, wanted, strict=True)):
                self._resize(row, wanted, along)

    def _resize(self, docks: list[QDockWidget], sizes: list[int], way: Qt.Orientation) -> None:
        self._window.resizeDocks(docks, sizes, way)
        layout = self._window.layout()
        if layout is not None:
            layout.activate()  # else the next call begins from the sizes before this one

    def _sizes(self) -> list[QSize]:
        """Return all that decides which sizes the docks can have, and those that they have."""
        docks = self._in_front()
        return [self._window.size(), *(d.size() for d in docks), *(d.minimumSizeHint() for d in docks)]

    def _look_early(self) -> None:
        """Look ahead of a painting, with all laid out so far; what is arranged by hand has yet to come to rest."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if not self._by_hand and not self._drags.is_under_way:
            self._on_resized()

    def _on_due(self) -> None:
        self._early = 0
        if self._is_being_dressed and not self._drags.is_under_way:
            return  # what a theme does to sizes in between is not seen
        self._on_resized()
        if self._holds_painting:
            self._holds_painting = False
            self._painted.start()

    @property
    def _is_being_dressed(self) -> bool:
        """Whether the window is not painted because a theme is being put on."""
        is_own = self._holds_painting or self._painted.isActive()
        return not self._window.updatesEnabled() and not is_own

    def _on_painted(self) -> None:
        self._window.setUpdatesEnabled(True)
        self._window.repaint()  # what a screen asked for meanwhile, Qt holds for done

    def _on_resized(self) -> None:
        if self._paused:
            return
        if self._drags.is_under_way:
            self._by_hand |= self._drags.is_line_held
        elif self._by_hand:
            self._by_hand = False
            is_part = self._only is not None
            self._keep()
            if is_part:
                self._restore()
        elif self._sizes() != self._tried:
            self._restore()
            self._tried = self._sizes()

    def event(self, event: QEvent) -> bool:
        """Look ahead of a painting."""
        if event.type() != _AHEAD:
            return super().event(event)
        if self._window.updatesEnabled():
            self._look_early()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the sizes again after any of them changed, or could change."""
        if event.type() in _SIGNS:
            self.look()
        return False

"""Where the panels are: docked at first as the panels say, then as the user likes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from graphviz_nn.gui.due import Due
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.shell.dock import PanelDock
from graphviz_nn.gui.shell.dock_drags import DockDrags
from graphviz_nn.gui.shell.dock_sizes import DockSizes, Kept
from graphviz_nn.gui.shell.seats import Seats
from graphviz_nn.gui.shell.stage_drops import StageDrops
from graphviz_nn.gui.stage import Stage
from graphviz_nn.scene.stage import Star

_AREA = Qt.DockWidgetArea
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
SIDE_WIDTH, RIGHT_WIDTH = 260, 430
# Of the window's width; with the panels from below; and with those from the left.
RIGHT_SHARE, FULL_SHARE, ALONE_SHARE = 0.25, 0.3, 0.4
LESSON_SHARE, LESSON_HEIGHT = 0.6, 480  # of the column's height for the words of a lesson; pixels at most
WORDS_WIDTH = 200  # of a lesson beside the stage, while someone presents
LOWER_SHARE = 0.27  # of the window's height for the panels below the graph
REST_MS = 150  # after the last change of the window's size: at each, the panels would jump
STACKED_FROM = 860  # pixels of height that three panels above each other need
ABREAST_FROM = 1200  # pixels of width that two panels beside each other need
BELOW_FROM = 560  # pixels of height that the graph needs with panels below it
BESIDE_FROM = 840  # pixels of width that it needs with panels at both sides
VERSION = 1  # of stored layouts


P = TypeVar("P", bound=Panel)


class Shape(NamedTuple):
    """What a window has too little room for; each field is named by what layouts of it are stored under.

    Attributes:
        low: the panels at the right share tabs.
        narrow: the panels below the graph share tabs.
        flat: there is none below the graph: they are at the right.
        slim: there is none at the left: they are at the right, and all there share tabs.

    """

    low: bool
    narrow: bool
    flat: bool
    slim: bool

    def area(self, wanted: Qt.DockWidgetArea) -> Qt.DockWidgetArea:
        """Return where a panel is put that wants to be in an area."""
        missing = {_AREA.BottomDockWidgetArea: self.flat, _AREA.LeftDockWidgetArea: self.slim}
        return _AREA.RightDockWidgetArea if missing.get(wanted) else wanted


class Layout(NamedTuple):
    """Where the docks are, the sizes that are kept, and which docks are hidden for the stage."""

    state: QByteArray
    sizes: Kept
    left: frozenset[PanelDock]


class Docks:
    """One dock for each panel; while one of them is dragged, changes of their layout wait."""

    def __init__(self, window: QMainWindow, stage: Stage, panels: Sequence[Panel], theme: Theme) -> None:
        self._window, self._theme, self._stage = window, theme, stage
        self._docks = [PanelDock(panel, theme) for panel in panels]
        self._seats = Seats(stage, self._docks)
        self._drags = DockDrags(window, self._docks)
        self._drops = StageDrops(self._drags, stage)
        self.sizes = DockSizes(window, self._docks, self._drags)
        self._resized = Due(window)
        self._resized.went_off.connect(lambda: self._drags.then(partial(self._fit, None)))
        self._before_presenting: Layout | None = None
        self._kept_in_sight: tuple[str, ...] = ()  # while someone presents
        self._shape: Shape | None = None
        self._before_theme: Layout | None = None  # the layout when the latest theme came
        self._left: dict[Shape, Layout] = {}  # how the panels were when their shape became another
        window.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks
        )
        window.setTabPosition(_AREA.AllDockWidgetAreas, window.tabPosition(_AREA.TopDockWidgetArea))
        window.setCorner(Qt.Corner.BottomLeftCorner, _AREA.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, _AREA.RightDockWidgetArea)

    def __iter__(self) -> Iterator[PanelDock]:
        return iter(self._docks)

    def dock(self, name: str) -> PanelDock:
        """Return the dock of a panel's class, by its name."""
        return next(dock for dock in self._docks if dock.objectName() == name)

    def panel(self, kind: type[P]) -> P:
        """Return the panel of a class."""
        return next(dock.home for dock in self._docks if isinstance(dock.home, kind))

    @property
    def layout_name(self) -> str:
        """What their layout is remembered as: in a window of another shape it would not fit."""
        shape = self._shape or self._fitting()
        return "-".join(["docks", *(name for name, is_so in shape._asdict().items() if is_so)])

    def arrange(self) -> None:
        """Put every panel to its first place; in a small window several share one."""
        self._drags.then(self._arrange)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._before_theme = None if self._drags.is_under_way else self._layout()
        self._theme = theme
        self._stage.show_theme(theme)
        for dock in self._docks:
            dock.show_theme(theme)
            dock.home.use_theme(theme)

    def fit(self, _: Theme) -> None:
        """Arrange the panels anew where text has grown so that they do not fit as they are."""
        if self._before_presenting is not None:
            self._drags.then(self._show_only)
        self._drags.then(partial(self._fit, self._before_theme))
        self.sizes.look_now()

    def look(self) -> None:
        """Give the panels the sizes that they had and, once a window of another size has come to rest, its shape."""
        self.sizes.look_now()
        self._resized.start(REST_MS)

    def show_lesson(self, name: str, shown: bool) -> None:
        """Show the dock of the lesson, with room for its words, or put it away."""
        self._drags.then(partial(self._show_lesson, self.dock(name), shown))

    def present(self, presenting: bool, keep: Sequence[str]) -> None:
        """Hide all panels but the named ones, or bring them back."""
        self._drags.then(partial(self._present, presenting, keep))

    def show_stage(self, stars: Sequence[Star], *, stacked: bool) -> None:
        """Put panels on the stage, the star first; where the graph is not among them, it takes the star's dock."""
        self._drags.then(partial(self._show_stage, tuple(stars), stacked))

    def state_to_keep(self) -> QByteArray:
        """Return the layout as it is with the graph alone on the stage, which is what is seen from then on."""
        self._show_stage(("graph",), False)
        return self._window.saveState(VERSION)

    def let_go(self) -> None:
        """Leave a panel that is being dragged where it is, and make the changes that wait for it."""
        self._drags.let_go()

    def _arrange(self) -> None:
        window, shape = self._window, self._fitting()
        self._shape = shape
        for dock in self._docks:
            if dock.isFloating():  # else Qt would lay out the window once more for each of them
                dock.setFloating(False)
            window.addDockWidget(shape.area(dock.home.area), dock)
            dock.show()
        left, right, lower = (
            [dock for dock in self._docks if shape.area(dock.home.area) == area and not dock.home.behind]
            for area in (_AREA.LeftDockWidgetArea, _AREA.RightDockWidgetArea, _AREA.BottomDockWidgetArea)
        )
        _join(window, left, _DOWN, tabbed=False)
        _join(window, right, _DOWN, tabbed=shape.low or shape.flat or shape.slim)
        _join(window, lower, _ACROSS, tabbed=shape.narrow)
        for dock in self._docks:
            if dock.home.behind:
                front = self.dock(dock.home.behind)
                window.tabifyDockWidget(front, dock)
                (right[0] if front in window.tabifiedDockWidgets(right[0]) else front).raise_()
        self._size(left, right, lower)
        self._seats.settle(frozenset())

    def _show_lesson(self, lesson: QDockWidget, shown: bool) -> None:
        own = lesson.height() if lesson.isVisible() else 0  # one that is hidden has a height, and no room
        lesson.setVisible(shown)
        if shown and self._window.tabifiedDockWidgets(lesson):
            lesson.raise_()
        elif shown and not lesson.isFloating():
            area = self._window.dockWidgetArea(lesson)
            beside = [d for d in self._docks if d is not lesson and self._window.dockWidgetArea(d) == area]
            column = own + sum(dock.height() for dock in beside[:1])
            words = min(round(column * LESSON_SHARE), self._theme.pixels(LESSON_HEIGHT))
            sizes = [max(1, words), max(1, column - words)]  # in a window that is too low none is left
            self._window.resizeDocks([lesson, *beside[:1]], sizes[: 1 + len(beside[:1])], _DOWN)
            self.sizes.keep_shares([lesson, *beside])

    def _show_stage(self, stars: Sequence[Star], stacked: bool) -> None:
        self._seats.show_stage(stars, stacked=stacked)
        if self._before_presenting is not None:
            self._show_only()

    def _present(self, presenting: bool, keep: Sequence[str]) -> None:
        if presenting == (self._before_presenting is not None):
            return
        before, self._before_presenting = self._before_presenting, self._layout() if presenting else None
        self.sizes.pause(presenting)
        if presenting:
            self._kept_in_sight = tuple(keep)
            self._show_only()
        elif before is not None:
            self._restore(before)
            self.sizes.look_now()

    def _show_only(self) -> None:
        """Hide all docks but those that one presents with, which leave the room to the stage."""
        kept = [dock for dock in self._docks if dock.objectName() in self._kept_in_sight]
        for dock in self._docks:
            dock.setVisible(dock in kept)
        self._window.resizeDocks(kept, [self._theme.pixels(WORDS_WIDTH)] * len(kept), _ACROSS)

    def _layout(self) -> Layout:
        return Layout(self._window.saveState(VERSION), self.sizes.kept, self._seats.left)

    def _restore(self, layout: Layout) -> None:
        self._window.restoreState(layout.state, VERSION)
        self._seats.settle(layout.left)

    def _fit(self, before: Layout | None) -> None:
        """Give the panels the shape that fits; they come back as they were `before`, or are now."""
        shape = self._fitting()
        if self._shape is not None and shape != self._shape and not self.sizes.is_paused:
            self._left[self._shape] = before or self._layout()
            self.sizes.paint_when_placed()
            self._reshape(shape)

    def _reshape(self, shape: Shape) -> None:
        """Put the panels as they were in this shape before, or to their first places; what is hidden stays so."""
        hidden = [dock for dock in self._docks if dock.isHidden()]
        if shape in self._left:
            self._shape = shape
            layout = self._left[shape]
            self._restore(layout)
            self.sizes.go_back(layout.sizes)
        else:
            self._arrange()
        for dock in hidden:
            dock.hide()

    def _fitting(self) -> Shape:
        wide, high, pixels = self._window.width(), self._window.height(), self._theme.pixels
        return Shape(
            low=high < pixels(STACKED_FROM),
            narrow=wide < pixels(ABREAST_FROM),
            flat=high < pixels(BELOW_FROM),
            slim=wide < pixels(BESIDE_FROM),
        )

    def _size(self, left: list[PanelDock], right: list[PanelDock], lower: list[PanelDock]) -> None:
        window, pixels = self._window, self._theme.pixels
        share = ALONE_SHARE if not left else RIGHT_SHARE if lower else FULL_SHARE
        right_width = min(pixels(RIGHT_WIDTH), round(window.width() * share))
        sides = [
            *((dock, pixels(SIDE_WIDTH)) for dock in left[:1]),
            *((dock, right_width) for dock in right[:1]),
        ]
        window.resizeDocks([dock for dock, _ in sides], [width for _, width in sides], _ACROSS)
        height = round(window.height() * LOWER_SHARE)
        window.resizeDocks(lower, [height] * len(lower), _DOWN)
        window.resizeDocks(lower, [window.width()] * len(lower), _ACROSS)
        for column, shares in ((right, (3, 2, 3)), (left, (2, 5))):
            if len(column) == len(shares):  # with panels of other sides among them they share tabs
                window.resizeDocks(column, shares, _DOWN)
        planned = ((left, pixels(SIDE_WIDTH)), (right, right_width), (lower, height))
        self.sizes.keep({dock.objectName(): depth for docks, depth in planned for dock in docks})


def _join(
    window: QMainWindow, docks: Sequence[QDockWidget], orientation: Qt.Orientation, *, tabbed: bool
) -> None:
    """Put docks of one area beside each other, or behind each other with the first in front."""
    for first, second in pairwise(docks):
        if tabbed:
            window.tabifyDockWidget(first, second)
        else:
            window.splitDockWidget(first, second, orientation)
    if tabbed and docks:
        docks[0].raise_()

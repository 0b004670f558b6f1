"""The middle of the window: the star of the moment, and what stands at its side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QRubberBand, QSplitter, QVBoxLayout, QWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.widgets.title_bar import TitleBar, TitleButton
from graphviz_nn.scene.stage import MOST, Star
from graphviz_nn.session import Session, commands

STAR_SHARE, REST_SHARE = 62, 38  # of the stage: what the star takes, and what the others take together
BESIDE_FROM = 2 / 3  # of the stage's width: a panel dropped farther right stands at the star's side
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class Stage(QWidget):
    """Holds the panels that stand in the middle; a title over each, but for the graph alone, which needs none.

    Attributes:
        graph: the panel that stands there where nothing else is said.
        panels: what stands there, the star first.

    """

    def __init__(self, session: Session, graph: Panel, theme: Theme) -> None:
        super().__init__()
        self.graph = graph
        self.panels: tuple[Panel, ...] = ()
        self._session, self._stacked = session, False
        self._seats = [_Seat(session, theme) for _ in range(MOST)]
        self._whole, self._rest = QSplitter(_ACROSS), QSplitter(_DOWN)
        for splitter in (self._whole, self._rest):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self._whole.addWidget(self._seats[0])
        self._whole.addWidget(self._rest)
        for seat in self._seats[1:]:
            self._rest.addWidget(seat)
        self._target = QRubberBand(QRubberBand.Shape.Rectangle, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        self.show_panels((graph,), stacked=False)

    @property
    def picture(self) -> QWidget:
        """What a picture of the stage shows: all of it, or the one panel that stands there, without its title."""
        return self.panels[0] if len(self.panels) == 1 else self._whole

    def show_panels(self, panels: Sequence[Panel], *, stacked: bool) -> None:
        """Put these panels there; those that were there and are not among them are left to whoever takes them."""
        panels = tuple(panels)
        shape_is_new = (len(panels), stacked) != (len(self.panels), self._stacked)
        self.panels, self._stacked = panels, stacked
        self._whole.setOrientation(_DOWN if stacked else _ACROSS)
        self._rest.setOrientation(_ACROSS if stacked else _DOWN)
        for seat, panel in zip(self._seats, [*panels, *[None] * MOST], strict=False):
            seat.take(panel, is_alone=len(panels) == 1)
        self._rest.setVisible(len(panels) > 1)
        if shape_is_new:
            self._whole.setSizes([STAR_SHARE * 100, REST_SHARE * 100])
            self._rest.setSizes([100] * (MOST - 1))

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        for seat in self._seats:
            seat.show_theme(theme)

    def set_slim(self, slim: bool) -> None:
        """Make the titles low, for those who look from afar at what is below them; or high enough to be taken again."""
        for seat in self._seats:
            seat.set_slim(slim)

    def show_target(self, place: QPoint | None) -> None:
        """Show where a panel would stand that is dropped at a place on the screen; None for nowhere."""
        box = self._target_of(place) if place is not None else None
        self._target.setVisible(box is not None)
        if box is not None:
            self._target.setGeometry(box)

    def has(self, place: QPoint) -> bool:
        """Whether a place on the screen is one of the stage."""
        return self._target_of(place) is not None

    def drop(self, star: Star, place: QPoint) -> None:
        """Put a panel that is dropped at a place on the stage: in the middle, or at the star's side."""
        takes_all = self._target_of(place) == self.rect()
        self._session.perform(commands.swap_stage if takes_all else commands.share_stage, star)

    def _target_of(self, place: QPoint) -> QRect | None:
        here, box = self.mapFromGlobal(place), self.rect()
        if not box.contains(here):
            return None
        border = round(BESIDE_FROM * box.width())
        return box.adjusted(border, 0, 0, 0) if here.x() > border else box


class _Seat(QWidget):
    """The place of one panel."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session, self._is_slim = session, False
        self._panel: Panel | None = None
        self.title = TitleBar(
            (
                TitleButton("Alone", "Give it the whole middle of the window", "stage", self._ask_alone),
                TitleButton(
                    "Turn", "Stand beside each other, or above each other", "share", self._ask_turned
                ),
                TitleButton("Leave the stage", "Put it back to the side", "close", self._ask_to_leave),
            ),
            theme,
        )
        self.title.doubleClicked.connect(self._ask_alone)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.title)

    def take(self, panel: Panel | None, *, is_alone: bool) -> None:
        """Seat a panel, or none; who sat here goes, unless it sits elsewhere already."""
        before, self._panel = self._panel, panel
        if before is not None and before is not panel and before.parent() is self:
            before.set_slim(False)
            before.setParent(None)
        self.setVisible(panel is not None)
        if panel is None:
            return
        if panel.parent() is not self:
            self._column.addWidget(panel, 1)
            panel.show()
            panel.be_seen(True)
        left_out = ("Alone", "Turn") if is_alone else ()
        self.title.show_title(panel.title, panel.hint, *left_out)
        self.title.setVisible(not is_alone or panel.star() != "graph")
        self._place_tools(panel)

    def set_slim(self, slim: bool) -> None:
        """Make the title low, with the panel's tools in its row; or high enough to be taken, above them."""
        self._is_slim = slim
        self.title.set_low(slim)
        if self._panel is not None:
            self._place_tools(self._panel)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.title.show_theme(theme)

    def _place_tools(self, panel: Panel) -> None:
        self.title.show_tools(panel.tools if self._is_slim else None)
        panel.set_slim(self._is_slim)

    def _perform(self, command: Callable[..., None]) -> None:
        star = self._panel.star() if self._panel else None
        if star is not None:
            self._session.perform(command, star)

    def _ask_alone(self) -> None:
        self._perform(commands.swap_stage)

    def _ask_to_leave(self) -> None:
        self._perform(commands.share_stage)

    def _ask_turned(self) -> None:
        self._session.perform(commands.turn_stage)

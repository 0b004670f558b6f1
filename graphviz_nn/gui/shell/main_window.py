"""The window: a shell around the graph, its panels and the transport."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QToolBar, QVBoxLayout, QWidget

from graphviz_nn.data.tables import SUFFIXES
from graphviz_nn.gui.dialogs.about import show_about
from graphviz_nn.gui.dialogs.keys import KeysDialog
from graphviz_nn.gui.dialogs.palette import Palette, of_actions, of_lessons, of_settings
from graphviz_nn.gui.dialogs.words import WordsDialog
from graphviz_nn.gui.look.appearance import Appearance
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.next_frame import NextFrame
from graphviz_nn.gui.panels import PANELS
from graphviz_nn.gui.panels.graph import GraphView
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.shell.action_set import ActionSet
from graphviz_nn.gui.shell.actions import Sheet
from graphviz_nn.gui.shell.bars import Bars
from graphviz_nn.gui.shell.docks import VERSION, Docks
from graphviz_nn.gui.shell.files import Files
from graphviz_nn.gui.shell.focus import Focus
from graphviz_nn.gui.shell.key_guard import KeyGuard
from graphviz_nn.gui.shell.menus import make_menus
from graphviz_nn.gui.shell.places import ScreenWatch, first_place, least_size
from graphviz_nn.gui.shell.player import Player
from graphviz_nn.gui.shell.tab_order import move_focus, regions_of
from graphviz_nn.gui.stage import Stage
from graphviz_nn.gui.widgets.blackout import Blackout
from graphviz_nn.gui.widgets.label import as_title
from graphviz_nn.lessons import SUFFIX as LESSON_FILE
from graphviz_nn.session import Session, State, queries
from graphviz_nn.version import __version__

LESSON = "LessonPanel"
WORDS_MS = 80  # from one change of the bars' words to the next while time runs


class MainWindow(QMainWindow):
    """Puts the pieces together, tells them of each new state, and is the desk that actions work on.

    Signals: `left()`, once it is closed for good, its work saved or given up.
    """

    left = Signal()

    def __init__(self, session: Session, appearance: Appearance, preferences: Preferences) -> None:
        super().__init__()
        self.session, self.appearance, self.preferences = session, appearance, preferences
        self.presenting = self._must_leave = False
        theme = appearance.theme
        self.graph = GraphView(session, theme)
        self.canvas = self.graph.canvas
        self.canvas.reduce_motion = preferences.reduce_motion
        self.stage = Stage(session, self.graph, theme)
        self.files = Files(session, preferences, self, self.stage)
        self.actions_ = ActionSet(self, self)
        self.panels = [panel(session, theme) for panel in PANELS]
        self.docks = Docks(self, self.stage, self.panels, theme)
        self.outline = self.docks.panel(OutlinePanel)
        menus = make_menus(self.actions_, preferences, self.files, self.docks)
        self.bars = Bars(session, preferences, self.actions_, menus, theme, self)
        self.player = Player(session, self)
        self._lay_out()
        self.files.serve(self.outline)
        appearance.dress_with_it(
            self._ask_room,
            self.graph.show_theme,
            self.bars.show_theme,
            self.docks.show_theme,
            self.docks.fit,
            self.actions_.show_theme,
        )
        appearance.dressed.connect(self.docks.sizes.look)
        self._show(session.state)
        self._unsubscribe = session.subscribe(self._on_state)

    def open_up(self) -> None:
        """Show the window with the size and the layout of the last time, or the first ones."""
        self.canvas.show_legend(self.preferences.legend)
        if not self.restoreGeometry(self.preferences.layout("window")):
            self.setGeometry(first_place(self.screen().availableGeometry()))
        self.show()
        ScreenWatch(self).look()  # those of the last time may not be there
        self.canvas.setFocus()
        # Docks take sizes only once the window has its own.
        self.docks.arrange()
        if self.restoreState(self.preferences.layout(self.docks.layout_name), VERSION):
            self.docks.sizes.keep()
        self.docks.show_lesson(LESSON, self.session.state.lesson is not None)

    def present(self) -> None:
        """Fill the screen with the stage and the lesson's words, or come back."""
        self.presenting = not self.presenting
        keep = (LESSON,) if self.session.state.lesson else ()
        show_docks = partial(self.docks.present, self.presenting, keep)
        if self.presenting:
            show_docks()
        self.bars.set_slim(self.presenting)
        self.stage.set_slim(self.presenting)
        # In the smaller theme again, the panels have room for their old sizes.
        self.appearance.present(self.presenting, show_docks)
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.actions_.refresh()

    @property
    def reduce_motion(self) -> bool:
        """Whether nothing travels along the graph's edges."""
        return self.canvas.reduce_motion

    def toggle_motion(self) -> None:
        """Let things travel along the graph's edges, or not."""
        self.canvas.reduce_motion = not self.canvas.reduce_motion
        self.preferences.reduce_motion = self.canvas.reduce_motion

    def toggle_legend(self) -> None:
        """Show the graph's legend, or hide it."""
        self.preferences.legend = not self.preferences.legend
        self.canvas.show_legend(self.preferences.legend)

    @property
    def regions(self) -> list[QWidget]:
        """The parts of the window, in the order in which Tab goes through them."""
        return regions_of(self, self.bars.header, self.centralWidget() or self.canvas, self.bars.transport)

    def fit_view(self) -> None:
        """Show the whole graph."""
        self.canvas.fit_view()

    def zoom(self, factor: float) -> None:
        """Make the graph larger or smaller."""
        self.canvas.zoom(factor)

    def reset_layout(self) -> None:
        """Put every panel back to its place."""
        self.docks.arrange()
        self.docks.show_lesson(LESSON, self.session.state.lesson is not None)

    def show_palette(self) -> None:
        """Offer every action, setting and lesson by name."""
        settings = of_settings(self.outline, self._open_outline)
        entries = (*of_actions(self.actions_), *settings, *of_lessons(self.files.open_lesson))
        Palette(entries, self).open()

    def show_sheet(self, name: Sheet) -> None:
        """List every key, say what the letters and words mean, or what the program is."""
        if name == "keys":
            KeysDialog((action for action, _ in self.actions_), self).open()
        elif name == "words":
            WordsDialog(self).open()
        else:
            show_about(self, __version__)

    def leave(self, *, at_once: bool = False) -> None:
        """Close the window; `at_once` without a question, and unsaved work is left to the next start."""
        self._must_leave = at_once
        self.close()

    def _lay_out(self) -> None:
        self.frames = NextFrame(self)
        for panel in (self.graph, *self.panels):
            panel.follow(self.frames)
        self.setMenuWidget(self.bars.header)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bars.offers)
        column.addWidget(self.bars.phases)
        column.addWidget(self.stage, 1)
        self.bars.messages.lie_on(self.stage)
        self.setCentralWidget(centre)
        bar = QToolBar("Transport")
        bar.setObjectName("transport")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self.bars.transport)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        self.black = Blackout(self)
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        aside = [panel for panel in reversed(self.panels) if panel.area == left]
        others = [panel for panel in self.panels if panel not in aside]
        self.focus = Focus(self, (self.graph, *others, *aside, self.bars.transport), self.canvas)
        KeyGuard(self, self)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(True)

    def _show_newest(self) -> None:
        self._show(self.session.state)

    def _show(self, state: State) -> None:
        self.bars.show_state(state)
        self.player.show_state(state)
        self.setWindowTitle(f"{as_title(queries.title(state))}[*] — graphviz_nn")
        is_dirty = queries.is_dirty(state)
        if self.isWindowModified() is not is_dirty:  # a call costs, even where it changes nothing
            self.setWindowModified(is_dirty)
        self.actions_.refresh()

    def _on_state(self, old: State, new: State) -> None:
        if new.path is not None and (new.path is not old.path or new.saved is not old.saved):
            self.preferences.add_recent(new.path)
        if (new.lesson is None) is not (old.lesson is None):
            self.docks.show_lesson(LESSON, new.lesson is not None)
        if (new.view.stage, new.view.stacked) != (old.view.stage, old.view.stacked):
            with self.focus.kept():
                self.docks.show_stage(new.view.stage, stacked=new.view.stacked)
        if new.playing.direction and self.frames.is_running:
            self.frames.ask(self._show_newest, WORDS_MS)
        else:
            self.frames.set_running(new.playing.direction != 0)
            self._show(new)
        if new.message is old.message and _went_well(old, new):
            self.bars.messages.put_away()

    def _ask_room(self, theme: Theme) -> None:
        self.setMinimumSize(least_size(self, theme))

    def _open_outline(self) -> None:
        dock = self.docks.dock(OutlinePanel.__name__)
        dock.show()
        dock.raise_()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go through header, left, centre, right and transport, each as one reads it."""
        now = QApplication.focusWidget()
        if now is not None and not now.isVisible():  # it was hidden, and nobody pressed Tab
            (self.canvas if self.canvas.isVisible() else self.stage).setFocus()
            return True
        has_moved = move_focus(self.regions, forward=forward)
        self.focus.show()
        return has_moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Come back from presenting on Escape, else to the graph."""
        if event.key() == Qt.Key.Key_Escape and self.presenting:
            self.present()
        elif event.key() == Qt.Key.Key_Escape:
            self.canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panels the room that they had, or another order where they have too little."""
        super().resizeEvent(event)
        self.docks.look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work, and remember the layout."""
        if not self._must_leave and not self.files.may_leave(self.close):
            event.ignore()
            return
        self.docks.let_go()
        if self.presenting:
            self.present()
        self.appearance.flush()  # a theme that is on its way must not be put on what is gone
        self.preferences.set_layout("window", self.saveGeometry())
        self.preferences.set_layout(self.docks.layout_name, self.docks.state_to_keep())
        self._unsubscribe()
        self.focus.let_go()
        for panel in (self.graph, *self.panels):
            panel.close_down()
        event.accept()
        if not self._must_leave:
            self.left.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a document or a table."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.files.open(path)


def _went_well(old: State, new: State) -> bool:
    """Whether something was opened, saved or changed: an error that was told before is mended, or past."""
    return new.saved is not old.saved or new.work is not old.work


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 else None
    return path if path and path.name.lower().endswith((".json", LESSON_FILE, *SUFFIXES)) else None

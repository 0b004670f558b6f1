"""A monkey that drags panels and lines about while all else changes: run as a program by `test_docks`, with a seed.

Prints one JSON line: what it did, which panels the window had lost at the end, and how many parts its layout had first
and at last.
"""

from __future__ import annotations

import faulthandler
import json
import sys
from collections import Counter
from collections.abc import Callable
from random import Random

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from graphviz_nn.gui.look.style import dress
from graphviz_nn.gui.look.theme import THEMES, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.shell.docks import Docks
from graphviz_nn.gui.stage import Stage
from graphviz_nn.scene.stage import Star
from graphviz_nn.session import Session, State
from tests.gui.shell.grip import Grip, line_of

ACTIONS = 400
SIZES = ((900, 600), (1280, 720), (1600, 1000))
SCALES = (1.0, 1.2, 1.5)
_AREA = Qt.DockWidgetArea


class Blank(Panel):
    """A panel that shows nothing."""

    title, hint, watches = "Blank", "Nothing.", ()
    area = _AREA.RightDockWidgetArea

    def build(self) -> None:
        """Make nothing."""

    def show_state(self, state: State) -> None:
        """Show nothing."""

    def show_theme(self, theme: Theme) -> None:
        """Look the same."""


class Graph(Blank):
    """Stands in the middle."""

    area = _AREA.NoDockWidgetArea
    stars = ("graph",)


class Words(Blank):
    """Stands for the words of a lesson."""

    area = _AREA.LeftDockWidgetArea


class Outline(Words):
    """Stands below the words."""


class Second(Blank):
    """Stands at the right, as does `Blank`."""

    stars = ("surface",)


class Below(Blank):
    """Stands below the middle."""

    stars = ("trace",)

    area = _AREA.BottomDockWidgetArea


class Beside(Below):
    """Stands beside it."""


PANELS = (Words, Outline, Blank, Second, Below, Beside)


class Monkey:
    """Does one thing after another to a window with docks, by chance, but the same for the same seed."""

    def __init__(self, app: QApplication, seed: int) -> None:
        self._app, self._chance = app, Random(seed)
        self._scale, self._name, self._presenting = 1.0, THEMES[0], False
        theme, session = Theme.load(self._name), Session()
        self.window = QMainWindow()
        stage = Stage(session, Graph(session, theme), theme)
        self.window.setCentralWidget(stage)
        self.docks = Docks(self.window, stage, [panel(session, theme) for panel in PANELS], theme)
        self.grip: Grip | None = None
        self.done: Counter[str] = Counter()
        dress(app, theme)
        self.window.resize(*SIZES[1])
        self.window.show()
        self.docks.arrange()
        app.processEvents()

    def act(self) -> None:
        """Do something."""
        acts: list[Callable[[], None]] = [self.theme, self.scale, self.resize, self.present, self.lesson]
        acts += [self.close, self.float, self.reset, self.wait, self.stage, self.other_button]
        acts += [*[self.move] * 8, self.move_freely] if self.grip else [self.take_panel, self.take_line] * 4
        act = self._chance.choice(acts)
        act()
        self.done[act.__name__] += 1

    def stage(self) -> None:
        """Put something else in the middle."""
        known: tuple[Star, ...] = ("graph", "surface", "trace")
        stars = self._chance.sample(known, self._chance.randint(1, 3))
        self.docks.show_stage(stars, stacked=self._chance.random() < 0.5)

    def take_panel(self) -> None:
        """Press on the title of a panel."""
        seen = [dock for dock in self.docks if not dock.visibleRegion().isEmpty()]
        if seen:
            self.grip = Grip(self._chance.choice(seen).titleBarWidget(), QPoint(9, 9))

    def take_line(self) -> None:
        """Press on a line between panels."""
        lines = [line for dock in self.docks if (line := line_of(self.window, dock))]
        if lines:
            self.grip = Grip(self.window, self._chance.choice(lines))

    def move(self) -> None:
        """Move what is held to somewhere in the window, or let it go."""
        assert self.grip is not None
        if self._chance.random() < 0.2:
            self._chance.choice([self.grip.let_go, self.grip.lose])()
            self.grip = None
        else:
            width, height = self.window.width(), self.window.height()
            place = QPoint(self._chance.randrange(width), self._chance.randrange(height))
            self.grip.move(self.window.mapToGlobal(place))

    def move_freely(self) -> None:
        """Move the mouse with no button held, though what was taken has not been let go: its release was lost."""
        assert self.grip is not None
        self.grip.move_freely(self.window.mapToGlobal(QPoint(*self._chance.choice(SIZES)) / 2))

    def other_button(self) -> None:
        """Click on a title with another button."""
        dock = self._chance.choice(list(self.docks))
        button = self._chance.choice((Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton))
        QTest.mouseClick(dock.titleBarWidget(), button)

    def theme(self) -> None:
        """Put another theme on."""
        self._name = self._chance.choice(THEMES)
        self._dress()

    def scale(self) -> None:
        """Make text larger or smaller."""
        self._scale = self._chance.choice(SCALES)
        self._dress()

    def resize(self) -> None:
        """Make the window larger or smaller."""
        self.window.resize(*self._chance.choice(SIZES))

    def present(self) -> None:
        """Put all but the words away, or bring them back."""
        self._presenting = not self._presenting
        self.docks.present(self._presenting, ("Words",))

    def lesson(self) -> None:
        """Show the words, or put them away."""
        self.docks.show_lesson("Words", self._chance.random() < 0.5)

    def close(self) -> None:
        """Close a panel, or bring it back."""
        self._chance.choice(list(self.docks)).toggleViewAction().trigger()

    def float(self) -> None:
        """Let a panel float, or dock it again."""
        dock = self._chance.choice(list(self.docks))
        dock.setFloating(not dock.isFloating())

    def reset(self) -> None:
        """Put all panels to their first places."""
        self.docks.arrange()

    def wait(self) -> None:
        """Let the window do what it has to do."""
        self._app.processEvents()

    def _dress(self) -> None:
        theme = Theme.load(self._name, self._scale)
        dress(self._app, theme)
        self.docks.show_theme(theme)


def run(seed: int) -> dict[str, object]:
    """Let a monkey play; return what it did and which panels are lost."""
    app = QApplication(sys.argv[:1])
    monkey = Monkey(app, seed)
    layout = monkey.window.layout()
    assert layout is not None
    first = layout.count()
    for _ in range(ACTIONS):
        monkey.act()
    monkey.docks.let_go()
    app.processEvents()
    lost = [
        dock.objectName()
        for dock in monkey.docks
        if monkey.window.dockWidgetArea(dock) == _AREA.NoDockWidgetArea
    ]
    return {"done": monkey.done, "lost": lost, "first": first, "parts": layout.count()}


if __name__ == "__main__":
    faulthandler.enable()
    print(json.dumps(run(int(sys.argv[1]))))

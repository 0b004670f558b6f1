"""A dock for a panel: its home, in which the graph is a guest while the panel stands on the stage."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDockWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.widgets.title_bar import TitleBar, TitleButton
from graphviz_nn.scene.stage import Star
from graphviz_nn.session import commands

_ALONE, _BESIDE = "To the middle", "Share the middle"


class PanelDock(QDockWidget):
    """Holds a panel under a quiet title.

    Attributes:
        home: the panel that it was made for.

    """

    def __init__(self, home: Panel, theme: Theme) -> None:
        super().__init__()
        self.home = home
        self.setObjectName(type(home).__name__)
        self._title = TitleBar(
            (
                TitleButton(
                    _ALONE, "Give this panel the middle of the window (double click)", "stage", self._on_alone
                ),
                TitleButton(_BESIDE, "Let it share the middle with what is there", "share", self._on_beside),
                TitleButton("Float", "Float this panel, or dock it again", "float_panel", self._on_float),
                TitleButton(
                    "Close", "Close this panel; the View menu brings it back", "close", self._on_close
                ),
            ),
            theme,
        )
        self._title.doubleClicked.connect(self._on_double_clicked)
        self.setTitleBarWidget(self._title)
        self._is_in_front = True
        self.visibilityChanged.connect(self._on_visibility_changed)
        self.hold(home)
        home.named.connect(self._title.show_name)

    @property
    def panel(self) -> Panel | None:
        """The panel that is in it now; None while it stands on the stage."""
        panel = self.widget()
        return panel if isinstance(panel, Panel) else None

    @property
    def star(self) -> Star | None:
        """What is in it now, as the stage calls it; None where that has no place there."""
        return self.panel.star() if self.panel else None

    def hold(self, panel: Panel) -> None:
        """Take a panel in, and its name."""
        if self.widget() is panel:
            return
        self.setWidget(panel)
        panel.show()
        panel.be_seen(self._is_in_front)
        self.setWindowTitle(panel.tab or panel.title)
        self._title.show_title(panel.title, panel.hint, *(() if panel.stars else (_ALONE, _BESIDE)))
        self.toggleViewAction().setText(panel.title)
        self.toggleViewAction().setToolTip(panel.hint)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._title.show_theme(theme)

    def _ask(self, command: Callable[..., None]) -> None:
        if self.panel is not None and self.star is not None:
            self.panel.session.perform(command, self.star)

    def _on_alone(self) -> None:
        self._ask(commands.swap_stage)

    def _on_beside(self) -> None:
        self._ask(commands.share_stage)

    def _on_double_clicked(self) -> None:
        if self.home.stars:
            self._ask(commands.swap_stage)
        else:
            self._on_float()

    def _on_float(self) -> None:
        self.setFloating(not self.isFloating())

    def _on_visibility_changed(self, is_in_front: bool) -> None:
        self._is_in_front = is_in_front
        if self.panel is not None:
            self.panel.be_seen(is_in_front)

    def _on_close(self) -> None:
        self.close()

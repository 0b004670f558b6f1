"""What every panel has in common: when it is shown the state, and when it is not."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from typing import ClassVar, Concatenate, ParamSpec

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QBoxLayout,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QWidget,
)

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.next_frame import NextFrame
from graphviz_nn.gui.widgets.broken import Broken, lift_all
from graphviz_nn.scene.stage import Star
from graphviz_nn.session import Session
from graphviz_nn.session.state import State

P = ParamSpec("P")
_INPUTS = (QAbstractButton, QSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


class Panel(QWidget):
    """A view of the state; abstract.

    Attributes:
        title: what its title bar says.
        tab: what its tab says, in few letters; "" where that is the title.
        area: where it is docked at first.
        behind: the class of the panel of this area behind whose tab it stands at first, by its name; "" for a place of
            its own.
        watches: the parts of the state that it shows, as in `record` or `document.training`; it is shown the
            state when one of them becomes another object, and when it becomes visible.
        hint: one sentence for the tool tip of its title.
        stars: what it can be on the stage; empty where it has no place there.
        leads: whether it is shown a step at once, before the others, while time stands. Other numbers of the same
            step, as while a setting is dragged, come to all panels in one frame: they must not disagree.
        every_ms: how often it is shown one while time runs: no eye follows numbers at the pace of a point that rolls.
        tools: its row of controls, which the stage puts into the row of the title while someone presents; or None.
        is_slim: whether it is presented: what no room reads is left out for what all look at.
        session: what it asks for changes.
        theme: how it looks.
        plates: what lies over it, or over parts of it, that could not be shown; they are tried again with the next
            state that differs, and while time runs with the next document.

    Signals: `named(str)`: what its title bar should say from now on.
    """

    named = Signal(str)

    title: ClassVar[str]
    tab: ClassVar[str] = ""
    area: ClassVar[Qt.DockWidgetArea]
    behind: ClassVar[str] = ""
    watches: ClassVar[tuple[str, ...]]
    hint: ClassVar[str]
    stars: ClassVar[tuple[Star, ...]] = ()
    leads: ClassVar[bool] = False
    every_ms: ClassVar[int] = 200
    tools: QWidget | None = None

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme, self.is_slim = session, theme, False
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_kind(self, "side")
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(self.hint)
        self._parts = tuple(attrgetter(path) for path in self.watches)
        # Not the whole state, which holds all that there was with it.
        self._shown: tuple[object, ...] | None = None
        self._record: object = None
        self._work: object = None
        self.plates: list[Broken] = []
        self._frames: NextFrame | None = None
        self.build()
        self.show_theme(theme)
        self._unsubscribe = session.subscribe(self._on_state)

    @abstractmethod
    def build(self) -> None:
        """Make the widgets, once."""

    @abstractmethod
    def show_state(self, state: State) -> None:
        """Set the widgets, and nothing more; may be called twice. The inputs' signals are blocked."""

    @abstractmethod
    def show_theme(self, theme: Theme) -> None:
        """Take over colours and fonts; `show_state` follows if the panel is visible."""

    def star(self) -> Star | None:
        """Return what it would be on the stage, with the tab that it shows; None where it has no place there."""
        tab = self.session.state.view.tab
        return next((star for star in self.stars if star == tab), next(iter(self.stars), None))

    def entry(self) -> QWidget | None:
        """Return what the keys go to when they come to the panel; None for what is first in it."""
        return None

    def be_seen(self, is_seen: bool) -> None:
        """Know whether its tab is in front: what only its own eyes need can rest while it is not."""

    def copied(self) -> Callable[[], str] | None:
        """Return what makes the text of its own that is copied from it, on any thread; None for the chosen number."""
        return None

    def use_theme(self, theme: Theme) -> None:
        """Change the theme of the panel."""
        self.theme = theme
        self.show_theme(theme)
        self._show_anew()

    def set_slim(self, slim: bool) -> None:
        """Be presented, without the tools, which are another's to place; or take them back."""
        layout = self.layout()
        if self.tools is not None and not slim and isinstance(layout, QBoxLayout):
            layout.insertWidget(0, self.tools)
        if slim != self.is_slim:
            self.is_slim = slim
            self._show_anew()

    def ask(
        self, command: Callable[Concatenate[Session, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Perform a command, and show at once what is true then: an input that was used has run ahead of it.

        What an input asks for that loses the focus as a view is told of a state, and shows it, is performed after that.
        """
        if self.session.is_telling:
            QTimer.singleShot(0, self, partial(self.ask, command, *args, **kwargs))
            return
        self.session.perform(command, *args, **kwargs)
        self._show_anew()  # also after an error, which changes nothing

    def follow(self, frames: NextFrame) -> None:
        """From now on show each new state in the frame after it, when the graph has been painted."""
        self._frames = frames

    def close_down(self) -> None:
        """Stop watching the session."""
        self._unsubscribe()

    def _on_state(self, old: State, new: State) -> None:
        is_step = self._shown is not None and new.record is self._record
        if self._frames is None or (self.leads and is_step and not self._frames.is_running):
            self._refresh()
        elif self.isVisible() and self._differs(new):
            self._frames.ask(self._refresh, self.every_ms)
        elif self._shown is not None and self._differs(new):
            self._shown = self._record = None  # nobody sees it, and it is old

    def _show_anew(self) -> None:
        self._shown = None
        self._refresh()

    def _refresh(self) -> None:
        """Show the newest state if someone can see it and it differs from what is shown."""
        state = self.session.state
        if not self.isVisible() or not self._differs(state) or self._waits(state):
            return
        self._shown = tuple(part(state) for part in self._parts)
        self._record, self._work = state.record if self.leads else None, state.work
        lift_all(self.plates)
        with contained(), self._inputs_blocked():
            self.show_state(state)

    def _differs(self, state: State) -> bool:
        shown = self._shown
        if shown is None:
            return True
        return any(part(state) is not before for part, before in zip(self._parts, shown, strict=True))

    def _waits(self, state: State) -> bool:
        """Whether it has failed and would fail again at every step of time that runs."""
        return bool(self.plates) and state.playing.direction != 0 and state.work is self._work

    @contextmanager
    def _inputs_blocked(self) -> Iterator[None]:
        # No scroll bars: blocked, a view would stand still. And Python keeps, for as long as the panel, an object for
        # each of Qt's own widgets that is found once, also when its row has gone.
        roots = [self, self.tools] if self.tools is not None and self.is_slim else [self]
        blockers = [QSignalBlocker(w) for root in roots for kind in _INPUTS for w in root.findChildren(kind)]
        try:
            yield
        finally:
            for blocker in blockers:
                blocker.unblock()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was missed while hidden."""
        super().showEvent(event)
        self._refresh()

"""When a panel is shown the state: soon, if someone sees it; at once, if it asked for the change itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.next_frame import NextFrame
from graphviz_nn.gui.panel import Panel
from graphviz_nn.session import Session, State, commands


class TitlePanel(Panel):
    """Shows the title of the document, and counts how often."""

    title, hint = "Title", "The title of the document."
    area = Qt.DockWidgetArea.LeftDockWidgetArea
    watches: ClassVar[tuple[str, ...]] = ("work.subject",)

    def build(self) -> None:
        """Make the line."""
        self.line, self.times = QLineEdit(self), 0

    def show_state(self, state: State) -> None:
        """Write the title."""
        self.line.setText(state.work.title)
        self.times += 1

    def show_theme(self, theme: Theme) -> None:
        """Look the same."""

    def enter(self, text: str) -> None:
        """Ask for another expression, as by the keyboard."""
        self.line.setText(text)
        self.ask(commands.set_expression, text)


class LeadingPanel(TitlePanel):
    """Shows a step before others do."""

    leads = True
    watches = ("record", "position")
    seen: State

    def show_state(self, state: State) -> None:
        """Keep what is shown."""
        self.seen = state


@pytest.fixture
def session() -> Session:
    session = Session()
    commands.open_expression(session, "a*b", {"a": 2.0, "b": 3.0})
    return session


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, session: Session) -> Iterator[TitlePanel]:
    panel = TitlePanel(session, theme)
    qtbot.addWidget(panel)
    panel.show()
    yield panel
    panel.close_down()


@pytest.fixture
def frames(panel: TitlePanel) -> NextFrame:
    frames = NextFrame(panel)
    panel.follow(frames)
    return frames


def test_what_an_input_asks_for_while_a_state_is_told_is_performed_after_that(
    qtbot: QtBot, panel: TitlePanel, session: Session
) -> None:
    """As one does that loses the focus because the panels change places."""
    session.subscribe(lambda old, new: panel.enter("a + b") if new.work.title == "a*b*2" else None)
    commands.set_expression(session, "a*b*2")
    assert session.state.work.title == "a*b*2"
    qtbot.waitUntil(lambda: session.state.work.title == "a + b")


def test_changes_within_a_frame_are_shown_once_and_after_it(
    panel: TitlePanel, frames: NextFrame, session: Session
) -> None:
    for text in ("a + b", "a - b"):
        commands.set_expression(session, text)
    assert (panel.line.text(), panel.times) == ("a*b", 1)
    frames.flush()
    assert (panel.line.text(), panel.times) == ("a - b", 2)


def test_what_the_panel_does_not_watch_is_no_reason_to_show_it(
    panel: TitlePanel, frames: NextFrame, session: Session
) -> None:
    session.say("Nothing changed.")
    frames.flush()
    assert panel.times == 1


def test_a_hidden_panel_catches_up_when_it_is_shown(
    panel: TitlePanel, frames: NextFrame, session: Session
) -> None:
    panel.hide()
    commands.set_expression(session, "a + b")
    frames.flush()
    assert panel.times == 1
    panel.show()
    assert panel.line.text() == "a + b"


def test_what_was_entered_and_undone_within_a_frame_is_gone(
    panel: TitlePanel, frames: NextFrame, session: Session
) -> None:
    panel.enter("a + b")
    assert panel.line.text() == "a + b"
    commands.undo(session)
    frames.flush()
    assert panel.line.text() == "a*b"


def test_what_was_refused_is_set_back_at_once(panel: TitlePanel, frames: NextFrame) -> None:
    panel.enter("a +")
    assert panel.line.text() == "a*b"


def test_who_leads_shows_a_step_at_once_and_other_numbers_of_it_together_with_the_others(
    qtbot: QtBot, theme: Theme, session: Session, frames: NextFrame
) -> None:
    leader = LeadingPanel(session, theme)
    qtbot.addWidget(leader)
    leader.show()
    leader.follow(frames)
    before = session.state.record
    commands.step(session)
    assert leader.seen is session.state
    commands.set_leaf(session, "a", 5.0)
    assert session.state.record is not before
    assert leader.seen.record is before
    frames.flush()
    assert leader.seen.record is session.state.record
    leader.close_down()

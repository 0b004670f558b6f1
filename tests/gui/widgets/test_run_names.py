"""Which run is meant, above the graph and among the variants; covered, neither its name nor its end is told."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.variants import VariantsSection
from graphviz_nn.gui.widgets.badge import Badge
from graphviz_nn.gui.widgets.covered import Covered
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.phase_bar import PhaseBar
from graphviz_nn.session import Session, commands
from graphviz_nn.text import short


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return Theme.load("light")


@pytest.fixture
def section(qtbot: QtBot, session: Session, theme: Theme) -> VariantsSection:
    made = VariantsSection(session.perform)
    qtbot.addWidget(made)
    made.show_theme(theme)
    made.show_state(session.state)
    made.show()
    return made


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def test_the_line_above_the_graph_begins_with_the_run(qtbot: QtBot, theme: Theme) -> None:
    bar = PhaseBar(theme, QLabel())
    qtbot.addWidget(bar)
    bar.show()
    bar.show_run(1, "momentum 0.9", alone=False)
    assert words(bar)[:2] == ["B", "momentum 0.9"]
    bar.show_run(1, "", alone=False)  # its name is covered
    assert "B" in words(bar)
    assert "momentum 0.9" not in words(bar)
    bar.show_run(0, "SGD", alone=True)
    assert not any(badge.isVisible() for badge in bar.findChildren(Badge))
    assert "SGD" not in words(bar)


def test_a_variant_says_its_loss_with_its_word(section: VariantsSection, session: Session) -> None:
    for row, run in zip(section.rows, session.state.runs, strict=True):
        assert row.loss.text() == f"loss {short(float(run.losses[-1]))}"


def test_while_the_future_is_covered_a_variant_does_not_tell_its_end(
    section: VariantsSection, session: Session
) -> None:
    commands.cover(session, "future")
    for update in (0, 9):
        commands.go_to(session, update, 0)
        section.show_state(session.state)
        for row, run in zip(section.rows, session.state.runs, strict=True):
            assert row.loss.text() == f"loss {short(run.loss_known_at(update))}"


def test_covered_names_are_fields_and_a_click_on_one_opens_them(
    section: VariantsSection, session: Session
) -> None:
    commands.cover(session, "legend")
    section.show_state(session.state)
    fields = section.findChildren(Covered)
    assert all(field.isVisible() for field in fields)
    assert not any(name.isVisible() for name in section.findChildren(Elided))
    fields[0].click()
    assert session.state.view.covered == ()
    section.show_state(session.state)
    assert not any(field.isVisible() for field in section.findChildren(Covered))

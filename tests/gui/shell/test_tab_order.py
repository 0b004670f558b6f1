import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.shell.main_window import MainWindow
from tests.gui.settling import settle

MOST = 300


@pytest.fixture
def walked(qtbot: QtBot, window: MainWindow) -> list[QWidget]:
    """Every stop of Tab from the graph on, until the graph comes again."""
    window.files.open_lesson("first-look")
    window.resize(1280, 720)
    window.actions_["reset_layout"].trigger()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle(window)
    window.canvas.setFocus()
    seen: list[QWidget] = []
    while len(seen) < MOST:
        now = QApplication.focusWidget()
        assert now is not None
        if seen and now is seen[0]:
            break
        if not seen or now is not seen[-1]:  # lines of arithmetic have a stop for each of their links
            seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return seen


def test_tab_stops_once_at_everything_that_can_be_reached(window: MainWindow, walked: list[QWidget]) -> None:
    assert len(walked) == len(set(walked)) < MOST
    assert window.canvas in walked
    assert window.bars.transport.timeline in walked
    assert set(window.bars.header.findChildren(QWidget)) & set(walked)
    outline = window.docks.dock("OutlinePanel")
    assert len(set(outline.findChildren(QWidget)) & set(walked)) > 15


def test_tab_goes_from_left_to_centre_to_right_to_transport(
    window: MainWindow, walked: list[QWidget]
) -> None:
    places = [
        next(n for n, region in enumerate(window.regions) if region is each or region.isAncestorOf(each))
        for each in walked
    ]
    first = places.index(min(places))
    assert places[first:] + places[:first] == sorted(places)
    x = [region.x() for region in window.regions[1:-1]]
    assert x[0] < x[-1]


def test_back_tab_returns(window: MainWindow, walked: list[QWidget]) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    now = QApplication.focusWidget()
    assert now is walked[1]
    QTest.keyClick(now, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is window.canvas


def test_what_the_focus_reaches_is_scrolled_into_sight(window: MainWindow, walked: list[QWidget]) -> None:
    outline = window.docks.dock("OutlinePanel")
    inputs = [each for each in walked if outline.isAncestorOf(each)]
    last = inputs[-1]
    outline.findChildren(QScrollArea)[0].verticalScrollBar().setValue(0)
    assert last.visibleRegion().isEmpty()
    inputs[-2].setFocus()
    QTest.keyClick(inputs[-2], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is last
    assert not last.visibleRegion().isEmpty()


def test_from_the_ground_of_a_panel_tab_goes_to_what_is_first_in_it(
    window: MainWindow, walked: list[QWidget]
) -> None:
    outline = window.docks.dock("OutlinePanel")
    first = next(each for each in walked if outline.isAncestorOf(each))
    page = outline.findChildren(QScrollArea)[0].widget()
    assert page is not None
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Tab)
    assert first.hasFocus()
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert walked[walked.index(first) - 1].hasFocus()

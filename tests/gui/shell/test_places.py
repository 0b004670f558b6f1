"""Windows can be seen and taken hold of, whatever becomes of the screens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.shell.places import ScreenWatch, within_reach

LEFT, RIGHT = QRect(0, 0, 1920, 1080), QRect(1920, 200, 1280, 720)
rects = st.builds(
    QRect, st.integers(-5000, 5000), st.integers(-5000, 5000), st.integers(100, 4000), st.integers(50, 3000)
)


@given(place=rects, screens=st.lists(rects, min_size=1, max_size=3))
def test_a_window_ends_within_reach_and_stays_there(place: QRect, screens: list[QRect]) -> None:
    found = within_reach(place, screens)
    assert found == place or screens[0].contains(found)
    assert within_reach(found, screens) == found


@given(where=st.integers(-800, 3200))
def test_a_window_is_moved_only_where_its_title_is_out_of_sight(where: int) -> None:
    place = QRect(where, 300, 1000, 400)
    is_seen = where >= -500 and where + 1000 <= 3200 + 500
    assert (within_reach(place, [LEFT, RIGHT]) == place) == is_seen


def test_after_its_screen_was_unplugged_a_window_is_on_another(window: MainWindow, qtbot: QtBot) -> None:
    screen = QGuiApplication.primaryScreen()
    dock = window.docks.dock("TracePanel")
    dock.show()
    dock.setFloating(True)
    for each in (window, dock):
        each.move(QPoint(9000, 9000))
    screen.availableGeometryChanged.emit(screen.availableGeometry())
    qtbot.waitUntil(lambda: all(_is_seen(each.frameGeometry()) for each in (window, dock)))


def test_where_the_last_time_s_screen_is_gone_the_window_opens_on_another(window: MainWindow) -> None:
    window.move(QPoint(9000, 9000))
    ScreenWatch(window).look()
    assert _is_seen(window.frameGeometry())


def _is_seen(frame: QRect) -> bool:
    return QGuiApplication.primaryScreen().availableGeometry().contains(frame)

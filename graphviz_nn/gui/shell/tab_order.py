"""Where Tab goes: region by region, and within each as one reads, also where rows came and went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QScrollArea, QTabBar, QWidget


def regions_of(window: QMainWindow, header: QWidget, centre: QWidget, transport: QWidget) -> list[QWidget]:
    """Return the parts of a window: header, left, centre, what is below it, right, transport."""
    docks = [dock for dock in window.findChildren(QDockWidget) if not dock.isFloating()]
    tabs = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    around = [part for part in (*docks, *tabs) if part.isVisible()]
    left = [part for part in around if part.geometry().right() < centre.x()]
    right = [part for part in around if part.x() > centre.geometry().right()]
    rest = [part for part in around if part not in left and part not in right]
    for column in (left, right):
        column.sort(key=QWidget.y)
    return [header, *left, centre, *sorted(rest, key=QWidget.x), *right, transport]


def move_focus(regions: Sequence[QWidget], *, forward: bool) -> bool:
    """Give the focus to the next stop, or to the one before; return whether there is one."""
    stops = [stop for region in regions for stop in stops_of(region)]
    if not stops:
        return False
    now = QApplication.focusWidget()
    place = stops.index(now) if now in stops else _place_before(now, regions, stops) + (not forward)
    target = stops[(place + (1 if forward else -1)) % len(stops)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    bring_into_sight(target)
    return True


def _place_before(now: QWidget | None, regions: Sequence[QWidget], stops: Sequence[QWidget]) -> int:
    """Return the place before the first stop of the region that has the focus without being a stop itself."""
    here = next((region for region in regions if now and region.isAncestorOf(now)), None)
    return next((place for place, stop in enumerate(stops) if here and here.isAncestorOf(stop)), 0) - 1


def stops_of(region: QWidget) -> list[QWidget]:
    """Return what Tab stops at in a region, row by row from the left; a list's own row of tabs counts too."""
    window = region.window()
    found = [widget for widget in (region, *region.findChildren(QWidget)) if _is_stop(widget)]
    return [widget for row in _rows([(_place(widget, window), widget) for widget in found]) for widget in row]


def _is_stop(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    return (
        bool(policy & Qt.FocusPolicy.TabFocus)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and widget.width() > 0
    )


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def _rows(placed: list[tuple[QRect, QWidget]]) -> Iterator[list[QWidget]]:
    """Yield the widgets of each row, from the left: a widget whose middle is above the row's end belongs to it."""
    row: list[tuple[QRect, QWidget]] = []
    for place, widget in sorted(placed, key=lambda pair: (pair[0].top(), pair[0].left())):
        if row and place.center().y() > row[0][0].bottom():
            yield [each for _, each in sorted(row, key=lambda pair: pair[0].left())]
            row = []
        row.append((place, widget))
    yield [each for _, each in sorted(row, key=lambda pair: pair[0].left())]


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever a widget lies in until it is seen."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()

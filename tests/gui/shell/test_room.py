"""In windows of all sizes, with small text and large, and for each shape of document, everything has its room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import pytest
from pyqtgraph import GraphicsView
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSlider,
    QTabBar,
    QWidget,
)

from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.theme import ThemeName
from graphviz_nn.gui.shell.main_window import LESSON, MainWindow
from graphviz_nn.gui.shell.places import LEAST_SIZE
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.session import commands
from graphviz_nn.training.spec import TrainingSpec
from tests.gui.pictures import few_digits
from tests.gui.settling import settle
from tests.gui.watching import Watch, place_in_window

SIZES = ((1920, 1080), (1280, 720), (1200, 800), (900, 900), (900, 500))
FEW = SIZES[1::3]  # for the shapes that differ from the usual one in their outline alone
CONTROLS = (QAbstractButton, QComboBox, QLabel, QLineEdit, QSlider)
CHILDREN = Qt.FindChildOption.FindDirectChildrenOnly


class Text(NamedTuple):
    """How large text is."""

    theme: ThemeName
    scale: float


TEXTS = (Text("light", 1.0), Text("light", 1.4), Text("projector", 1.0), Text("dark", 2.0))


def _document(shape: str) -> Document:
    """Return a document whose outline has rows of another kind; little is computed for it."""
    if shape == "expression":
        leaves: dict[str, LeafValue] = {"x1": 2.0, "x2": 5.0, "a_variable": [[1.0, 2.0], [3.0, 4.0]]}
        return Document(
            Work(subject=Formula(text="sum(a_variable) * x1*x2 + ln(x1) - sin(x2)", leaves=leaves))
        )
    if shape == "default":
        return Document(Work(training=TrainingSpec(epochs=1)))
    return few_digits()


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.theme} {text.scale:.0%}")
@pytest.mark.parametrize("shape", ["default", "digits", "expression"])
def test_no_panel_lies_over_another_or_out_of_the_window_and_all_in_it_can_be_reached(
    window: MainWindow, preferences: Preferences, shape: str, text: Text
) -> None:
    preferences.scale = text.scale
    window.appearance.choose(text.theme)
    window.appearance.flush()
    commands.open_document(window.session, _document(shape))
    commands.step(window.session)
    least = tuple(map(window.appearance.theme.pixels, LEAST_SIZE))
    faults: dict[str, list[str]] = {}
    for size in (*(SIZES if shape == "default" else FEW), least):
        if size[0] < least[0] or size[1] < least[1]:
            continue  # only on a screen that is smaller still
        window.resize(*size)
        settle(window)
        for dock in window.docks:
            if dock.objectName() != LESSON:
                dock.raise_()
                settle(window)
                faults[f"{size}, {dock.windowTitle()} in front"] = [*_faults(window)]
    assert {place: told for place, told in faults.items() if told} == {}


@pytest.mark.parametrize("size", [(1900, 1000), (1500, 900)], ids=str)
def test_a_window_that_gets_another_size_is_painted_in_no_arrangement_but_the_last(
    window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(1700, 950)
    settle(window)
    pictures = [*(view.viewport() for view in window.findChildren(GraphicsView)), window.canvas]
    paints = Watch(QEvent.Type.Paint, pictures)
    window.resize(*size)
    settle(window)
    assert len(paints.widgets) > 2
    assert [(widget, place) for widget, place in paints.seen if place != place_in_window(widget)] == []


def test_a_lesson_is_in_front_of_what_shares_its_place(window: MainWindow, preferences: Preferences) -> None:
    preferences.scale = 2.0
    window.appearance.choose("light")
    window.appearance.flush()
    window.resize(1280, 720)
    settle(window)
    window.files.open_lesson("first-look")
    settle(window)
    assert window.docks.dock(LESSON) in _in_front(window)
    assert list(_faults(window)) == []


def test_the_window_s_least_size_grows_with_its_text_and_never_beyond_its_screen(
    window: MainWindow, preferences: Preferences
) -> None:
    usual = window.minimumSize()
    preferences.scale = 1.3
    window.appearance.choose("dark")
    window.appearance.flush()
    assert window.minimumSize().width() == round(1.3 * usual.width())
    preferences.scale = 2.0
    window.appearance.choose("light")
    window.appearance.flush()
    screen = window.screen().availableGeometry().size()
    assert usual.width() * 2 > screen.width()
    assert screen.width() >= window.minimumWidth() > usual.width()


def _faults(window: MainWindow) -> Iterator[str]:
    """Yield what is wrong with the places of all that can be seen."""
    docks = _in_front(window)
    centre = window.centralWidget()
    assert centre is not None
    areas: list[QWidget] = [*docks, centre, window.bars.header, window.bars.transport]
    for one, other in combinations(areas, 2):
        if _place(one, window).intersects(_place(other, window)):
            yield f"{_name(one)} lies over {_name(other)}"
    for area in areas:
        if not window.rect().contains(_place(area, window)):
            yield f"{_name(area)} reaches out of the window: {_place(area, window)}"
        if area is not centre:
            yield from (f"{_name(area)}: {fault}" for fault in _faults_in(area))
    for bar in window.findChildren(QTabBar, options=CHILDREN):
        if bar.isVisible():
            yield from _faults_of_tabs(bar)


def _faults_in(area: QWidget) -> Iterator[str]:
    """Yield what is wrong with buttons, fields and labels: cut off, squeezed, out of reach, or over another."""
    controls = [control for control in _controls(area) if control.isVisible()]
    scrolls = [(scroll.widget(), scroll) for scroll in area.findChildren(QScrollArea)]
    scrolled = {page: scroll for page, scroll in scrolls if page is not None}
    standing = defaultdict[QWidget, list[tuple[QWidget, QRect]]](list)
    for control in controls:
        page, room = _page(control, area, scrolled)
        place = _place(control, page)
        standing[page].append((control, place))
        if not room.contains(place):
            yield f"{_name(control)} is out of reach: {place} in {room}"
        needed = _needed(control)
        if control.width() < needed.width() or control.height() < needed.height():
            yield f"{_name(control)} is squeezed to {control.size()}, and needs {needed}"
    for places in standing.values():
        for (one, here), (other, there) in combinations(places, 2):
            if here.intersects(there) and not one.isAncestorOf(other) and not other.isAncestorOf(one):
                yield f"{_name(one)} lies over {_name(other)}"


def _faults_of_tabs(bar: QTabBar) -> Iterator[str]:
    """Yield which tabs do not say all that they are called, or cannot be scrolled to."""
    whole = all(bar.rect().contains(bar.tabRect(place)) for place in range(bar.count()))
    arrows = [button for button in bar.findChildren(QAbstractButton, options=CHILDREN) if button.isVisible()]
    if not whole and len(arrows) < 2:
        yield "tabs are out of reach"
    for place in range(bar.count()):
        text = bar.tabText(place)
        if bar.tabRect(place).width() < bar.fontMetrics().horizontalAdvance(text):
            yield f"the tab {text} is cut"


def _in_front(window: MainWindow) -> list[QDockWidget]:
    return [dock for dock in window.docks if not dock.visibleRegion().isEmpty()]


def _controls(area: QWidget) -> Iterator[QWidget]:
    """Yield what can be used or read; not what Qt puts into its own widgets."""
    for kind in CONTROLS:
        for control in area.findChildren(kind):
            if not control.objectName().startswith("qt_"):
                yield control


def _page(control: QWidget, area: QWidget, scrolled: Mapping[QWidget, QScrollArea]) -> tuple[QWidget, QRect]:
    """Return what a control stands on, and the part of that which can be seen or scrolled to."""
    part: QWidget | None = control.parentWidget()
    while part is not None and part is not area:
        if part in scrolled:
            scroll = scrolled[part]
            across, down = scroll.horizontalScrollBar(), scroll.verticalScrollBar()
            allowed = scroll.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            beyond = QSize(across.maximum() if allowed else 0, down.maximum())
            return part, QRect(QPoint(), scroll.viewport().size() + beyond)
        part = part.parentWidget()
    return area, area.rect()


def _needed(control: QWidget) -> QSize:
    """Return the least size in which a control says all that it has to say; some end in … by choice."""
    if isinstance(control, Elided | QComboBox | QLineEdit | QSlider):
        return QSize(0, min(control.sizeHint().height(), control.fontMetrics().height()))
    if control.hasHeightForWidth():  # its words go on in the next line
        return QSize(0, control.heightForWidth(control.width()))
    return control.sizeHint().boundedTo(control.maximumSize())


def _place(part: QWidget, ancestor: QWidget) -> QRect:
    return QRect(part.mapTo(ancestor, part.rect().topLeft()), part.size())


def _name(part: QWidget) -> str:
    said = part.accessibleName() or (part.text() if isinstance(part, QLabel | QAbstractButton) else "")
    return f"{type(part).__name__} {part.objectName() or said[:40]!r}"

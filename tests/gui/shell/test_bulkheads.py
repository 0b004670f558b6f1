"""What fails is shown as failed where it is, once; the rest works on, and what it shows next is tried again."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QRectF, QRunnable, QThreadPool, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea, QGraphicsItem, QGraphicsView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.faults import contained
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.panels import PANELS
from graphviz_nn.gui.panels.graph import GraphView
from graphviz_nn.gui.shell import messages
from graphviz_nn.gui.shell.bulkheads import Bulkheads
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.shell.messages import OFTEN, Reporter
from graphviz_nn.gui.widgets.broken import COPY, Broken
from graphviz_nn.session import commands
from tests.gui.settling import settle


@pytest.fixture
def guarded(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window with a document whose faults are kept where they are; the log is not asked."""
    monkeypatch.setattr(messages.log, "disabled", True)
    monkeypatch.setattr("graphviz_nn.gui.shell.messages.traceback.print_exception", lambda *_: None)
    bulkheads = Bulkheads(window.session, window.appearance)
    reporter = Reporter(bulkheads.show)
    reporter.install()
    window.resize(1600, 1000)
    commands.next_update(window.session)
    settle(window)
    yield window
    reporter.uninstall()
    bulkheads.stop()


class Breakdown:
    """A method that fails, and counts how often it has."""

    def __init__(self, name: str) -> None:
        times = self.times = Counter[str]()
        scope: dict[str, object] = {"times": times, "name": name}
        exec(f"def {name}(self, *_):\n    times[name] += 1\n    return 1 // 0", scope)
        self.method, self._name = scope[name], name

    @property
    def count(self) -> int:
        return self.times[self._name]


def plates(widget: QWidget) -> list[Broken]:
    return [plate for plate in widget.findChildren(Broken) if not plate.isHidden()]


def message(window: MainWindow) -> str:
    told = window.session.state.message
    return told.text if told is not None else ""


def shown(window: MainWindow, kind: type[Panel]) -> Panel:
    """Return a panel, in front of what shares its place."""
    if kind is GraphView:
        return window.graph
    if kind.__name__ == "LessonPanel":
        commands.open_lesson(window.session, "first-look")
    dock = window.docks.dock(kind.__name__)
    dock.show()
    dock.raise_()
    settle(window)
    return dock.home


def painters(window: QWidget) -> dict[type[QWidget], QWidget]:
    """Return one visible widget of each class of ours that paints by itself, with the painter of its module."""
    found: dict[type[QWidget], QWidget] = {}
    for widget in window.findChildren(QWidget):
        own = next((c for c in type(widget).__mro__ if "paintEvent" in vars(c)), QWidget)
        if hasattr(sys.modules[own.__module__], "painting") and not widget.visibleRegion().isEmpty():
            found.setdefault(own, widget)
    return found


@pytest.mark.parametrize("kind", [GraphView, *PANELS], ids=lambda kind: kind.__name__)
def test_a_panel_that_cannot_show_a_state_says_so_once_and_is_tried_again_with_the_next(
    guarded: MainWindow, monkeypatch: pytest.MonkeyPatch, kind: type[Panel]
) -> None:
    panel = shown(guarded, kind)
    broken = Breakdown("show_state")
    monkeypatch.setattr(kind, "show_state", broken.method)
    panel._show_anew()
    settle(guarded)
    (plate,) = plates(panel)
    assert panel.title in plate.words
    assert "ZeroDivisionError" in plate.words
    assert plate.geometry() == panel.rect()
    assert message(guarded) == ""
    assert broken.count == 1
    settle(guarded)
    assert broken.count == 1
    monkeypatch.undo()
    panel._show_anew()
    assert plates(guarded) == []


def test_whatever_of_the_window_cannot_be_painted_is_covered_and_no_longer_painted(
    guarded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = 0
    for kind, widget in painters(guarded).items():
        broken = Breakdown("painting")
        with monkeypatch.context() as patch:
            patch.setattr(sys.modules[kind.__module__], "painting", broken.method)
            (widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget).update()
            settle(guarded)
            if not broken.count:  # it lies below something else by now
                continue
            tried += 1
            assert plates(guarded), kind
            for _ in range(3):  # there may be more of its kind
                before = broken.count
                guarded.update()
                settle(guarded)
            assert broken.count == before, kind
        commands.set_training(guarded.session, seed=guarded.session.state.work.training.seed + 1)
        settle(guarded)
        assert plates(guarded) == [], kind
    assert tried >= 5
    assert message(guarded) == ""


def test_what_fails_on_the_canvas_covers_the_graph_alone(
    guarded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Breakdown("paint")
    monkeypatch.setattr("graphviz_nn.gui.canvas.screen.Screen.paint", broken.method)
    guarded.canvas.update()
    settle(guarded)
    (plate,) = plates(guarded)
    assert guarded.graph.isAncestorOf(plate)
    assert guarded.graph.title in plate.words
    before = broken.count
    guarded.canvas.update()
    settle(guarded)
    assert broken.count == before


class BrokenItem(QGraphicsItem):
    """An item of a plot that cannot be painted."""

    times = 0

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, 50, 50)

    @contained()
    def paint(self, *_: object) -> None:
        BrokenItem.times += 1
        raise LookupError("no such pen")


def test_an_item_of_a_plot_that_fails_covers_the_plot_alone(guarded: MainWindow) -> None:
    panel = shown(guarded, guarded.docks.dock("LossCurvePanel").home.__class__)
    (view, *_) = [v for v in panel.findChildren(QGraphicsView) if v.isVisible()]
    item = BrokenItem()
    view.scene().addItem(item)
    settle(guarded)
    (plate,) = plates(guarded)
    assert plate.parentWidget() is view
    assert "no such pen" in plate.words
    before = BrokenItem.times
    assert before >= 1
    view.viewport().update()
    settle(guarded)
    assert BrokenItem.times == before
    view.scene().removeItem(item)
    panel._show_anew()
    assert plates(guarded) == []


class Troubled(QPushButton):
    """Fails in each kind of code that Qt calls."""

    queued = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Fail", parent)
        self.times = 0
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.fail)
        self.clicked.connect(self.fail)
        self.queued.connect(self.fail)

    def fail(self) -> None:
        self.times += 1
        raise LookupError("nothing there")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self.fail()
        return False


class Task(QRunnable):
    """Fails on a thread of Qt's pool."""

    def run(self) -> None:
        raise LookupError("nothing there")


def filtered(troubled: Troubled) -> None:
    parent = troubled.parentWidget()
    assert parent is not None
    parent.installEventFilter(troubled)
    QGuiApplication.postEvent(parent, QEvent(QEvent.Type.User))


WAYS: dict[str, Callable[[Troubled], object]] = {
    "a click": lambda troubled: troubled.click(),
    "a signal": lambda troubled: troubled.queued.emit(),
    "a single shot": lambda troubled: QTimer.singleShot(0, troubled.fail),
    "an event filter": filtered,
    "a worker": lambda troubled: QThreadPool.globalInstance().start(Task()),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_fails_when_it_is_asked_for_is_told_in_a_message_with_a_report(
    guarded: MainWindow, qtbot: QtBot, way: str
) -> None:
    panel = shown(guarded, guarded.docks.dock("SurfacePanel").home.__class__)
    before = guarded.session.state
    troubled = Troubled(panel)
    for _ in range(3):
        WAYS[way](troubled)
    qtbot.waitUntil(lambda: "nothing there" in message(guarded))
    settle(guarded)
    told = guarded.session.state.message
    assert told is not None
    assert told.number == (before.message.number if before.message else 0) + 1
    assert "LookupError" in told.report
    assert (panel.title in told.text) == (way not in ("a worker",))
    assert plates(guarded) == []
    assert guarded.session.state.work is before.work
    commands.undo(guarded.session)  # what could be undone can be


def test_a_timer_whose_slot_fails_again_and_again_is_stopped(guarded: MainWindow, qtbot: QtBot) -> None:
    panel = shown(guarded, guarded.docks.dock("SurfacePanel").home.__class__)
    troubled = Troubled(panel)
    troubled.timer.start(0)
    qtbot.waitUntil(lambda: not troubled.timer.isActive())
    assert troubled.times == OFTEN + 1
    qtbot.waitUntil(lambda: plates(panel) != [])
    troubled.deleteLater()


def test_while_time_runs_a_panel_that_failed_waits_for_its_end(
    guarded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = guarded.docks.dock("SurfacePanel").home.__class__
    panel, broken = shown(guarded, kind), Breakdown("show_state")
    monkeypatch.setattr(kind, "show_state", broken.method)
    panel._show_anew()
    settle(guarded)
    commands.play(guarded.session)
    for _ in range(5):
        commands.next_update(guarded.session)
        guarded.frames.flush()
    assert broken.count == 1
    assert plates(panel)
    commands.pause(guarded.session)
    commands.next_update(guarded.session)
    guarded.frames.flush()
    assert broken.count == 2


def test_a_report_tells_what_failed_and_what_was_shown_and_no_folders(
    guarded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = guarded.docks.dock("SurfacePanel").home.__class__
    panel = shown(guarded, kind)
    monkeypatch.setattr(kind, "show_state", Breakdown("show_state").method)
    panel._show_anew()
    settle(guarded)
    (plate,) = plates(panel)
    (button,) = [b for b in plate.findChildren(QPushButton) if b.text() == COPY]
    button.click()
    report = QGuiApplication.clipboard().text()
    assert report.startswith("graphviz_nn ")
    assert "graphviz_nn/gui/panel.py" in report
    assert "update 1" in report
    assert "ZeroDivisionError" in report
    assert not any(root in report for root in sys.path if len(root) > 1 and root.startswith("/"))

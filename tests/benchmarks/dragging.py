"""Measures a drag of the learning rate over the Keras tutorial's network: python -m tests.benchmarks.dragging.

A hand moves the slider for a second, at each frame a little: how soon is something new seen, and how long does a turn
of the event loop take? Then it rests in some places: how soon is everything that is shown that rate's? Once more with
the loss surface of a small network on the stage, its runs as short as the lesson has them: how many surfaces are seen
in that second? The clock is read for all but the turns, for which it is the thread's own processor time: a busy machine
changes the others.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from pyqtgraph import GraphicsView
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider, QStyle, QStyleOptionSlider

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.session import commands
from tests.benchmarks.windows import on_a_screen
from tests.soak.hand import pause
from tests.soak.pulse import Pulse

SIZE = (1440, 900)
# Here a surface on the stage has as many places as are asked for.
LARGE, SMALL_LESSON = (1600, 1000), "first-look"
LESSON, EPOCHS = "keras", 10_000
SLIDER = "Learning rate, slider"
MOVES, MOVE_MS = 60, 16
RESTS, LOOK_MS, CALM = (
    12,
    4,
    3,
)  # places, from one look to the next, and looks in a row at which nothing goes on
SEEN_MS, TRUE_MS, TURN_MS = 50.0, 500.0, 16.0  # the bars
REDRAWS, PLACES = 30.0, 101 * 101  # surfaces a second, of so many places or more
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@dataclass
class Dragged:
    """What was measured, in milliseconds."""

    seen: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    true: list[float] = field(default_factory=list)
    longest_at: str = ""
    surfaces: dict[int, Surface] = field(default_factory=dict)
    seconds: float = 0.0

    def lines(self) -> Iterator[str]:
        """Yield the figures, and whether each bar is met."""
        for words, found, bar in (
            (f"first redraw after each of {len(self.seen)} moves", self.seen, SEEN_MS),
            (f"everything true at each of {len(self.true)} rests", self.true, TRUE_MS),
            (f"turns of the window's thread, {len(self.turns):,} of them", self.turns, TURN_MS),
        ):
            verdict = "met" if max(found) <= bar else "missed"
            yield (
                f"{words}: median {median(found):.1f} ms, longest {max(found):.1f} ms "
                f"(asked for: at most {bar:g} ms: {verdict})"
            )
        yield f"the longest turn was seen {self.longest_at or 'nowhere'}"
        sizes = [surface.losses.size for surface in self.surfaces.values()]
        many = sum(size >= PLACES for size in sizes) / self.seconds
        yield (
            f"surfaces of {PLACES:,} places or more in {self.seconds:.2f} s: {many:.0f} a second, of {len(sizes)} that "
            f"were seen (asked for: {REDRAWS:g}: {'met' if many >= REDRAWS else 'missed'})"
        )


class Eye(QObject):
    """Sees when the graph or a plot is painted, and which surfaces there were to be seen then."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.seen_at = 0.0
        self.surfaces: dict[int, Surface] = {}
        self._session = window.session
        for picture in (window.canvas, *(view.viewport() for view in window.findChildren(GraphicsView))):
            picture.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen_at = time.perf_counter()
            surface = self._session.state.surface
            if surface is not None:
                self.surfaces[id(surface)] = surface
        return False


def measure(app: QApplication) -> Dragged:
    """Drag in a window of its own."""
    with main_window(app, Preferences()) as window:
        window.open_up()
        window.resize(*SIZE)
        session = window.session
        session.perform(commands.open_lesson, LESSON)
        _until_calm(window)
        commands.set_training(session, epochs=EPOCHS)
        _until_calm(window)
        slider = next(s for s in window.findChildren(QSlider) if s.accessibleName() == SLIDER)
        made, eye = Dragged(), Eye(window)
        _drag(slider, made, eye)
        _until_calm(window)
        for rest in range(RESTS):
            began = time.perf_counter()
            slider.setValue(
                slider.minimum() + (rest * 7 + 3) % RESTS * (slider.maximum() - slider.minimum()) // RESTS
            )
            _until_calm(window)
            made.true.append(1000 * (time.perf_counter() - began) - CALM * LOOK_MS)
        _see_surfaces(window, slider, made, eye)
        session.update(saved=session.state.work)
        window.close()
    return made


def _see_surfaces(window: MainWindow, slider: QSlider, made: Dragged, eye: Eye) -> None:
    """Put the loss surface on the stage, train for as long as the lesson does, and drag once more."""
    session = window.session
    session.perform(commands.open_lesson, SMALL_LESSON)
    _until_calm(window)  # its page puts its own panels on the stage
    session.perform(commands.set_stage, "surface")
    window.resize(*LARGE)
    _until_calm(window)
    eye.surfaces.clear()
    began = time.perf_counter()
    _drag(slider, Dragged(), eye)
    made.seconds, made.surfaces = time.perf_counter() - began, dict(eye.surfaces)
    _until_calm(window)


def _drag(slider: QSlider, made: Dragged, eye: Eye) -> None:
    """Move the slider's handle from one end to the other."""

    def on_turn(ms: float, stack: str) -> None:
        if ms > max(made.turns, default=0.0):
            made.longest_at = " ".join(stack.strip().splitlines()[-2:])
        made.turns.append(ms)

    style, option = slider.style(), QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = style.subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    ).center()
    QTest.mousePress(slider, LEFT, PLAIN, handle)
    pulse = Pulse(on_turn)
    for move in range(MOVES):
        x = (move + 1) * (slider.width() - 1) // MOVES
        QTest.mouseMove(slider, QPoint(x, handle.y()))
        moved = time.perf_counter()
        pause(MOVE_MS)
        while eye.seen_at < moved:
            pause(1)
        made.seen.append(1000 * (eye.seen_at - moved))
    pulse.stop()
    QTest.mouseRelease(slider, LEFT, PLAIN, QPoint(slider.width() - 1, handle.y()))


def _until_calm(window: MainWindow) -> None:
    """Wait until nothing is computed, and nothing that was is still to be shown."""
    calm = 0
    while calm < CALM:
        pause(LOOK_MS)
        is_busy = bool(window.session.jobs.running) or window.frames.is_due
        calm = 0 if is_busy else calm + 1


def lines() -> Iterator[str]:
    """Return the results, or why there are none."""
    return on_a_screen("a drag of the learning rate", lambda app: measure(app).lines())


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)

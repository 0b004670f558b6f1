"""Large graphs on the canvas: from the text to the first picture, into another place, and from frame to frame."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from itertools import count
from statistics import quantiles
from typing import TYPE_CHECKING, TypeAlias

from graphviz_nn.debug.record import make_record
from graphviz_nn.graph import Graph, expression
from graphviz_nn.model import Dense, Stack
from graphviz_nn.scene.drawing import DrawingWish, make_drawing
from graphviz_nn.scene.layout import Room
from graphviz_nn.scene.scene import Scene, make_scene
from tests.benchmarks.contest import Measure, Work, timed, within
from tests.benchmarks.peers import peers

if TYPE_CHECKING:  # Qt takes a while, and only these works need it
    from graphviz_nn.gui.canvas.camera import Camera

    Frame: TypeAlias = tuple[Scene, Camera, bool]  # the last: whether the user zooms

OURS = "graphviz_nn"
WIDTH, HEIGHT, MARGIN = 1280, 720, 14.0
LARGEST = 1.35
WISH = DrawingWish(room=Room((WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN), LARGEST))
FRAMES = 80
LIMIT = 0.016  # seconds for a frame


def text_of(ops: int) -> str:
    """Return an expression of about so many ops: a sum of products, in brackets so that it is not nested too deep."""
    terms = [f"tanh(a*{number}) * b" for number in range(ops // 4)]
    while len(terms) > 1:
        pairs = zip(terms[::2], terms[1::2], strict=False)
        terms = [f"({one} + {other})" for one, other in pairs] + terms[len(terms) // 2 * 2 :]
    return terms[0]


def graph_of(ops: int) -> Graph:
    """Return the graph of such an expression."""
    return expression(text_of(ops), a=0.1, b=2.0)


class Window:
    """A window without a frame: a picture in memory that is painted as the canvas is on a screen."""

    def __init__(self) -> None:
        from PySide6.QtCore import QRectF
        from PySide6.QtGui import QImage

        from graphviz_nn.gui.canvas.look import Look
        from graphviz_nn.gui.canvas.screen import Screen
        from graphviz_nn.gui.look.theme import Theme
        from graphviz_nn.gui.output.picture import need_application

        need_application()
        self._screen = Screen(Look(Theme.load("light")))
        self._picture = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        self._rect = QRectF(0, 0, WIDTH, HEIGHT)

    def paint(self, scene: Scene, camera: Camera, is_zooming: bool = False) -> float:
        """Paint a frame; return the seconds of the processor that it took."""
        from graphviz_nn.gui.canvas.layer import HINTS
        from graphviz_nn.gui.canvas.paint import Motion
        from graphviz_nn.gui.painting import painting

        began = time.thread_time()
        with painting(self._picture) as painter:
            painter.setRenderHints(HINTS)
            self._screen.paint(painter, self._rect, camera, scene, Motion(is_zooming=is_zooming), "")
        return time.thread_time() - began

    def camera(self, scene: Scene) -> Camera:
        """Return the camera that shows the whole drawing."""
        from graphviz_nn.gui.canvas.camera import fitted

        return fitted(scene.drawing.box, self._rect, MARGIN, LARGEST, 1.0)


def works() -> tuple[Work, ...]:
    """Return what is measured of large graphs."""
    opened = ((1_000, 0.5), (10_000, 2.0), (50_000, 10.0))
    moved = (("zoom", _zoomed), ("pan", _panned), ("step", _stepped))
    return (
        *(
            Work(
                f"opening {ops:,} ops, from text to picture",
                f"≤ {limit:g} s",
                _only(_opening, ops),
                within(limit),
                3,
            )
            for ops, limit in opened
        ),
        *(
            Work(
                f"{what} at {ops:,} ops, 95 % of frames",
                "≤ 16 ms",
                _only(_frames, ops, frames),
                within(LIMIT),
                3,
            )
            for ops, _ in opened
            for what, frames in moved
        ),
        Work(
            "the default network into another place", "≤ 8 ms", _only(_replaced, _network(2)), within(0.008)
        ),
        Work("300 nodes into another place", "≤ 16 ms", _only(_replaced, graph_of(240)), within(LIMIT)),
        Work("a layout of ten layers, from nothing", "≤ 50 ms", _layers, within(0.05)),
    )


def _only(make: Callable[..., Measure], *arguments: object) -> Callable[[], Mapping[str, Measure]]:
    return lambda: {OURS: make(*arguments)}


def _opening(ops: int) -> Measure:
    text, window = text_of(ops), Window()

    def measure() -> float:
        began = time.perf_counter()
        scene = make_scene(make_record(expression(text, a=0.1, b=2.0)), 0, WISH)
        window.paint(scene, window.camera(scene))
        return time.perf_counter() - began

    return measure


def _frames(ops: int, frames: Callable[[Scene, Camera], Iterator[Frame]]) -> Measure:
    """Return the measure of frames: the seconds in which 95 of 100 are painted."""
    record, window = make_record(graph_of(ops)), Window()
    scene = make_scene(record, len(record.events) // 2, WISH)

    def measure() -> float:
        camera = window.camera(scene)
        window.paint(scene, camera)
        return quantiles((window.paint(*frame) for frame in frames(scene, camera)), n=20)[-1]

    return measure


def _zoomed(scene: Scene, camera: Camera) -> Iterator[Frame]:
    from PySide6.QtCore import QPointF

    for _ in range(FRAMES):
        camera = camera.zoomed(1.04, QPointF(WIDTH / 3, HEIGHT / 3))
        yield scene, camera, True


def _panned(scene: Scene, camera: Camera) -> Iterator[Frame]:
    from PySide6.QtCore import QPointF

    camera = camera.zoomed(2.0, QPointF(WIDTH / 2, HEIGHT / 2))
    for frame in range(FRAMES):
        camera = camera.moved(QPointF(9.0, 5.0 if frame % 2 else -5.0))
        yield scene, camera, False


def _stepped(scene: Scene, camera: Camera) -> Iterator[Frame]:
    for step in range(FRAMES):
        yield replace(scene, position=scene.position + step), camera, False


def _replaced(graph: Graph) -> Measure:
    """Return the measure of a drawing that follows a window which is being resized."""
    make_drawing(graph, WISH)
    widths = count(600)

    def resize() -> None:
        make_drawing(graph, replace(WISH, room=Room((float(next(widths)), 500.0), LARGEST)))

    return timed(resize)


def _network(layers: int) -> Graph:
    return Stack(inputs=2, layers=(Dense(units=4, activation="tanh"),) * layers).network.graph(16)


def _layers() -> dict[str, Measure]:
    """Return the measures of a layout of graphs that nothing is known of."""
    edges = [(edge.source, edge.consumer) for edge in _network(10).edges]

    def theirs() -> Measure:
        from_edges = import_module("fast_sugiyama").from_edges
        return timed(lambda: from_edges(edges))

    def ours() -> float:
        graph = _network(10)
        graph = replace(graph, nodes=(*graph.nodes,))  # nothing is remembered of other nodes
        return timed(lambda: make_drawing(graph, WISH))()

    return {OURS: ours, **peers(fast_sugiyama=theirs)}

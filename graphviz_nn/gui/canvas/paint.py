"""One painting for the screen and for files: what stays while stepping, the numbers on it, what is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt

from graphviz_nn.gui.canvas import card_numbers, cards, circles, edges
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.layout import Box, Layout, NeuronLayout, Point
from graphviz_nn.scene.scene import Scene


@dataclass(frozen=True)
class Motion:
    """How far what moves has come, both from 0 to 1; `pulse` is None when nothing travels."""

    pulse: float | None = None
    fade: float = 1.0


STILL = Motion()
REACH = edges.SHAPE_REACH  # the farthest that anything is drawn out of its box


@dataclass(frozen=True, eq=False)
class Bounds:
    """The boxes of a layout's cards, curves and frames as arrays, to find fast what is in view.

    What is drawn around a box counts as a part of it: the words beside an edge, the width of a pen.

    Attributes:
        cards, frames: of shape (n, 4): left, top, right and bottom of each.
        curves: the same of every curve of every route: a long route is in view only where it passes.
        owners: the route of each curve.

    """

    cards: FloatArray
    frames: FloatArray
    curves: FloatArray
    owners: NDArray[np.intp]

    def cards_in(self, view: Box) -> list[int]:
        """Return the places of the cards that touch a part of the drawing."""
        return _touching(self.cards, view)

    def frames_in(self, view: Box) -> list[int]:
        """Return the places of the frames that touch a part of the drawing."""
        return _touching(self.frames, view)

    def routes_in(self, view: Box) -> list[int]:
        """Return the places of the routes that touch a part of the drawing."""
        return sorted({int(self.owners[curve]) for curve in _touching(self.curves, view)})


def bounds_of(layout: Layout) -> Bounds:
    """Return where everything is."""
    pieces = [(place, piece) for place, route in enumerate(layout.routes) for piece in _curves(route.points)]
    return Bounds(
        _table([_sides(card.box) for card in layout.cards]),
        _table([_sides(frame.box) for frame in layout.frames]),
        _table([(min(xs), min(ys), max(xs), max(ys)) for _, (xs, ys) in pieces]),
        np.array([place for place, _ in pieces], dtype=np.intp),
    )


def paint_still(canvas: Canvas, scene: Scene, bounds: Bounds, view: Box) -> None:
    """Draw what does not depend on the position: frames, pale edges, cards with their words."""
    layout = scene.drawing
    assert isinstance(layout, Layout)
    canvas.painter.setTransform(canvas.camera.transform)
    routes = bounds.routes_in(view)
    edges.paint_frames(canvas, (layout.frames[i] for i in bounds.frames_in(view)))
    edges.paint_pale(canvas, layout, routes)
    if scene.shapes_on_arrows:
        edges.paint_shapes(canvas, scene, routes)
    cards.paint_tags(canvas, layout)
    cards.paint_cards(canvas, layout, scene.faces, bounds.cards_in(view))


def paint_state(canvas: Canvas, scene: Scene, bounds: Bounds, view: Box, motion: Motion = STILL) -> None:
    """Draw what has flowed, what is new and what is selected, over the cards and their numbers."""
    layout, current = scene.drawing, scene.current
    assert isinstance(layout, Layout)
    canvas.painter.setTransform(canvas.camera.transform)
    edges.paint_flows(canvas, scene, bounds.routes_in(view))
    if current is not None:
        cards.paint_lit(canvas, layout.cards[current], scene.faces[current], scene.phase)
        card_numbers.paint_numbers(canvas, scene, current, canvas.look.color("selected"), motion.fade)
    if scene.chosen is not None:
        cards.paint_ring(canvas, layout.cards[scene.chosen].box)
        card_numbers.paint_chosen_cell(canvas, scene)
    if motion.pulse is not None:
        edges.paint_pulse(canvas, scene, motion.pulse)
    edges.paint_pill(canvas, scene)


def paint_all(canvas: Canvas, scene: Scene, view: Box, motion: Motion = STILL) -> None:
    """Draw everything, as for a file."""
    if isinstance(scene.drawing, NeuronLayout):
        canvas.painter.setTransform(canvas.camera.transform)
        circles.paint_neurons(canvas, scene, motion.pulse)
    else:
        bounds = bounds_of(scene.drawing)
        paint_still(canvas, scene, bounds, view)
        card_numbers.paint_settled(canvas, scene, bounds.cards_in(view))
        paint_state(canvas, scene, bounds, view, motion)
    canvas.painter.resetTransform()


def paint_note(canvas: Canvas, text: str, window: QRectF) -> None:
    """Write a sentence at the foot of the window, over a ground of its own."""
    painter, look = canvas.painter, canvas.look
    painter.resetTransform()
    painter.setFont(look.theme.font("small"))
    painter.setPen(look.color("muted"))
    space = look.theme.space(3)
    foot = window.adjusted(space, 0, -space, -space)
    painter.drawText(
        foot, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, text
    )


def _sides(box: Box) -> tuple[float, ...]:
    return box.left, box.top, box.right, box.bottom


def _curves(points: Sequence[Point]) -> Iterator[tuple[Sequence[float], Sequence[float]]]:
    """Yield the x and the y of the four points of every cubic curve of a route."""
    for first in range(0, len(points) - 3, 3):
        xs, ys = zip(*points[first : first + 4], strict=True)
        yield xs, ys


def _table(rows: Sequence[Sequence[float]]) -> FloatArray:
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def _touching(boxes: FloatArray, view: Box) -> list[int]:
    (left, top, right, bottom), near = boxes.T, view.grown(REACH)
    across = (left <= near.right) & (right >= near.left)
    return [int(i) for i in np.flatnonzero(across & (top <= near.bottom) & (bottom >= near.top))]

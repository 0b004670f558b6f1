"""One painting for the screen and for files: first what stays while stepping, then what changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt

from graphviz_nn.graph.layout import Box, Layout, NeuronLayout
from graphviz_nn.gui.canvas import cards, circles, edges
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.scene import Scene
from graphviz_nn.ops import FloatArray


@dataclass(frozen=True)
class Motion:
    """How far what moves has come, both from 0 to 1; `pulse` is None when nothing travels."""

    pulse: float | None = None
    fade: float = 1.0


STILL = Motion()


@dataclass(frozen=True, eq=False)
class Bounds:
    """The boxes of a layout's cards, routes and frames as arrays, to find fast what is in view."""

    cards: FloatArray
    routes: FloatArray
    frames: FloatArray

    def seen(self, what: str, view: Box) -> list[int]:
        """Return the places of the cards, routes or frames that touch a part of the drawing."""
        sides: FloatArray = getattr(self, what)
        if not len(sides):
            return []
        left, top, right, bottom = sides.T
        inside: NDArray[np.bool_] = (left <= view.right) & (right >= view.left)
        return [int(i) for i in np.flatnonzero(inside & (top <= view.bottom) & (bottom >= view.top))]


def bounds_of(layout: Layout) -> Bounds:
    """Return where everything is."""
    routes = [
        (min(xs), min(ys), max(xs), max(ys))
        for xs, ys in (zip(*route.points, strict=True) for route in layout.routes)
    ]
    return Bounds(
        np.array([_sides(card.box) for card in layout.cards]),
        np.array(routes),
        np.array([_sides(frame.box) for frame in layout.frames]),
    )


def paint_still(canvas: Canvas, scene: Scene, bounds: Bounds, view: Box) -> None:
    """Draw what does not depend on the position: frames, pale edges, cards with their words."""
    layout = scene.drawing
    assert isinstance(layout, Layout)
    canvas.painter.setTransform(canvas.camera.transform)
    routes = bounds.seen("routes", view)
    edges.paint_frames(canvas, (layout.frames[i] for i in bounds.seen("frames", view)))
    edges.paint_pale(canvas, layout, routes)
    if scene.shapes_on_arrows:
        edges.paint_shapes(canvas, scene, routes)
    cards.paint_cards(canvas, layout, scene.faces, bounds.seen("cards", view))


def paint_state(canvas: Canvas, scene: Scene, bounds: Bounds, view: Box, motion: Motion = STILL) -> None:
    """Draw what the position and the selection say, over what stays."""
    layout, current = scene.drawing, scene.current
    assert isinstance(layout, Layout)
    canvas.painter.setTransform(canvas.camera.transform)
    edges.paint_flows(canvas, scene, bounds.seen("routes", view))
    if current is not None:
        cards.paint_lit(canvas, layout.cards[current], scene.faces[current], scene.phase)
    plain, lit = canvas.look.color("surface"), canvas.look.color("selected")
    for place in bounds.seen("cards", view):
        is_lit = place == current
        cards.paint_numbers(canvas, scene, place, lit if is_lit else plain, motion.fade if is_lit else 1.0)
    if scene.chosen is not None:
        cards.paint_ring(canvas, layout.cards[scene.chosen].box)
        cards.paint_chosen_cell(canvas, scene)
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


def _sides(box: Box) -> Sequence[float]:
    return box.left, box.top, box.right, box.bottom

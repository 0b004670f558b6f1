"""One painting for the screen and for files: what stays while stepping, the numbers on it, what is new."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt

from graphviz_nn.gui.canvas import card_numbers, cards, circles, edges
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.pill import paint_pill
from graphviz_nn.scene.layout import Box, NeuronLayout
from graphviz_nn.scene.scene import Scene


@dataclass(frozen=True)
class Motion:
    """What is under way.

    Attributes:
        pulse: how far what travels has come, from 0 to 1; None when nothing does.
        fade: how much of the newest number has appeared, from 0 to 1.
        is_zooming: whether the zoom changes from frame to frame, so that kept pixels may be shown larger or smaller.

    """

    pulse: float | None = None
    fade: float = 1.0
    is_zooming: bool = False


STILL = Motion()
REACH = edges.SHAPE_REACH  # the farthest that anything is drawn out of its box


def paint_still(canvas: Canvas, scene: Scene, view: Box) -> None:
    """Draw what does not depend on the position: frames, pale edges, cards with their words."""
    layout, bounds, near = scene.layout, scene.board.bounds, view.grown(REACH)
    canvas.painter.setTransform(canvas.camera.transform)
    edges.paint_frames(canvas, (layout.frames[i] for i in bounds.frames.touching(near)))
    edges.paint_pale(canvas, bounds, bounds.curves.touching(near))
    if scene.board.shapes_on_arrows and not scene.covers_shapes:
        edges.paint_shapes(canvas, scene, bounds.routes_in(near))
    cards.paint_tags(canvas, layout)
    cards.paint_cards(
        canvas, layout, scene.faces, cards_near(scene, view), has_shapes=not scene.covers_shapes
    )


def cards_near(scene: Scene, view: Box) -> list[int]:
    """Return the cards of which something may be drawn in a part of the drawing."""
    return scene.board.bounds.cards.touching(view.grown(REACH))


def paint_state(canvas: Canvas, scene: Scene, view: Box, motion: Motion = STILL) -> None:
    """Draw what has flowed, what is new and what is selected, over the cards and their numbers."""
    layout, current = scene.layout, scene.current
    canvas.painter.setTransform(canvas.camera.transform)
    edges.paint_flows(canvas, scene, scene.board.bounds.curves.touching(view.grown(REACH)))
    if scene.covers_shapes:
        cards.paint_shapes(canvas, scene, cards_near(scene, view))
        if scene.board.shapes_on_arrows:
            edges.paint_shapes(canvas, scene, scene.board.bounds.routes_in(view.grown(REACH)))
    if current is not None:
        cards.paint_lit(canvas, layout.cards[current], scene.faces[current], scene.phase)
        card_numbers.paint_numbers(canvas, scene, current, canvas.look.color("selected"), motion.fade)
    cards.paint_rings(canvas, scene)
    if scene.chosen is not None:
        card_numbers.paint_chosen_cell(canvas, scene)
    if motion.pulse is not None:
        edges.paint_pulse(canvas, scene, motion.pulse)
    paint_pill(canvas, scene, view)


def paint_all(canvas: Canvas, scene: Scene, view: Box, motion: Motion = STILL) -> None:
    """Draw everything, as for a file."""
    if isinstance(scene.drawing, NeuronLayout):
        canvas.painter.setTransform(canvas.camera.transform)
        circles.paint_neurons(canvas, scene, motion.pulse)
    else:
        paint_still(canvas, scene, view)
        card_numbers.paint_settled(canvas, scene, cards_near(scene, view))
        paint_state(canvas, scene, view, motion)
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

"""What lies under a point of the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Literal, TypeAlias

from graphviz_nn.analysis.explain import Cell
from graphviz_nn.graph.layout import Box, Card, Link, NeuronLayout
from graphviz_nn.graph.layout.neurons import RADIUS
from graphviz_nn.gui.canvas import circles, heat, words
from graphviz_nn.gui.canvas.cards import change_area, gradient_area, value_area
from graphviz_nn.gui.canvas.edges import caption_of
from graphviz_nn.gui.canvas.scene import Face, Scene
from graphviz_nn.gui.numbers import full
from graphviz_nn.ops import FloatArray, shape_text

Area: TypeAlias = Literal["value", "gradient", "change"]
NEAR = 5.0  # how far from a link still counts as on it


@dataclass(frozen=True)
class Hit:
    """What is under a point.

    Attributes:
        node: the name of the node to select, or "".
        cell: the number to select, or None.
        layer: the layer to fold or open on a double click, or "".
        tip: what a tool tip says.

    """

    node: str = ""
    cell: Cell | None = None
    layer: str = ""
    tip: str = ""


NOTHING = Hit()


def hit(scene: Scene, x: float, y: float) -> Hit:
    """Return what is under a point of the drawing."""
    if isinstance(scene.drawing, NeuronLayout):
        return _hit_neurons(scene, scene.drawing, x, y)
    for place, card in enumerate(scene.drawing.cards):
        if card.box.holds(x, y):
            return _hit_card(scene, card, scene.faces[place], x, y)
    for frame in scene.drawing.frames:
        if caption_of(frame).holds(x, y):
            return Hit(layer=frame.layer, tip=f"{frame.caption}\ndouble click folds it")
    return NOTHING


def _hit_card(scene: Scene, card: Card, face: Face, x: float, y: float) -> Hit:
    node = scene.graph.nodes[face.node]
    layer = card.name if card.folded else ""
    for area, box, array in _areas(scene, card, face):
        table = None if array is None else heat.cells(array)
        if array is None or table is None or not box.holds(x, y):
            continue
        index = table.index_at((x - box.left) / box.width, (y - box.top) / box.height)
        cell = Cell(node.name, "value" if area == "value" else "gradient", index)
        tip = words.cell_tip(node, area, array, index, table.shares)
        return Hit(node.name, cell, layer, f"{tip}\n{words.array_tip(area, array)}")
    return Hit(node.name, None, layer, _card_tip(scene, face, layer))


def _areas(scene: Scene, card: Card, face: Face) -> list[tuple[Area, Box, FloatArray | None]]:
    moments, at = scene.moments, scene.position
    change = moments.change(face.node, at)
    value: tuple[Area, Box, FloatArray | None] = "value", value_area(card.box), moments.value(face.node, at)
    if change is not None:
        return [value, ("change", change_area(card.box), change)]
    return [value, ("gradient", gradient_area(card.box), moments.gradient(face.node, at))]


def _card_tip(scene: Scene, face: Face, layer: str) -> str:
    node, moments, at = scene.graph.nodes[face.node], scene.moments, scene.position
    caption = scene.graph.captions.get(layer, layer)
    head = f"{caption} · shows {node.name}" if layer else f"{node.name} · {shape_text(node.shape)}"
    formula = "" if node.is_leaf else f"\n{scene.graph.formula(node)}"
    lines = [head + formula]
    value, gradient = moments.value(face.node, at), moments.gradient(face.node, at)
    if value is not None:
        lines.append(words.array_tip("value", value))
    if gradient is not None:
        lines.append(words.array_tip("gradient", gradient))
    return "\n".join([*lines, "double click opens it"] if layer else lines)


def _hit_neurons(scene: Scene, drawing: NeuronLayout, x: float, y: float) -> Hit:
    for circle in drawing.circles:
        if hypot(x - circle.centre[0], y - circle.centre[1]) <= RADIUS:
            return _hit_circle(scene, drawing, drawing.circles.index(circle))
    near = [
        (d, link)
        for link in drawing.links
        if (d := _distance(drawing, link, x, y)) <= NEAR and link.node >= 0
    ]
    return _hit_link(scene, min(near, key=lambda found: found[0])[1]) if near else NOTHING


def _hit_circle(scene: Scene, drawing: NeuronLayout, place: int) -> Hit:
    circle = drawing.circles[place]
    node = scene.graph.nodes[circle.node]
    if circle.kind == "bias":
        return Hit(node.name, tip=f"the constant 1, which {node.name} weighs")
    lines = [circle.label or f"{node.name}, unit {circle.unit + 1}"]
    value, gradient = circles.unit_value(scene, circle), circles.unit_gradient(scene, circle)
    if value is not None:
        lines.append(
            f"value {full(value)}" + ("" if circle.kind == "loss" else ", the mean over the mini-batch")
        )
    if gradient is not None:
        lines.append(
            f"gradient {full(gradient)}" + ("" if circle.kind == "loss" else ", the sum over the mini-batch")
        )
    return Hit(node.name, tip="\n".join(lines))


def _hit_link(scene: Scene, link: Link) -> Hit:
    node = scene.graph.nodes[link.node]
    place = ", ".join(map(str, link.cell))
    lines = [f"{node.name}[{place}] = {full(circles.weight(scene, link))}"]
    gradient = scene.moments.gradient(link.node, scene.position)
    if gradient is not None:
        lines.append(f"gradient {full(float(gradient[link.cell]))}")
    return Hit(node.name, Cell(node.name, "value", link.cell), tip="\n".join(lines))


def _distance(drawing: NeuronLayout, link: Link, x: float, y: float) -> float:
    """Return how far a point is from the straight line of a link."""
    (ax, ay), (bx, by) = drawing.circles[link.source].centre, drawing.circles[link.target].centre
    dx, dy = bx - ax, by - ay
    share = min(max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0), 1.0)
    return hypot(x - ax - share * dx, y - ay - share * dy)

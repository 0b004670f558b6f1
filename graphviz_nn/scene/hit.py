"""What lies under a point of the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Literal, TypeAlias

from graphviz_nn.debug.explain import Cell
from graphviz_nn.ops import FloatArray, shape_text
from graphviz_nn.scene import neuron, weights, words
from graphviz_nn.scene.areas import caption_of, change_area, shape_of, sign_of
from graphviz_nn.scene.faces import Face
from graphviz_nn.scene.layout import Box, Card, Circle, Frame, Link, NeuronLayout
from graphviz_nn.scene.scene import Scene
from graphviz_nn.scene.table import table_of
from graphviz_nn.text import short

Area: TypeAlias = Literal["value", "gradient", "change"]
HOVERED = 7  # digits of a number under the mouse; what is copied, and the tables' tips, have all of them
NEAR = 8.0  # how far from a link still counts as on it


@dataclass(frozen=True)
class Hit:
    """What is under a point.

    Attributes:
        node: the name of the node to select, or "".
        cell: the number to select, or None.
        layer: the layer to fold or open on a double click, or "".
        is_sign: whether a single click is enough for that: it is the sign that says whether the layer is open.
        is_cover: whether it covers something, which a click uncovers.
        tip: what a tool tip says.

    """

    node: str = ""
    cell: Cell | None = None
    layer: str = ""
    is_sign: bool = False
    is_cover: bool = False
    tip: str = ""

    @property
    def pointed(self) -> Cell | None:
        """What the mouse is over there: the number, else the node, with an index of ()."""
        return self.cell or (Cell(self.node, "value", ()) if self.node else None)


NOTHING = Hit()


def hit(scene: Scene, x: float, y: float) -> Hit:
    """Return what is under a point of the drawing."""
    if isinstance(scene.drawing, NeuronLayout):
        return _hit_neurons(scene, scene.drawing, x, y)
    layout, bounds = scene.layout, scene.board.bounds
    for place in bounds.cards.at(x, y):
        return _hit_card(scene, layout.cards[place], scene.faces[place], x, y)
    for tag in layout.tags:
        if tag.box.holds(x, y):
            return Hit(scene.graph.nodes[scene.faces[tag.card].node].name, tip=tag.name)
    for place in reversed(bounds.frames.at(x, y)):  # the innermost first
        frame = layout.frames[place]
        if caption_of(frame).holds(x, y):
            return _hit_caption(frame, sign_of(frame).holds(x, y))
    return NOTHING


def _hit_caption(frame: Frame, is_sign: bool) -> Hit:
    how = "click: fold it into one card" if is_sign else "double click: fold it into one card"
    return Hit(layer=frame.layer, is_sign=is_sign, tip=f"{frame.caption}\n{how}")


def _hit_card(scene: Scene, card: Card, face: Face, x: float, y: float) -> Hit:
    node = scene.graph.nodes[face.node]
    layer = card.name if face.can_open else ""
    if layer and sign_of(card).holds(x, y):
        return Hit(layer=layer, is_sign=True, tip=f"{face.symbol}\nclick: open it")
    if scene.is_covered(face.node) and shape_of(card).holds(x, y):
        return Hit(node.name, is_cover=True, tip=f"{face.symbol}\nclick: show the shapes")
    for area, box, array in _areas(scene, card, face):
        table = None if array is None else table_of(array, is_kernel=scene.is_kernel(face.node))
        if array is None or table is None or not box.holds(x, y):
            continue
        index = table.index_at((x - box.left) / box.width, (y - box.top) / box.height)
        # A change is a part of why the new number is what it is.
        cell = Cell(node.name, "gradient" if area == "gradient" else "value", index)
        tip = words.cell_tip(node, area, array, index, table.shares)
        left_out = (
            [f"{words.counted(table.left_out, 'picture')} more than can be drawn"] if table.left_out else []
        )
        lines = [tip, words.array_tip(area, array), *left_out, *_colour_tip(scene, face, area)]
        return Hit(node.name, cell, layer, tip="\n".join(lines))
    return Hit(node.name, None, layer, tip=_card_tip(scene, card, face))


def _colour_tip(scene: Scene, face: Face, area: Area) -> list[str]:
    """Return what the strongest colour of a gradient means."""
    if area != "gradient":
        return []
    held = "the largest in any gradient" if scene.one_scale else "the largest number that it has held so far"
    return [f"strongest colour: ±{short(scene.gradient_limit(face.node))}, {held}"]


def _areas(scene: Scene, card: Card, face: Face) -> list[tuple[Area, Box, FloatArray | None]]:
    tape, at = scene.tape, scene.position
    change = tape.change(face.node, at)
    value: tuple[Area, Box, FloatArray | None] = "value", card.value, tape.value(face.node, at)
    if change is not None:
        return [value, ("change", change_area(card), change)]
    return [value, ("gradient", card.gradient, tape.gradient(face.node, at))]


def _card_tip(scene: Scene, card: Card, face: Face) -> str:
    node, tape, at = scene.graph.nodes[face.node], scene.tape, scene.position
    count = words.parameter_count(scene.graph, card.nodes)
    held = words.counted(count, "parameter")
    head = (
        f"{face.symbol} · {held} · shows {node.name}"
        if face.layer
        else node.name
        if scene.is_covered(face.node)
        else f"{node.name} · {shape_text(node.shape)}"
    )
    formula = "" if node.is_leaf else f"\n{scene.graph.formula(node)}"
    lines = [head + formula]
    value, gradient = tape.value(face.node, at), tape.gradient(face.node, at)
    if value is not None:
        lines.append(words.array_tip("value", value))
    if gradient is not None:
        lines.append(words.array_tip("gradient", gradient))
    return "\n".join([*lines, "double click, or a click on ›: open it"] if face.can_open else lines)


def _hit_neurons(scene: Scene, drawing: NeuronLayout, x: float, y: float) -> Hit:
    for circle in drawing.circles:
        if neuron.holds(scene, circle, x, y):
            return _hit_circle(scene, circle)
    near = [
        (d, link)
        for link in drawing.links
        if (d := _distance(drawing, link, x, y)) <= NEAR and link.node >= 0
    ]
    return _hit_link(scene, drawing, min(near, key=lambda found: found[0])[1]) if near else NOTHING


def _hit_circle(scene: Scene, circle: Circle) -> Hit:
    node = scene.graph.nodes[circle.node]
    if circle.kind == "bias":
        return Hit(node.name, tip=f"the constant 1, which {node.name} weighs")
    if circle.kind == "target":
        index = neuron.index(scene, circle)
        tip = "the target of this point, which the prediction is held against"
        return Hit(node.name, Cell(node.name, "value", index), tip=tip)
    shown = scene.graph.nodes[neuron.stage(scene, circle)]
    index = neuron.index(scene, circle)
    lines = [circle.label, *_stage_tips(scene, circle)]
    if circle.kind == "loss":
        lines[0] = (
            f"loss of all {words.counted(words.batch_size(scene.tape.record), 'point')} of the mini-batch"
        )
    lines += _map_tip(scene, circle)
    return Hit(shown.name, Cell(shown.name, "value", index), tip="\n".join(line for line in lines if line))


def _map_tip(scene: Scene, circle: Circle) -> list[str]:
    """Return what the picture in a circle is."""
    name, maps = neuron.map_of(scene, circle), scene.maps
    if not name or maps is None:
        return []
    rest = f", the other {words.counted(maps.at_mean, 'feature')} at the mean" if maps.at_mean else ""
    plane = "the first two features" if len(set(maps.features)) > 1 else "the feature"
    return [f"the map: {name} over {plane}{rest}; strongest colour ±{short(maps.limits[name])}"]


def _stage_tips(scene: Scene, circle: Circle) -> list[str]:
    """Return what each node that a neuron's number passes through holds, as far as it is there."""
    lines, index = [], neuron.index(scene, circle)
    place = f"[{', '.join(map(str, index))}]" if index else ""
    for node in circle.stages:
        value, gradient = (
            scene.tape.value(node, scene.position),
            scene.tape.gradient(node, scene.position),
        )
        held = "not yet" if value is None else short(float(value[index]), HOVERED)
        arrived = "" if gradient is None else f", gradient {short(float(gradient[index]), HOVERED)}"
        lines.append(f"{scene.graph.nodes[node].name}{place} = {held}{arrived}")
    return lines


def _hit_link(scene: Scene, drawing: NeuronLayout, link: Link) -> Hit:
    node = scene.graph.nodes[link.node]
    place = ", ".join(map(str, link.cell))
    lines = [f"{node.name}[{place}] = {short(weights.weight(scene, link), HOVERED)}"]
    gradient = scene.tape.gradient(link.node, scene.position)
    if gradient is not None:
        lines.append(f"gradient {short(float(gradient[link.cell]), HOVERED)}, the sum over the mini-batch")
        lines.append(words.wish(float(gradient[link.cell])))
    flow = weights.flows(scene, drawing).get(link)
    if flow is not None:
        lines.append(f"{flow.words} {short(flow.size, HOVERED)}")
    return Hit(node.name, Cell(node.name, "value", link.cell), tip="\n".join(lines))


def _distance(drawing: NeuronLayout, link: Link, x: float, y: float) -> float:
    """Return how far a point is from the straight line of a link."""
    (ax, ay), (bx, by) = drawing.circles[link.source].centre, drawing.circles[link.target].centre
    dx, dy = bx - ax, by - ay
    share = min(max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0), 1.0)
    return hypot(x - ax - share * dx, y - ay - share * dy)


def box_of(scene: Scene, name: str) -> Box | None:
    """Return where the card or the first circle of a node is; None for a name that nothing has."""
    node = scene.graph.index.get(name)
    if node is None:
        return None
    if isinstance(scene.drawing, NeuronLayout):
        return next((neuron.box_of(c) for c in scene.drawing.circles if c.node == node), None)
    return scene.layout.cards[scene.card_of[node]].box


def fold_around(scene: Scene) -> str:
    """Return the folded scope that stands for the selected node, or the innermost open one around it; "" for none."""
    card = scene.chosen
    if card is None:
        return ""
    if scene.faces[card].can_open:
        return scene.layout.cards[card].name
    around = scene.board.bounds.frames.at(*scene.layout.cards[card].box.centre)
    return scene.layout.frames[around[-1]].layer if around else ""

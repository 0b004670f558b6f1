"""Trying out another number: which ones can be changed by hand, and by how much a hand changes them."""

from __future__ import annotations

from typing import TypeGuard

from graphviz_nn.debug.explain import Cell
from graphviz_nn.graph import Role
from graphviz_nn.scene.layout import NeuronLayout
from graphviz_nn.scene.scene import Scene
from graphviz_nn.text import short

OF_A_PIXEL = 0.01  # of the number's own size, or of 1 if it is smaller
STEP = 0.1  # of a key
PLACES = 3  # decimals of a number that was changed by hand


def can_be_tried(cell: Cell | None, scene: Scene) -> TypeGuard[Cell]:
    """Whether a number of the neurons is a weight, or an input of an example, that is as it was before the update."""
    if cell is None or cell.of != "value" or not isinstance(scene.drawing, NeuronLayout):
        return False
    node = scene.graph.index.get(cell.node)
    if node is None or scene.tape.is_updated(node, scene.position):
        return False
    inputs = (circle.stages[0] for circle in scene.drawing.circles if circle.kind == "input")
    return scene.graph.nodes[node].role is Role.PARAMETER or node in inputs


def number(scene: Scene, cell: Cell) -> float:
    """Return a number as it is before the update."""
    return float(scene.tape.record.values[scene.graph.index[cell.node]][cell.index])


def pulled(number: float, pixels: float) -> float:
    """Return what a number becomes when it is pulled up by so many pixels."""
    return round(number + OF_A_PIXEL * max(abs(number), 1.0) * pixels, PLACES)


def stepped(number: float, steps: int) -> float:
    """Return what a number becomes by so many presses of a key."""
    return round(number + STEP * steps, PLACES)


def sentence(scene: Scene) -> str:
    """Return what is tried out, and how to leave it; "" for nothing."""
    tried = list(scene.what_if.items())
    if not tried:
        return ""
    cell, number = tried[-1]
    more = f", and {len(tried) - 1} more" if len(tried) > 1 else ""
    return f"What if {cell} = {short(number)}{more}? · Escape: back to the run"

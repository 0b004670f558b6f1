"""Where the arrow keys lead from a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt

from graphviz_nn.debug.explain import Cell
from graphviz_nn.gui.canvas import circles
from graphviz_nn.scene.layout import Circle, Layout, NeuronLayout
from graphviz_nn.scene.scene import Scene


def neighbour(scene: Scene, key: int) -> str:
    """Return the node that an arrow key leads to from the selected or the current one; "" where none lies."""
    assert isinstance(scene.drawing, Layout)
    start = scene.chosen if scene.chosen is not None else scene.current
    if start is None:
        return _name(scene, 0)
    if scene.chosen is None:
        return _name(scene, start)
    place = _STEPS[key](scene.drawing, start)
    return "" if place is None else _name(scene, place)


def _name(scene: Scene, card: int) -> str:
    return scene.graph.nodes[scene.faces[card].node].name


def _source(layout: Layout, card: int) -> int | None:
    """Return the card at the other end of the straightest edge that arrives."""
    return _straightest(layout, card, [r.source for r in layout.routes if r.target == card])


def _target(layout: Layout, card: int) -> int | None:
    return _straightest(layout, card, [r.target for r in layout.routes if r.source == card])


def _straightest(layout: Layout, card: int, others: list[int]) -> int | None:
    y = layout.cards[card].box.centre[1]
    return min(others, key=lambda i: abs(layout.cards[i].box.centre[1] - y), default=None)


def _above(layout: Layout, card: int) -> int | None:
    return _vertical(layout, card, -1)


def _below(layout: Layout, card: int) -> int | None:
    return _vertical(layout, card, 1)


def _vertical(layout: Layout, card: int, way: int) -> int | None:
    """Return the nearest card above or below; one that stands aside counts as twice as far."""
    x, y = layout.cards[card].box.centre
    distances = {}
    for place, other in enumerate(layout.cards):
        across, down = abs(other.box.centre[0] - x), (other.box.centre[1] - y) * way
        if down > 1 and across < 2 * layout.cards[card].box.width:
            distances[place] = down + 2 * across
    return min(distances, key=distances.__getitem__, default=None)


_STEPS: Mapping[int, Callable[[Layout, int], int | None]] = MappingProxyType(
    {Qt.Key.Key_Left: _source, Qt.Key.Key_Right: _target, Qt.Key.Key_Up: _above, Qt.Key.Key_Down: _below}
)
ARROWS = frozenset(_STEPS)


def neuron_beside(scene: Scene, drawing: NeuronLayout, key: int) -> Cell | None:
    """Return the number of the neuron that an arrow key leads to from the selected one; None where none lies."""
    there = [circle for circle in drawing.circles if circle.kind != "bias"]
    start = next((circle for circle in there if circles.is_chosen(scene, circle)), None)
    if start is None:
        return _number(scene, there[0])
    (x, y), (across, down) = start.centre, _WAYS[key]
    ahead = [
        circle
        for circle in there
        if (circle.centre[0] - x) * across + (circle.centre[1] - y) * down > 1
        and (across or circle.centre[0] == x)
    ]
    # To the side, the next column comes before the straightest way.
    nearest = min(ahead, key=lambda c: (abs(c.centre[0] - x), abs(c.centre[1] - y)), default=None)
    return None if nearest is None else _number(scene, nearest)


def _number(scene: Scene, circle: Circle) -> Cell:
    return Cell(scene.graph.nodes[circles.stage(scene, circle)].name, "value", circles.index(scene, circle))


_WAYS: Mapping[int, tuple[int, int]] = MappingProxyType(
    {
        Qt.Key.Key_Left: (-1, 0),
        Qt.Key.Key_Right: (1, 0),
        Qt.Key.Key_Up: (0, -1),
        Qt.Key.Key_Down: (0, 1),
    }
)

"""Where the arrow keys lead from a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt

from graphviz_nn.graph.layout import Layout, NeuronLayout
from graphviz_nn.gui.canvas.scene import Scene


def neighbour(scene: Scene, key: int) -> str:
    """Return the node that an arrow key leads to from the selected or the current one; "" where none lies."""
    if isinstance(scene.drawing, NeuronLayout):
        return _beside(scene, scene.drawing, key)
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


def _beside(scene: Scene, drawing: NeuronLayout, key: int) -> str:
    """Return the node of the column to the left or to the right."""
    columns = list(dict.fromkeys(c.node for c in drawing.circles if c.kind != "bias"))
    names = [scene.graph.nodes[node].name for node in columns]
    if scene.selected not in names:
        return names[0]
    step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
    place = names.index(scene.selected) + step
    return names[place] if 0 <= place < len(names) else ""

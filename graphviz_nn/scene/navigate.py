"""Where one comes to from a card or a neuron, going left, right, up or down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np

from graphviz_nn.debug.explain import Cell
from graphviz_nn.scene import neuron
from graphviz_nn.scene.layout import Circle, NeuronLayout
from graphviz_nn.scene.scene import Scene

Way: TypeAlias = Literal["left", "right", "up", "down"]
STEPS: Mapping[Way, tuple[int, int]] = MappingProxyType(
    {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
)


def neighbour(scene: Scene, way: Way) -> str:
    """Return the node that lies on a way from the selected or the current one; "" where none lies."""
    start = scene.chosen if scene.chosen is not None else scene.current
    if start is None or scene.chosen is None:
        return _name(scene, start or 0)
    place = _beside(scene, start, way) if STEPS[way][0] else _vertical(scene, start, STEPS[way][1])
    return "" if place is None else _name(scene, place)


def _name(scene: Scene, card: int) -> str:
    return scene.graph.nodes[scene.faces[card].node].name


def _beside(scene: Scene, card: int, way: Way) -> int | None:
    """Return the card at the other end of the straightest edge that arrives, or leaves to the right."""
    routes, cards = scene.layout.routes, scene.layout.cards
    others = [r.source for r in routes if r.target == card]
    if way == "right":
        others = [r.target for r in routes if r.source == card]
    y = cards[card].box.centre[1]
    return min(others, key=lambda i: abs(cards[i].box.centre[1] - y), default=None)


def _vertical(scene: Scene, card: int, way: int) -> int | None:
    """Return the nearest card above or below; one that stands aside counts as twice as far."""
    sides, box = scene.board.bounds.cards.sides, scene.layout.cards[card].box
    across = np.abs((sides[:, 0] + sides[:, 2]) / 2 - box.centre[0])
    down = ((sides[:, 1] + sides[:, 3]) / 2 - box.centre[1]) * way
    distance = np.where((down > 1) & (across < 2 * box.width), down + 2 * across, np.inf)
    nearest = int(np.argmin(distance))
    return nearest if np.isfinite(distance[nearest]) else None


def neuron_beside(scene: Scene, drawing: NeuronLayout, way: Way) -> Cell:
    """Return the number of the neuron on a way from the selected one, or that one where none lies."""
    there = [circle for circle in drawing.circles if circle.kind != "bias"]
    start = next((circle for circle in there if neuron.shows(scene, circle, scene.cell)), None)
    if start is None:
        return _number(scene, there[0])
    x, y = start.centre
    # To the side, the next column comes before the straightest way.
    ahead = _ahead(there, start, *STEPS[way])
    nearest = min(ahead, key=lambda c: (abs(c.centre[0] - x), abs(c.centre[1] - y)), default=start)
    return _number(scene, nearest)


def _ahead(circles: list[Circle], start: Circle, across: int, down: int) -> Iterator[Circle]:
    """Yield the circles that lie on a way from one; above and below, only those of its column."""
    for circle in circles:
        dx, dy = (there - here for there, here in zip(circle.centre, start.centre, strict=True))
        if dx * across + dy * down > 1 and (across or not dx):
            yield circle


def _number(scene: Scene, circle: Circle) -> Cell:
    name = scene.graph.nodes[neuron.stage(scene, circle)].name
    return Cell(name, "value", neuron.index(scene, circle))

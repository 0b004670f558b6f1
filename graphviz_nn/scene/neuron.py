"""What a circle of the neurons shows of the example that is looked at."""

from __future__ import annotations

from math import hypot

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Phase
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.layout import Box, Circle, NeuronLayout
from graphviz_nn.scene.scene import Scene

RING = 4.5  # the width of the ring of a gradient
HALO = 6.0  # and of what shines around that


def stage(scene: Scene, circle: Circle) -> int:
    """Return the node whose number a circle shows: of those that it passes through, the last that has one."""
    there = [node for node in circle.stages if scene.tape.value(node, scene.position) is not None]
    return there[-1] if there else circle.node


def index(scene: Scene, circle: Circle) -> tuple[int, ...]:
    """Return which number of its node a circle shows."""
    return (scene.example, circle.unit) if len(scene.graph.nodes[circle.node].shape) > 1 else ()


def outputs(drawing: NeuronLayout) -> list[Circle]:
    """Return the circles of what the network predicts."""
    units = [circle for circle in drawing.circles if circle.kind == "unit"]
    return [circle for circle in units if circle.node == units[-1].node]


def map_of(scene: Scene, circle: Circle) -> str:
    """Return the name of the node whose map a circle shows: the last of its stages that has one; "" for none."""
    maps = scene.maps
    if maps is None or circle.kind not in ("input", "unit"):
        return ""
    names = [scene.graph.nodes[node].name for node in reversed(circle.stages)]
    return next((name for name in names if circle.unit < len(maps.values.get(name, ()))), "")


def holds(scene: Scene, circle: Circle, x: float, y: float) -> bool:
    """Whether a point lies on a circle, which is square where it shows a map."""
    dx, dy = abs(x - circle.centre[0]), abs(y - circle.centre[1])
    return (max(dx, dy) if map_of(scene, circle) else hypot(dx, dy)) <= circle.radius


def example_row(scene: Scene, drawing: NeuronLayout) -> FloatArray | None:
    """Return the numbers of the example that is shown, as the data hold them; None without any."""
    inputs = next((circle.stages for circle in drawing.circles if circle.kind == "input"), ())
    value = scene.tape.value(inputs[0], scene.position) if inputs else None
    return None if value is None else value[scene.example]


def unit_value(scene: Scene, circle: Circle) -> float | None:
    """Return the number of the example that is shown; None before forward came by. A bias's circle is 1."""
    if circle.kind == "bias":
        return 1.0
    value = scene.tape.value(stage(scene, circle), scene.position)
    return None if value is None else float(value[index(scene, circle)])


def unit_gradient(scene: Scene, circle: Circle) -> float | None:
    """Return the example's part of the gradient of the circle's output; None before backward came by."""
    is_given = circle.kind in ("bias", "target")
    gradient = None if is_given else scene.tape.gradient(circle.node, scene.position)
    return None if gradient is None else float(gradient[index(scene, circle)])


def is_active(scene: Scene, circle: Circle) -> bool:
    """Whether what has just happened wrote a circle's number or its gradient."""
    event = scene.event
    return event is not None and event.phase is not Phase.UPDATE and event.node in circle.stages


def shows(scene: Scene, circle: Circle, cell: Cell | None) -> bool:
    """Whether a circle shows a number, or one of its whole node where the index is ()."""
    if cell is None or circle.kind == "bias" or cell.node not in scene.graph.index:
        return False
    return scene.graph.index[cell.node] in circle.stages and cell.index in ((), index(scene, circle))


def box_of(circle: Circle) -> Box:
    """Return the box of a circle with its ring."""
    reach, (x, y) = circle.radius + RING + HALO, circle.centre
    return Box(x - reach, y - reach, 2 * reach, 2 * reach)

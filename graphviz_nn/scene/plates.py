"""What is written at the circles and the links of the neurons: numbers, in one form within a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graphviz_nn.ops import Add, MatMul
from graphviz_nn.scene import neuron, words
from graphviz_nn.scene.layout import Circle, Link, NeuronLayout
from graphviz_nn.scene.scene import Scene
from graphviz_nn.scene.weights import weight
from graphviz_nn.text import MINUS, alike

DIGITS = 3  # of a number that stands beside others
ALONE = 4  # of one that stands alone
LONGEST = 6  # characters of a weight: so much room is kept on each link for it, and two more for its arrow
UP, DOWN = "↑", "↓"


def wish(gradient: float) -> str:
    """Return which way a number has to go for a smaller loss: against its gradient; "" where that is 0 or none."""
    return "" if not abs(gradient) > 0 else UP if gradient < 0 else DOWN


def plates(scene: Scene, drawing: NeuronLayout) -> Mapping[Circle, str]:
    """Return what is written under each circle that has a number: `0.315 → 0.305`, the sum and what became of it.

    Where columns are narrow it is one number, and a target is called so.
    """
    written: dict[Circle, str] = {}
    for circles in _columns(drawing):
        values = [neuron.unit_value(scene, circle) for circle in circles]
        if values[0] is None or circles[0].kind == "bias":
            continue
        numbers = [value for value in values if value is not None]
        match circles[0].kind:
            case "target" if drawing.spacing.is_narrow:
                texts: Sequence[str] = [f"target {text}" for text in alike(numbers, DIGITS)]
            case "target":
                texts = _differences(scene, drawing, circles, numbers)
            case "unit" if drawing.spacing.is_narrow:
                texts = alike(numbers, DIGITS)
            case "unit":
                texts = _results(scene, circles, numbers)
            case _:
                texts = alike(numbers, ALONE)
        written |= dict(zip(circles, texts, strict=True))
    return written


def gradients(scene: Scene, drawing: NeuronLayout) -> Mapping[Circle, str]:
    """Return what is written over each circle that has a gradient: that, signed, and which way it wants to go."""
    written: dict[Circle, str] = {}
    for circles in _columns(drawing):
        found = [neuron.unit_gradient(scene, circle) for circle in circles]
        numbers = [gradient for gradient in found if gradient is not None]
        if len(numbers) == len(circles):
            texts = zip(circles, alike(numbers, DIGITS), numbers, strict=True)
            written |= {circle: f"{_signed(text)} {wish(g)}".strip() for circle, text, g in texts}
    return written


def weight_texts(scene: Scene, drawing: NeuronLayout) -> Mapping[Link, str]:
    """Return the weight of each link, those of a parameter in one form; and which way its gradient wants it to go."""
    links: dict[int, list[Link]] = defaultdict(list)
    for link in drawing.links:
        if link.node >= 0:
            links[link.node].append(link)
    written: dict[Link, str] = {}
    for node, those in links.items():
        texts = _no_longer([weight(scene, link) for link in those])
        gradient = scene.tape.gradient(node, scene.position)
        if gradient is None or scene.tape.is_updated(node, scene.position):
            written |= dict(zip(those, texts, strict=True))
        else:
            pairs = zip(those, texts, strict=True)
            written |= {link: f"{text} {wish(float(gradient[link.cell]))}".strip() for link, text in pairs}
    return written


def _no_longer(numbers: Sequence[float]) -> Sequence[str]:
    """Return numbers in one form, with fewer digits where there is no room for as many: small ones begin with zeros."""
    tried = [alike(numbers, digits) for digits in range(DIGITS, 0, -1)]
    return next((texts for texts in tried if max(map(len, texts)) <= LONGEST), tried[-1])


def _columns(drawing: NeuronLayout) -> list[list[Circle]]:
    """Return the circles that hold the numbers of one node together."""
    columns: dict[tuple[str, int], list[Circle]] = defaultdict(list)
    for circle in drawing.circles:
        columns[circle.kind, circle.node].append(circle)
    return list(columns.values())


def _results(scene: Scene, circles: Sequence[Circle], numbers: Sequence[float]) -> Sequence[str]:
    """Return what neurons hold: behind a sum its function's value, or what the number is as far as it has come."""
    stages, shown = circles[0].stages, neuron.stage(scene, circles[0])
    before = stages[: stages.index(shown)]
    if not isinstance(scene.graph.nodes[shown].op, (MatMul, Add)) and before:
        sums = scene.tape.value(before[-1], scene.position)
        assert sums is not None
        inner = alike([float(sums[neuron.index(scene, circle)]) for circle in circles], DIGITS)
        return [f"{z} → {a}" for z, a in zip(inner, alike(numbers, DIGITS), strict=True)]
    texts = alike(numbers, ALONE)
    if shown == stages[-1]:
        return texts
    symbol = words.symbol(scene.graph, scene.graph.nodes[shown]).replace(" ", "")
    return [f"{'Σ' if symbol == '+' else symbol} {text}" for text in texts]


def _differences(
    scene: Scene, drawing: NeuronLayout, circles: Sequence[Circle], targets: Sequence[float]
) -> Sequence[str]:
    """Return the targets, and once there is a prediction what that is off by: `0.568 − 1 = −0.432`."""
    known, outputs = alike(targets, DIGITS), neuron.outputs(drawing)
    said = [neuron.unit_value(scene, circle) for circle in outputs]
    numbers = [value for value in said if value is not None]
    done = outputs and neuron.stage(scene, outputs[0]) == outputs[0].node
    if not done or len(numbers) < len(targets):
        return known
    off = [p - t for p, t in zip(numbers, targets, strict=False)]
    both = alike([*numbers, *off], DIGITS)  # a difference has the decimals of what it is one of
    rows = zip(both[: len(known)], known, both[len(numbers) :], strict=False)
    return [f"{p} {MINUS} {f'({t})' if t.startswith(MINUS) else t} = {d}" for p, t, d in rows]


def _signed(text: str) -> str:
    return text if text.startswith(MINUS) or text in ("0", "NaN") else f"+{text}"

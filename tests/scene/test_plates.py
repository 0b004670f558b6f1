"""The numbers at circles and links: those of the record, of the example that is shown, in one form within a column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.debug.record import Phase
from graphviz_nn.scene import neuron
from graphviz_nn.scene.layout import NeuronLayout
from graphviz_nn.scene.link_labels import link_labels
from graphviz_nn.scene.plates import LONGEST, _no_longer, gradients, plates, weight_texts, wish
from graphviz_nn.scene.scene import Scene
from graphviz_nn.text import number_in
from tests.scene.examples import network


def neurons(phase: Phase | None = None, example: int = 0) -> tuple[Scene, NeuronLayout]:
    scene = replace(network(phase, depth="neurons"), example=example)
    assert isinstance(scene.drawing, NeuronLayout)
    return scene, scene.drawing


def written(scene: Scene, drawing: NeuronLayout, kind: str) -> list[str]:
    return [text for circle, text in plates(scene, drawing).items() if circle.kind == kind]


def test_before_the_first_step_inputs_and_targets_are_known() -> None:
    scene, drawing = neurons()
    assert len(written(scene, drawing, "input")) == 2
    assert len(written(scene, drawing, "target")) == 1
    assert not written(scene, drawing, "unit")
    assert not written(scene, drawing, "loss")
    assert len(weight_texts(scene, drawing)) == sum(link.node >= 0 for link in drawing.links)


@pytest.mark.parametrize("example", [0, 3])
def test_a_neuron_shows_its_sum_and_what_became_of_it(example: int) -> None:
    scene, drawing = neurons(Phase.LOSS, example)
    record = scene.tape.record
    for circle, text in plates(scene, drawing).items():
        if circle.kind == "unit":
            z, a = (number_in(part) for part in text.split(" → "))
            before, after = (record.values[node][example, circle.unit] for node in circle.stages[-2:])
            assert z == pytest.approx(before, abs=0.006)
            assert a == pytest.approx(after, abs=0.006)


@pytest.mark.parametrize("example", [0, 3])
def test_a_target_shows_by_what_the_prediction_of_its_example_is_off(example: int) -> None:
    scene, drawing = neurons(Phase.LOSS, example)
    output = neuron.outputs(drawing)[0]
    target = next(circle for circle in drawing.circles if circle.kind == "target")
    p, t = (scene.tape.record.values[circle.node][example, 0] for circle in (output, target))
    text = plates(scene, drawing)[target]
    assert number_in(text.rpartition(" = ")[2]) == pytest.approx(p - t, abs=0.006)


def test_a_gradient_is_signed_and_says_which_way_its_neuron_wants_to_go() -> None:
    scene, drawing = neurons(Phase.UPDATE)
    found = gradients(scene, drawing)
    assert {circle.kind for circle in found} >= {"unit", "loss"}
    for circle, text in found.items():
        gradient = neuron.unit_gradient(scene, circle)
        assert gradient is not None
        assert text[0] == ("−" if gradient < 0 else "+")
        assert text[-1] == ("↑" if gradient < 0 else "↓")


def test_what_is_level_wishes_nothing() -> None:
    assert wish(0.0) == wish(-0.0) == wish(float("nan")) == ""


@given(st.floats(8, 80), st.floats(6, 30))
def test_weights_stand_on_their_links_clear_of_each_other_for_all_of_two_columns_or_for_none(
    wide: float, high: float
) -> None:
    _, drawing = neurons()
    places = link_labels(drawing, (wide, high))
    for link, (x, y) in places.items():
        (ax, ay), (bx, by) = drawing.circles[link.source].centre, drawing.circles[link.target].centre
        assert y == pytest.approx(ay + (by - ay) * (x - ax) / (bx - ax))
    at = np.array(list(places.values())).reshape(-1, 2)
    apart = np.abs(at[:, None] - at[None, :])
    clear = (apart[..., 0] >= wide - 1e-6) | (apart[..., 1] >= high - 1e-6) | np.eye(len(at), dtype=bool)
    assert clear.all()
    for node in {link.node for link in places}:
        assert all(link in places for link in drawing.links if link.node == node)


@given(st.lists(st.floats(-50, 50).map(lambda x: round(x, 9)), min_size=1, max_size=8))
def test_weights_of_one_parameter_keep_to_the_room_on_their_links(numbers: list[float]) -> None:
    texts = _no_longer(numbers)
    assert max(map(len, texts)) <= LONGEST
    read = [float(text.replace("−", "-")) for text in texts]
    assert read == pytest.approx(numbers, abs=0.35 * max(map(abs, numbers))), "the first digit is right"

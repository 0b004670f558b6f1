"""What a point of a drawing means: a number, a node, a scope to fold or to open, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from graphviz_nn.debug.explain import Cell, explain
from graphviz_nn.debug.record import Phase
from graphviz_nn.scene.areas import caption_of, change_area, head_of, shape_of, sign_of
from graphviz_nn.scene.hit import Hit, box_of, fold_around, hit
from graphviz_nn.scene.layout import Box, Card, NeuronLayout, Point
from graphviz_nn.scene.navigate import Way, neighbour
from graphviz_nn.scene.scene import Scene
from tests.scene.examples import at_phase, lecture, long_sum, network


def lines_of(scene: Scene, cell: Cell) -> Sequence[str]:
    explanation = explain(scene.tape, scene.position, cell)
    assert explanation is not None
    return ["".join(piece.text for piece in line) for line in explanation.lines]


def card_of(scene: Scene, name: str) -> Card:
    return scene.layout.cards[scene.card_of[scene.graph.index[name]]]


def inner(box: Box, across: float = 0.5, down: float = 0.5) -> Point:
    return box.left + across * box.width, box.top + down * box.height


def test_the_ground_is_nothing() -> None:
    scene = network()
    assert hit(scene, scene.layout.box.left - 50, scene.layout.box.top) == Hit()


@pytest.mark.parametrize(
    ("across", "down", "index"), [(0.1, 0.1, (0, 0)), (0.9, 0.1, (0, -1)), (0.1, 0.9, (-1, 0))]
)
def test_a_point_on_a_kernel_means_the_number_there(
    across: float, down: float, index: tuple[int, int]
) -> None:
    scene = network()
    card = card_of(scene, "dense/kernel")
    shape = scene.graph.nodes[scene.graph.index["dense/kernel"]].shape
    found = hit(scene, *inner(card.value, across, down))
    assert found.cell == Cell(
        "dense/kernel", "value", tuple(i % n for i, n in zip(index, shape, strict=True))
    )


def test_the_head_of_a_card_means_its_node_alone() -> None:
    scene = network()
    found = hit(scene, *inner(head_of(card_of(scene, "dense/tanh"))))
    assert (found.node, found.cell) == ("dense/tanh", None)


def test_where_a_gradient_was_the_change_of_an_updated_parameter_is_told() -> None:
    scene = network()
    scene = replace(scene, position=len(scene.tape.record.events))
    found = hit(scene, *inner(change_area(card_of(scene, "dense/kernel"))))
    assert found.tip.startswith("change of dense/kernel")
    assert found.cell is not None
    assert found.cell.of == "value"
    assert any(line.startswith("Δ = ") for line in lines_of(scene, found.cell))


def test_the_sentence_of_a_frame_folds_by_a_double_click_and_its_sign_by_one() -> None:
    scene = network()
    for frame in scene.layout.frames:
        caption, sign = hit(scene, *inner(caption_of(frame), 0.8)), hit(scene, *inner(sign_of(frame)))
        assert (caption.layer, caption.is_sign) == (frame.layer, False)
        assert (sign.layer, sign.is_sign) == (frame.layer, True)


def test_a_folded_layer_opens_and_names_the_value_that_leaves_it() -> None:
    scene = network(folded=("dense",))
    card = card_of(scene, "dense/kernel")
    found = hit(scene, *inner(sign_of(card)))
    assert (found.layer, found.is_sign) == ("dense", True)
    assert hit(scene, *inner(head_of(card), 0.9)).node == "dense/tanh"


def test_a_tag_means_the_value_that_it_names() -> None:
    scene = long_sum(100)
    for tag in scene.layout.tags:
        assert hit(scene, *tag.box.centre).node in ("a", "b")
    assert scene.layout.tags


def test_a_neuron_means_its_number_of_the_example() -> None:
    scene = replace(at_phase(network(depth="neurons"), Phase.LOSS), example=2)
    assert isinstance(scene.drawing, NeuronLayout)
    circle = next(c for c in scene.drawing.circles if c.kind == "unit")
    found = hit(scene, *circle.centre)
    assert found.cell == Cell(scene.graph.nodes[circle.node].name, "value", (2, 0))
    loss = next(c for c in scene.drawing.circles if c.kind == "loss")
    assert hit(scene, *loss.centre).tip.startswith("loss of all")


def test_every_node_is_found_where_its_card_is() -> None:
    for scene in (network(), network(folded=("dense",)), long_sum(100)):
        for node in scene.graph.nodes:
            assert box_of(scene, node.name) == card_of(scene, node.name).box
        assert box_of(scene, "nobody") is None


def test_what_is_folded_or_opened_around_a_node_is_the_innermost_scope() -> None:
    assert fold_around(network()) == ""
    assert fold_around(replace(network(), selected="dense/kernel")) == "dense"
    assert fold_around(replace(network(folded=("dense",)), selected="dense/kernel")) == "dense"
    assert fold_around(replace(lecture(), selected="x1")) == ""
    scene = long_sum(100)
    last = replace(scene, selected=scene.graph.output)
    assert fold_around(last) == card_of(scene, scene.graph.output).name


@pytest.mark.parametrize(
    ("start", "way", "expected"),
    [
        ("x1", "right", "multiply"),
        ("multiply", "left", "x1"),
        ("x1", "down", "x2"),
        ("x2", "up", "x1"),
        ("subtract", "right", ""),
        ("x2", "down", ""),
    ],
)
def test_ways_lead_along_the_straightest_edge_and_to_the_next_card(
    start: str, way: Way, expected: str
) -> None:
    assert neighbour(replace(lecture(), selected=start), way) == expected


def test_without_a_selection_a_way_leads_to_where_we_are() -> None:
    scene = at_phase(network(), Phase.LOSS)
    assert neighbour(scene, "left") == scene.graph.output


def test_covered_shapes_are_told_by_no_tip_and_a_click_on_one_uncovers_them_until_the_value_is_there() -> (
    None
):
    scene = replace(network(), covers_shapes=True)
    for place, face in enumerate(scene.faces):
        card = scene.layout.cards[place]
        found = hit(scene, *shape_of(card).centre)
        is_open = scene.graph.nodes[face.node].is_leaf
        assert found.is_cover is not is_open
        assert (face.shape in hit(scene, *inner(head_of(card), across=0.1)).tip) is is_open
    done = replace(scene, position=len(scene.tape.record.events))
    assert not any(hit(done, *shape_of(card).centre).is_cover for card in done.layout.cards)

"""Labels over a drawing cover no card and stand at what they speak of, if there is room."""

from __future__ import annotations

from dataclasses import replace
from math import dist

import pytest

from graphviz_nn.debug.record import Phase
from graphviz_nn.scene.labels import label_place
from graphviz_nn.scene.layout import Box
from graphviz_nn.scene.scene import Scene
from tests.scene.examples import lecture, long_sum, network
from tests.scene.layout.laws import overlap

PILL = (70.0, 20.0)


def everywhere(scene: Scene) -> Box:
    return scene.layout.box.grown(200.0)


def backwards(scene: Scene) -> list[Scene]:
    """The scene at every event of backward that goes through a route."""
    count = len(scene.tape.record.events)
    moments = [replace(scene, position=position) for position in range(count + 1)]
    return [at for at in moments if at.event and at.phase is Phase.BACKWARD and at.current_routes]


@pytest.mark.parametrize("scene", [network(), lecture()], ids=["network", "expression"])
def test_the_formula_of_an_edge_covers_no_card_and_no_sentence_and_hangs_on_its_own_edge(
    scene: Scene,
) -> None:
    for at in backwards(scene):
        (route,) = at.current_routes
        label = label_place(at.board, route, PILL, everywhere(at))
        assert not any(overlap(label.box, card.box) for card in at.layout.cards)
        own = at.board.bounds.samples[at.board.bounds.owners == route].reshape(-1, 2)
        if label.anchor is None:
            assert any(label.box.holds(x, y) for x, y in own)
        else:
            # At the op, the ends of other edges lie beside this one's: it is pinned nearer to where the gradient goes.
            assert min(dist(label.anchor, point) for point in own[: len(own) // 2].tolist()) < 1e-9
            assert dist(label.anchor, label.box.centre) < 2.5 * PILL[0]


def test_a_formula_stays_in_view() -> None:
    scene = backwards(long_sum(100))[0]
    (route,) = scene.current_routes
    start = scene.layout.routes[route].points[0]
    view = Box(start[0] - 150, start[1] - 100, 300.0, 200.0)
    box = label_place(scene.board, route, PILL, view).box
    assert view.holds(box.left, box.top)
    assert view.holds(box.right, box.bottom)

"""What is in view and under a point is found as if every box had been looked at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.scene.bounds import boxes
from graphviz_nn.scene.layout import Box
from tests.scene.examples import lecture

sides = st.floats(-50, 50)
sizes = st.floats(0.1, 40)
some_boxes = st.builds(Box, sides, sides, sizes, sizes)


@given(st.lists(some_boxes, min_size=1, max_size=12), some_boxes)
def test_boxes_that_touch_a_view_are_found(those: list[Box], view: Box) -> None:
    found = boxes(those).touching(view)
    for index, box in enumerate(those):
        across = box.left <= view.right and box.right >= view.left
        assert (index in found) is (across and box.top <= view.bottom and box.bottom >= view.top)


@given(st.lists(some_boxes, min_size=1, max_size=12), sides, sides)
def test_boxes_that_hold_a_point_are_found(those: list[Box], x: float, y: float) -> None:
    assert boxes(those).at(x, y) == [index for index, box in enumerate(those) if box.holds(x, y)]


def test_what_is_covered_counts_in_whole_boxes() -> None:
    those = boxes([Box(0, 0, 10, 10), Box(20, 0, 10, 10)])
    rects = np.array([[0, 0, 10, 10], [5, 0, 25, 10], [40, 40, 50, 50]], dtype=np.float64)
    assert those.covered(rects) == pytest.approx([1.0, 1.0, 0.0])


def test_a_route_is_in_view_only_where_it_passes() -> None:
    scene = lecture()
    bounds = scene.board.bounds
    assert bounds.routes_in(scene.layout.box.grown(1.0)) == list(range(len(scene.layout.routes)))
    for route, way in enumerate(scene.layout.routes):
        assert route in bounds.routes_in(Box(*way.points[0], 1.0, 1.0))
    assert bounds.routes_in(scene.layout.box.moved(0.0, 2 * scene.layout.box.height + 50)) == []

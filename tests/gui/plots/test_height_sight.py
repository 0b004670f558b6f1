"""From where a surface is looked at first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.gui.plots.height_field import FINE, Camera, Relief, draw_heights, relief_of
from graphviz_nn.gui.plots.height_sight import best_camera, points_of, share_seen
from tests.gui.plots.test_height_field import GREYS, WALL

SIDE = np.linspace(-1, 1, 81)
RAVINE = np.tile(np.abs(SIDE[:, None]), (1, 81))  # its floor goes straight across
ALONG = np.column_stack([np.linspace(0.1, 0.9, 20), np.full(20, 0.5)])


def turned(heights: np.ndarray) -> tuple[Relief, Relief]:
    """Return a relief, and the same one a quarter turn on."""
    return relief_of(heights), relief_of(np.ascontiguousarray(heights.T))


@pytest.mark.parametrize("place", [0, 1], ids=["across", "up"])
def test_a_path_along_the_floor_of_a_ravine_is_seen(place: int) -> None:
    relief, points = turned(RAVINE)[place], ALONG[:, ::-1] if place else ALONG
    camera = best_camera(relief, Camera(), points)
    assert share_seen(relief, camera, points) >= 0.9
    assert camera.turn % 90 >= 15  # along an axis its numbers would stand on each other
    assert min(share_seen(relief, Camera(turn=turn, tilt=35), points) for turn in range(0, 360, 30)) < 0.1


def test_where_nothing_is_hidden_one_looks_from_the_usual_place() -> None:
    bowl = SIDE[:, None] ** 2 + SIDE[None, :] ** 2
    relief = relief_of(0.3 * bowl)
    assert best_camera(relief, Camera(zoom=2.0), ALONG) == Camera(zoom=2.0, turn=330.0)
    assert best_camera(relief, Camera(), np.empty((0, 2))).turn == 330.0


@given(
    seed=st.integers(0, 99), turn=st.floats(0, 360), tilt=st.floats(15, 75), wide=st.sampled_from([1.0, 0.5])
)
def test_what_is_said_to_be_seen_is_what_the_drawing_does_not_hide(
    seed: int, turn: float, tilt: float, wide: float
) -> None:
    rng = np.random.default_rng(seed)
    waves = sum(
        np.sin(f * SIDE[:, None] + a) * np.sin(g * SIDE + b) for f, g, a, b in rng.uniform(0, 5, (3, 4))
    )
    relief = relief_of((waves - waves.min()) / np.ptp(waves))
    camera = Camera(turn=turn, tilt=tilt, sides=(1.0, wide))
    points = rng.uniform(0.02, 0.98, (300, 2))
    view = draw_heights(relief, camera, (480, 640), GREYS, WALL)
    column, row = (points * (FINE - 1) + 0.5).astype(int).T
    _, seen = view.place(np.column_stack([points, relief.heights[row, column]]))
    assert share_seen(relief, camera, points) == pytest.approx(
        seen.mean(), abs=0.12
    )  # many lie just behind an edge


def test_points_on_a_path_lie_equally_far_from_each_other() -> None:
    slow = np.column_stack([np.append(np.linspace(0, 0.5, 4), np.full(500, 0.5)), np.full(504, 0.3)])
    beyond = np.array([[0.2, 0.2], [0.4, 0.2], [7.0, -3.0], [np.nan, np.inf]])
    points = points_of([slow, beyond, np.empty((0, 2))])
    first, second = points[:16], points[16:]
    np.testing.assert_allclose(np.diff(first[:, 0]), 0.5 / 15)
    assert second[-1].tolist() == [0.4, 0.2]
    assert len(second) == 16

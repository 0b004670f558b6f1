"""Planes that stay where they were as long as they hold the paths."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.landscape import planes
from graphviz_nn.landscape.plane import Plane

PATHS = np.random.default_rng(3).normal(size=(40, 3)) * (3.0, 1.0, 0.1)


def plane(directions: list[list[float]]) -> Plane:
    return Plane(np.zeros(3), np.array(directions), ("1st", "2nd"), exact=False, shares=(0.9, 0.1))


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200, 1e307])
@pytest.mark.parametrize("before", [[[0.8, 0.6, 0.0], [-0.6, 0.8, 0.0]], [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]])
def test_whether_a_plane_stays_does_not_depend_on_how_far_the_paths_go(
    monkeypatch: pytest.MonkeyPatch, before: list[list[float]], size: float
) -> None:
    made = plane([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    found = []
    for times in (1.0, size):
        monkeypatch.setattr(planes, "_all_points", lambda *_, times=times: PATHS * times)
        found.append(planes._kept(plane(before), made, (), 0.9))
    np.testing.assert_array_equal(found[0].directions, found[1].directions)
    np.testing.assert_allclose(found[0].shares, found[1].shares, rtol=1e-12)

"""An expression's surface: as wide as the document asks for, and never too narrow for the paths."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.plane import PlaneSpec
from graphviz_nn.session import Session, commands
from graphviz_nn.session.expressions import widened


def across(session: Session) -> tuple[float, float]:
    surface = session.state.surface
    assert surface is not None
    return float(surface.across[0]), float(surface.across[-1])


def test_the_page_of_many_valleys_shows_all_four_of_them() -> None:
    session = Session()
    commands.open_lesson(session, "downhill")
    commands.go_to_page(session, 2)
    assert across(session) == (-12.0, 12.0)
    surface = session.state.surface
    assert surface is not None
    heights = surface.losses.ravel()
    assert int(np.sum((heights[1:-1] < heights[:-2]) & (heights[1:-1] < heights[2:]))) == 4


def test_a_start_outside_of_the_range_widens_it() -> None:
    session = Session()
    commands.open_lesson(session, "downhill")
    commands.go_to_page(session, 2)
    commands.set_leaf(session, "x", 20.0)
    low, high = across(session)
    assert low == -12.0
    assert high >= 20.0


def test_another_range_measures_the_surface_anew() -> None:
    session = Session()
    commands.open_expression(session, "cos(x)", {"x": 1.0})
    assert across(session) != (-3.0, 9.0)
    commands.set_plane(session, ranges=((-3.0, 9.0),))
    assert across(session) == (-3.0, 9.0)


def test_ranges_that_are_not_one_for_each_leaf_are_left_aside() -> None:
    assert widened(((0.0, 1.0),), [np.zeros((3, 2))]) == ()


@pytest.mark.parametrize("range_", [(1.0, 1.0), (2.0, 1.0), (0.0, float("inf"))])
def test_a_range_the_wrong_way_round_is_refused(range_: tuple[float, float]) -> None:
    with pytest.raises(SettingError, match="lower one first"):
        PlaneSpec(ranges=(range_,))


def test_an_old_document_has_no_ranges() -> None:
    assert msgspec.json.decode(b'{"kind": "pca"}', type=PlaneSpec).ranges == ()

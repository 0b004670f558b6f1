"""The marks where runs from other seeds ended: what they say of their own losses."""

from __future__ import annotations

import numpy as np

from graphviz_nn.gui.ground.moving import travellers_of
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.ground_colors import ground_colors
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.session import Session
from graphviz_nn.session.endings import ends_on
from tests.session.test_endings import seeded, surface_of

__all__ = ["seeded"]


def test_each_end_is_as_dark_as_the_ground_would_be_at_its_own_loss(seeded: Session, theme: Theme) -> None:
    surface, ends = surface_of(seeded), ends_on(seeded.state, surface_of(seeded))
    picture = SurfacePicture(surface, ("A", "B"))
    travellers = travellers_of(seeded.state, surface, picture, None, None, ends)
    colors = ground_colors(theme, picture.levels.count)
    for place, (points, losses) in enumerate(zip(ends.points, ends.losses, strict=True)):
        drawn = {
            tuple(point): marks.fill
            for marks in travellers.ended(place, theme)
            for point in marks.points.tolist()
        }
        assert len(drawn) == len(points) == 4
        for point, loss in zip(points.tolist(), losses.tolist(), strict=True):
            share = float(picture.levels.scale.shares(np.array([loss]))[0])
            assert drawn[tuple(point)] == colors[min(int(share * len(colors)), len(colors) - 1)]

"""Where the rays of a fan of gradients lie on a plot, and which one is under the pointer; without what draws them."""

from __future__ import annotations

import numpy as np

from graphviz_nn.gui.plots.shapes import Rays
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Pointed, Ways, pointed_at, ways_of


def laid_out(rays: Rays, page: Page) -> tuple[FloatArray, Ways]:
    """Return where a fan begins, in pixels from the frame's upper left corner, and how its arrows point."""
    (left, _), (_, high) = page.spans
    start = (rays.fan.start - (left, high)) * page.scale * (1.0, -1.0)
    return start, ways_of(rays.fan, page.scale * (1.0, -1.0), min(page.width, page.height), rays.longest)


def ray_at(rays: Rays, page: Page, numbers: tuple[float, float]) -> Pointed | None:
    """Return what of a fan lies at a place, given in the numbers of the axes; None for nothing."""
    _, ways = laid_out(rays, page)
    place = (np.array(numbers) - rays.fan.start) * page.scale * (1.0, -1.0)
    return pointed_at(ways, place, rays.gap) if np.isfinite(place).all() else None

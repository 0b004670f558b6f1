"""What moves a variant over a surface in three dimensions: arrows that lie on the ground, one or a whole fan."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QPainter

from graphviz_nn.gui.plots.height_ground import Ground
from graphviz_nn.gui.plots.pixel_item import SHORTEST_ARROW, arrow_way, draw_arrow, name_side
from graphviz_nn.gui.plots.rays import laid_out
from graphviz_nn.gui.plots.rays_item import draw_rays, step_of
from graphviz_nn.gui.plots.shapes import Arrow, Rays, Shape
from graphviz_nn.gui.plots.thinning import on_page
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Pointed, Ways, pointed_at

DOWN = (1.0, -1.0)  # a plane's numbers rise upwards, and pixels fall
FARTHEST = 1e5  # pixels to which an arrow reaches at most
BEHIND = 0.35  # how strong is what begins behind a hill


def draw_on_ground(painter: QPainter, shapes: Sequence[Shape], ground: Ground) -> None:
    """Draw what of some shapes is an arrow or a fan."""
    painter.save()
    painter.setClipRect(ground.field)
    for shape in shapes:
        if isinstance(shape, Rays):
            _draw_fan(painter, shape, ground)
        elif isinstance(shape, Arrow):
            _draw_one(painter, shape, ground)
    painter.restore()


def ray_on_ground(rays: Rays, ground: Ground, numbers: tuple[float, float]) -> Pointed | None:
    """Return what of a fan is drawn where a place of the plane is seen; None for nothing."""
    begun = _begin(rays.fan.start, ground)
    if begun is None:
        return None
    start, _ = begun
    place, _ = ground.placed(on_page(np.array([numbers]), ground.picture.reach))
    flat = laid_out(rays, _page(ground))[1]
    return pointed_at(_lifted_ways(flat, rays, ground, start), place[0] - start, rays.gap)


def _draw_fan(painter: QPainter, rays: Rays, ground: Ground) -> None:
    begun = _begin(rays.fan.start, ground)
    if begun is None:
        return
    start, strength = begun
    flat = laid_out(rays, _page(ground))[1]
    step = _lifted(step_of(rays, flat)[None], rays.fan.start, ground, start)[0]
    painter.save()
    painter.setOpacity(strength)
    draw_rays(painter, start, _lifted_ways(flat, rays, ground, start), step, rays, ground.area)
    painter.restore()


def _draw_one(painter: QPainter, arrow: Arrow, ground: Ground) -> None:
    begun, page = _begin(arrow.start, ground), _page(ground)
    if begun is None:
        return
    start, strength = begun
    flat = arrow_way(arrow, page.scale * DOWN, min(page.width, page.height))
    ((right, down),) = _lifted(np.array([flat]), arrow.start, ground, start).tolist()
    if math.hypot(right, down) < SHORTEST_ARROW * arrow.width:
        return
    # As from straight above: the ground is never seen from below.
    side = name_side(flat, arrow, page.scale * DOWN)
    painter.save()
    painter.setOpacity(strength)
    draw_arrow(painter, start, (right, down), arrow, ground.area, side)
    painter.restore()


def _begin(point: FloatArray, ground: Ground) -> tuple[FloatArray, float] | None:
    """Return where a point of the plane is seen, and how strong what begins there is; None beside the ground."""
    share = on_page(point[None], ground.picture.reach)
    with np.errstate(invalid="ignore"):
        if not ((share >= 0) & (share <= 1)).all():
            return None
    pixels, seen = ground.placed(share)
    return pixels[0], 1.0 if seen.all() else BEHIND


def _page(ground: Ground) -> Page:
    """Return the ground as a page that is looked at from straight above."""
    across, up = (side * ground.scale for side in ground.view.camera.sides)
    return Page(ground.picture.reach, across, up)


def _lifted_ways(flat: Ways, rays: Rays, ground: Ground, start: FloatArray) -> Ways:
    """Return how the arrows of a fan point on the widget, given how they do over the flat page."""
    batches, examples, full = (
        _lifted(ways, rays.fan.start, ground, start)
        for ways in (flat.batches, flat.examples, flat.full[None])
    )
    return Ways(batches, examples, full[0], flat.times)


def _lifted(ways: FloatArray, point: FloatArray, ground: Ground, start: FloatArray) -> FloatArray:
    """Return how ways over the flat page, of shape (n, 2), point on the widget, from a point seen at a start."""
    page = _page(ground)
    within = np.clip(np.nan_to_num(ways), -FARTHEST, FARTHEST) * DOWN / (page.width, page.height)
    return np.asarray(ground.placed(on_page(point[None], ground.picture.reach) + within)[0] - start)

"""A surface in three dimensions: seen along parallel rays, each column of pixels from front to back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.contours import enlarged

FINE = 320  # the relief's side: so fine is the ground sampled
TALL = 0.62  # of the ground's side: how high the highest point stands
FILLS = 0.8  # of a picture's width or height, whichever fits: numbers stand around it
WIDEST = 2.0  # times that it is drawn out sideways, where a picture is wide and low
FARTHEST, NEAREST = 0.6, 6.0  # how large it may be seen
_SKY = FINE * FINE  # after the places of the grid: nothing at all
_WALL = FINE * FINE + 1  # and what is below its front edge
LIGHT = np.array([-0.45, -0.35, 0.82])  # where the light comes from: across, up, height


@dataclass(frozen=True)
class Camera:
    """From where the surface is seen.

    Attributes:
        turn: degrees around the vertical.
        tilt: degrees above the ground, between 10 and 80.
        zoom: how many times as large as it would be to fit.
        sides: how long the ground is across and up, the longer one 1.

    """

    turn: float = -30.0
    tilt: float = 35.0
    zoom: float = 1.0
    sides: tuple[float, float] = (1.0, 1.0)

    def turned(self, right: float, upwards: float) -> Camera:
        """Return the camera moved by some degrees, the tilt kept in its bounds."""
        return replace(self, turn=(self.turn + right) % 360.0, tilt=min(max(self.tilt + upwards, 10.0), 80.0))

    def nearer(self, times: float) -> Camera:
        """Return the camera so many times as near, within its bounds."""
        return replace(self, zoom=min(max(self.zoom * times, FARTHEST), NEAREST))

    @property
    def extent(self) -> tuple[float, float]:
        """How wide and how high the unit cube is seen."""
        turn, tilt = np.radians(self.turn), np.radians(self.tilt)
        across, up = self.sides
        cos, sin = abs(np.cos(turn)), abs(np.sin(turn))
        wide, deep = across * cos + up * sin, across * sin + up * cos
        return float(wide), float(deep * np.sin(tilt) + TALL * np.cos(tilt))

    def flat(self, points: FloatArray) -> FloatArray:
        """Return points of the unit square, of shape (n, 2), as (sideways, depth) around the middle."""
        angle = np.radians(self.turn)
        x, y = ((points[:, axis] - 0.5) * self.sides[axis] for axis in (0, 1))
        return np.column_stack([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])

    def raised(self, depth: FloatArray, height: FloatArray) -> FloatArray:
        """Return how far above the middle of the picture a place at a depth and height is seen."""
        angle = np.radians(self.tilt)
        return np.asarray(depth * np.sin(angle) + (height - 0.5) * TALL * np.cos(angle))

    def seen(self, points: FloatArray) -> FloatArray:
        """Return where points of the unit cube, of shape (n, 3), are seen: right and above of the middle."""
        flat = self.flat(points[:, :2])
        return np.column_stack([flat[:, 0], self.raised(flat[:, 1], points[:, 2])])


@dataclass(frozen=True, eq=False)
class View:
    """A picture of a height field, with what is needed to draw on it.

    Attributes:
        image: the surface on a transparent ground.
        size: the rows and columns of pixels that it was drawn with; the image may have been scaled since.
        scale: pixels for a side of the unit cube.
        stretch: how many times as many of them sideways.
        camera: from where.
        horizon: for each slice from front to back and each column the highest row seen so far, in pixels above the
            middle of the picture.

    """

    image: QImage
    size: tuple[int, int]
    scale: float
    stretch: float
    camera: Camera
    horizon: FloatArray

    def place(self, points: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
        """Return the pixels of points in the unit cube, of shape (n, 3), and which of them nothing hides."""
        seen = self.camera.seen(points) * self.scale
        height, width = self.size
        pixels = np.column_stack([width / 2 + seen[:, 0] * self.stretch, height / 2 - seen[:, 1]])
        depth = self.camera.flat(points[:, :2])[:, 1]
        slices = len(self.horizon)
        front = np.nan_to_num((depth + REACH) / (2 * REACH) * (slices - 1)).astype(np.int64) - 2
        column = np.nan_to_num(np.clip(pixels[:, 0], 0, width - 1)).astype(np.int64)
        hidden_below = self.horizon[np.clip(front, 0, slices - 1), column]
        return pixels, (front < 0) | (seen[:, 1] >= hidden_below - 2.0)

    def ground_at(self, x: float, y: float) -> tuple[float, float] | None:
        """Return which place of the unit square is seen at a pixel; None where it is none."""
        rows, columns = self.size
        column = min(max(int(x), 0), columns - 1)
        slice_ = int(np.searchsorted(self.horizon[:, column], rows / 2 - 0.5 - y))
        if slice_ >= len(self.horizon):
            return None
        depth = -REACH + 2 * REACH * slice_ / (len(self.horizon) - 1)
        sideways = np.array((x + 0.5 - columns / 2) / (self.scale * self.stretch))
        right, up = (float(share) for share in on_ground(self.camera, sideways, np.array(depth)))
        return (right, up) if 0 <= right <= 1 and 0 <= up <= 1 else None


REACH = 0.7072  # half the diagonal of the unit square


@dataclass(frozen=True, eq=False)
class Relief:
    """A height field made ready to be looked at from anywhere.

    Attributes:
        heights: from 0 to 1, on a fine grid over the unit square.
        light: how bright each place is, from 0 to 1.

    """

    heights: FloatArray
    light: FloatArray


def relief_of(heights: FloatArray) -> Relief:
    """Return the relief of heights from 0 to 1 over the unit square."""
    grids = (enlarged(grid, FINE, FINE) for grid in (heights, _shaded(heights)))
    return Relief(*map(np.ascontiguousarray, grids))  # else each drawing would make them so


def draw_heights(
    relief: Relief, camera: Camera, size: tuple[int, int], colors: list[QColor], line: QColor
) -> View:
    """Return the picture of a relief, of (rows, columns) pixels.

    Each column of pixels looks along a line over the ground. Going from front to back, a place is seen in as many
    pixels as it rises above all before it; so a column is its places, each so many times, below a part of the sky.
    """
    rows, columns = size
    wide, high = camera.extent
    stretch = min(max(columns / wide / (rows / high), 1.0), WIDEST)
    scale = FILLS * camera.zoom * min(columns / (wide * stretch), rows / high)
    place, inside, depth = _rays(camera, columns, scale * stretch, max(rows // 2, 40))
    height = np.where(inside, relief.heights.take(place), -np.inf)
    horizon = np.maximum.accumulate(camera.raised(depth, height) * scale, axis=1)
    seen = np.repeat(*_runs(camera, place, inside, depth, horizon, scale, rows)).reshape(columns, rows)
    words = _words(relief, seen, colors, line)
    image = QImage(words.T[::-1].tobytes(), columns, rows, 4 * columns, QImage.Format.Format_ARGB32).copy()
    return View(image, size, scale, stretch, camera, horizon.T)


def _rays(
    camera: Camera, columns: int, scale: float, slices: int
) -> tuple[NDArray[np.int32], NDArray[np.bool_], FloatArray]:
    """Return the grid's place for each column of pixels and slice, whether it is inside, and the slices' depths."""
    across = (np.arange(columns) + 0.5 - columns / 2) / np.float64(scale)
    depth = np.asarray(np.linspace(-REACH, REACH, slices), dtype=np.float64)
    x, y = on_ground(camera, across[:, None], depth[None, :])
    inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
    column, row = ((np.clip(t, 0.0, 1.0) * (FINE - 1) + 0.5).astype(np.int32) for t in (x, y))
    return row * FINE + column, inside, depth


def _runs(
    camera: Camera,
    place: NDArray[np.int32],
    inside: NDArray[np.bool_],
    depth: FloatArray,
    horizon: FloatArray,
    scale: float,
    rows: int,
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Return what is seen in each column of pixels from below, one after the other, and in how many pixels."""
    columns, slices = place.shape
    each, front = np.arange(columns), inside.argmax(axis=1)
    floor = _below(camera.raised(depth[front], np.zeros(columns)) * scale, rows)
    wall = np.maximum(floor, _below(horizon[each, front], rows))
    tops = np.empty((columns, slices + 4), dtype=np.intp)  # how many pixels lie below the end of each
    tops[:, 0], tops[:, 1], tops[:, 2], tops[:, -1] = 0, floor, wall, rows
    np.maximum(_below(horizon, rows), wall[:, None], out=tops[:, 3:-1])
    shown = np.empty((columns, slices + 3), dtype=np.int32)
    shown[:, 0], shown[:, 1], shown[:, 2:-1], shown[:, -1] = _SKY, _WALL, place, _SKY
    return shown.ravel(), np.diff(tops, axis=1).ravel()


def _below(height: FloatArray, rows: int) -> NDArray[np.intp]:
    """Return how many pixels of a column, seen from its middle, have their centre no higher than a height."""
    return np.clip(height + (rows / 2 + 0.5), 0, rows).astype(np.intp)


def on_ground(camera: Camera, across: FloatArray, depth: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return which place of the unit square lies so far sideways and deep: the inverse of `Camera.flat`."""
    angle = np.radians(camera.turn)
    x = (across * np.cos(angle) + depth * np.sin(angle)) / camera.sides[0] + 0.5
    y = (-across * np.sin(angle) + depth * np.cos(angle)) / camera.sides[1] + 0.5
    return np.asarray(x), np.asarray(y)


def _shaded(heights: FloatArray) -> FloatArray:
    """Return how bright each place is, from 0 to 1."""
    rise, run = np.gradient(heights * TALL, 1 / (len(heights) - 1))
    normal = np.stack([-run, -rise, np.ones_like(run)])
    normal /= np.sqrt((normal**2).sum(axis=0))
    light = LIGHT / np.sqrt((LIGHT**2).sum())
    return np.asarray(np.clip(np.einsum("c,cij->ij", light, normal), 0.0, 1.0))


def _words(relief: Relief, seen: NDArray[np.int32], colors: list[QColor], line: QColor) -> NDArray[np.uint32]:
    """Return the colours of places as 0xAARRGGBB, with lines between bands."""
    bands, inks = _inks(relief, tuple(color.rgba() for color in colors), line.rgba())
    band = bands.take(seen)
    is_line = np.zeros(seen.shape, dtype=bool)
    is_line[1:] |= band[1:] != band[:-1]
    is_line[:, 1:] |= band[:, 1:] != band[:, :-1]
    return np.asarray(inks.take(np.where(is_line, seen + len(bands), seen)))


@lru_cache(maxsize=2)  # they are the same from everywhere
def _inks(relief: Relief, colors: tuple[int, ...], line: int) -> tuple[NDArray[np.int16], NDArray[np.uint32]]:
    """Return the band of each place, and its colour: the band's, lightened and darkened; then those of lines there."""
    band = np.clip((relief.heights * len(colors)).astype(np.int16), 0, len(colors) - 1).ravel()
    rgb = np.clip(_parts(colors)[band] * (0.62 + 0.5 * relief.light.reshape(-1, 1)), 0, 255)
    beside = np.array([0, line], dtype=np.uint32)  # of the sky and of the wall
    inks = [_packed(rgb), beside, _packed(0.5 * (rgb + _parts((line,)))), beside]
    return np.append(band, np.array([-1, -1], dtype=np.int16)), np.concatenate(inks)


def _parts(colors: tuple[int, ...]) -> FloatArray:
    """Return red, green and blue of each colour, of shape (n, 3)."""
    return np.array(
        [[color >> 16 & 255, color >> 8 & 255, color & 255] for color in colors], dtype=np.float64
    )


def _packed(rgb: FloatArray) -> NDArray[np.uint32]:
    red, green, blue = rgb.astype(np.uint32).T
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, dtype=np.uint32)

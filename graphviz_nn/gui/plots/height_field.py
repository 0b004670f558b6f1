"""A surface in three dimensions: seen along parallel rays, each column of pixels from front to back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.contours import enlarged

FINE = 320  # the relief's side: so fine is the ground sampled
TALL = 0.62  # of the ground's side: how high the highest point stands
FARTHEST, NEAREST = 0.6, 6.0  # how large it may be seen
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
        camera: from where.
        horizon: for each slice from front to back and each column the highest row seen so far, in pixels above the
            middle of the picture.

    """

    image: QImage
    size: tuple[int, int]
    scale: float
    camera: Camera
    horizon: FloatArray

    def place(self, points: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
        """Return the pixels of points in the unit cube, of shape (n, 3), and which of them nothing hides."""
        seen = self.camera.seen(points) * self.scale
        height, width = self.size
        pixels = np.column_stack([width / 2 + seen[:, 0], height / 2 - seen[:, 1]])
        depth = self.camera.flat(points[:, :2])[:, 1]
        slices = len(self.horizon)
        front = np.nan_to_num((depth + _REACH) / (2 * _REACH) * (slices - 1)).astype(np.int64) - 2
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
        depth = -_REACH + 2 * _REACH * slice_ / (len(self.horizon) - 1)
        sideways = np.array((x + 0.5 - columns / 2) / self.scale)
        right, up = (float(share) for share in _on_ground(self.camera, sideways, np.array(depth)))
        return (right, up) if 0 <= right <= 1 and 0 <= up <= 1 else None


_REACH = 0.7072  # half the diagonal of the unit square


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
    return Relief(enlarged(heights, FINE, FINE), enlarged(_shaded(heights), FINE, FINE))


def draw_heights(
    relief: Relief, camera: Camera, size: tuple[int, int], colors: list[QColor], line: QColor
) -> View:
    """Return the picture of a relief, of (rows, columns) pixels.

    Each column of pixels looks along a line over the ground. Going from front to back, a place is seen where it
    rises above all before it; so the running maximum, searched for each row of pixels, says what is seen there.
    """
    rows, columns = size
    reach = 0.5 * float(np.hypot(*camera.sides))
    fits = min(columns / (2 * reach), rows / (2 * reach * np.sin(np.radians(camera.tilt)) + TALL))
    scale = 0.86 * camera.zoom * fits
    fine, light = relief.heights, relief.light
    slices = max(rows // 2, 40)
    row, column, inside, depth = _rays(camera, columns, scale, slices)
    height = np.where(inside, fine[row, column], -np.inf)
    rise = camera.raised(depth[:, None], height) * scale
    horizon = np.maximum.accumulate(rise, axis=0)
    seen = _first_above(horizon, rows)
    each = np.arange(columns)
    hit = np.minimum(seen, slices - 1)
    value, shade = fine[row[hit, each], column[hit, each]], light[row[hit, each], column[hit, each]]
    words = _words(value, shade, colors, line)
    words[seen >= slices] = 0
    front = inside.argmax(axis=0)
    floor = camera.raised(depth[front], np.zeros(columns)) * scale
    above = rows / 2 - 0.5 - np.arange(rows)[:, None]
    words[(above < horizon[front, each]) & inside.any(axis=0)] = line.rgba()
    words[(above < floor) | ~inside.any(axis=0)] = 0
    image = QImage(words.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_ARGB32).copy()
    return View(image, size, scale, camera, horizon)


def _rays(
    camera: Camera, columns: int, scale: float, slices: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_], FloatArray]:
    """Return for each slice and column of pixels the grid's row and column, whether it is inside, and the depths."""
    across = (np.arange(columns) + 0.5 - columns / 2) / np.float64(scale)
    depth = np.asarray(np.linspace(-_REACH, _REACH, slices), dtype=np.float64)
    x, y = _on_ground(camera, across[None, :], depth[:, None])
    inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
    column, row = (np.clip(t * (FINE - 1) + 0.5, 0, FINE - 1).astype(np.intp) for t in (x, y))
    return row, column, inside, depth


def _on_ground(camera: Camera, across: FloatArray, depth: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return which place of the unit square lies so far sideways and deep: the inverse of `Camera.flat`."""
    angle = np.radians(camera.turn)
    x = (across * np.cos(angle) + depth * np.sin(angle)) / camera.sides[0] + 0.5
    y = (-across * np.sin(angle) + depth * np.cos(angle)) / camera.sides[1] + 0.5
    return np.asarray(x), np.asarray(y)


def _first_above(horizon: FloatArray, rows: int) -> NDArray[np.intp]:
    """Return for each row and column of pixels the first slice that reaches it; the number of slices where none."""
    above = rows / 2 - 0.5 - np.arange(rows)
    return np.stack([np.searchsorted(line, above) for line in horizon.T], axis=1)


def _shaded(heights: FloatArray) -> FloatArray:
    """Return how bright each place is, from 0 to 1."""
    rise, run = np.gradient(heights * TALL, 1 / (len(heights) - 1))
    normal = np.stack([-run, -rise, np.ones_like(run)])
    normal /= np.sqrt((normal**2).sum(axis=0))
    light = LIGHT / np.sqrt((LIGHT**2).sum())
    return np.asarray(np.clip(np.einsum("c,cij->ij", light, normal), 0.0, 1.0))


def _words(value: FloatArray, shade: FloatArray, colors: list[QColor], line: QColor) -> NDArray[np.uint32]:
    """Return the colours as 0xAARRGGBB: the band's, lightened and darkened by the light, with lines between bands."""
    table = np.array([(c.red(), c.green(), c.blue()) for c in colors], dtype=np.float64)
    band = np.clip((value * len(colors)).astype(np.int64), 0, len(colors) - 1)
    rgb = np.clip(table[band] * (0.62 + 0.5 * shade)[:, :, None], 0, 255)
    between = (np.diff(band, axis=0, append=-1) != 0) | (np.diff(band, axis=1, append=-1) != 0)
    rgb[between] = 0.5 * (rgb[between] + (line.red(), line.green(), line.blue()))
    red, green, blue = np.moveaxis(rgb.astype(np.uint32), -1, 0)
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, dtype=np.uint32)

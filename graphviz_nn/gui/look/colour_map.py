"""Diverging colour maps, centred on zero: from numbers to colours, one by one or a whole array at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from graphviz_nn.ops import FloatArray

ByteArray = NDArray[np.uint8]
ZERO_PLACE = 128  # of zero in the table; the extremes are 127 places away, so place 0 repeats place 1
REACH = 127

# Linear sRGB to the cone responses of Oklab (Ottosson, 2020), and their cube roots to lightness and two hues.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@dataclass(frozen=True)
class ColourMap:
    """From −1 over 0 to 1: three colours, with even steps in perceived colour between them.

    Attributes:
        negative, zero, positive: the colours of −1, 0 and 1.
        not_a_number: the colour of NaN.

    """

    negative: QColor
    zero: QColor
    positive: QColor
    not_a_number: QColor

    @cached_property
    def table(self) -> ByteArray:
        """The colours as red, green, blue of shape (256, 3), for x = (place − 128) / 127."""
        ends = _oklab(np.array([_rgb(c) for c in (self.negative, self.zero, self.positive)]))
        x = np.clip((np.arange(256) - ZERO_PLACE) / REACH, -1.0, 1.0)
        blend = np.stack([np.interp(x, (-1.0, 0.0, 1.0), channel) for channel in ends.T], axis=1)
        bytes_: ByteArray = np.rint(_srgb(blend) * 255).astype(np.uint8)
        return bytes_

    def color(self, x: float) -> QColor:
        """Return the colour of a number between −1 and 1; beyond them, the colour of the nearer one."""
        if math.isnan(x):
            return self.not_a_number
        return self._colors[_place(x)]

    def shade(self, number: float, limit: float) -> QColor:
        """Return the colour that `image` gives to a number: that of its share of the limit."""
        return self.color(number / _usable(limit))

    def ink(self, x: float) -> QColor:
        """Return black or white, whichever stands out more on the colour of x."""
        return ink_on(self.not_a_number) if math.isnan(x) else self._inks[_place(x)]

    def image(self, array: FloatArray, limit: float) -> QImage:
        """Return a picture of an array (rows, columns), one pixel a number; ±limit get the end colours."""
        rows, columns = array.shape
        pixels = self._words[_places(array, limit)]
        pixels[np.isnan(array)] = self.not_a_number.rgb()
        # The copy owns its memory: the array may be gone before the picture.
        return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()

    @cached_property
    def _colors(self) -> list[QColor]:
        return [QColor(red, green, blue) for red, green, blue in self.table.tolist()]

    @cached_property
    def _inks(self) -> list[QColor]:
        return list(map(ink_on, self._colors))

    @cached_property
    def _words(self) -> NDArray[np.uint32]:
        """The table as 0xffRRGGBB."""
        red, green, blue = self.table.astype(np.uint32).T
        words: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
        return words


def limit_of(*arrays: FloatArray) -> float:
    """Return the largest finite magnitude in the arrays, the limit of their common scale; 1 for none."""
    sizes = [np.abs(array[np.isfinite(array)]).max(initial=0.0) for array in arrays]
    return float(max(sizes, default=0.0)) or 1.0


def _usable(limit: float) -> float:
    """Return what numbers are divided by: the limit, or 1 where that is none."""
    return limit if math.isfinite(limit) and limit > 0 else 1.0


def _place(x: float) -> int:
    """Return the place of one number in the table."""
    return round(min(max(x, -1.0), 1.0) * REACH) + ZERO_PLACE


def _places(x: FloatArray, limit: float) -> NDArray[np.intp]:
    """Return the places in the table; NaN counts as zero."""
    shares = np.clip(np.nan_to_num(x / _usable(limit), nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0)
    return np.asarray(np.rint(shares * REACH) + ZERO_PLACE, dtype=np.intp)


def _rgb(color: QColor) -> FloatArray:
    return np.array([color.redF(), color.greenF(), color.blueF()], dtype=np.float64)


def ink_on(ground: QColor) -> QColor:
    """Return black or white, whichever stands out more on a colour (contrast as WCAG 2.2 defines it)."""
    luminance = float(_linear(_rgb(ground)) @ (0.2126, 0.7152, 0.0722))
    return QColor("white") if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else QColor("black")


def _linear(rgb: FloatArray) -> FloatArray:
    linear: FloatArray = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear


def _oklab(rgb: FloatArray) -> FloatArray:
    oklab: FloatArray = np.cbrt(_linear(rgb) @ _TO_CONES.T) @ _TO_OKLAB.T
    return oklab


def _srgb(oklab: FloatArray) -> FloatArray:
    linear = np.clip((oklab @ np.linalg.inv(_TO_OKLAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T, 0.0, 1.0)
    rgb: FloatArray = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return rgb

"""Pictures of arrays and the figures on them, kept as long as they are used."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal, TypeAlias
from weakref import ref

import numpy as np
from PySide6.QtGui import QColor, QImage

from graphviz_nn.gui.canvas import heat_image
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.landscape.neuron_maps import NeuronMaps
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.figures import Figures, figures
from graphviz_nn.scene.layout import Box
from graphviz_nn.scene.table import table_of

Kind: TypeAlias = Literal["value", "gradient"]
MOST, MOST_BYTES = 4096, 1 << 26


@dataclass(frozen=True, eq=False)
class Tile:
    """How an array is shown on its area.

    Attributes:
        array: asks for what is shown: it may have gone, and its identity have become another one's.
        picture: its heat map.
        written: its numbers, where there is room for them, or None.
        inks: the colour of each of these.

    """

    array: Callable[[], FloatArray | None]
    picture: QImage
    written: Figures | None
    inks: tuple[QColor, ...]


class Tiles:
    """Makes tiles with one look, and remembers them by the array's identity, where it stands and how near it is."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._kept: OrderedDict[Hashable, Tile] = OrderedDict()
        self._bytes = 0
        self._maps: NeuronMaps | None = None
        self._pictures: dict[tuple[str, int, float], QImage] = {}

    def get(
        self,
        array: FloatArray,
        kind: Kind,
        limit: float,
        area: Box,
        camera: Camera,
        ground: QColor,
        *,
        is_kernel: bool = False,
    ) -> Tile | None:
        """Return the tile of an array, perhaps a kernel's or its gradient; None for one without numbers."""
        place = camera.snapped(area)
        size = round(place.width() * camera.ratio), round(place.height() * camera.ratio)
        key = id(array), kind, limit, size, area, camera.zoom, camera.ratio, ground.rgb()
        known = self._kept.get(key)
        if known is not None and known.array() is array:
            self._kept.move_to_end(key)
            return known
        table = table_of(array, is_kernel=is_kernel)
        if table is None:
            return None
        theme = self._look.theme
        colours = theme.value_map if kind == "value" else theme.gradient_map
        written = figures(array, area, camera.zoom, self._look.scale)
        bare, between = written is not None, theme.color("sunk")
        # Zeros have the colour of the card: lines between them say how many there are.
        gap = ground if table.numbers.any() else theme.color("line")
        picture = heat_image.image(table, colours, limit, size, gap, camera.ratio, not bare, between)
        inks = tuple(colours.ink(number / limit) for number in written.numbers) if written else ()
        tile = Tile(_asking(array), picture, written, inks)
        self._keep(key, tile)
        return tile

    def map(self, maps: NeuronMaps, name: str, unit: int, limit: float) -> QImage:
        """Return the picture of what a neuron says over the plane, a pixel for each point of the grid."""
        if maps is not self._maps:
            self._maps, self._pictures = maps, {}
        key = name, unit, limit
        if key not in self._pictures:
            rows = maps.values[name][unit][::-1]  # a picture's first row is its highest
            self._pictures[key] = self._look.theme.value_map.image(rows, limit)
        return self._pictures[key]

    def _keep(self, key: Hashable, tile: Tile) -> None:
        """Remember a tile; forget those not used for longest. What they show, numbers of updates long past, may go."""
        before = self._kept.pop(key, None)
        self._kept[key] = tile
        self._bytes += tile.picture.sizeInBytes() - (before.picture.sizeInBytes() if before else 0)
        while len(self._kept) > MOST or self._bytes > MOST_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.picture.sizeInBytes()


def _asking(array: FloatArray) -> Callable[[], FloatArray | None]:
    """Return what says an array, or None once it has gone; a number of NumPy's own is held, which nothing can watch."""
    return ref(array) if isinstance(array, np.ndarray) else lambda: array

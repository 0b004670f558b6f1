"""Pictures of heat maps, kept as long as they are used."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtGui import QColor, QImage

from graphviz_nn.gui.canvas import heat
from graphviz_nn.gui.colour_map import ColourMap
from graphviz_nn.ops import FloatArray

Kind: TypeAlias = Literal["value", "gradient"]
MOST = 4096


@dataclass(frozen=True, eq=False)
class _Kept:
    """A picture, with the array that it is of: its address cannot be given to another one meanwhile."""

    array: FloatArray
    picture: QImage


class Tiles:
    """Makes pictures of arrays and remembers them by the array's identity, the size and the ground."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, Kind, float, int, int, int, float, bool], _Kept] = OrderedDict()

    def clear(self) -> None:
        """Forget all, as after a change of colours."""
        self._kept.clear()

    def get(
        self,
        array: FloatArray,
        kind: Kind,
        limit: float,
        colours: ColourMap,
        size: tuple[int, int],
        ground: QColor,
        ratio: float,
        minuses: bool,
    ) -> QImage | None:
        """Return the picture of an array; None for one without numbers."""
        key = id(array), kind, limit, *size, ground.rgb(), ratio, minuses
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key].picture
        table = heat.cells(array)
        if table is None:
            return None
        picture = heat.image(table, colours, limit, size, ground, ratio, minuses)
        self._kept[key] = _Kept(array, picture)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return picture

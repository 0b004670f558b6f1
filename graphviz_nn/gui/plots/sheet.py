"""A sheet of shapes that lie over each other in a box of pyqtgraph, each shown by an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from graphviz_nn.gui.plots.items import Item, cache_item, make_item, place_item, show_shape
from graphviz_nn.gui.plots.shapes import Handle, Key, Ramp, Rule, Shape, alike
from graphviz_nn.gui.plots.visible import Page


class Shown(NamedTuple):
    """A shape with the item that shows it, and the page that it was placed on last."""

    shape: Shape
    item: Item
    page: Page | None = None


class Sheet:
    """Shapes in a box.

    Attributes:
        shown: the shapes, from the ground up, with their items.

    """

    def __init__(
        self, box: Item, depth: float, *, is_still: bool, on_dragged: Callable[[Item], None]
    ) -> None:
        """Make an empty one, so far above the picture; what is still is drawn only when it changes."""
        self.shown: list[Shown] = []
        self._box, self._depth, self._is_still, self._on_dragged = box, depth, is_still, on_dragged

    def show(self, shapes: list[Shape], ratio: float) -> None:
        """Show other shapes: with the same items if they are of the same kinds; lines of the legend are left out.

        The screen has so many of the device's pixels for each.
        """
        drawn = [shape for shape in shapes if not isinstance(shape, Key | Ramp)]
        if [type(shape) for shape in drawn] == [type(old.shape) for old in self.shown]:
            self.shown = [_shown_by(old, shape, ratio) for shape, old in zip(drawn, self.shown, strict=True)]
            return
        for old in self.shown:
            self._box.removeItem(old.item)
        self.shown = [self._added(shape, place, ratio) for place, shape in enumerate(drawn)]

    def place(self, page: Page) -> None:
        """Let every item draw what is seen of its shape on a page."""
        self.shown = [_placed(shown, page) for shown in self.shown]

    def _added(self, shape: Shape, place: int, ratio: float) -> Shown:
        item = make_item(shape, ratio)
        self._box.addItem(item, ignoreBounds=True)
        item.setZValue(self._depth + place)
        if self._is_still:
            cache_item(item, shape)
        if isinstance(shape, Rule | Handle):
            item.sigDragged.connect(self._on_dragged)
        return Shown(shape, item)


def _shown_by(old: Shown, shape: Shape, ratio: float) -> Shown:
    """Show a shape by the item of another one of its kind; where it looks the same, there is nothing to do."""
    if alike(shape, old.shape):
        return old
    show_shape(old.item, shape, ratio)
    return Shown(shape, old.item)


def _placed(shown: Shown, page: Page) -> Shown:
    """Let an item draw what is seen of its shape on a page, unless it does."""
    if shown.page == page:
        return shown
    place_item(shown.item, shown.shape, page)
    return shown._replace(page=page)

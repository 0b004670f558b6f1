"""What pictures are made of: values that say what to draw, in the numbers of the axes, without drawing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QFont

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Fan
from graphviz_nn.scene.spans import Span

# The marks of classes and variants, by their place: square, circle, triangle, diamond, star, cross.
SYMBOLS = ("s", "o", "t1", "d", "star", "x")
THIN, DOT = 0.55, 1.7  # widths of an arrow: one ray of many, and the mark of an example


@dataclass(frozen=True, eq=False)
class Line:
    """A line through points of shape (n, 2), broken where one is not finite; `width` in pixels."""

    points: FloatArray
    color: QColor
    width: float
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Series:
    """A line whose x rises, as in `Line`: thinned to the pixels."""

    points: FloatArray
    color: QColor
    width: float
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Band:
    """What lies between two curves over the same x, each of shape (n,); cut where one of them is not finite."""

    x: FloatArray
    low: FloatArray
    high: FloatArray
    fill: QColor

    @property
    def points(self) -> FloatArray:
        """Its outline, along the lower curve and back along the higher one, of shape (m, 2)."""
        ends = ~(np.isfinite(self.low) & np.isfinite(self.high))
        n = int(ends.argmax()) if ends.any() else len(self.x)
        there, back = (self.x[:n], self.low[:n]), (self.x[:n][::-1], self.high[:n][::-1])
        return np.concatenate([np.column_stack(there), np.column_stack(back)])


@dataclass(frozen=True, eq=False)
class Segments:
    """Separate lines, of shape (n, 2, 2): each from its first point to its second."""

    points: FloatArray
    color: QColor
    width: float


@dataclass(frozen=True, eq=False)
class Marks:
    """A mark at each of the points, of shape (n, 2); `size` and `width` in pixels."""

    points: FloatArray
    symbol: str
    size: float
    fill: QColor
    ring: QColor
    width: float


@dataclass(frozen=True, eq=False)
class Ground:
    """Bands of colour over a grid.

    Attributes:
        across, up: what the grid spans.
        grids: numbers over it, of shape (k, rows, columns).
        places: from numbers at finer places, again of shape (k, …), to the places of their colours.
        colors: the colours.
        finest: into how many columns and rows it is drawn at most: a ground that changes with every frame is coarser
            than a large plot, which smooths it.

    """

    across: Span
    up: Span
    grids: FloatArray
    places: Callable[[FloatArray], NDArray[np.int64]]
    colors: list[QColor]
    finest: int = 4096


@dataclass(frozen=True, eq=False)
class Mosaic:
    """Cells of one colour each, side by side, none of them mixed with its neighbours.

    Attributes:
        across, up: what they span together.
        colors: of each, as 0xffRRGGBB, of shape (rows, columns), the lowest row first.
        hatched: which of them are hatched, of the same shape, and in which ink.

    """

    across: Span
    up: Span
    colors: NDArray[np.uint32]
    hatched: NDArray[np.bool_]
    ink: QColor


@dataclass(frozen=True, eq=False)
class Handle:
    """A mark to be dragged at a point of shape (2,); sizes in pixels."""

    point: FloatArray
    size: float
    fill: QColor
    ring: QColor
    halo: QColor
    width: float
    symbol: str = "o"


@dataclass(frozen=True, eq=False)
class Arrow:
    """An arrow, as long on the page as its vector is beside the longest of `among`, of shape (n, 2).

    Attributes:
        start, vector, among: in the numbers of the axes.
        color, width: how it is drawn; the width is in pixels.
        longest: how many pixels the longest has at least.
        gap: how far from its start it begins, in pixels: beyond the mark that stands there.
        name, font, ground: what is written at its tip, and on what.

    """

    start: FloatArray
    vector: FloatArray
    among: FloatArray
    color: QColor
    longest: float
    width: float
    gap: float = 0.0
    name: str = ""
    font: QFont | None = None
    ground: QColor | None = None


@dataclass(frozen=True, eq=False)
class Rays:
    """A fan of gradients, in which all arrows are as long beside each other as their vectors are.

    Attributes:
        fan: where they point.
        color, text, ground: of gradients; of the marks of single examples, and of the step; of what lies below them.
        longest, width, gap: as those of an `Arrow`.
        font: of the names.
        step, step_name: what the update does, of shape (2,), where that is more than its gradient; else None.

    """

    fan: Fan
    color: QColor
    text: QColor
    ground: QColor
    longest: float
    width: float
    gap: float
    font: QFont
    step: FloatArray | None = None
    step_name: str = ""


@dataclass(frozen=True, eq=False)
class Words:
    """A text at each of the points, of shape (n, 2), that is seen; `aside` says where, as (1, 0) at the right.

    Where there is no room on that side it stands on the other one. It keeps clear of a mark that reaches so many pixels
    around the point. One that is `pinned` stands at the frame's edge where its point lies beyond it.
    """

    points: FloatArray
    texts: tuple[str, ...]
    color: QColor
    font: QFont
    aside: tuple[float, float] = (0.0, 0.0)
    ground: QColor | None = None
    pinned: bool = False
    clear: float = 0.0


@dataclass(frozen=True, eq=False)
class Titles:
    """Lines of text, each with a word at its left end and one at its right.

    Attributes:
        lines: from where to where each of them reaches, of shape (n, 2, 2).
        left, right: what stands there; at the left shortened, or left out, where there is no room.
        fonts: of each line.
        color: of all.
        height: how much room there is for each, in the numbers of the axes; lower ones are left out.
        indent: pixels that are free at the left end, for a mark.

    """

    lines: FloatArray
    left: tuple[str, ...]
    right: tuple[str, ...]
    fonts: tuple[QFont, ...]
    color: QColor
    height: float
    indent: float


@dataclass(frozen=True, eq=False)
class LevelNames:
    """The names of levels on their lines, where there is room.

    Attributes:
        segments: the pieces of all lines, of shape (n, 2, 2).
        levels: the place of each piece's level, of shape (n,).
        texts: what each level is called.

    """

    segments: FloatArray
    levels: NDArray[np.intp]
    texts: tuple[str, ...]
    color: QColor
    font: QFont
    ground: QColor


@dataclass(frozen=True, eq=False)
class Outside:
    """A mark at the frame's edge, as long as its point, of shape (2,), lies beyond it; sizes in pixels."""

    point: FloatArray
    symbol: str
    size: float
    color: QColor
    ring: QColor
    width: float


@dataclass(frozen=True, eq=False)
class Rule:
    """An upright line with a handle, to be dragged between two numbers."""

    at: float
    within: Span
    color: QColor
    width: float
    handle: float


@dataclass(frozen=True, eq=False)
class Field:
    """A field between two places along the axis, from bottom to top, with a word in its middle, of a size in pixels."""

    start: float
    end: float
    fill: QColor
    ink: QColor
    word: str = ""
    size: float = 12.0


@dataclass(frozen=True, eq=False)
class Cells:
    """Boxes, each with a text in its middle.

    Attributes:
        points: their middles, of shape (n, 2).
        texts, inks, fills: what stands in each, in which colour, and on which.
        size: the width and the height of each, in the numbers of the axes.
        letters: the height of the letters, in pixels; left out where a box is lower.

    """

    points: FloatArray
    texts: tuple[str, ...]
    inks: tuple[QColor, ...]
    fills: tuple[QColor, ...]
    size: tuple[float, float]
    letters: float


@dataclass(frozen=True)
class Ramp:
    """A scale of colours in the legend.

    Attributes:
        parts: the words before it, the last of them what its first colour means.
        high: what its last colour means.
        colors: from one to the other.

    """

    parts: tuple[str, ...]
    high: str
    colors: tuple[QColor, ...]


@dataclass(frozen=True)
class Key:
    """A line of the legend: a name with a sample of its line, its mark or both.

    The name is `covered` where it is hidden, and bold where it is the one that others are compared with.
    """

    name: str
    color: QColor
    fill: QColor
    width: float
    line: bool = True
    dashed: bool = False
    symbol: str | None = None
    size: float = 9.0
    covered: bool = False
    is_bold: bool = False


Shape: TypeAlias = (
    Line
    | Series
    | Band
    | Segments
    | Marks
    | Ground
    | Mosaic
    | Handle
    | Arrow
    | Rays
    | Words
    | Titles
    | LevelNames
    | Outside
    | Rule
    | Field
    | Cells
    | Key
    | Ramp
)


def alike(first: Shape, second: Shape) -> bool:
    """Whether two shapes look the same; of what can be dragged one never knows."""
    if type(first) is not type(second) or isinstance(first, Rule | Handle):
        return False
    pairs = [(getattr(first, field.name), getattr(second, field.name)) for field in fields(first)]
    return all(
        a is b or (np.array_equal(a, b, equal_nan=True) if isinstance(a, np.ndarray) else bool(a == b))
        for a, b in pairs
    )


def symbol(place: int) -> str:
    """Return the mark of the class, or variant, at this place."""
    return SYMBOLS[place % len(SYMBOLS)]


def faint(color: QColor, alpha: float) -> QColor:
    """Return the colour, so much of it."""
    out = QColor(color)
    out.setAlphaF(alpha)
    return out

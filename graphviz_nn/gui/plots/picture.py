"""What a plot shows: a picture in axes, made of shapes, the same in the window and in a file."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.shapes import Shape
from graphviz_nn.scene.spans import Span

Drawing: TypeAlias = Callable[[Theme], list[Shape]]


class Picture(Protocol):
    """A picture of some data; a frozen dataclass, so that an unchanged one is not drawn again."""

    @property
    @abstractmethod
    def spans(self) -> tuple[Span, Span]:
        """What the axes span, across and up."""

    @property
    @abstractmethod
    def labels(self) -> tuple[str, str]:
        """What the axes are called; empty for none."""

    @property
    @abstractmethod
    def log(self) -> bool:
        """Whether the axis that goes up is logarithmic."""

    @abstractmethod
    def shapes(self, theme: Theme) -> list[Shape]:
        """Return what to draw, from the ground up."""


@runtime_checkable
class Ticked(Protocol):
    """A picture whose axes count things with names."""

    @property
    @abstractmethod
    def ticks(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the things at 0, 1, 2 …, across and up."""


@runtime_checkable
class Scaled(Protocol):
    """A picture whose axes have scales of their own."""

    @property
    @abstractmethod
    def scales(self) -> tuple[tuple[tuple[float, str], ...], tuple[tuple[float, str], ...]]:
        """Where on the axes, across and up, what is written."""


def same(first: object, second: object) -> bool:
    """Whether two pictures show the same data: the very same arrays, and equal words and numbers."""
    if type(first) is not type(second):
        return False
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(map(same, first, second))
    if first is second or isinstance(first, str | int | float | bool):
        return first is second or first == second
    if not is_dataclass(first):
        return False
    return all(same(getattr(first, field.name), getattr(second, field.name)) for field in fields(first))

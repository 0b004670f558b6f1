"""The layer that lays all numbers of an example in one row."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any, ClassVar

from graphviz_nn.graph import Builder, Term
from graphviz_nn.model.layers.base import Layer, Mode
from graphviz_nn.ops import Reshape, Shape


class Flatten(Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="flatten"):
    """The same numbers in reading order, as one row an example: what a dense layer takes."""

    title: ClassVar[str] = "Flatten"
    words: ClassVar[str] = "Lays the numbers of an example in one row; none of them changes."

    @property
    def about(self) -> str:
        """Nothing: it has no settings."""
        return ""

    def shape(self, inputs: Shape) -> Shape:
        """Return (numbers,)."""
        return (prod(inputs),)

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add the reshape; a row stays as it is."""
        batch, *sizes = x.node.shape
        return x if len(sizes) == 1 else builder.apply(Reshape((batch, prod(sizes))), x)

    @staticmethod
    def keras() -> dict[str, Any]:
        """Take nothing."""
        return {}

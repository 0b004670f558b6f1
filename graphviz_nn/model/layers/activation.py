"""A layer that is an activation alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from graphviz_nn.graph import Builder, Term
from graphviz_nn.model.activations import ACTIVATIONS, ActivationName, by_keras
from graphviz_nn.model.layers.base import Layer, Mode
from graphviz_nn.ops import Shape


class Activation(Layer, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="activation"):
    """activation(x), number by number; softmax over the last axis.

    Attributes:
        activation: a name in `model.activations.ACTIVATIONS`.

    """

    activation: ActivationName = "relu"

    title: ClassVar[str] = "Activation"
    words: ClassVar[str] = "Bends each number by a fixed function; nothing in it is learnt."

    @property
    def about(self) -> str:
        """Its function."""
        return self.activation

    def shape(self, inputs: Shape) -> Shape:
        """Return the shape of the input."""
        return inputs

    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add the function; a linear one is nothing."""
        op = ACTIVATIONS[self.activation]
        return x if op is None else builder.apply(op, x)

    @staticmethod
    def keras(activation: str) -> dict[str, Any]:
        """Take the function's name."""
        return {"activation": by_keras(activation)}

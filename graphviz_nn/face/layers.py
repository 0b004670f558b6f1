"""Layers and penalties as a script writes them, by Keras's names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import number, whole
from graphviz_nn.model import DenseSpec


@dataclass(frozen=True)
class L1:
    """The penalty factor · Σ |kernel|, added to the loss."""

    l1: float = 0.01


@dataclass(frozen=True)
class L2:
    """The penalty factor · Σ kernel², added to the loss."""

    l2: float = 0.01


@dataclass(frozen=True)
class Dense:
    """A fully connected layer: activation(x · kernel + bias), with Keras's arguments and defaults.

    Only the first layer of a model needs `input_shape=(inputs,)`, or `input_dim=inputs`; without it the first
    rows that the model meets say how many inputs there are. Raise SettingError for what no layer can be.
    """

    units: int
    activation: str | None = None
    use_bias: bool = True
    kernel_initializer: str = "glorot_uniform"
    bias_initializer: str = "zeros"
    kernel_regularizer: L1 | L2 | None = None
    input_shape: Sequence[int] | None = None
    input_dim: int | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        _ = self.spec, self.inputs  # refuses here, where the values enter

    @property
    def spec(self) -> DenseSpec:
        """The layer as data."""
        return DenseSpec(
            name=_named("name", self.name or ""),
            units=whole("The units of Dense", self.units),
            activation=_named("activation", self.activation or "linear"),
            use_bias=bool(self.use_bias),
            kernel_initializer=_named("kernel_initializer", self.kernel_initializer),
            bias_initializer=_named("bias_initializer", self.bias_initializer),
            **_penalty(self.kernel_regularizer),
        )

    @property
    def inputs(self) -> int | None:
        """The number of features of an example, or None if the layer does not say."""
        if self.input_shape is None:
            return None if self.input_dim is None else whole("The input_dim of Dense", self.input_dim)
        if not isinstance(self.input_shape, Sequence) or len(self.input_shape) != 1:
            raise SettingError(
                f"Dense has input_shape={self.input_shape!r}; it must hold one number, as in input_shape=(2,)."
            )
        inputs = whole("The input_shape of Dense", self.input_shape[0])
        if self.input_dim not in (None, inputs):
            raise SettingError(
                f"Dense has input_shape={self.input_shape} and input_dim={self.input_dim}. Give one of the two."
            )
        return inputs


def _named(what: str, value: object) -> str:
    if not isinstance(value, str):
        raise SettingError(f"Dense has {what}={value!r}; give it by name, as in {what}={_EXAMPLES[what]!r}.")
    return value


_EXAMPLES = {
    "name": "hidden",
    "activation": "sigmoid",
    "kernel_initializer": "glorot_uniform",
    "bias_initializer": "zeros",
}


def _penalty(regulariser: object) -> dict[str, float]:
    match regulariser:
        case None:
            return {}
        case L1(l1=factor):
            return {"l1": number("The factor of L1", factor)}
        case L2(l2=factor):
            return {"l2": number("The factor of L2", factor)}
    raise SettingError(
        f"Dense has kernel_regularizer={regulariser!r}; give gnn.L1(0.01), gnn.L2(0.01) or None."
    )

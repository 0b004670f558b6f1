"""Layers as a script writes them: Keras's arguments and defaults, as each layer declares them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from inspect import signature
from typing import Any, ClassVar, Protocol

import msgspec
from numpy.typing import ArrayLike, NDArray

from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import tensors, whole
from graphviz_nn.model import LAYERS, AnyLayer, Stack
from graphviz_nn.model.regularisers import L1, L2
from graphviz_nn.ops import FloatArray, Shape, plain
from graphviz_nn.settings import settings_of
from graphviz_nn.settings.convert import converted
from graphviz_nn.text import cited

__all__ = ["L1", "L2", "Input", "KerasLayer", "keras_class"]


class Owner(Protocol):
    """The model that a layer is part of."""

    @property
    def layers(self) -> list[KerasLayer]:
        """Its layers, from the input on."""

    @property
    def spec(self) -> Stack:
        """The model as data."""

    def get_weights(self) -> list[FloatArray]:
        """Return copies of all weights."""

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Replace all weights."""


class Input:
    """What an example is, as the first member of a model: `gnn.Input(shape=(2,))`. It is no layer of it.

    Raise SettingError for what is no shape. Keras's arguments for batches and types have no meaning here.

    Attributes:
        shape: the shape of an example.

    """

    def __init__(self, shape: Sequence[int] | NDArray[Any] | int) -> None:
        self.shape = _shape("Input", (shape,) if isinstance(shape, int) else shape, None) or ()

    def __repr__(self) -> str:
        return f"Input(shape={self.shape})"


class KerasLayer:
    """A layer of a script; abstract, its subclasses come from `keras_class`.

    Only the first layer of a model needs `input_shape=(inputs,)`, or `input_dim=inputs`; without it the first rows
    that the model meets say what an example is. Raise SettingError for what no layer can be.

    Attributes:
        spec: the layer as data.
        input_shape: the shape of an example, or None if the layer does not say.

    """

    kind: ClassVar[type[AnyLayer]]

    def __init__(
        self,
        *settings: Any,
        input_shape: Sequence[int] | NDArray[Any] | None = None,
        input_dim: int | None = None,
        name: str | None = None,
        **named: Any,
    ) -> None:
        title = self.kind.title
        self.spec = _made(self.kind, *settings, name=name, **named)
        self.input_shape = _shape(title, input_shape, input_dim)
        self._owner: Owner | None = None

    @classmethod
    def of(cls, spec: AnyLayer) -> KerasLayer:
        """Return a layer that is given as data."""
        layer = object.__new__(keras_class(type(spec)))
        layer.spec, layer.input_shape, layer._owner = spec, None, None
        return layer

    def bound(self, model: Owner) -> KerasLayer:
        """Return this layer as part of a model; a copy, with weights of its own, where it is part of another."""
        layer = self if self._owner is None else KerasLayer.of(self.spec)
        layer.input_shape, layer._owner = self.input_shape, model
        return layer

    def get_weights(self) -> list[FloatArray]:
        """Return copies of its parameters in Keras's order, then of its moving averages.

        Raise SettingError unless it is part of a model that knows its inputs.
        """
        model, names = self._place()
        return [
            array for name, array in zip(_names(model), model.get_weights(), strict=True) if name in names
        ]

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Replace what `get_weights` returns; raise ShapeError where an array does not fit."""
        model, shapes = self._place()
        given = tensors(f"the layer {next(iter(shapes), self.kind.title).partition('/')[0]}", weights, shapes)
        held = zip(_names(model), model.get_weights(), strict=True)
        model.set_weights([given.get(name, array) for name, array in held])

    def _place(self) -> tuple[Owner, dict[str, Shape]]:
        """Return the model, and the shapes of this layer's tensors by their names in it."""
        if self._owner is None:
            raise SettingError(
                f"{self!r} is in no model yet, so it has no weights. Put it into a gnn.Sequential first."
            )
        spec = self._owner.spec
        place = next(i for i, layer in enumerate(self._owner.layers) if layer is self)
        begin = f"{spec.layer_names[place]}/"
        shapes = spec.network.tensor_shapes.items()
        return self._owner, {name: shape for name, shape in shapes if name.startswith(begin)}

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, KerasLayer)
            and type(other) is type(self)
            and (other.spec, other.input_shape) == (self.spec, self.input_shape)
        )

    def __hash__(self) -> int:
        return hash((self.spec, self.input_shape))

    def __getattr__(self, name: str) -> Any:
        """Return a setting by the name of its field."""
        if name not in self.kind.__struct_fields__:
            raise AttributeError(f"{self.kind.title} has no attribute {name!r}")
        return getattr(self.spec, name)

    def __repr__(self) -> str:
        return repr(self.spec)


@cache
def keras_class(kind: type[AnyLayer]) -> type[KerasLayer]:
    """Return the class by which a script makes layers of a kind."""
    parameters = list(signature(kind.keras, eval_str=True).parameters.values())
    arguments = ", ".join(map(str, parameters)).replace("collections.abc.", "") or "none"
    words = f"{kind.words}\n\nArguments, as Keras's: {arguments}.\n\n{KerasLayer.__doc__}"
    return type(kind.title, (KerasLayer,), {"kind": kind, "__doc__": words, "__module__": __name__})


def __getattr__(name: str) -> type[KerasLayer]:
    """Make the class of a layer when it is first asked for by Keras's name."""
    kind = next((kind for kind in LAYERS if kind.title == name), None)
    if kind is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return keras_class(kind)


def _names(model: Owner) -> tuple[str, ...]:
    return model.spec.network.tensor_names


def _made(kind: type[AnyLayer], *settings: Any, name: object, **named: Any) -> AnyLayer:
    """Return the layer that Keras's arguments mean."""
    title, known = kind.title, signature(kind.keras).parameters
    try:
        for other in named.keys() - known.keys():
            raise TypeError(f"got an unexpected keyword argument {other!r}")
        given = signature(kind.keras).bind(*map(plain, settings), **{k: plain(v) for k, v in named.items()})
    except TypeError as error:
        raise SettingError(f"{title}: {error}. Its arguments are {', '.join(known) or 'none'}.") from None
    fields = kind.keras(*given.args, **given.kwargs) | {"name": "" if name is None else plain(name)}
    try:
        return converted(fields, kind)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, SettingError):
            raise error.__cause__ from None
        reason, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`").partition("[")[0]
        given_as = f"{name}={cited(fields[name])}" if name in fields else "such an argument"
        field = settings_of(kind).get(name)
        if field is not None:
            keys = ", ".join(option.key for option in field.options)
            reason = f"Choose one of {keys}" if keys else f"Give {field.range}"
        raise SettingError(f"{title} has {given_as}. {reason}.") from None


def _shape(title: str, input_shape: object, input_dim: int | None) -> Shape | None:
    dim = None if input_dim is None else whole(f"The input_dim of {title}", input_dim)
    if input_shape is None:
        return None if dim is None else (dim,)
    sizes = plain(input_shape)
    if not isinstance(sizes, list) or not sizes:
        raise SettingError(
            f"{title} has input_shape={cited(input_shape)}; give the shape of an example, as in input_shape=(2,)."
        )
    shape = tuple(whole(f"The input_shape of {title}", size) for size in sizes)
    if dim is not None and shape != (dim,):
        raise SettingError(
            f"{title} has input_shape={input_shape} and input_dim={input_dim}. Give one of the two."
        )
    return shape

"""What a layer is: one declaration that graph, parameters, outline, summary and documents read."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from math import prod
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, TypeAlias, get_args

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Builder, Term
from graphviz_nn.ops import Shape
from graphviz_nn.settings import Setting, check, unturn
from graphviz_nn.text import cited

Mode: TypeAlias = Literal["train", "predict"]
MODES: tuple[Mode, ...] = get_args(Mode)


UseBias: TypeAlias = Annotated[
    bool,
    Setting(
        "Bias",
        "Each neuron adds a number to its weighted sum: it moves the boundary off the origin.",
        finer=True,
    ),
]


class Parameter(NamedTuple):
    """A tensor that belongs to a layer.

    Attributes:
        name: the last part of its node's name, as in `kernel`.
        shape: its shape.
        initialiser: a name in `model.initialisers.INITIALISERS`.
        letter: how textbooks write it, as in `W`.
        spread: half-width or standard deviation for the initialiser; None is its own.
        is_kernel: whether it weighs inputs; its last axis then counts the neurons.
        l1, l2: the factors of the penalties on the sum of its absolute values and of its squares.

    """

    name: str
    shape: Shape
    initialiser: str
    letter: str
    spread: float | None = None
    is_kernel: bool = False
    l1: float = 0.0
    l2: float = 0.0


class State(NamedTuple):
    """A tensor that belongs to a layer and that training changes, though by no gradient, as a moving average.

    Attributes:
        name, shape, letter: as a parameter's.
        start: what it is filled with before the first update.

    """

    name: str
    shape: Shape
    start: float
    letter: str


class Layer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """A layer; abstract. A final subclass in a file of its own gives its `tag`, its settings, and the rest below.

    Shapes are those of one example: the batch stands before them in the graph.

    Attributes:
        name: what its nodes' names begin with; empty for Keras's dense, dense_1, …
        title: Keras's name of its class, as in `Dense`.
        words: one plain sentence: what it does.

    """

    name: str = ""

    title: ClassVar[str]
    words: ClassVar[str]

    def __post_init__(self) -> None:
        unturn(self, "name")
        check(self)
        if "/" in self.name:
            raise SettingError(
                f"The layer name {self.name!r} holds a slash; that parts a layer from its nodes."
            )

    @classmethod
    def suggested(cls) -> Self:
        """Return one to begin with, where a person adds it to a network."""
        return cls()

    @property
    @abstractmethod
    def about(self) -> str:
        """What its settings are, in a few words: `tanh · 4 units`."""

    @abstractmethod
    def shape(self, inputs: Shape) -> Shape:
        """Return the shape of its output for an input of a shape; raise SettingError where it cannot take one."""

    def parameters(self, inputs: Shape) -> tuple[Parameter, ...]:
        """Return what training changes, in Keras's order."""
        return ()

    def states(self, inputs: Shape) -> tuple[State, ...]:
        """Return what training changes by no gradient; `build` says by `builder.carry` what it takes on."""
        return ()

    @abstractmethod
    def build(self, builder: Builder, x: Term, p: Mapping[str, Term], mode: Mode) -> Term:
        """Add its nodes, given parameters and states by name; return its output. The first axis of `x` is the batch."""

    @staticmethod
    @abstractmethod
    def keras(*arguments: Any, **named: Any) -> dict[str, Any]:
        """Return the fields that Keras's arguments mean.

        Its signature is Keras's, but for the name, the input shape, and what no network here has.
        """

    @classmethod
    def refuse(cls, why: str, **given: object) -> None:
        """Raise SettingError, with the reason, for arguments of Keras's that are given and have no effect here."""
        for name, value in given.items():
            if value is not None:
                raise SettingError(f"{cls.title} has {name}={cited(value)}; {why}.")

    @property
    def kind(self) -> str:
        """Its tag, and Keras's name for it in names of nodes: `dense`."""
        return str(type(self).__struct_config__.tag)

    def count(self, inputs: Shape) -> int:
        """Return how many numbers training changes."""
        return sum(prod(parameter.shape) for parameter in self.parameters(inputs))

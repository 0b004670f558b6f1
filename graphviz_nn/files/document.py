"""A document: everything needed to come back to this exact picture."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from typing import Any

import msgspec

from graphviz_nn.data import DataSpec
from graphviz_nn.errors import ExpressionError, SettingError
from graphviz_nn.landscape.plane import PlaneSpec
from graphviz_nn.model import DenseSpec, ModelSpec
from graphviz_nn.optim import Sgd
from graphviz_nn.scene.depth import Depth
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant

VERSION = 1
MOST_RANK = 8
# An expression's leaf: a number, or a tensor as nested lists of numbers, of rank MOST_RANK at most.
LeafValue = float | list[Any]


class ExpressionSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A formula to look into, in place of a network.

    Attributes:
        text: in the grammar of `graph.expression`.
        leaves: the value of each name in it.

    """

    text: str
    leaves: dict[str, LeafValue]

    def __post_init__(self) -> None:
        for name, leaf in self.leaves.items():
            for value in _flat(leaf):
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise ExpressionError(
                        f"The leaf {name!r} holds {reprlib.repr(value)}; only numbers and lists of them fit."
                    )


class ViewSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the window looks.

    Attributes:
        depth: how deep the graph is drawn.
        folded: the layers that are folded into one card at the depth of operations.
        selected: the name of the selected node, or "".
        variant: the place of the variant that the graph steps through.
        update: the update that is shown, from 0.
        position: how many events of it have happened.
        plane: the plane of the loss surface.
        three_d: whether the surface is drawn in three dimensions.

    """

    depth: Depth = "operations"
    folded: tuple[str, ...] = ()
    selected: str = ""
    variant: int = 0
    update: int = 0
    position: int = 0
    plane: PlaneSpec = PlaneSpec()
    three_d: bool = False

    def __post_init__(self) -> None:
        for what in ("variant", "update", "position"):
            if getattr(self, what) < 0:
                raise SettingError(f"The view's {what} is {getattr(self, what)}; it must be at least 0.")


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A network with its data and training, or an expression; and the view.

    Attributes:
        version: of the format, from 1.
        title: what the window's title says.
        expression: the formula, or None for a network.
        data: what the network learns from.
        model: the network.
        training: the settings that all variants share.
        variants: the runs that are trained and drawn together, at least one.
        view: where the window looks.

    """

    version: int = VERSION
    title: str = ""
    expression: ExpressionSpec | None = None
    data: DataSpec = DataSpec()
    model: ModelSpec = ModelSpec(
        inputs=2, layers=(DenseSpec(units=4, activation="tanh"), DenseSpec(units=1, activation="sigmoid"))
    )
    training: TrainingSpec = TrainingSpec(optimiser=Sgd(learning_rate=0.1, momentum=0.9))
    variants: tuple[Variant, ...] = (Variant(momentum=0.0), Variant())
    view: ViewSpec = ViewSpec()

    def __post_init__(self) -> None:
        if not self.variants:
            raise SettingError("The document has no variants. Give at least one.")


def _flat(leaf: LeafValue, rank: int = 0) -> Iterator[object]:
    """Yield what nested lists hold; a list that is nested too deeply is yielded itself."""
    if not isinstance(leaf, list) or rank == MOST_RANK:
        yield leaf
    else:
        for part in leaf:
            yield from _flat(part, rank + 1)

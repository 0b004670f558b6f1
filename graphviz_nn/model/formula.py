"""An expression as data; and the network that it makes, whose parameters are its variables."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph import QUICK, Graph, begun, graph_of
from graphviz_nn.kept import kept
from graphviz_nn.model.network import KEPT_NODES, Network, laid_out
from graphviz_nn.settings import Field, Linear, Setting, unturn

MOST_RANK = 8
LEAF_SLIDER = Linear(-10.0, 10.0, 0.02)
# A variable's value: a number, or a tensor as nested lists of numbers, of rank MOST_RANK at most.
LeafValue = float | list[Any]


class Formula(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="expression"
):
    """A formula to look into, in place of a stack of layers.

    Attributes:
        text: in the grammar of `graph.expression`.
        leaves: the value of each name in it.

    """

    text: str
    leaves: dict[str, LeafValue]

    def __post_init__(self) -> None:
        unturn(self, "text")
        for name, leaf in self.leaves.items():
            for value in _flat(leaf):
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise ExpressionError(
                        f"The leaf {name!r} holds {reprlib.repr(value)}; only numbers and lists of them fit."
                    )

    def with_number(self, name: str, number: float) -> Formula:
        """Return the formula with another number of a variable, named as `Network.cell_name` does: `x`, `W[0, 1]`."""
        leaf, _, index = name.removesuffix("]").partition("[")
        value = _with(self.leaves[leaf], [int(part) for part in index.split(",") if part], number)
        return msgspec.structs.replace(self, leaves={**self.leaves, leaf: value})

    @property
    def is_quick(self) -> bool:
        """Whether its network is there before anyone would notice, whatever was asked for before."""
        return len(self.text) <= QUICK

    def is_like(self, other: object) -> bool:
        """Whether another formula differs by numbers alone, so that the network of one is soon that of the other."""
        if not isinstance(other, Formula) or other.text != self.text:
            return False
        return list(map(_shape, self.leaves.items())) == list(map(_shape, other.leaves.items()))

    @property
    def network(self) -> Network:
        """The network; the same object for equal formulas, as long as it is in use.

        Raise ExpressionError or ShapeError where text and values are not sound.
        """
        return _network(self.text, tuple((name, _frozen(value)) for name, value in self.leaves.items()))


def formula_of(text: str, known: Mapping[str, LeafValue]) -> Formula:
    """Return the formula of a text, its network made; new names begin as it needs them: see `begun`."""
    formula = Formula(text=text, leaves=begun(text, known))
    formula.network  # noqa: B018  # while it is waited for
    return formula


def leaf_field(name: str) -> Field:
    """Return the setting that the number of a variable is."""
    tip = f"The value of {name}. Type a list, as [1, 2] or [[1, 2], [3, 4]], to make it a tensor."
    return Field(name, Setting(name, tip, called=name, slider=LEAF_SLIDER), "number")


def network_of(graph: Graph) -> Network:
    """Return the network of a graph that no data feed: training moves the leaves that ask for a gradient."""
    moved = [node for node in graph.nodes if node.is_leaf and node.needs_gradient]
    start = np.concatenate([np.empty(0), *(np.ravel(graph.leaves[node.name]) for node in moved)])
    return Network(
        inputs=None,
        outputs=None,
        slots=laid_out([(node.name, node.shape) for node in moved]),
        states=(),
        loss="",
        predictions={"train": graph.output, "predict": graph.output},
        make=lambda batch, mode: graph,
        draw=lambda seed: start.copy(),
        first_states=np.empty(0),
    )


@kept(16, KEPT_NODES, weigh=lambda network: len(network.graph(1).nodes), least=2, while_used=True)
def _network(text: str, leaves: tuple[tuple[str, Any], ...]) -> Network:
    return network_of(graph_of(text, dict(leaves)))


def _shape(leaf: tuple[str, LeafValue]) -> tuple[str, tuple[int, ...]]:
    name, value = leaf
    return name, np.shape(value)


def _with(value: LeafValue, index: list[int], number: float) -> LeafValue:
    """Return nested lists with another number at an index; one number alone has none."""
    if not index or not isinstance(value, list):
        return number
    first, *rest = index
    return [_with(part, rest, number) if at == first else part for at, part in enumerate(value)]


def _frozen(value: LeafValue) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value


def _flat(leaf: LeafValue, rank: int = 0) -> Iterator[object]:
    """Yield what nested lists hold; a list that is nested too deeply is yielded itself."""
    if not isinstance(leaf, list) or rank == MOST_RANK:
        yield leaf
    else:
        for part in leaf:
            yield from _flat(part, rank + 1)

"""A stack of layers and the loss it is trained by, as data; and the network that it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from math import prod

import msgspec
import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Builder, Graph, Term
from graphviz_nn.model.initialisers import make_parameter
from graphviz_nn.model.layers import MODES, AnyLayer, Layer, Mode, Parameter, State
from graphviz_nn.model.losses import LOSSES, LossName
from graphviz_nn.model.network import EXAMPLES, TARGETS, WEIGHTS, Network, laid_out
from graphviz_nn.model.weighing import weighed
from graphviz_nn.ops import L1, L2, Add, FloatArray, Shape
from graphviz_nn.settings import check

MOST_PARAMETERS = 2_000_000  # 16 MB, and some more for each checkpoint of a run


class Stack(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="stack"
):
    """Layers one after the other.

    Attributes:
        inputs: the shape of an example, or the number of its features.
        layers: from the input to the output, at least one.
        loss: a name in `model.losses.LOSSES`.

    """

    inputs: int | tuple[int, ...]
    layers: tuple[AnyLayer, ...]
    loss: LossName = "mse"

    def __post_init__(self) -> None:
        if min(self.input_shape, default=0) < 1:
            raise SettingError(f"The model has {self.inputs} inputs; it needs at least 1.")
        if not self.layers:
            raise SettingError("The model has no layers. Add at least one.")
        check(self)
        taken = [name for name, times in Counter(self.layer_names).items() if times > 1]
        if taken:
            raise SettingError(f"Two layers are called {taken[0]!r}. Name one of them otherwise.")
        parameters = self.parameters
        if parameters > MOST_PARAMETERS:
            raise SettingError(
                f"The model has {_figure(parameters)} parameters, and the most is {MOST_PARAMETERS:,}. "
                "Give its layers fewer units."
            )

    @property
    def input_shape(self) -> Shape:
        """The shape of an example."""
        return self.inputs if isinstance(self.inputs, tuple) else (self.inputs,)

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The names of the layers, see `names_of`."""
        return names_of(self.layers)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes of an example before the first layer and after each."""
        return _shapes(self)

    @property
    def parameters(self) -> int:
        """How many numbers training changes."""
        return sum(layer.count(shape) for layer, shape in zip(self.layers, self.shapes[:-1], strict=True))

    @property
    def outputs(self) -> int:
        """The number of outputs for an example; raise SettingError where they are no row of numbers."""
        return self.shapes[-1][0]

    @property
    def network(self) -> Network:
        """The network; the same object for equal stacks, as long as it is in use."""
        return _network(self)

    @property
    def weighted_network(self) -> Network:
        """The network with a loss in which each example has a weight; its parameters lie as those of `network`."""
        return _network(self, weighted=True)


def names_of(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return the names of layers: their own, or Keras's, which count each kind: dense, dense_1, dropout and so on."""
    numbers: Counter[str] = Counter()
    names = []
    for layer in layers:
        number = numbers[layer.kind]
        numbers[layer.kind] += not layer.name
        names.append(layer.name or (f"{layer.kind}_{number}" if number else layer.kind))
    return tuple(names)


@lru_cache(maxsize=256)
def _shapes(stack: Stack) -> tuple[Shape, ...]:
    shapes = [stack.input_shape]
    for layer in stack.layers:
        shapes.append(layer.shape(shapes[-1]))
    if len(shapes[-1]) != 1:
        raise SettingError(
            f"The last layer's output has {len(shapes[-1])} dimensions; a loss compares rows of numbers. "
            "Put a Flatten layer before the last one."
        )
    return tuple(shapes)


@lru_cache(maxsize=64)
def _network(stack: Stack, weighted: bool = False) -> Network:
    parameters, states = _parameters(stack), _states(stack)
    return Network(
        inputs=stack.input_shape,
        outputs=stack.shapes[-1],
        slots=laid_out(
            [(name, parameter.shape) for name, parameter in parameters],
            frozenset(name for name, parameter in parameters if parameter.is_kernel),
        ),
        states=laid_out([(name, state.shape) for name, state in states]),
        loss=stack.loss,
        predictions={mode: _built(stack, 1, mode, weighted)[1].node.name for mode in MODES},
        make=lambda batch, mode: _built(stack, batch, mode, weighted)[0],
        draw=partial(_initial, stack),
        first_states=np.concatenate(
            [np.empty(0), *(np.full(prod(state.shape), state.start) for _, state in states)]
        ),
        weighted=weighted,
        made_from=stack,
    )


def _parameters(stack: Stack) -> list[tuple[str, Parameter]]:
    """Return every parameter with its full name, in the order of the flat vector."""
    layers = zip(stack.layer_names, stack.layers, stack.shapes[:-1], strict=True)
    return [(f"{name}/{p.name}", p) for name, layer, shape in layers for p in layer.parameters(shape)]


def _states(stack: Stack) -> list[tuple[str, State]]:
    layers = zip(stack.layer_names, stack.layers, stack.shapes[:-1], strict=True)
    return [(f"{name}/{s.name}", s) for name, layer, shape in layers for s in layer.states(shape)]


def _initial(stack: Stack, seed: int) -> FloatArray:
    """Draw all parameters, flat; each layer has a stream of its own, so adding a layer keeps the others' start."""
    drawn = [np.empty(0)]
    for place, (layer, shape) in enumerate(zip(stack.layers, stack.shapes[:-1], strict=True)):
        rng = np.random.default_rng([seed, place])
        drawn += [
            make_parameter(p.initialiser, rng, p.shape, p.spread).reshape(-1) for p in layer.parameters(shape)
        ]
    return np.concatenate(drawn)


def _built(stack: Stack, batch: int, mode: Mode, weighted: bool) -> tuple[Graph, Term]:
    """Return the graph for a mini-batch, and the term of its prediction.

    Its leaves are `x` (batch, …), `y` (batch, outputs) and the parameters, all zero: the structure is shared, the
    values are given by whoever runs it.
    """
    builder = Builder()
    h = builder.input(EXAMPLES, np.zeros((batch, *stack.input_shape)))
    penalties: list[Term] = []
    for name, layer, shape in zip(stack.layer_names, stack.layers, stack.shapes[:-1], strict=True):
        with builder.inside(name):
            parameters = layer.parameters(shape)
            terms = {p.name: builder.parameter(p.name, np.zeros(p.shape), p.letter) for p in parameters}
            for s in layer.states(shape):
                terms[s.name] = builder.state(s.name, np.full(s.shape, s.start), s.letter)
            h = layer.build(builder, h, terms, mode)
            penalties += [term for p in parameters for term in _penalties(builder, p, terms[p.name])]
        builder.describe(name, layer.kind, layer.about, h)
    y = builder.input(TARGETS, np.zeros((batch, *stack.shapes[-1])))
    loss = LOSSES[stack.loss]
    ending = None if penalties else "loss"
    if weighted:
        total = weighed(builder, loss, h, y, builder.input(WEIGHTS, np.ones(batch)), ending)
    else:
        total = builder.apply(loss, h, y, name=ending)
    if not penalties:
        return builder.graph(total), h
    for penalty in penalties[:-1]:
        total = total + penalty
    return builder.graph(builder.apply(Add(), total, penalties[-1], name="loss")), h


def _penalties(builder: Builder, parameter: Parameter, term: Term) -> list[Term]:
    factors = ((L1, parameter.l1), (L2, parameter.l2))
    return [builder.apply(kind(factor), term) for kind, factor in factors if factor]


def _figure(number: int) -> str:
    return f"{number:,}" if number < 10**15 else f"more than {10**15:,}"

"""The Keras-shaped model: layers one after the other, compiled, fitted, asked."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.debug.meaning import meaningless
from graphviz_nn.errors import DataError, SettingError, ShapeError
from graphviz_nn.face.arrays import examples_of, numbers, pair, pair_of, split_off
from graphviz_nn.face.fitting import Fit, Measures
from graphviz_nn.face.history import History
from graphviz_nn.face.layers import KerasLayer
from graphviz_nn.face.names import loss_named, metric_named, optimiser_named
from graphviz_nn.face.progress import Tell, Verbose, announce, progress_bar, say_epoch, wants_bar
from graphviz_nn.face.seeds import checked_seed, default_seed
from graphviz_nn.face.summary import summary_lines
from graphviz_nn.face.taken import taken
from graphviz_nn.model import Network, Stack
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray, Shape, shape_text
from graphviz_nn.optim import AnyOptimiser
from graphviz_nn.settings import settings_of
from graphviz_nn.text import cited
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import quiet

_TRAINING = settings_of(TrainingSpec)


class Sequential:
    """A stack of layers that behaves as Keras's `Sequential`, in float64, and to the bit from a seed.

    Other than in Keras:

    - Weights and shuffling follow from `seed`, or from `set_seed`, or are those of seed 0: a script that is run twice
      gives the same numbers. Keras's are new each time until its seed is set.
    - Epochs are counted over all fits since `compile`, so two fits of 5 epochs take the same mini-batches as one of 10,
      and end at the same weights. Weights and what the optimiser remembers are kept from fit to fit, as in Keras, and
      so is its count of updates, which schedules and Adam read.
    - A training that diverges stops with DivergenceError at the last finite weights, and does not go on with NaN.

    Attributes:
        name: what `summary` calls it.
        history: the `History` of the last fit, or None.

    """

    def __init__(
        self, layers: Iterable[KerasLayer] | None = None, name: str | None = None, *, seed: int | None = None
    ) -> None:
        self.name = name or "sequential"
        self.history: History | None = None
        self._seed = default_seed() if seed is None else checked_seed(seed)
        self._layers: list[KerasLayer] = []
        self._inputs: Shape | None = None
        self._loss, self._measures = "mse", Measures()
        self._optimiser: AnyOptimiser | None = None
        self._fit: Fit | None = None
        self._told: set[str] = set()
        if isinstance(layers, KerasLayer) or not isinstance(layers or (), Iterable):
            raise SettingError(
                f"Sequential is given {cited(layers)}; give it a list of layers: [gnn.Dense(…), …]."
            )
        for layer in layers or ():
            self.add(layer)

    def add(self, layer: KerasLayer) -> None:
        """Put a layer behind the others; those keep their weights and moving averages."""
        if not isinstance(layer, KerasLayer):
            raise SettingError(f"{cited(layer)} is no layer. Add one such as gnn.Dense(4).")
        if not self._layers:
            self._inputs = layer.input_shape
        self._layers.append(layer)
        if self._fit is not None:
            self._fit = self._fit.grown(self._first)

    def compile(
        self, optimizer: str | AnyOptimiser = "sgd", loss: str = "mse", metrics: Sequence[str] | None = None
    ) -> None:
        """Choose how to train: an optimiser, a loss and metrics, by Keras's names.

        `optimizer` is "sgd", "adagrad", "rmsprop" or "adam" for Keras's defaults, or one with settings, as
        `gnn.Adam(learning_rate=0.01)`. What it remembers, and its count of updates, begin anew; weights and moving
        averages stay. A loss that has no meaning behind the last layer is warned of, with a UserWarning; so are, in
        `fit`, targets that the last layer cannot reach.
        """
        chosen, named = optimiser_named(optimizer), loss_named(loss)
        wanted = [metrics] if isinstance(metrics, str) else metrics or ()
        if not isinstance(wanted, list | tuple):
            raise SettingError(f"metrics is {cited(metrics)}; give a list of names, as in metrics=['mse'].")
        self._measures = Measures({name: metric_named(name) for name in wanted})
        self._optimiser, self._loss = chosen, named
        if self._fit is not None:
            self._fit = self._fit.anew
        self._told.clear()
        if self._layers and self._inputs is not None:
            self._warn()

    def fit(
        self,
        x: ArrayLike,
        y: ArrayLike,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Verbose = "auto",
        callbacks: None = None,
        validation_split: float = 0.0,
        validation_data: tuple[ArrayLike, ArrayLike] | None = None,
        shuffle: bool = True,
    ) -> History:
        """Train from the weights as they are, and return what was measured in each epoch.

        `x` is (rows, inputs) and `y` (rows, outputs) or (rows,), as lists or arrays. `batch_size` is 32 unless given;
        what is left over in an epoch is a mini-batch of its own. `validation_split` keeps that share of the last rows
        for measuring alone. `verbose`: 0 is silent, 1 shows a bar, "auto" shows it on a terminal, 2 prints a line for
        each epoch.

        Raise SettingError, ShapeError or DataError for what can't be trained on, and DivergenceError where the
        numbers leave the finite range; the weights are then those before that update.
        """
        if callbacks:
            raise SettingError(
                "fit takes no callbacks yet. Leave them out, or call fit for one epoch at a time."
            )
        self._infer_inputs(x)
        examples, targets = self._pair(x, y)
        held: tuple[FloatArray, FloatArray] | None = None
        if validation_data is not None:
            held = self._pair(*pair("validation_data", validation_data))
        elif validation_split:
            examples, targets, *rest = split_off(examples, targets, validation_split)
            held = rest[0], rest[1]
        problem = self._problem(examples, targets, batch_size, epochs, shuffle)
        self._warn(targets)
        began = self._state()
        with self._bar(verbose, problem) as tell:
            say = partial(say_epoch, problem.training.epochs) if verbose == 2 else None
            self._fit, history, divergence = began.train(problem, self._measures, held, tell, say)
        params: dict[str, int | str] = {
            "verbose": verbose,
            "batch_size": problem.training.batch_size,
            "epochs": problem.training.epochs,
            "steps": problem.updates_per_epoch,
        }
        self.history = History(history, list(range(max(map(len, history.values())))), params)
        if divergence is not None:
            raise divergence
        return self.history

    def predict(self, x: ArrayLike, batch_size: int | None = None, verbose: Verbose = "auto") -> FloatArray:
        """Return the outputs, of shape (rows, outputs). `batch_size` and `verbose` are taken, and change nothing."""
        self._infer_inputs(x)
        network, fit = self.network, self._state()
        rows = examples_of("x", x, self.spec.input_shape)
        return (
            predict(network, fit.weights, rows, fit.states) if len(rows) else np.empty((0, network.targets))
        )

    def evaluate(
        self,
        x: ArrayLike,
        y: ArrayLike,
        batch_size: int | None = None,
        verbose: Verbose = "auto",
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Return the loss over all rows, as a list with the metrics behind it if there are some, or by name."""
        self._infer_inputs(x)
        problem = self._problem(*self._pair(x, y), batch_size, 1, True)
        measured = self._measures.over(problem, self._state())
        if return_dict:
            return measured
        values = list(measured.values())
        return values if self._measures.metrics else values[0]

    def summary(self, print_fn: Callable[[str], object] | None = None) -> None:
        """Print the table of layers, shapes and numbers of parameters; `print_fn` is given it line by line.

        As long as the shape of an example is not known, the others are "?".
        """
        shapes = None if self._layers and self._inputs is None else self.spec.shapes
        for line in summary_lines(self.name, [layer.spec for layer in self._layers], shapes):
            (print_fn or print)(line)

    def get_weights(self) -> list[FloatArray]:
        """Return copies of each layer's parameters in Keras's order, then of its moving averages."""
        state = self.state
        arrays = self.network.arrays(state.weights, state.states)
        return [arrays[name].copy() for name in self.network.tensor_names]

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Replace all parameters, in the order of `get_weights`; raise ShapeError where one does not fit."""
        network = self.network
        shapes = {slot.name: slot.shape for slot in (*network.slots, *network.states)}
        if isinstance(weights, str) or not isinstance(weights, Iterable):
            raise DataError(
                f"The weights are {cited(weights)}; give a list of arrays, as get_weights returns."
            )
        arrays = [numbers(f"Array {place} of the weights (from 0)", w) for place, w in enumerate(weights)]
        if [array.shape for array in arrays] != [shapes[name] for name in network.tensor_names]:
            given = ", ".join(shape_text(array.shape) for array in arrays) or "none"
            needed = ", ".join(f"{name} {shape_text(shapes[name])}" for name in network.tensor_names)
            raise ShapeError(f"The weights have the shapes {given}; the model needs {needed}.")
        named = dict(zip(network.tensor_names, arrays, strict=True))
        flat, states = network.pack(named), network.pack_states(named)
        self._fit = msgspec.structs.replace(self._state(), weights=flat, path=(), states=states)

    def count_params(self) -> int:
        """Return the number of parameters, those that no gradient changes among them, as Keras does."""
        network = self.network
        return network.count + len(network.first_states)

    @property
    def layers(self) -> list[KerasLayer]:
        """The layers, from the input on."""
        return list(self._layers)

    @property
    def seed(self) -> int:
        """The seed of the first weights and of the shuffling."""
        return self._seed

    @property
    def spec(self) -> Stack:
        """The model as data; raise SettingError while the number of inputs is unknown."""
        if not self._layers:
            raise SettingError("The model has no layers. Add one with model.add(gnn.Dense(…)).")
        if self._inputs is None:
            raise SettingError(
                "The model does not know yet how many inputs it has. "
                "Give its first layer input_shape=(2,), or call fit first."
            )
        layers = tuple(layer.spec for layer in self._layers)
        inputs = self._inputs[0] if len(self._inputs) == 1 else self._inputs
        return Stack(inputs=inputs, layers=layers, loss=self._loss)

    @property
    def network(self) -> Network:
        """What is trained; raise SettingError while the number of inputs is unknown."""
        return self.spec.network

    @property
    def path(self) -> tuple[TrainingState, ...]:
        """The checkpoints that the last fit passed, or the weights as they are, alone."""
        return self._state().path or (self.state,)

    @property
    def state(self) -> TrainingState:
        """Weights and moving averages as they are; its count of updates is that of the epochs so far."""
        fit = self._state()
        return TrainingState(fit.weights, fit.memory or (), fit.epochs, fit.states)

    def problem(
        self, x: ArrayLike, y: ArrayLike, batch_size: int | None = None, epochs: int = 1, shuffle: bool = True
    ) -> Problem:
        """Return what `fit` would train, as data; raise as `fit` does."""
        self._infer_inputs(x)
        return self._problem(*self._pair(x, y), batch_size, epochs, shuffle)

    def _problem(
        self, x: FloatArray, y: FloatArray, batch_size: int | None, epochs: int, shuffle: bool
    ) -> Problem:
        if self._optimiser is None:
            raise SettingError(
                "The model is not compiled. Call model.compile(optimizer='sgd', loss='mse') first."
            )
        training = TrainingSpec(
            optimiser=self._optimiser,
            batch_size=32 if batch_size is None else taken(_TRAINING["batch_size"], batch_size),
            epochs=taken(_TRAINING["epochs"], epochs),
            seed=self._seed,
            shuffle=bool(shuffle),
        )
        return Problem(self.network, training, x, y)

    def _warn(self, y: FloatArray | None = None) -> None:
        """Warn of what has no meaning, of each thing once for each way to train."""
        for finding in meaningless(self.network, y):
            if finding.text not in self._told:
                self._told.add(finding.text)
                warnings.warn(finding.text, stacklevel=3)

    def _pair(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        return pair_of(x, y, self.spec.input_shape, self.spec.outputs)

    def _infer_inputs(self, x: ArrayLike) -> None:
        if self._inputs is None:
            self._inputs = examples_of("x", x).shape[1:]

    def _state(self) -> Fit:
        if self._fit is None:
            self._fit = self._first
        return self._fit

    @property
    def _first(self) -> Fit:
        return Fit(self.network.initial(self._seed), self.network.first_states)

    def _bar(self, verbose: Verbose, problem: Problem) -> AbstractContextManager[Tell]:
        shown = wants_bar(verbose)
        if verbose:
            announce(seconds_of_training(problem))
        return progress_bar(f"fit {self.name}", problem.updates) if shown else nullcontext(quiet)

    def __repr__(self) -> str:
        return f"<Sequential {self.name}: {len(self._layers)} layers>"


def check_model(model: object) -> None:
    """Raise SettingError for what is no model."""
    if not isinstance(model, Sequential):
        raise SettingError(f"The model is {cited(model)}; give a gnn.Sequential, compiled.")

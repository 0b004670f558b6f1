"""The Keras-shaped model: layers one after the other, compiled, fitted, asked."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.debug.meaning import meaningless
from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import examples_of, pair_of, tensors
from graphviz_nn.face.callbacks import Callback, EpochLines, Watch, callbacks_of
from graphviz_nn.face.feeding import feed_of
from graphviz_nn.face.fitting import Fit, Measures
from graphviz_nn.face.history import History
from graphviz_nn.face.layers import Input, KerasLayer
from graphviz_nn.face.names import (
    dtype_named,
    loss_named,
    metric_named,
    optimiser_named,
    takes_numbers_of_classes,
)
from graphviz_nn.face.progress import Verbose, fit_bar
from graphviz_nn.face.saving import document_path, kept, row_of_zeros
from graphviz_nn.face.seeds import checked_seed, default_seed
from graphviz_nn.face.summary import summary_lines
from graphviz_nn.face.taken import taken
from graphviz_nn.face.weights import weights_of
from graphviz_nn.files import save
from graphviz_nn.files.capture import capture
from graphviz_nn.model import Network, Stack
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import DType, FloatArray, Shape
from graphviz_nn.optim import AnyOptimiser
from graphviz_nn.settings import settings_of
from graphviz_nn.text import cited
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.spec import TrainingSpec

_TRAINING = settings_of(TrainingSpec)


class Sequential:
    """A stack of layers that behaves as Keras's `Sequential`, to the bit from a seed.

    Other than in Keras:

    - Weights and shuffling follow from `seed`, or from `set_seed`, or are those of seed 0: a script that is run twice
      gives the same numbers. Keras's are new each time until its seed is set.
    - Epochs are counted over all fits since `compile`, so two fits of 5 epochs take the same mini-batches as one of 10,
      and end at the same weights. Weights and what the optimiser remembers are kept from fit to fit, as in Keras, and
      so is its count of updates, which schedules and Adam read.
    - Numbers are float64; with `dtype="float32"`, `fit` computes in float32, as Keras does. What is measured, predicted
      and shown is float64 always, of the weights that float32 holds.
    - A training that diverges stops with DivergenceError at the last finite weights, and does not go on with NaN.

    Attributes:
        name: what `summary` calls it.
        history: the `History` of the last fit, or None.

    """

    def __init__(
        self,
        layers: Iterable[KerasLayer | Input] | None = None,
        name: str | None = None,
        *,
        seed: int | None = None,
        dtype: DType = "float64",
    ) -> None:
        self.name = name or "sequential"
        self.history: History | None = None
        self._seed = default_seed() if seed is None else checked_seed(seed)
        self._dtype = dtype_named(dtype)
        self._layers: list[KerasLayer] = []
        self._inputs: Shape | None = None
        self._loss, self._measures, self._numbered = "mse", Measures(), False
        self._optimiser: AnyOptimiser | None = None
        self._fit: Fit | None = None
        self._told: set[str] = set()
        self._last: Problem | None = None
        self.stop_training = False
        if isinstance(layers, KerasLayer) or not isinstance(layers or (), Iterable):
            raise SettingError(
                f"Sequential is given {cited(layers)}; give it a list of layers: [gnn.Dense(…), …]."
            )
        for layer in layers or ():
            self.add(layer)

    def add(self, layer: KerasLayer | Input) -> None:
        """Put a layer behind the others; those keep their weights and moving averages. An `Input` goes first."""
        if isinstance(layer, Input):
            return self._begin(layer)
        if not isinstance(layer, KerasLayer):
            raise SettingError(f"{cited(layer)} is no layer. Add one such as gnn.Dense(4).")
        if not self._layers:
            self._inputs = self._inputs or layer.input_shape
            if layer.input_shape not in (None, self._inputs):
                raise SettingError(
                    f"The first layer has input_shape={layer.input_shape}, and the model's Input the shape "
                    f"{self._inputs}. Give one of the two."
                )
        self._layers.append(layer.bound(self))
        if self._fit is not None:
            self._fit = self._fit.grown(Fit.first(self.network, self._seed))
        return None

    def compile(
        self, optimizer: str | AnyOptimiser = "sgd", loss: str = "mse", metrics: Sequence[str] | None = None
    ) -> None:
        """Choose how to train: an optimiser, a loss and metrics, by Keras's names.

        `optimizer` is "sgd", "adagrad", "rmsprop", "adam", "adamw" or "nadam" for Keras's defaults, or one with
        settings, as `gnn.Adam(learning_rate=0.01)`. What it remembers, and its count of updates, begin anew; weights
        and moving averages stay. The targets of a sparse loss are numbers of classes, which become one-hot rows here.
        A loss that has no meaning behind the last layer is warned of, with a UserWarning; so are, in `fit`, targets
        that the last layer cannot reach.
        """
        chosen, named = optimiser_named(optimizer), loss_named(loss)
        self._numbered = takes_numbers_of_classes(loss)
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
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: tuple[ArrayLike, ArrayLike] | None = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> History:
        """Train from the weights as they are, and return what was measured in each epoch.

        `x` is (rows, inputs) and `y` (rows, outputs) or (rows,), as lists or arrays. `batch_size` is 32 unless given;
        what is left over in an epoch is a mini-batch of its own. `validation_split` keeps that share of the last rows
        for measuring alone. `verbose`: 0 is silent, 1 shows a bar, "auto" shows it on a terminal, 2 prints a line for
        each epoch. `callbacks` are told of each epoch, and may end the fit: see `Callback` and `EarlyStopping`.
        `sample_weight`, of shape (rows,), or `class_weight`, by the number of the class, says how much each example
        counts in the loss, and in the loss alone; held-out rows count alike. The weighted loss is divided by the number
        of examples, not by the sum of the weights, and the graph shows it written out.

        Raise SettingError, ShapeError or DataError for what can't be trained on, and DivergenceError where the
        numbers leave the finite range; the weights are then those before that update. Ctrl+C leaves weights and
        history as far as the fit has come.
        """
        told = [*([EpochLines()] if verbose == 2 else []), *callbacks_of(callbacks)]
        self._infer_inputs(x)
        fed = feed_of(self._pair, x, y, validation_split, validation_data, class_weight, sample_weight)
        problem = self._last = self._problem(fed.x, fed.y, batch_size, epochs, shuffle, fed.weights)
        self._warn(fed.y)
        params: dict[str, int | str] = {
            "verbose": verbose,
            "batch_size": problem.training.batch_size,
            "epochs": problem.training.epochs,
            "steps": problem.updates_per_epoch,
        }
        began = self.stand()
        with fit_bar(verbose, problem, self.name) as tell:
            watch = Watch(self, told, params) if told else None
            self._fit, history, stopped = began.train(problem, self._measures, fed.held, tell, watch)
        self.history = History(history, list(range(max(map(len, history.values())))), params)
        if stopped is not None:
            raise stopped
        if watch:
            watch.close()
        return self.history

    def predict(self, x: ArrayLike, batch_size: int | None = None, verbose: Verbose = "auto") -> FloatArray:
        """Return the outputs, of shape (rows, outputs). `batch_size` and `verbose` are taken, and change nothing."""
        self._infer_inputs(x)
        network, fit = self.network, self.stand()
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
        sample_weight: ArrayLike | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Return the loss over all rows, as a list with the metrics behind it if there are some, or by name.

        `sample_weight` is that of `fit`.
        """
        self._infer_inputs(x)
        examples, targets = self._pair(x, y)
        weights = weights_of(targets, sample_weight)
        problem = self._problem(examples, targets, batch_size, 1, True, weights)
        measured = self._measures.over(problem, self.stand())
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
        named = tensors("the model", weights, network.tensor_shapes)
        flat, states = network.pack(named), network.pack_states(named)
        self._fit = msgspec.structs.replace(self.stand(), weights=flat, path=(), states=states)

    def save(self, filepath: str | Path, overwrite: bool = True) -> None:
        """Save the model as a document (.gnn.json), with its weights as exact numbers: see `load_model`.

        The window opens it, at these weights, with the rows and settings of the last fit, each example of weight 1; a
        model that has not been fitted gets one row of zeros to look at. Unlike Keras, metrics and what the optimiser
        remembers are not kept.
        Raise SettingError for another ending or for a model that is not compiled, and FileError where the file can't be
        written, or exists and is not to be overwritten.
        """
        path = document_path(filepath, overwrite)
        last = self._last
        x, y = (last.x, last.y) if last else row_of_zeros(self.network)
        training = last.training if last else TrainingSpec()
        problem = self._problem(x, y, training.batch_size, training.epochs, training.shuffle)
        save(capture(self.spec, problem, self.name, kept(self.network, self._seed, self.stand())), path)

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
        return tuple(state.to_read for state in self.stand().path) or (self.state,)

    @property
    def state(self) -> TrainingState:
        """Weights and moving averages as they are; its count of updates is that of the epochs so far."""
        fit = self.stand()
        return TrainingState(fit.weights, fit.memory or (), fit.epochs, fit.states).to_read

    def problem(
        self, x: ArrayLike, y: ArrayLike, batch_size: int | None = None, epochs: int = 1, shuffle: bool = True
    ) -> Problem:
        """Return what `fit` would train, as data; raise as `fit` does."""
        self._infer_inputs(x)
        return self._problem(*self._pair(x, y), batch_size, epochs, shuffle)

    def _problem(
        self,
        x: FloatArray,
        y: FloatArray,
        batch_size: int | None,
        epochs: int,
        shuffle: bool,
        weights: FloatArray | None = None,
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
            dtype=self._dtype,
        )
        network = self.network if weights is None else self.spec.weighted_network
        return Problem(network, training, x, y, sample_weight=weights)

    def _warn(self, y: FloatArray | None = None) -> None:
        """Warn of what has no meaning, of each thing once for each way to train."""
        for finding in meaningless(self.network, y):
            if finding.text not in self._told:
                self._told.add(finding.text)
                warnings.warn(finding.text, stacklevel=3)

    def _pair(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        spec = self.spec
        return pair_of(x, y, spec.input_shape, spec.outputs, numbered=self._numbered)

    def _infer_inputs(self, x: ArrayLike) -> None:
        if self._inputs is None:
            self._inputs = examples_of("x", x).shape[1:]

    def stand(self, fit: Fit | None = None) -> Fit:
        """Return where the model stands between fits; take that on first, if it is given. Not of Keras."""
        self._fit = fit or self._fit or Fit.first(self.network, self._seed)
        return self._fit

    def _begin(self, given: Input) -> None:
        """Take the shape of an example."""
        if self._layers or self._inputs:
            raise SettingError(f"{given!r} stands behind others. Put the Input first, and only one.")
        self._inputs = given.shape

    def __repr__(self) -> str:
        return f"<Sequential {self.name}: {len(self._layers)} layers>"


def check_model(model: object) -> None:
    """Raise SettingError for what is no model."""
    if not isinstance(model, Sequential):
        raise SettingError(f"The model is {cited(model)}; give a gnn.Sequential, compiled.")

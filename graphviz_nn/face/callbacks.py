"""What a script can have done between the epochs of a fit: Keras's callbacks, and stopping early."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol, TypeAlias, get_args

from graphviz_nn.errors import SettingError
from graphviz_nn.face.arrays import number, whole
from graphviz_nn.face.fitting import Fit, Measured
from graphviz_nn.face.progress import say_epoch
from graphviz_nn.ops import FloatArray
from graphviz_nn.text import cited

Logs: TypeAlias = dict[str, float]  # what was measured in an epoch, by its name in the history
Mode: TypeAlias = Literal["auto", "min", "max"]


class Fitted(Protocol):
    """The model that is being fitted, as callbacks may use it; `Sequential` is one.

    Attributes:
        stop_training: set to True, it ends the fit behind the present epoch.

    """

    stop_training: bool

    def get_weights(self) -> list[FloatArray]:
        """Return copies of all weights."""

    def set_weights(self, weights: Any) -> None:
        """Replace all weights, also in the middle of a fit."""

    def stand(self, fit: Fit | None = None) -> Fit:
        """Take on where it stands, if that is given; return where it stands."""


class Callback:
    """Keras's base class: override what you need.

    Keras's methods for single mini-batches are not called, since a stretch of them is one native call here.

    Attributes:
        model: the model that is fitted, from the beginning of the fit on.
        params: `verbose`, `epochs` and `steps`, the number of mini-batches in an epoch.

    """

    model: Any = None
    params: Mapping[str, int | str] = {}

    def set_model(self, model: Any) -> None:
        """Take the model that is fitted."""
        self.model = model

    def set_params(self, params: Mapping[str, int | str]) -> None:
        """Take what is known of the fit."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Do something before the first epoch; `logs` is empty."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Do something behind the last epoch, whose measures `logs` holds."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Do something before an epoch, counted from 0 in each fit; `logs` is empty."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Do something behind an epoch; `logs` holds `loss`, the metrics, and `val_…` of held-out rows."""


class EarlyStopping(Callback):
    """Keras's EarlyStopping: ends a fit whose `monitor` has not become better for `patience` epochs.

    Better is at least `min_delta` below the best, or above it with mode="max"; "auto" knows that an accuracy shall
    grow and all else fall. With a `baseline` it must come to be better than that, too. The first `start_from_epoch`
    epochs count for nothing. `restore_best_weights` goes back to the end of the best epoch, moving averages and all,
    also where the fit was not stopped. `verbose=1` says so in a line.

    Unlike Keras, a monitor that is not measured is an error and no warning.

    Attributes:
        stopped_epoch: the epoch, from 0, that was the last; 0 where it did not stop.
        best: the best measure.
        best_epoch: the epoch of it, from 0.

    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: Mode = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        if mode not in get_args(Mode):
            raise SettingError(
                f"EarlyStopping has mode={cited(mode)}. Choose one of {', '.join(get_args(Mode))}."
            )
        self.monitor, self.verbose = monitor, verbose
        self.min_delta = abs(number("min_delta of EarlyStopping", min_delta))
        self.patience = whole("patience of EarlyStopping", patience)
        self.start_from_epoch = whole("start_from_epoch of EarlyStopping", start_from_epoch)
        self.baseline = None if baseline is None else number("baseline of EarlyStopping", baseline)
        self.restore_best_weights = restore_best_weights
        rises = mode == "max" or (mode == "auto" and monitor.removeprefix("val_") in ("accuracy", "acc"))
        self._sign = 1.0 if rises else -1.0
        self.on_train_begin()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget an earlier fit."""
        self.wait, self.stopped_epoch, self.best_epoch = 0, 0, 0
        self.best: float | None = None
        self.best_weights: list[FloatArray] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare the epoch with the best; raise SettingError where what is monitored was not measured."""
        known = logs or {}
        if self.monitor not in known:
            cure = (
                "Give fit validation_data, or choose one" if self.monitor.startswith("val_") else "Choose one"
            )
            raise SettingError(
                f"EarlyStopping has monitor={cited(self.monitor)}, which is not measured. {cure} of {', '.join(known)}."
            )
        if epoch < self.start_from_epoch:
            return
        current = known[self.monitor]
        if self.restore_best_weights and self.best_weights is None:
            self._keep(epoch)
        self.wait += 1
        if self._is_better(current, self.best):
            self.best = current
            self._keep(epoch)
            if self._is_better(current, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Go back to the best weights, if that is wanted."""
        if self.stopped_epoch > 0 and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                print(f"The weights are those of the end of epoch {self.best_epoch + 1}, the best.")
            self.model.set_weights(self.best_weights)

    def _keep(self, epoch: int) -> None:
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()

    def _is_better(self, value: float, other: float | None) -> bool:
        return other is None or self._sign * (value - other) > self.min_delta


class EpochLines(Callback):
    """Prints a line for each epoch, as verbose=2 asks."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Print what was measured."""
        say_epoch(int(self.params["epochs"]), epoch + 1, logs or {})


class Watch:
    """All callbacks of one fit, told in their order."""

    def __init__(self, model: Fitted, callbacks: Iterable[Callback], params: Mapping[str, int | str]) -> None:
        self._model, self._callbacks, self._logs = model, tuple(callbacks), Logs()
        model.stop_training = False
        for callback in self._callbacks:
            callback.set_params(params)
            callback.set_model(model)
            callback.on_train_begin({})

    def begin(self, epoch: int) -> None:
        """Tell that an epoch, from 0, begins."""
        for callback in self._callbacks:
            callback.on_epoch_begin(epoch, {})

    def end(self, epoch: int, fit: Fit, measured: Measured) -> tuple[Fit, bool]:
        """Tell that an epoch ended there; return where the model stands now, and whether to go on."""
        self._model.stand(fit)
        self._logs = {name: values[-1] for name, values in measured.items()}
        for callback in self._callbacks:
            callback.on_epoch_end(epoch, dict(self._logs))
        return self._model.stand(), not self._model.stop_training

    def close(self) -> None:
        """Tell that the fit is over."""
        for callback in self._callbacks:
            callback.on_train_end(dict(self._logs))


def callbacks_of(given: object) -> tuple[Callback, ...]:
    """Return the callbacks that `fit` was given: one, or a list; raise SettingError for anything else."""
    listed = () if given is None else given if isinstance(given, list | tuple) else (given,)
    for each in listed:
        if not isinstance(each, Callback):
            raise SettingError(
                f"callbacks holds {cited(each)}, which is none. Give gnn.EarlyStopping(…), "
                "or an object of a subclass of gnn.Callback."
            )
    return tuple(listed)

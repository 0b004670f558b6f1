"""Callbacks are told of each epoch, and EarlyStopping stops where Keras's does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import graphviz_nn as gnn
from graphviz_nn.face.callbacks import Logs
from tests.training.rows import some_rows

X, Y = some_rows()


class Teller(gnn.Callback):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.told.append(("begin", logs))

    def on_train_end(self, logs: Logs | None = None) -> None:
        self.told.append(("end", logs))

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.told.append(("epoch", epoch, logs))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.told.append(("over", epoch, logs))


def model_of(rate: float = 0.1) -> gnn.Sequential:
    model = gnn.Sequential([gnn.Dense(3, activation="tanh", input_dim=2), gnn.Dense(1)], seed=1)
    model.compile(gnn.SGD(rate), "mse", metrics=["mae"])
    return model


def test_what_a_callback_is_told_is_the_history() -> None:
    model, teller = model_of(), Teller()
    history = model.fit(X, Y, epochs=3, validation_split=0.2, callbacks=[teller]).history
    logs = [{name: values[epoch] for name, values in history.items()} for epoch in range(3)]
    assert list(logs[0]) == ["loss", "mae", "val_loss", "val_mae"]
    epochs = [each for e in range(3) for each in (("epoch", e, {}), ("over", e, logs[e]))]
    assert teller.told == [("begin", {}), *epochs, ("end", logs[2])]
    assert teller.model is model
    assert teller.params == {"verbose": "auto", "batch_size": 32, "epochs": 3, "steps": 1}


def test_a_fit_that_is_watched_ends_at_the_same_weights() -> None:
    alone, watched = model_of(), model_of()
    alone.fit(X, Y, epochs=5, batch_size=8)
    watched.fit(X, Y, epochs=5, batch_size=8, callbacks=Teller())
    np.testing.assert_equal(watched.get_weights(), alone.get_weights())
    assert len(watched.path) == 6


def test_a_callback_may_set_weights_and_end_the_fit() -> None:
    class Zeros(gnn.Callback):
        def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
            self.model.set_weights([np.zeros(w.shape) for w in self.model.get_weights()])
            self.model.stop_training = epoch == 2

    model = model_of()
    history = model.fit(X, Y, epochs=50, callbacks=[Zeros()])
    assert history.epoch == [0, 1, 2]
    assert not any(w.any() for w in model.get_weights())
    assert len(model.fit(X, Y, epochs=2).epoch) == 2


Mode = Literal["auto", "min", "max"]


class Still:
    """A model that stands still, whose weights are the number of its epoch."""

    def __init__(self) -> None:
        self.stop_training, self.weights = False, [np.array(-1.0)]

    def get_weights(self) -> list[Any]:
        return self.weights

    def set_weights(self, weights: list[Any]) -> None:
        self.weights = weights


def watched(stopping: gnn.EarlyStopping, values: Sequence[float]) -> tuple[int, float]:
    """Return how many epochs there were, and the weights in the end, if these numbers are measured."""
    model = Still()
    stopping.set_model(model)
    stopping.on_train_begin()
    epochs = 0
    for epoch, value in enumerate(values):
        model.weights, epochs = [np.array(float(epoch))], epoch + 1
        stopping.on_epoch_end(epoch, {"loss": value})
        if model.stop_training:
            break
    stopping.on_train_end()
    return epochs, float(model.weights[0])


@given(
    st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=30),
    st.integers(0, 5),
    st.integers(0, 2),
    st.integers(0, 4),
    st.sampled_from([1.0, -1.0]),
)
def test_it_stops_after_patience_epochs_without_a_better_one(
    values: list[float], patience: int, delta: int, start: int, sign: float
) -> None:
    mode: Mode = "min" if sign > 0 else "max"
    stopping = gnn.EarlyStopping(
        "loss", delta, patience, mode=mode, restore_best_weights=True, start_from_epoch=start
    )
    epochs, weights = watched(stopping, values)
    best, at = np.inf, None
    for epoch, value in list(enumerate(sign * np.array(values)))[start:]:
        if value < best - delta:
            best, at = value, epoch
        elif at is not None and epoch - at >= patience:
            break
    assert epochs == epoch + 1 if len(values) > start else len(values)
    assert weights == (len(values) - 1 if at is None else at)
    assert stopping.best == (None if at is None else sign * best)


def test_a_baseline_must_be_passed() -> None:
    values = [5.0, 4.0, 3.0, 2.0, 1.0]
    assert watched(gnn.EarlyStopping("loss", patience=3), values)[0] == 5
    assert watched(gnn.EarlyStopping("loss", patience=3, baseline=1.5), values)[0] == 5
    assert watched(gnn.EarlyStopping("loss", patience=3, baseline=0.5), [*values, 2.0, 2.0])[0] == 6


@pytest.mark.parametrize(("monitor", "rises"), [("loss", False), ("val_mae", False), ("val_accuracy", True)])
def test_it_knows_what_shall_grow(monitor: str, rises: bool) -> None:
    stopping = gnn.EarlyStopping(monitor)
    stopping.set_model(Still())
    for epoch, value in enumerate((1.0, 2.0)):
        stopping.on_epoch_end(epoch, {monitor: value})
    assert stopping.best == (2.0 if rises else 1.0)


def test_the_best_weights_of_a_fit_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    model = model_of(rate=0.9)
    stopping = gnn.EarlyStopping(patience=3, restore_best_weights=True, verbose=1)
    history = model.fit(X, Y, epochs=400, validation_data=(X[:5], 1 - Y[:5]), callbacks=[stopping]).history
    losses = history["val_loss"]
    assert len(losses) == stopping.best_epoch + 4 < 400
    assert stopping.best == min(losses) == losses[stopping.best_epoch]
    assert model.evaluate(X[:5], 1 - Y[:5]) == [
        losses[stopping.best_epoch],
        history["val_mae"][stopping.best_epoch],
    ]
    assert f"Epoch {len(losses)}: early stopping" in capsys.readouterr().out


def test_what_is_refused_is_named() -> None:
    with pytest.raises(
        gnn.SettingError, match=r"monitor='val_loss', which is not measured.*one of loss, mae"
    ):
        model_of().fit(X, Y, callbacks=[gnn.EarlyStopping()])
    with pytest.raises(gnn.SettingError, match="callbacks holds 3"):
        model_of().fit(X, Y, callbacks=3)  # type: ignore[arg-type]
    with pytest.raises(gnn.SettingError, match="mode='up'"):
        gnn.EarlyStopping(mode="up")  # type: ignore[arg-type]
    with pytest.raises(gnn.SettingError, match=r"patience of EarlyStopping is 1\.5"):
        gnn.EarlyStopping(patience=1.5)  # type: ignore[arg-type]

"""A model without weights: as in Keras it is fitted, evaluated and asked, and nothing moves but moving averages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.engine import native
from graphviz_nn.face.layers import KerasLayer
from graphviz_nn.landscape.plane import PlaneKind
from graphviz_nn.optim import AnyOptimiser
from graphviz_nn.training.machine import ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from tests.debug.examples import RULES
from tests.model.layers.everywhere import numbers

X, Y = 3.0 + 2.0 * numbers(20, 2), np.eye(2)[np.arange(20) % 2]
MODELS: dict[str, Callable[[], list[KerasLayer]]] = {
    "flatten": lambda: [gnn.Flatten()],
    "activation": lambda: [gnn.Activation("softmax")],
    "dropout": lambda: [gnn.Dropout(0.5)],
    "noise": lambda: [gnn.GaussianNoise(0.5), gnn.Activation("tanh")],
    "averages": lambda: [gnn.BatchNormalization(momentum=0.5, center=False, scale=False)],
}
NOISY = {"dropout", "noise"}
CARRYING = {"averages"}
at_every_model = pytest.mark.parametrize("name", MODELS)


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def model_of(name: str, optimiser: AnyOptimiser | str = "sgd") -> gnn.Sequential:
    model = gnn.Sequential(MODELS[name]())
    model.compile(optimizer=optimiser, loss="mse", metrics=["mae", "accuracy"])
    return model


@at_every_model
@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_a_fit_measures_each_epoch_and_changes_no_prediction_but_by_averages(
    name: str, rule: AnyOptimiser
) -> None:
    model = model_of(name, rule)
    before = model.predict(X)
    history = model.fit(X, Y, epochs=4, batch_size=8, validation_data=(X, Y)).history
    assert [len(values) for values in history.values()] == [4] * 6
    assert (name in CARRYING) == (not np.array_equal(model.predict(X), before))
    if name in NOISY | CARRYING:
        assert np.ptp(history["loss"]) > 1e-6
    else:
        assert history["loss"] == pytest.approx([float(np.mean((before - Y) ** 2))] * 4, rel=1e-12)
    measured = [history[name][-1] for name in ("val_loss", "val_mae", "val_accuracy")]
    assert measured == model.evaluate(X, Y)


@at_every_model
def test_it_is_native_as_by_the_reference(name: str) -> None:
    problem = model_of(name).problem(X, Y, batch_size=8, epochs=4)
    ours, theirs = NativeMachine(problem), ReferenceMachine(problem)
    first, second = (
        machine.advance(problem.start, 12, every=5, metrics=("mae",)) for machine in (ours, theirs)
    )
    np.testing.assert_allclose(first.rows, second.rows, rtol=1e-12)
    assert [state.update for state in first.states] == [state.update for state in second.states]
    np.testing.assert_allclose(first.states[-1].states, second.states[-1].states, rtol=1e-12)
    nowhere = problem.start.weights[np.newaxis]
    for machine in (ours, theirs):
        assert machine.gradients(nowhere, problem.start.states).shape == (1, 0)
        np.testing.assert_allclose(
            machine.losses(nowhere, problem.start.states),
            ours.losses(nowhere, problem.start.states),
            rtol=1e-12,
        )


@at_every_model
def test_an_experiment_has_the_losses_of_each_seed(name: str) -> None:
    done = gnn.experiment(model_of(name), X, Y, seeds=3, epochs=2, verbose=0)
    assert done.losses.shape == (1, 3, 2)
    assert np.isfinite(done.losses).all()
    assert done.weights.shape == (1, 3, 0)


@at_every_model
@pytest.mark.parametrize("plane", ["pca", "weights", "random"])
def test_a_surface_is_refused_with_the_cure(name: str, plane: PlaneKind) -> None:
    with pytest.raises(gnn.SettingError, match=r"The model has no weights, and .*Add a layer that has some"):
        gnn.surface(model_of(name), X, Y, plane=plane)


@at_every_model
def test_the_debugger_goes_on_from_mini_batch_to_mini_batch(name: str) -> None:
    debugger = gnn.Debugger(model_of(name), X, Y, batch_size=8)
    rows: list[int] = []
    for _ in range(3):
        rows += debugger.run().record.rows
        assert debugger.event is not None
        debugger.step()
    assert sorted(rows) == list(range(20))
    at_the_start = debugger.position
    assert name in CARRYING or debugger.run("update").position == at_the_start  # there is none, so it stays


@at_every_model
def test_its_picture_is_made(name: str) -> None:
    assert gnn.plot_model(model_of(name), X, Y)

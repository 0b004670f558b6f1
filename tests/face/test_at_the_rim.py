"""What a script may do to us: other arguments, Ctrl+C, a fork, numbers that it writes into."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import GnnError
from graphviz_nn.face import fitting
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.run import Run
from graphviz_nn.work import finish

X: FloatArray = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y: FloatArray = np.array([[0.0], [1.0], [1.0], [0.0]])


def model() -> gnn.Sequential:
    made = gnn.Sequential(
        [gnn.Dense(3, activation="tanh", input_shape=(2,)), gnn.Dense(1, activation="sigmoid")]
    )
    made.compile(optimizer=gnn.SGD(0.5), loss="binary_crossentropy")
    return made


WRONG: dict[str, tuple[object, ...]] = {
    "features": (["a"], ["a", "b", "c"], [1, 2], 3, "ab c", {"a": 1}),
    "classes": ([None], ["no"], [0, 1], 2),
    "theme": ("x", None, 3, [], "../light"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_figure_is_refused_in_our_words(name: str) -> None:
    for given in WRONG[name]:
        wrong: dict[str, Any] = {name: given}
        with pytest.raises(GnnError, match=f"^{name} "):
            gnn.plot_model(model(), X, Y, **wrong)


@pytest.mark.parametrize(
    "variants", [None, 1, "ab", [None], [{}, 3], [{"momentum": np.nan}], [{"epochs": 10**400}]]
)
def test_an_experiment_is_refused_in_our_words(variants: Any) -> None:
    with pytest.raises(GnnError, match="variant"):
        gnn.experiment(model(), X, Y, variants=variants, seeds=1, verbose=0)


@pytest.mark.parametrize("callbacks", [[], [gnn.Callback()]], ids=["without callbacks", "with callbacks"])
def test_ctrl_c_leaves_a_fit_as_far_as_it_has_come(
    monkeypatch: pytest.MonkeyPatch, callbacks: list[gnn.Callback]
) -> None:
    interrupted, whole = model(), model()
    told: list[int] = []

    def pressed(work: Generator[Run, None, Run], tell: Callable[[Run], object]) -> Run:
        def press(run: Run) -> None:
            tell(run)
            told.append(run.updates)
            if len(told) == 3:
                raise KeyboardInterrupt

        return finish(work, press)

    monkeypatch.setattr(fitting, "finish", pressed)
    with pytest.raises(KeyboardInterrupt):
        interrupted.fit(X, Y, batch_size=4, epochs=100_000, callbacks=callbacks)
    monkeypatch.undo()
    history = interrupted.history
    assert history is not None
    done = len(history.history["loss"])
    assert 2 <= done == told[-1] or callbacks  # each epoch with callbacks is a run of its own
    whole.fit(X, Y, batch_size=4, epochs=done)
    assert [w.tolist() for w in interrupted.get_weights()] == [w.tolist() for w in whole.get_weights()]
    assert history.history["loss"] == whole.history.history["loss"] if whole.history else False


def test_what_a_model_hands_out_is_to_be_read_alone() -> None:
    made = model()
    made.fit(X, Y, epochs=3, verbose=0)
    before = [each.tolist() for each in made.get_weights()]
    for state in (*made.path, made.state):
        for array in (state.weights, state.states, *state.memory):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 99.0
    debugger = gnn.Debugger(made, X, Y).run("backward")
    for array in (*debugger.values.values(), *debugger.gradients.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 99.0
    gnn.experiment(made, X, Y, seeds=1, epochs=2, verbose=0)
    assert [each.tolist() for each in made.get_weights()] == before
    graph = gnn.expression("x**2", x=3.0)
    for _ in range(2):  # what is not to be read alone is the caller's own
        for given in (graph.value, *graph.gradients().values()):
            with contextlib.suppress(ValueError):
                given[...] = 7.0
        assert (float(graph.value), float(graph.gradients()["x"])) == (9.0, 6.0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Python: a fork has none of the threads
def test_an_experiment_works_on_in_a_forked_process() -> None:
    gnn.experiment(model(), X, Y, seeds=2, epochs=2, verbose=0)
    sys.stdout.flush()
    child = os.fork()
    if not child:
        signal.alarm(30)  # which ends a child that hangs
        gnn.experiment(model(), X, Y, seeds=2, epochs=2, verbose=0)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0

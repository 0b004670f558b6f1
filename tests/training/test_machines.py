"""When a script gets the kernels: never in a small one, soon in one that goes on, with the same numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from graphviz_nn.engine import native
from graphviz_nn.training import machines
from graphviz_nn.training.effort import seconds_of_measuring, seconds_of_training
from graphviz_nn.training.machine import ReferenceMachine
from tests.training.test_run import problem

BEGINNING = """
import json, sys
import numpy as np
import graphviz_nn as gnn
from graphviz_nn.engine import native

x = np.random.default_rng(0).uniform(-1, 1, (128, 2))
y = (x[:, :1] * x[:, 1:] > 0).astype(float)
model = gnn.Sequential([gnn.Dense(4, activation="tanh", input_shape=(2,)), gnn.Dense(1)], seed=1)
model.compile("adam", "mse")
said = []

def tell(number):
    said.append([native.ready(), number])
"""
END = "\nprint(json.dumps({'said': said, 'numba': 'numba' in sys.modules}))"

SMALL = "tell(model.fit(x, y, epochs=5, verbose=0).history['loss'][-1])"
FITS = "for _ in range(20): tell(model.fit(x, y, epochs=100, verbose=0).history['loss'][-1])"
SURFACES = "for _ in range(6): tell(gnn.surface(model, x, y, 'random', 61).losses.sum())"
EVALUATIONS = (
    "x, y = np.tile(x, (2000, 1)), np.tile(y, (2000, 1))\nfor _ in range(80): tell(model.evaluate(x, y))"
)
EXPERIMENTS = (
    "for _ in range(6): tell(gnn.experiment(model, x, y, epochs=100, seeds=8, verbose=0).losses.sum())"
)


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    native.load()


def run(work: str) -> dict[str, Any]:
    """Run a script in a process of its own, where nothing is loaded yet."""
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING + work + END], check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_small_script_waits_for_nothing() -> None:
    told = run(SMALL)
    assert not told["numba"]
    assert told["said"][0][0] is False


@pytest.mark.parametrize("work", [FITS, SURFACES, EVALUATIONS, EXPERIMENTS])
def test_a_script_that_goes_on_has_the_kernels_soon_and_keeps_them(work: str) -> None:
    ready = [is_ready for is_ready, _ in run(work)["said"]]
    assert ready[-1]
    assert ready == sorted(ready)


@pytest.mark.parametrize("work", [FITS, SURFACES])
def test_a_script_that_is_run_twice_says_the_same_to_the_bit(work: str) -> None:
    assert run(work) == run(work)


@pytest.mark.parametrize("work", [FITS, SURFACES])
def test_numbers_do_not_depend_on_when_the_kernels_came(work: str) -> None:
    late, early = (np.array(run(first + work)["said"])[:, 1] for first in ("", "native.load()\n"))
    np.testing.assert_allclose(late, early, rtol=1e-9)


def test_long_work_loads_them_before_it_begins() -> None:
    told = run("tell(model.fit(x, y, epochs=2000, verbose=0).history['loss'][0])")
    assert told["said"][0][0] is True


@pytest.mark.parametrize("epochs", [1, 40])
def test_the_estimate_grows_with_the_work(epochs: int) -> None:
    task = problem(epochs=epochs)
    assert seconds_of_training(problem(epochs=2 * epochs)) == pytest.approx(2 * seconds_of_training(task))
    assert seconds_of_measuring(task, 10) == pytest.approx(10 * seconds_of_measuring(task, 1))
    assert 0 < seconds_of_measuring(task, 1) < seconds_of_measuring(problem(200, epochs=epochs), 1)


def test_where_nothing_is_compiled_a_process_beside_does_it_and_the_script_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    monkeypatch.setattr("graphviz_nn.training.machines.native.ready", lambda _: False)
    monkeypatch.setattr("graphviz_nn.training.machines.native.compiled", lambda _: False)
    monkeypatch.setattr("graphviz_nn.training.machines.native.load", lambda _: pytest.fail("it waited"))
    monkeypatch.setattr("graphviz_nn.training.machines.beside.compile_beside", begun.append)
    monkeypatch.setattr("graphviz_nn.training.machines._Account.spent", {})
    machines.prepare(machines.LOADING / 2)
    assert not begun
    machines.prepare(machines.LOADING, "float32")
    assert begun == ["float64", "float32"]
    assert isinstance(machines.make_machine(problem()), ReferenceMachine)
    assert not machines.must_wait(0.0)
    assert machines.must_wait(machines.COMPILING)

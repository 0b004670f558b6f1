"""Experiments: variants × seeds, side by side, each to the bits that it has alone."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import SettingError
from graphviz_nn.face.progress import Verbose
from graphviz_nn.training.experiment import experiment, together
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.outcomes import Experiment
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run, train
from graphviz_nn.training.variants import Variant
from graphviz_nn.work import finish, quiet
from tests.training.rows import some_rows
from tests.training.test_run import problem

VARIANTS = (Variant(), Variant(momentum=0.9), Variant(learning_rate=1e9))


def alone(task: Problem) -> Run:
    return finish(train(task, make_machine(task)), quiet)


def finished(task: Problem, variants: tuple[Variant, ...], seeds: tuple[int, ...]) -> Experiment:
    return finish(experiment(task, variants, seeds), quiet)


def test_every_run_of_many_has_the_bits_that_it_has_alone() -> None:
    done = finished(problem(), VARIANTS[:2], (0, 1, 7))
    assert done.losses.shape == (2, 3, 5)
    assert done.weights.shape == (2, 3, 13)
    for row, momentum in enumerate((0.0, 0.9)):
        for column, seed in enumerate((0, 1, 7)):
            rule = msgspec.structs.replace(problem().training.optimiser, momentum=momentum)
            single = alone(problem(optimiser=rule, seed=seed))
            assert np.array_equal(done.weights[row, column], single.end.weights)
            assert np.array_equal(done.losses[row, column], single.losses)


def test_a_run_that_diverges_ends_alone() -> None:
    done = finished(problem(epochs=40), VARIANTS, (0,))
    assert done.runs[2][0].divergence is not None
    assert np.isnan(done.losses[2, 0, -1])
    assert np.isfinite(done.losses[:2]).all()


def test_closing_stops_what_has_not_begun() -> None:
    tasks = [problem(epochs=2000, seed=seed) for seed in range(30)]
    work = together([train(task, make_machine(task)) for task in tasks])
    first = next(work)
    work.close()
    assert len(first) == 30
    assert sum(run.updates for run in first) < sum(task.updates for task in tasks)


def test_a_script_asks_for_seeds_and_variants_and_leaves_the_model_as_it_was() -> None:
    model = gnn.Sequential([gnn.Dense(3, activation="tanh", input_shape=(2,)), gnn.Dense(1)])
    model.compile(loss="mse", optimizer=gnn.SGD(lr=0.1))
    before = model.get_weights()
    x, y = some_rows(20)
    done = gnn.experiment(model, x, y, seeds=4, variants=[{}, {"momentum": 0.9}], epochs=3, verbose=0)
    assert done.seeds == (0, 1, 2, 3)
    assert done.variants == ("SGD", "momentum 0.9")
    assert done.losses.shape == (2, 4, 3)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_seeds_and_settings_are_taken_as_numpy_s_numbers_and_arrays() -> None:
    model = gnn.Sequential([gnn.Dense(1, input_shape=(2,))])
    model.compile()
    rows, usual = some_rows(20), [{"batch_size": 4, "learning_rate": 0.5}]
    plain = gnn.experiment(model, *rows, seeds=3, variants=usual, epochs=2, verbose=0)
    others = [{"batch_size": np.int64(4), "learning_rate": np.float32(0.5)}]
    for seeds in (np.int64(3), np.array(3), np.arange(3), [np.int8(0), np.int8(1), np.int8(2)]):
        asked: Any = {"seeds": seeds, "epochs": np.array(2)}
        done = gnn.experiment(model, *rows, variants=others, verbose=0, **asked)
        assert (done.seeds, done.variants) == (plain.seeds, plain.variants)
        np.testing.assert_array_equal(done.losses, plain.losses)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"seeds": []}, "seed"),
        ({"seeds": -1}, "seed"),
        ({"seeds": [1.5]}, "1.5"),
        ({"variants": []}, "variant"),
        ({"variants": [{"momentun": 0.9}]}, "momentun"),
        ({"variants": [{"momentum": -3.0}]}, "-3"),
        ({"variants": ["fast"]}, "fast"),
        ({"variants": [{"batch_size": 0}]}, "of examples, at least 1"),
    ],
)
def test_what_is_no_experiment_is_named(asked: dict[str, object], names: str) -> None:
    model = gnn.Sequential([gnn.Dense(1, input_shape=(2,))])
    model.compile()
    with pytest.raises(SettingError, match=names):
        gnn.experiment(model, *some_rows(8), **asked)  # type: ignore[arg-type]  # wrong on purpose


def test_results_say_in_a_line_what_they_are() -> None:
    model = gnn.Sequential([gnn.Dense(3, activation="tanh", input_shape=(2,)), gnn.Dense(1)])
    model.compile()
    x, y = some_rows(20)
    done = gnn.experiment(model, x, y, seeds=2, epochs=3, verbose=0)
    assert repr(done) == "<Experiment: SGD from 2 seeds, 3 epochs each>"
    surface = gnn.surface(model, x, y, side=5)
    assert repr(surface).startswith("<Surface 5 × 5 over")
    assert "\n" not in repr(surface)


@pytest.mark.parametrize(("verbose", "said"), [(0, False), ("auto", True), (2, True)])
def test_who_waits_for_the_compiler_is_told_unless_it_must_be_silent(
    verbose: Verbose, said: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("graphviz_nn.training.machines.native.compiled", lambda _: False)
    monkeypatch.setattr("graphviz_nn.training.machines.COMPILING", 0.0)
    model = gnn.Sequential([gnn.Dense(1, input_shape=(2,))])
    model.compile()
    model.fit(*some_rows(8), batch_size=4, epochs=1, verbose=verbose)
    assert ("Compiling the engine" in capsys.readouterr().err) is said

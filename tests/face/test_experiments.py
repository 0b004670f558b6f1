"""Experiments of a script: variants of any setting × seeds, and what is asked of the outcome."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import DataError, SettingError
from tests.training.rows import some_rows

X, Y = some_rows(24)
CLASSES = (np.median(Y) < Y).astype(float)

FAR_TOO_FAST = {"learning_rate": 1e200, "layers[*].activation": "linear"}


def model() -> gnn.Sequential:
    made = gnn.Sequential(
        [gnn.Dense(3, activation="tanh", input_shape=(2,)), gnn.Dense(1, activation="sigmoid")]
    )
    made.compile(loss="mse", optimizer=gnn.SGD(lr=0.5))
    return made


def experiment(**asked: Any) -> Any:
    return gnn.experiment(
        model(), X, CLASSES, **{"seeds": 5, "epochs": 6, "batch_size": 8, "verbose": 0} | asked
    )


def test_variants_may_have_names_and_change_any_setting() -> None:
    done = experiment(
        variants={
            "as it is": {},
            "no bias": {"layers[*].use_bias": False},
            "standardised": {"data.standardise": True},
            "one neuron": {"layers": [gnn.Dense(1, activation="sigmoid")]},
            "Adam": {"optimiser": gnn.Adam(), "epochs": 4},
            "by its name": {"optimiser": "adam", "epochs": np.int64(4)},
        }
    )
    assert done.variants == (
        "as it is",
        "no bias",
        "standardised",
        "one neuron",
        "Adam",
        "by its name",
    )
    assert done.losses.shape == (6, 5, 6)
    assert [row[0].problem.network.count for row in done.runs] == [13, 9, 13, 3, 13, 13]
    assert np.isnan(done.losses[4:, :, 4:]).all()
    np.testing.assert_array_equal(done.losses[4], done.losses[5])
    assert np.isnan(done.weights[3, :, 3:]).all()
    np.testing.assert_allclose(done.runs[2][0].problem.x.mean(axis=0), 0, atol=1e-12)


def test_a_variant_is_what_the_model_itself_is_with_that_setting() -> None:
    by_variant = experiment(variants=[{"layers[0].units": 5, "standardise": True}], seeds=[3])
    other = gnn.Sequential(
        [gnn.Dense(5, activation="tanh", input_shape=(2,)), gnn.Dense(1, activation="sigmoid")]
    )
    other.compile(loss="mse", optimizer=gnn.SGD(lr=0.5))
    scaled = (X - X.mean(axis=0)) / X.std(axis=0)
    itself = gnn.experiment(other, scaled, CLASSES, seeds=[3], epochs=6, batch_size=8, verbose=0)
    np.testing.assert_allclose(by_variant.losses, itself.losses, rtol=1e-12)


def test_epochs_to_a_loss_are_those_of_the_first_epoch_that_is_as_low() -> None:
    done = experiment(variants=[{}, {"learning_rate": 1e-9}], epochs=30)
    chosen = float(np.median(done.losses[0, :, 10]))
    epochs = done.epochs_to(chosen)
    assert epochs.shape == (2, 5)
    assert np.isnan(epochs[1]).all() or (epochs[1][np.isfinite(epochs[1])] == 1).all()
    for losses, count in zip(done.losses[0], epochs[0], strict=True):
        before = losses[: int(count) - 1] if np.isfinite(count) else losses
        assert (before > chosen).all()
        assert np.isnan(count) or losses[int(count) - 1] <= chosen
    assert np.isfinite(epochs[0]).sum() >= 3
    np.testing.assert_array_equal(done.updates_to(chosen), epochs * done.runs[0][0].problem.updates_per_epoch)
    seconds = done.seconds_to(chosen)
    assert (np.isnan(seconds) == np.isnan(epochs)).all()
    assert (seconds[np.isfinite(seconds)] <= done.seconds[np.isfinite(seconds)] * (1 + 1e-12)).all()


def test_updates_to_a_loss_are_those_of_each_variants_own_mini_batches() -> None:
    done = experiment(variants=[{"batch_size": 24}, {"batch_size": 5}], epochs=30)
    goal = float(np.median(done.losses[:, :, 3]))
    ratios = done.updates_to(goal) / done.epochs_to(goal)
    assert np.isfinite(ratios).any(axis=1).all()
    for row, per_epoch in zip(ratios, (1, 5), strict=True):
        assert set(row[np.isfinite(row)]) == {per_epoch}


def test_quantiles_are_losses_of_seeds_and_a_diverged_one_is_above_them_all() -> None:
    done = experiment(variants=[{}, FAR_TOO_FAST])
    low, median, high = done.quantiles()[0]
    assert (low <= median).all()
    assert (median <= high).all()
    np.testing.assert_array_equal(median, np.sort(done.losses[0], axis=0)[2])
    assert np.isnan(done.quantiles()[1, :, -1]).all()
    assert np.isnan(done.losses[1, :, -1]).all()


def test_the_table_has_a_row_for_each_run_and_can_be_written_as_csv() -> None:
    done = experiment(variants={"usual": {}, "far too fast": FAR_TOO_FAST}, seeds=[4, 9])
    rows = done.table(loss=float(done.losses[0].max()))
    assert [(row.variant, row.seed) for row in rows] == [
        ("usual", 4),
        ("usual", 9),
        ("far too fast", 4),
        ("far too fast", 9),
    ]
    first, last = rows[0], rows[-1]
    assert first.last_loss == done.losses[0, 0, -1]
    assert first.best_loss == done.losses[0, 0].min()
    assert first.epochs_to == 1
    assert first.updates_to == done.runs[0][0].problem.updates_per_epoch
    assert 0 < first.seconds_to <= first.seconds
    assert first.diverged_at is None
    assert last.diverged_at == done.runs[1][1].divergence.update
    assert np.isnan(last.epochs_to)
    said = done.runs[0][0]
    right = (gnn_predicted(said) > 0.5) == (CLASSES > 0.5)
    assert first.accuracy == right.mean()
    out = io.StringIO()
    csv.writer(out).writerows([rows[0]._fields, *rows])
    assert len(out.getvalue().splitlines()) == 5


def gnn_predicted(run: Any) -> Any:
    w = run.end.weights
    hidden = np.tanh(X @ w[:6].reshape(2, 3) + w[6:9])
    return 1 / (1 + np.exp(-(hidden @ w[9:12, None] + w[12])))


def test_targets_that_are_no_classes_have_no_accuracy() -> None:
    done = gnn.experiment(model(), X, np.linspace(0, 1, 24)[:, None], seeds=2, epochs=2, verbose=0)
    assert np.isnan(done.accuracy).all()
    assert np.isnan(done.table()[0].epochs_to)


@pytest.mark.parametrize(
    ("variants", "words"),
    [
        (
            {"no bias": {"layers[*].bias": False}},
            "'no bias' sets subject.layers.*bias.*Did you mean 'use_bias'",
        ),
        ({"wide": {"layers[0].units": 0}}, "'wide' sets subject.layers.0.units to 0: .*at least 1"),
        (
            {"other": {"data.source": "iris"}},
            "the script's own. Of the data it may change held_out, standardise",
        ),
        ({"fast": 3}, "The variant 3 is none; give a dict"),
        ("fast", "variants is 'fast'; give a dict of dicts"),
        ({"wrong": {"learning_rate": "high"}}, "learning rate is 'high'"),
        ({"two": {"layers": [gnn.Dense(2)]}}, "'two' cannot be trained: .*2 units in its last layer"),
    ],
)
def test_a_variant_that_cannot_be_is_named(variants: Any, words: str) -> None:
    with pytest.raises((SettingError, DataError), match=words):
        experiment(variants=variants)

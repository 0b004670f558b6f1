"""A model is saved, and comes back as it was; each layer's weights; what an example is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.files import load
from graphviz_nn.files.learnt import learnt_of
from graphviz_nn.model import LAYERS, AnyLayer
from graphviz_nn.session import Session, commands
from tests.face.test_learnt import Y as TARGETS
from tests.face.test_learnt import rows, trained
from tests.training.rows import some_rows

X, Y = some_rows()
at_every_kind = pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.title)

# Matt Mazur's example of backpropagation: a network of 2-2-2 with given weights, one example, and its results.
MAZUR: tuple[Any, ...] = (
    [[[0.15, 0.25], [0.20, 0.30]], [0.35, 0.35]],
    [[[0.40, 0.50], [0.45, 0.55]], [0.60, 0.60]],
)


def mazur() -> gnn.Sequential:
    model = gnn.Sequential(
        [gnn.Input(shape=(2,)), gnn.Dense(2, activation="sigmoid"), gnn.Dense(2, activation="sigmoid")]
    )
    model.compile(gnn.SGD(0.5), "mse")
    for layer, weights in zip(model.layers, MAZUR, strict=True):
        layer.set_weights(weights)
    return model


def test_mazur_s_example_by_hand(tmp_path: Path) -> None:
    model, x, y = mazur(), [[0.05, 0.10]], [[0.01, 0.99]]
    np.testing.assert_allclose(model.predict(x), [[0.75136507, 0.772928465]], rtol=1e-8)
    assert model.evaluate(x, y) == pytest.approx(0.298371109, rel=1e-8)
    model.save(tmp_path / "mazur.gnn.json")
    again = gnn.load_model(tmp_path / "mazur.gnn.json")
    again.fit(x, y, shuffle=False)
    first, second = again.layers
    # He halves the squared errors' sum, which for two outputs is their mean, and leaves the biases as they are.
    np.testing.assert_allclose(
        first.get_weights()[0], [[0.149780716, 0.24975114], [0.19956143, 0.29950229]], rtol=1e-7
    )
    np.testing.assert_allclose(
        second.get_weights()[0], [[0.35891648, 0.511301270], [0.408666186, 0.561370121]], rtol=1e-7
    )


def test_the_window_opens_what_was_saved_at_its_weights(tmp_path: Path) -> None:
    model = mazur()
    model.save(tmp_path / "mazur.gnn.json")
    session = Session()
    commands.open_file(session, tmp_path / "mazur.gnn.json")
    moment = session.state.moment
    assert moment is not None
    np.testing.assert_array_equal(moment.before.weights, model.state.weights)
    np.testing.assert_array_equal(moment.problem.x, [[0.0, 0.0]])


@at_every_kind
def test_every_layer_comes_back_with_its_weights_and_averages_to_the_bit(
    tmp_path: Path, kind: type[AnyLayer]
) -> None:
    model = trained(kind)
    model.save(tmp_path / "a.gnn.json")
    again = gnn.load_model(tmp_path / "a.gnn.json")
    np.testing.assert_equal(again.get_weights(), model.get_weights())
    np.testing.assert_array_equal(again.predict(rows(kind)), model.predict(rows(kind)))
    assert again.spec == model.spec
    measured = model.evaluate(rows(kind), TARGETS)
    assert isinstance(measured, list)
    assert again.evaluate(rows(kind), TARGETS) == measured[0]


def test_the_rows_and_settings_of_the_last_fit_are_kept(tmp_path: Path) -> None:
    model = gnn.Sequential([gnn.Dense(1, input_dim=2)], seed=5)
    model.compile(gnn.Adam(0.02), "mae")
    model.fit(X, 3 * X[:, 0], batch_size=7, epochs=3, shuffle=False)
    model.save(tmp_path / "a.gnn.json")
    work = load(tmp_path / "a.gnn.json").work
    training = work.training
    assert (training.batch_size, training.epochs, training.shuffle, training.seed) == (7, 3, False, 5)
    assert training.optimiser == gnn.Adam(0.02)
    assert work.data.given is not None
    np.testing.assert_array_equal(work.data.given.x, X)


def test_weights_of_the_seed_are_not_written_and_are_the_same_again(tmp_path: Path) -> None:
    model = gnn.Sequential([gnn.Dense(1, input_dim=2)], seed=5)
    model.compile()
    model.save(tmp_path / "a.gnn.json")
    assert load(tmp_path / "a.gnn.json").work.weights is None
    np.testing.assert_equal(gnn.load_model(tmp_path / "a.gnn.json").get_weights(), model.get_weights())


def test_a_changed_network_leaves_the_weights_that_do_not_fit_and_undo_brings_them_back(
    tmp_path: Path,
) -> None:
    model = mazur()
    model.save(tmp_path / "a.gnn.json")
    session = Session()
    commands.open_file(session, tmp_path / "a.gnn.json")
    commands.set_layer(session, 0, activation="tanh")
    assert session.state.work.weights is not None
    commands.set_layer(session, 0, units=3)
    assert session.state.work.weights is None
    assert session.state.message is not None
    assert "begins from its seed" in session.state.message.text
    commands.undo(session)
    learnt = learnt_of(session.state.work)
    assert learnt is not None
    np.testing.assert_array_equal(learnt.weights, model.state.weights)
    commands.set_training(session, seed=9)
    assert session.state.work.weights is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda w: w.pop("dense/bias"), "weights dense/bias are missing"),
        (lambda w: w.update(other=[1.0]), "weights other belong to no layer"),
        (lambda w: w.update({"dense/bias": [1.0, 2.0]}), "dense/bias are 2, and the network needs 1"),
        (
            lambda w: w.update({"dense/bias": [[1.0], 2.0]}),
            "dense/bias are not numbers in lists of equal length",
        ),
    ],
)
def test_a_document_whose_weights_do_not_fit_is_refused(
    tmp_path: Path, change: Callable[[Any], object], words: str
) -> None:
    model = gnn.Sequential([gnn.Dense(1, input_dim=2)])
    model.compile()
    model.set_weights([[[3.0], [-4.0]], [0.5]])
    path = tmp_path / "a.gnn.json"
    model.save(path)
    tree = json.loads(path.read_text())
    change(tree["weights"])
    path.write_text(json.dumps(tree))
    with pytest.raises(gnn.DocumentError, match=words):
        gnn.load_model(path)


def test_where_a_model_is_saved(tmp_path: Path) -> None:
    model = gnn.Sequential([gnn.Dense(1, input_dim=2)])
    with pytest.raises(gnn.SettingError, match="not compiled"):
        model.save(tmp_path / "a.gnn.json")
    model.compile()
    with pytest.raises(gnn.SettingError, match=r"model.keras does not end in \.gnn\.json"):
        model.save(tmp_path / "model.keras")
    model.save(tmp_path / "a.gnn.json")
    with pytest.raises(gnn.FileError, match="exists"):
        model.save(tmp_path / "a.gnn.json", overwrite=False)


def test_an_input_says_what_an_example_is_and_is_no_layer() -> None:
    model = gnn.Sequential([gnn.Input((2,)), gnn.Dense(3)])
    assert len(model.layers) == 1
    assert model.count_params() == 9
    with pytest.raises(gnn.SettingError, match="stands behind others"):
        model.add(gnn.Input((2,)))
    with pytest.raises(gnn.SettingError, match=r"input_shape=\(3,\), and the model's Input the shape \(2,\)"):
        gnn.Sequential([gnn.Input((2,)), gnn.Dense(3, input_shape=(3,))])
    with pytest.raises(gnn.SettingError, match="Input has input_shape='two'"):
        gnn.Input("two")  # type: ignore[arg-type]


def test_a_layer_has_its_own_part_of_the_weights() -> None:
    model = mazur()
    parts = [array for layer in model.layers for array in layer.get_weights()]
    np.testing.assert_equal(parts, model.get_weights())
    with pytest.raises(gnn.ShapeError, match="the layer dense_1 needs dense_1/kernel 2 × 2"):
        model.layers[1].set_weights([[1.0]])
    with pytest.raises(gnn.SettingError, match="in no model yet"):
        gnn.Dense(2).get_weights()


def test_a_layer_in_two_models_has_weights_of_its_own_in_each() -> None:
    layer = gnn.Dense(1, input_dim=2)
    first, second = gnn.Sequential([layer], seed=1), gnn.Sequential([layer], seed=2)
    assert not np.array_equal(first.get_weights()[0], second.get_weights()[0])
    np.testing.assert_equal(first.layers[0].get_weights(), first.get_weights())
    np.testing.assert_equal(second.layers[0].get_weights(), second.get_weights())

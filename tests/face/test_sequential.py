"""The Keras-shaped face: what it promises to a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from tests.training.rows import some_rows

X, Y = some_rows()


def tutorial(seed: int | None = None) -> gnn.Sequential:
    """The lecture's model, line by line."""
    model = gnn.Sequential(seed=seed)
    model.add(gnn.Dense(4, activation="sigmoid", input_shape=(2,)))
    model.add(gnn.Dense(4, activation="sigmoid"))
    model.add(gnn.Dense(1, activation="sigmoid"))
    opt = gnn.SGD(lr=0.1, momentum=0.9)
    model.compile(loss="mse", optimizer=opt, metrics=["mse"])
    return model


def same(a: gnn.Sequential, b: gnn.Sequential) -> bool:
    return all(np.array_equal(u, v) for u, v in zip(a.get_weights(), b.get_weights(), strict=True))


def test_the_tutorial_runs_as_it_stands() -> None:
    model = tutorial()
    history = model.fit(X, Y, batch_size=16, epochs=20)
    assert list(history.history) == ["loss", "mse"]
    assert history.history["loss"] == history.history["mse"]
    assert len(history.history["loss"]) == 20
    assert history.epoch == list(range(20))
    assert history.params == {"verbose": "auto", "batch_size": 16, "epochs": 20, "steps": 3}
    assert model.history is history


def test_the_summary_counts_12_and_20_and_5_parameters() -> None:
    lines: list[str] = []
    tutorial().summary(print_fn=lines.append)
    rows = [line.split() for line in lines]
    assert ["dense", "(Dense)", "(None,", "4)", "12"] in rows
    assert ["dense_1", "(Dense)", "(None,", "4)", "20"] in rows
    assert ["dense_2", "(Dense)", "(None,", "1)", "5"] in rows
    assert "Total params: 37" in lines
    assert tutorial().count_params() == 37


def test_the_summary_is_printed_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    tutorial().summary()
    assert "Total params: 37" in capsys.readouterr().out


def test_the_summary_of_a_model_that_does_not_know_its_inputs_is_keras_s() -> None:
    lines: list[str] = []
    model = gnn.Sequential([gnn.Dense(4), gnn.Dropout(0.5), gnn.Dense(1)])
    model.summary(print_fn=lines.append)
    rows = [line.split() for line in lines]
    assert ["dense", "(Dense)", "?", "0", "(unbuilt)"] in rows
    assert ["dropout", "(Dropout)", "?", "0", "(unbuilt)"] in rows
    assert ["dense_1", "(Dense)", "?", "0", "(unbuilt)"] in rows
    assert "Total params: 0" in lines
    model.compile()
    model.fit(X, Y, verbose=0)
    lines.clear()
    model.summary(print_fn=lines.append)
    assert "Total params: 17" in lines


def test_a_model_without_layers_has_no_summary() -> None:
    with pytest.raises(gnn.SettingError, match=r"no layers. Add one"):
        gnn.Sequential().summary()


def test_layers_may_have_names_of_their_own() -> None:
    model = gnn.Sequential([gnn.Dense(3, input_dim=2), gnn.Dense(2, name="middle"), gnn.Dense(1)])
    assert model.spec.layer_names == ("dense", "middle", "dense_1")
    with pytest.raises(gnn.SettingError, match="Two layers are called 'dense'"):
        _ = gnn.Sequential([gnn.Dense(3, input_dim=2), gnn.Dense(1, name="dense")]).spec


def test_a_model_can_be_given_its_layers_at_once() -> None:
    listed = gnn.Sequential([gnn.Dense(3, input_shape=(2,)), gnn.Dense(1)], name="mine")
    assert [layer.units for layer in listed.layers] == [3, 1]
    assert "mine" in repr(listed)


def test_weights_come_back_as_they_were_set() -> None:
    model = tutorial()
    weights = [np.full(w.shape, i, dtype=float) for i, w in enumerate(model.get_weights())]
    model.set_weights(weights)
    assert all(np.array_equal(u, v) for u, v in zip(model.get_weights(), weights, strict=True))


def test_weights_that_were_got_are_copies() -> None:
    model = tutorial()
    model.get_weights()[0][:] = 99
    assert not (model.get_weights()[0] == 99).any()


def test_a_kernel_is_inputs_by_units_and_comes_before_its_bias() -> None:
    assert [w.shape for w in tutorial().get_weights()] == [(2, 4), (4,), (4, 4), (4,), (4, 1), (1,)]


def test_the_same_seed_gives_the_same_bits_and_another_seed_others() -> None:
    models = [tutorial(seed) for seed in (3, 3, 4)]
    for model in models:
        model.fit(X, Y, epochs=3)
    assert same(models[0], models[1])
    assert not same(models[0], models[2])


def test_set_seed_is_the_seed_of_models_made_from_then_on() -> None:
    gnn.set_seed(5)
    try:
        assert tutorial().seed == 5
        assert same(tutorial(), tutorial(5))
    finally:
        gnn.set_seed(0)
    assert tutorial().seed == 0


@pytest.mark.parametrize("validated", [False, True])
def test_two_fits_of_five_epochs_are_one_of_ten(validated: bool) -> None:
    held = (X, Y) if validated else None
    twice, once = tutorial(), tutorial()
    pieces = [twice.fit(X, Y, epochs=5, validation_data=held) for _ in range(2)]
    whole = once.fit(X, Y, epochs=10, validation_data=held)
    assert same(twice, once)
    joined = {name: pieces[0].history[name] + pieces[1].history[name] for name in whole.history}
    assert joined == whole.history


def test_validation_does_not_change_the_training() -> None:
    with_it, without = tutorial(), tutorial()
    history = with_it.fit(X, Y, epochs=4, validation_data=(X[:5], Y[:5]))
    without.fit(X, Y, epochs=4)
    assert same(with_it, without)
    assert list(history.history) == ["loss", "mse", "val_loss", "val_mse"]
    evaluated = with_it.evaluate(X[:5], Y[:5], return_dict=True)
    assert evaluated == {"loss": history.history["val_loss"][-1], "mse": history.history["val_mse"][-1]}


def test_a_validation_split_keeps_the_last_rows_aside() -> None:
    split, explicit = tutorial(), tutorial()
    a = split.fit(X, Y, epochs=2, validation_split=0.2)
    b = explicit.fit(X[:29], Y[:29], epochs=2, validation_data=(X[29:], Y[29:]))
    assert a.history == b.history


def test_without_shuffling_the_first_loss_is_that_of_the_first_rows() -> None:
    model = tutorial()
    before = model.evaluate(X[:10], Y[:10])
    assert isinstance(before, list)
    assert model.fit(X[:10], Y[:10], batch_size=10, shuffle=False).history["loss"] == before[:1]


def test_an_epochs_loss_weighs_the_incomplete_mini_batch_by_its_rows() -> None:
    model = tutorial()
    model.compile(optimizer=gnn.SGD(learning_rate=1e-14), loss="mse")
    history = model.fit(X, Y, batch_size=16)
    assert history.history["loss"][0] == pytest.approx(model.evaluate(X, Y), rel=1e-12)


def test_a_target_of_one_dimension_is_a_column() -> None:
    flat, column = tutorial(), tutorial()
    flat.fit(X.tolist(), Y[:, 0].tolist(), epochs=2)
    column.fit(X, Y, epochs=2)
    assert same(flat, column)


def test_the_first_rows_say_how_many_inputs_there_are() -> None:
    model = gnn.Sequential([gnn.Dense(1)])
    model.compile()
    with pytest.raises(gnn.SettingError, match="input_shape"):
        model.count_params()
    model.fit(X, Y)
    assert model.spec.inputs == 2


def test_a_layer_added_later_keeps_the_weights_of_those_before_it() -> None:
    model = tutorial()
    model.fit(X, Y)
    before = model.get_weights()
    model.add(gnn.Dense(1))
    after = model.get_weights()
    assert all(np.array_equal(u, v) for u, v in zip(before, after[: len(before)], strict=True))
    assert len(after) == len(before) + 2


def test_compiling_anew_keeps_the_weights_and_starts_the_velocity_at_zero() -> None:
    model, fresh = tutorial(), tutorial()
    model.fit(X, Y)
    fresh.set_weights(model.get_weights())
    model.compile(optimizer=gnn.SGD(lr=0.1, momentum=0.9), loss="mse")
    one_row = X[:1], Y[:1]  # no shuffling to tell them apart
    model.fit(*one_row)
    fresh.fit(*one_row)
    assert same(model, fresh)


def test_a_metric_of_an_epoch_is_of_what_the_loss_is_of_also_behind_a_dropout_at_the_end() -> None:
    model = gnn.Sequential([gnn.Dense(1, input_dim=2), gnn.Dropout(0.5)])
    model.compile(metrics=["mse"])
    history = model.fit(X, Y, epochs=3).history
    assert history["mse"] == pytest.approx(history["loss"], rel=1e-14)


def test_predict_has_a_row_for_each_row_and_none_for_none() -> None:
    model = tutorial()
    assert model.predict(X).shape == (37, 1)
    assert model.predict(np.empty((0, 2))).shape == (0, 1)
    assert np.array_equal(model.predict(X[:3]), model.predict(X)[:3])


def test_evaluate_is_a_number_without_metrics_and_a_list_with_some() -> None:
    model = tutorial()
    loss = model.evaluate(X, Y, return_dict=True)
    assert isinstance(loss, dict)
    assert model.evaluate(X, Y) == [loss["loss"], loss["mse"]]
    model.compile(loss="mse")
    assert model.evaluate(X, Y) == loss["loss"]
    assert loss["mse"] == pytest.approx(float(np.mean((model.predict(X) - Y) ** 2)))


@pytest.mark.parametrize("name", ["mse", "mean_squared_error", "mae", "accuracy", "acc"])
def test_metrics_are_kept_under_the_name_that_was_asked_for(name: str) -> None:
    model = tutorial()
    model.compile(loss="mean_squared_error", metrics=[name])
    assert list(model.fit(X, Y).history) == ["loss", name]


def test_penalties_are_part_of_the_loss() -> None:
    def loss(penalty: gnn.L1 | gnn.L2 | None) -> float:
        model = gnn.Sequential([gnn.Dense(1, input_dim=2, kernel_regularizer=penalty)])
        model.compile()
        model.set_weights([[[3.0], [-4.0]], [0.0]])
        measured = model.evaluate(X, Y)
        assert isinstance(measured, float)
        return measured

    assert loss(gnn.L1(0.1)) == pytest.approx(loss(None) + 0.7)
    assert loss(gnn.L2(0.1)) == pytest.approx(loss(None) + 2.5)


def test_a_divergence_stops_at_the_last_finite_weights_and_names_update_and_node() -> None:
    model = gnn.Sequential([gnn.Dense(1, input_dim=2)])
    model.compile(optimizer=gnn.SGD(lr=1e6))
    with pytest.raises(gnn.DivergenceError) as caught:
        model.fit(X, Y, epochs=100)
    assert caught.value.update > 1
    assert caught.value.node
    assert all(np.isfinite(w).all() for w in model.get_weights())
    assert model.history is not None


def test_a_bar_is_shown_if_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    tutorial().fit(X, Y, epochs=2, verbose=1, validation_split=0.1)
    assert "4/4" in capsys.readouterr().err
    tutorial().fit(X, Y, epochs=2)
    assert capsys.readouterr().err == ""


def test_a_line_is_printed_for_each_epoch_if_asked_for_and_nothing_else_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told, quiet = tutorial(), tutorial()
    H = told.fit(X, Y, epochs=3, verbose=2, validation_split=0.1)
    *_, last = lines = capsys.readouterr().out.splitlines()
    assert [line.split(" - ")[0] for line in lines] == ["Epoch 1/3", "Epoch 2/3", "Epoch 3/3"]
    for name in ("loss", "mse", "val_loss", "val_mse"):
        assert f" - {name}: {H.history[name][-1]:.4g}" in last
    assert H.history == quiet.fit(X, Y, epochs=3, validation_split=0.1).history
    told.fit(X, Y, epochs=5, verbose=2)
    quiet.fit(X, Y, epochs=5)
    assert capsys.readouterr().out.count("Epoch") == 5
    for mine, theirs in zip(told.get_weights(), quiet.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def wrong(value: object) -> Any:
    """A value of a type that the signature does not allow."""
    return value


REFUSED: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: of_matrices().count_params(), gnn.SettingError, "a row of numbers, and is given 2 × 3"),
    (lambda: gnn.Sequential([wrong(5)]), gnn.SettingError, "no layer"),
    (lambda: gnn.Sequential(seed=-1), gnn.SettingError, "seed"),
    (lambda: gnn.Sequential().spec, gnn.SettingError, "no layers"),
    (lambda: gnn.SGD(lr=-0.1), gnn.SettingError, "-0.1"),
    (lambda: gnn.SGD(lr=float("nan")), gnn.SettingError, "nan"),
    (lambda: gnn.SGD(lr=wrong("fast")), gnn.SettingError, "fast"),
    (lambda: gnn.SGD(0.1, lr=0.2), gnn.SettingError, "one of the two"),
    (lambda: gnn.SGD(momentum=1.0), gnn.SettingError, "momentum"),
    (lambda: gnn.SGD(formula=wrong("other")), gnn.SettingError, "other"),
    (lambda: tutorial().compile("lion"), gnn.SettingError, "Choose one of sgd, adagrad, rmsprop, adam"),
    (lambda: tutorial().compile(loss="focal"), gnn.SettingError, "focal"),
    (lambda: tutorial().compile(metrics=["f1"]), gnn.SettingError, "f1"),
    (lambda: gnn.Sequential([gnn.Dense(1, input_dim=2)]).fit(X, Y), gnn.SettingError, "compile"),
    (lambda: tutorial().fit(X, Y, epochs=0), gnn.SettingError, "epochs"),
    (lambda: tutorial().fit(X, Y, epochs=wrong(1.5)), gnn.SettingError, "1.5"),
    (lambda: tutorial().fit(X, Y, batch_size=0), gnn.SettingError, "batch_size is 0"),
    (lambda: tutorial().fit(X, Y, callbacks=wrong([1])), gnn.SettingError, "callbacks"),
    (lambda: tutorial().fit(X, Y, verbose=wrong(3)), gnn.SettingError, "verbose"),
    (lambda: tutorial().fit(X, Y, validation_split=1.5), gnn.DataError, "1.5"),
    (
        lambda: tutorial().predict([0.0, 1.0]),
        gnn.ShapeError,
        "shape 2, the model needs rows, as 1 × 2. One example is a row of its own: [x].",
    ),
    (
        lambda: tutorial().predict(X[:5].T),
        gnn.ShapeError,
        "needs 5 × 2. Its examples stand side by side: give x.T.",
    ),
    (lambda: tutorial().fit(X[:, :1], Y), gnn.ShapeError, "37 × 1, the model needs 37 × 2"),
    (lambda: tutorial().fit(X, np.hstack([Y, Y])), gnn.ShapeError, "37 × 2, the model needs 37 × 1"),
    (lambda: tutorial().fit(X, Y[:5]), gnn.ShapeError, "37 × 2 and y 5 × 1"),
    (lambda: tutorial().fit(X[:, :, None], Y), gnn.ShapeError, "37 × 2 × 1"),
    (lambda: tutorial().fit([["a", "b"]], [1]), gnn.DataError, "numbers"),
    (lambda: tutorial().fit([[1.0, float("inf")]], [1]), gnn.DataError, "Row 0"),
    (lambda: tutorial().set_weights([]), gnn.ShapeError, "dense/kernel 2 × 4"),
    (lambda: tutorial().set_weights(wrong(5)), gnn.DataError, "list of arrays"),
    (lambda: tutorial().set_weights(["a"]), gnn.DataError, "'a'"),
    (lambda: tutorial().set_weights([[[1], [1, 2]]]), gnn.DataError, "differ in length"),
    (lambda: tutorial().predict([["1", "2"]]), gnn.DataError, "'1'"),
    (lambda: tutorial().predict(wrong([[None, 2]])), gnn.DataError, "None"),
    (lambda: tutorial().predict(X * 1j), gnn.DataError, "j"),
    (lambda: tutorial().predict([[10**400, 1]]), gnn.DataError, "1.8e308"),
    (lambda: tutorial().fit(X, Y, validation_split=wrong("a")), gnn.SettingError, "'a'"),
    (lambda: tutorial().fit(X, Y, validation_split=float("nan")), gnn.SettingError, "nan"),
    (lambda: tutorial().fit(X, Y, validation_split=float("inf")), gnn.SettingError, "inf"),
    (lambda: tutorial().fit(X, Y, validation_data=wrong((X,))), gnn.DataError, "pair of arrays"),
    (lambda: tutorial().fit(X, Y, validation_data=wrong(X)), gnn.DataError, "pair of arrays"),
    (lambda: tutorial().fit(X, Y, epochs=10**12), gnn.SettingError, "the most, 50,000,000"),
    (lambda: tutorial().compile(metrics=wrong(5)), gnn.SettingError, "list of names"),
    (lambda: gnn.Sequential(wrong(gnn.Dense(1))), gnn.SettingError, "list of layers"),
    (lambda: gnn.Sequential(wrong(5)), gnn.SettingError, "list of layers"),
    (lambda: gnn.SGD(lr=10**400), gnn.SettingError, "1.8e308"),
    (lambda: gnn.SGD(formula=wrong([])), gnn.SettingError, "[]"),
    (lambda: stack(10**9), gnn.SettingError, "3,000,000,000 param"),
    (lambda: stack(10**30), gnn.SettingError, "from 1 to 2**63 - 1"),
    (lambda: stack(10**9), gnn.SettingError, "the most is 2,000,000"),
    (lambda: gnn.surface(tutorial(), X, Y, side=0), gnn.SettingError, "from 2 to 1001"),
    (lambda: gnn.surface(tutorial(), X, Y, side=10**6), gnn.SettingError, "from 2 to 1001"),
    (lambda: stack(3, "categorical_crossentropy").fit(X, [0] * 37), gnn.ShapeError, "one-hot"),
    (lambda: stack(1, "categorical_crossentropy").fit(X, Y), gnn.SettingError, "at least 2"),
    (lambda: stack(2, "categorical_crossentropy").fit(X, np.hstack([Y, Y])), gnn.DataError, "one-hot"),
    (lambda: stack(2, "binary_crossentropy").fit(X, np.hstack([Y, Y * 3])), gnn.DataError, "from 0 to 1"),
]


def of_matrices() -> gnn.Sequential:
    """A dense layer over examples that are matrices."""
    return gnn.Sequential([gnn.Dense(2, input_shape=(2, 3))])


def stack(units: int, loss: str = "mse") -> gnn.Sequential:
    """One layer of so many units, compiled."""
    model = gnn.Sequential([gnn.Dense(units, input_shape=(2,), activation="softmax")])
    model.compile(loss=loss)
    assert model.count_params()
    return model


@pytest.mark.filterwarnings("ignore:dense/softmax is a softmax over one number")
@pytest.mark.parametrize(("act", "kind", "words"), REFUSED)
def test_what_is_refused_is_named(act: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        act()
    assert words in str(caught.value)


def test_nesterov_without_momentum_is_plain_descent_as_in_keras() -> None:
    assert gnn.SGD(0.1, nesterov=True) == gnn.SGD(0.1)


def test_what_has_no_meaning_is_warned_of_where_it_is_compiled_and_once() -> None:
    model = gnn.Sequential([gnn.Dense(1, input_dim=2)])
    with pytest.warns(UserWarning, match=r"dense/add lies anywhere.*Take sigmoid") as told:
        model.compile(loss="binary_crossentropy")
    assert [warning.filename for warning in told] == [__file__]
    model.fit(X, np.round(np.abs(Y) / np.abs(Y).max()))
    with pytest.warns(UserWarning, match="binary_crossentropy"):
        model.compile(loss="binary_crossentropy")


def test_a_model_that_learns_from_its_rows_how_many_inputs_it_has_is_warned_of_in_its_first_fit() -> None:
    model = gnn.Sequential([gnn.Dense(1, activation="sigmoid")])
    model.compile(loss="mse")
    with pytest.warns(UserWarning, match=r"between 0 and 1, and the targets between") as told:
        model.fit(X, 100 + Y)
    assert [warning.filename for warning in told] == [__file__]
    model.fit(X, 100 + Y)


@pytest.mark.parametrize("rows", [12, 12_000])
@pytest.mark.parametrize("sizes", [(1, 4), (4, 1), (4, 3, 12)], ids=str)
def test_adam_counts_its_updates_over_fits_in_mini_batches_of_any_size(
    rows: int, sizes: tuple[int, ...]
) -> None:
    x, y = np.ones((rows, 1)), np.full((rows, 1), -1e6)  # with this loss every gradient is 1
    model = gnn.Sequential([gnn.Dense(1, use_bias=False, kernel_initializer="zeros", input_dim=1)])
    model.compile(gnn.Adam(0.1), "mae")
    for size in sizes:
        model.fit(x, y, batch_size=size * rows // 12, verbose=0)
    weight = m = v = 0.0
    for t in range(1, sum(12 // size for size in sizes) + 1):
        m, v = 0.9 * m + 0.1, 0.999 * v + 0.001
        weight -= 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-7)
    assert model.get_weights()[0].item() == pytest.approx(weight, rel=1e-9)


def test_a_schedule_goes_on_over_fits_in_mini_batches_of_another_size() -> None:
    model = gnn.Sequential([gnn.Dense(1, use_bias=False, kernel_initializer="zeros", input_dim=1)])
    model.compile(gnn.SGD(gnn.ExponentialDecay(1.0, decay_steps=10, decay_rate=0.5, staircase=True)), "mae")
    x, y = np.ones((10, 1)), np.full((10, 1), -1e6)
    model.fit(x, y, batch_size=1, verbose=0)
    model.fit(x, y, batch_size=10, verbose=0)
    assert model.get_weights()[0].item() == pytest.approx(-10 * 1.0 - 0.5)


def test_compiling_anew_lets_the_count_of_updates_begin_anew() -> None:
    model, fresh = (gnn.Sequential([gnn.Dense(1, input_dim=2)]) for _ in range(2))
    model.compile("adam")
    model.fit(X, Y, batch_size=1, verbose=0)
    model.compile("adam")
    fresh.compile("adam")
    fresh.set_weights(model.get_weights())
    for each in (model, fresh):
        each.fit(X, Y, batch_size=37, verbose=0)
    assert same(model, fresh)

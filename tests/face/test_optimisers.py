"""The optimisers and schedules that a script names."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn import optim
from graphviz_nn.face.names import optimiser_named
from graphviz_nn.settings import Field, settings_of
from tests.settings.every import NUMBERS, beyond, identify
from tests.training.rows import some_rows

MAKERS: dict[str, Callable[..., Any]] = {
    "sgd": gnn.SGD,
    "adagrad": gnn.Adagrad,
    "rmsprop": gnn.RMSprop,
    "adam": gnn.Adam,
    "adamw": gnn.AdamW,
    "nadam": gnn.Nadam,
}
# As keras.optimizers has them.
KERAS = {
    "sgd": {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False},
    "adagrad": {"learning_rate": 0.001, "initial_accumulator_value": 0.1, "epsilon": 1e-7},
    "rmsprop": {"learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False},
    "adam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "adamw": {
        "learning_rate": 0.001,
        "weight_decay": 0.004,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-7,
    },
    "nadam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
}


@pytest.mark.parametrize("name", optim.OPTIMISERS)
def test_arguments_and_defaults_are_keras_s_in_their_order(name: str) -> None:
    parameters = inspect.signature(MAKERS[name]).parameters.values()
    first = {p.name: p.default for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD}
    assert list(first.items()) == list(KERAS[name].items())
    rest = {p.name: p.default for p in parameters if p.name not in first}
    for shared in {"weight_decay", "clipnorm", "clipvalue", "global_clipnorm"} - first.keys():
        assert rest[shared] is None


@pytest.mark.parametrize("name", optim.OPTIMISERS)
def test_a_name_is_the_optimiser_with_its_defaults(name: str) -> None:
    made = optimiser_named(name)
    assert made == optimiser_named(name.upper()) == MAKERS[name]() == optimiser_named(made)
    assert optim.rule_name(made) == name
    for field, value in KERAS[name].items():
        assert getattr(made, {"centered": "centred"}.get(field, field)) == value


@pytest.mark.parametrize("make", MAKERS.values())
def test_every_optimiser_takes_decay_clipping_and_a_schedule(make: Callable[..., Any]) -> None:
    made = make(gnn.CosineDecay(0.2, 50, alpha=0.1), weight_decay=0.01, global_clipnorm=2)
    assert (made.learning_rate, made.weight_decay, made.clip_norm) == (0.2, 0.01, 2.0)
    assert made.schedule == optim.CosineDecay(updates=50, floor=0.1)
    assert make(lr=0.3, clipvalue=0.5) == make(0.3, clipvalue=0.5)
    assert make(lr=gnn.ExponentialDecay(0.3, 9, 0.5)).rate(10) == 0.15


def wrong(value: object) -> Any:
    """A value of a type that no checker would let through."""
    return value


def test_nesterov_without_momentum_is_plain_descent_as_in_keras() -> None:
    assert gnn.SGD(nesterov=True) == gnn.SGD()


@pytest.mark.parametrize("staircase", [False, True])
def test_a_schedule_says_its_rate_after_so_many_updates(staircase: bool) -> None:
    schedule = gnn.ExponentialDecay(0.1, decay_steps=4, decay_rate=0.5, staircase=staircase)
    rule = gnn.SGD(schedule)
    assert [schedule(step) for step in (0, 4, 8)] == pytest.approx([0.1, 0.05, 0.025], rel=1e-15)
    assert schedule(2) == (0.1 if staircase else 0.1 * 0.5**0.5)
    assert [schedule(step) for step in range(20)] == [rule.rate(t) for t in range(1, 21)]


def test_a_cosine_falls_to_its_share_and_stays() -> None:
    schedule = gnn.CosineDecay(0.4, 10, alpha=0.25)
    assert [schedule(step) for step in (0, 5, 10, 99)] == pytest.approx([0.4, 0.25, 0.1, 0.1])


SCHEDULES: dict[type, Callable[..., Any]] = {
    optim.StepDecay: lambda **fields: gnn.ExponentialDecay(0.1, staircase=True, **fields),
    optim.ExponentialDecay: lambda **fields: gnn.ExponentialDecay(0.1, **fields),
    optim.CosineDecay: lambda **fields: gnn.CosineDecay(0.1, **fields),
}
MADE = {kind: MAKERS[name] for name, kind in optim.OPTIMISERS.items()} | SCHEDULES
SETTINGS = [(kind, field) for kind in MADE for field in settings_of(kind).values() if field.kind != "part"]


@pytest.mark.parametrize(("kind", "field"), SETTINGS, ids=identify)
def test_every_setting_of_a_rule_and_of_a_schedule_can_be_given_as_keras_calls_it(
    kind: type, field: Field
) -> None:
    usual = {each.keras: each.usual for made, each in SETTINGS if made is kind and not each.options}
    plain = {"whole": 3, "flag": True}.get(field.kind, 0.5)
    given, value = ("lecture", "rate outside") if field.options else (plain, plain)
    usual |= {"momentum": 0.5} if field.name == "nesterov" else {}
    made = MADE[kind](**(usual | {field.keras: given}))
    assert getattr(made if kind in optim.OPTIMISERS.values() else made.spec, field.name) == value


@pytest.mark.parametrize(("kind", "field"), [each for each in SETTINGS if each in NUMBERS], ids=identify)
def test_what_is_out_of_range_is_refused_by_the_name_that_the_script_has_for_it(
    kind: type, field: Field
) -> None:
    usual = {each.keras: each.usual for made, each in SETTINGS if made is kind and not each.options}
    for value in (*beyond(field), "1", True):
        with pytest.raises(gnn.SettingError, match=f"{field.keras} is .*; it must be a "):
            MADE[kind](**(usual | {field.keras: value}))


def test_numbers_of_numpy_are_taken_and_a_zero_has_no_sign() -> None:
    make: Callable[..., Any] = gnn.SGD
    made = make(np.float32(0.5), np.int64(0), clipvalue=np.float64(2.0), weight_decay=-0.0)
    assert made == optim.Sgd(learning_rate=0.5, clip_value=2.0)
    assert repr(made) == repr(optim.Sgd(learning_rate=0.5, clip_value=2.0))
    assert gnn.ExponentialDecay(0.1, wrong(np.int64(4)), 0.5).spec == optim.ExponentialDecay(updates=4)


@pytest.mark.parametrize("make", MAKERS.values())
def test_a_maker_tells_its_arguments_and_is_called_by_its_name(make: Callable[..., Any]) -> None:
    for name, parameter in inspect.signature(make).parameters.items():
        assert f"{name} ({parameter.default!r}): " in (make.__doc__ or "")
    assert pickle.loads(pickle.dumps(make)) is make
    with pytest.raises(TypeError, match=rf"^{make.__name__}\(\) .*'beta'"):
        make(beta=3)


REFUSED: list[tuple[Callable[[], object], str]] = [
    *(
        (lambda make=make: make(-0.1), "learning_rate is -0.1; it must be a number above 0")
        for make in MAKERS.values()
    ),
    *((lambda make=make: make("fast"), "learning_rate is 'fast'") for make in MAKERS.values()),
    *((lambda make=make: make(0.1, lr=0.2), "Give one of the two") for make in MAKERS.values()),
    *(
        (lambda make=make: make(weight_decay=-1), "weight_decay is -1; it must be")
        for make in MAKERS.values()
    ),
    *((lambda make=make: make(clipvalue=0), "clipvalue is 0; it must be") for make in MAKERS.values()),
    *((lambda make=make: make(clipvalue="1"), "clipvalue is '1'") for make in MAKERS.values()),
    *((lambda make=make: make(clipnorm=1.0), "Give global_clipnorm") for make in MAKERS.values()),
    *((lambda make=make: make(clipvalue=1, global_clipnorm=1), "one of the two") for make in MAKERS.values()),
    (lambda: gnn.Adam(beta_1=1), "beta_1 is 1; it must be a number at least 0 and less than 1"),
    (lambda: gnn.Adam(beta_2=wrong(None)), "beta_2 is None"),
    (lambda: gnn.Adam(epsilon=0), "epsilon is 0; it must be a number above 0"),
    (lambda: gnn.RMSprop(rho=1.5), "rho is 1.5"),
    (lambda: gnn.RMSprop(momentum=-1), "momentum is -1; it must"),
    (lambda: gnn.Adagrad(initial_accumulator_value=-1), "initial_accumulator_value is -1; it must"),
    (lambda: gnn.SGD(formula=wrong("torch")), "'torch'"),
    (
        lambda: gnn.ExponentialDecay(0.1, 0, 0.5),
        "decay_steps is 0; it must be a whole number at least 1",
    ),
    (lambda: gnn.ExponentialDecay(0.1, wrong(0.5), 0.5), "decay_steps is 0.5"),
    (lambda: gnn.ExponentialDecay(0.1, 10, 2.0), "decay_rate is 2.0; it must"),
    (lambda: gnn.ExponentialDecay(wrong("x"), 10, 0.5), "initial_learning_rate is 'x'"),
    (lambda: gnn.CosineDecay(0.1, 10, alpha=2), "alpha is 2; it must be a number from 0 to 1"),
    (
        lambda: gnn.SGD(gnn.CosineDecay(-1.0, 10)),
        "initial_learning_rate is -1.0; it must be a number above 0",
    ),
    (lambda: optimiser_named("lion"), "'lion' is unknown. Choose one of sgd, adagrad, rmsprop, adam"),
    (lambda: optimiser_named(gnn.Adam), "Choose one of"),
]


@pytest.mark.parametrize(("act", "words"), REFUSED)
def test_what_is_refused_is_named_with_its_value_and_the_cure(act: Callable[[], object], words: str) -> None:
    with pytest.raises(gnn.SettingError) as caught:
        act()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "optimizer", [gnn.Adam(0.05), gnn.SGD(gnn.ExponentialDecay(0.5, 3, 0.5)), gnn.RMSprop(0.05)]
)
def test_compiling_anew_counts_updates_and_remembers_from_the_start(optimizer: Any) -> None:
    x, y = some_rows()
    trained, fresh = (gnn.Sequential([gnn.Dense(2, input_dim=2), gnn.Dense(1)]) for _ in range(2))
    trained.compile(optimizer)
    trained.fit(x, y, epochs=7)
    fresh.set_weights(trained.get_weights())
    for model in (trained, fresh):
        model.compile(optimizer)
        model.fit(x, y, epochs=2)
    for ours, theirs in zip(trained.get_weights(), fresh.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("make", MAKERS.values())
def test_two_fits_go_on_as_one_with_every_optimiser(make: Callable[..., Any]) -> None:
    x, y = some_rows()
    once, twice = (gnn.Sequential([gnn.Dense(2, input_dim=2), gnn.Dense(1)]) for _ in range(2))
    for model, fits in ((once, (6,)), (twice, (2, 4))):
        model.compile(make(gnn.CosineDecay(0.05, 8), clipvalue=0.1))
        for epochs in fits:
            model.fit(x, y, batch_size=10, epochs=epochs)
    for ours, theirs in zip(twice.get_weights(), once.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)

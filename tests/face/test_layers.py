"""Layers as a script writes them: their arguments follow from each layer's own declaration."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any

import msgspec
import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.face import layers
from graphviz_nn.face.layers import KerasLayer
from graphviz_nn.model import LAYERS, AnyLayer, Dense

EVERY = pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.title)
# What each argument without a default may be.
SOME: dict[str, Any] = {
    "units": 4,
    "activation": "tanh",
    "rate": 0.25,
    "stddev": 0.25,
    "filters": 4,
    "kernel_size": 3,
    "target_shape": (2, 2),
}


def wrong(value: object) -> Any:
    """A value of a type that the signature does not allow."""
    return value


def class_of(kind: type[AnyLayer]) -> type[KerasLayer]:
    made: type[KerasLayer] = getattr(layers, kind.title)
    assert issubclass(made, KerasLayer)
    return made


def needed(kind: type[AnyLayer]) -> dict[str, Any]:
    """The arguments that a layer cannot do without."""
    asked = signature(kind.keras).parameters.values()
    return {one.name: SOME[one.name] for one in asked if one.default is Parameter.empty}


@EVERY
def test_every_layer_of_the_model_is_one_of_a_script_by_keras_s_name(kind: type[AnyLayer]) -> None:
    assert kind.title in gnn.__all__
    assert getattr(gnn, kind.title) is class_of(kind)
    assert class_of(kind).__name__ == kind.title
    assert (class_of(kind).__doc__ or "").startswith(kind.words)


@EVERY
def test_its_arguments_are_those_that_the_layer_declares_by_name_or_in_their_order(
    kind: type[AnyLayer],
) -> None:
    named = class_of(kind)(**needed(kind))
    assert isinstance(named.spec, kind)
    assert class_of(kind)(*needed(kind).values()) == named
    for field, value in kind.keras(**needed(kind)).items():
        assert getattr(named, field) == value


@EVERY
def test_an_argument_that_it_does_not_have_is_answered_with_those_that_it_has(kind: type[AnyLayer]) -> None:
    with pytest.raises(gnn.SettingError) as caught:
        class_of(kind)(**needed(kind), colour="red")
    assert str(caught.value).startswith(f"{kind.title}: ")
    assert "'colour'" in str(caught.value)
    for name in signature(kind.keras).parameters:
        assert name in str(caught.value).partition("Its arguments are ")[2]


@EVERY
def test_an_unknown_argument_is_told_before_a_missing_one(kind: type[AnyLayer]) -> None:
    with pytest.raises(gnn.SettingError, match="'colour'"):
        class_of(kind)(colour="red")


@EVERY
def test_its_documentation_shows_types_as_people_write_them(kind: type[AnyLayer]) -> None:
    arguments = (class_of(kind).__doc__ or "").partition("Arguments, as Keras's: ")[2].partition("\n")[0]
    assert not re.search(r": '|[a-z]\.[a-zA-Z]", arguments)


@EVERY
def test_it_has_a_name_and_the_shape_of_an_example_beside_its_own_arguments(kind: type[AnyLayer]) -> None:
    made = class_of(kind)(**needed(kind), name="mine", input_shape=(wrong(np.int64(2)),))
    assert (made.name, made.input_shape) == ("mine", (2,))
    assert class_of(kind)(**needed(kind), input_dim=2).input_shape == (2,)
    assert class_of(kind)(**needed(kind)).input_shape is None


@EVERY
def test_layers_with_equal_settings_are_equal_and_copies_are_too(kind: type[AnyLayer]) -> None:
    made, again = (class_of(kind)(**needed(kind), input_dim=2) for _ in range(2))
    assert made == again
    assert hash(made) == hash(again)
    assert made != class_of(kind)(**needed(kind), input_dim=3)
    assert made != class_of(kind)(**needed(kind), input_dim=2, name="mine")
    for other in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert other == made
        assert type(other) is type(made)


@EVERY
def test_a_setting_is_read_by_its_name_and_another_name_is_no_attribute(kind: type[AnyLayer]) -> None:
    made = class_of(kind)(**needed(kind))
    for field in kind.__struct_fields__:
        assert getattr(made, field) == getattr(made.spec, field)
    with pytest.raises(AttributeError, match=f"{kind.title} has no attribute 'colour'"):
        _ = made.colour


def test_no_activation_is_a_linear_one_and_a_regulariser_becomes_its_factor() -> None:
    assert gnn.Dense(3).spec == Dense(units=3, activation="linear")
    assert gnn.Dense(3, kernel_regularizer=gnn.L1()).spec == Dense(units=3, l1=0.01)
    assert gnn.Dense(3, kernel_regularizer=gnn.L2(0.5)).spec == Dense(units=3, l2=0.5)


def test_numpy_s_numbers_are_taken_as_python_s() -> None:
    made = gnn.Dense(np.int64(4), np.str_("tanh"), use_bias=np.bool_(False))
    assert made.spec == Dense(units=4, activation="tanh", use_bias=False)
    assert [type(made.units), type(made.activation), type(made.use_bias)] == [int, str, bool]
    assert all(type(gnn.Dropout(kind(0.5)).rate) is float for kind in (np.float32, np.longdouble))
    assert gnn.Dense(3, kernel_regularizer=gnn.L2(wrong(np.longdouble(0.5)))).l2 == 0.5
    assert type(gnn.Dense(3, name=np.str_("mine")).name) is str


# Whole numbers as other libraries hand them over.
AS_OTHERS: dict[str, Callable[[Any], Any]] = {
    "NumPy's number": np.int16,
    "an array of one number": np.array,
    "an array": lambda value: np.array(value, dtype=np.int32),
    "a tuple of NumPy's numbers": lambda value: (
        tuple(map(np.int64, np.ravel(value))) if np.ndim(value) else value
    ),
    "a list": lambda value: np.array(value).tolist(),
    "what has an index": lambda value: [*map(Indexed, value)] if np.ndim(value) else Indexed(value),
}


class Indexed:
    """A whole number of a library that we do not know."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


def wholes(kind: type[AnyLayer]) -> dict[str, Any]:
    """The arguments that are whole numbers, one or several, with values for them."""
    asked = {one.name: SOME.get(one.name, one.default) for one in signature(kind.keras).parameters.values()}
    given = {name: value for name, value in asked.items() if isinstance(value, int) and value is not True}
    pairs = {name: (3, 2) for name, value in asked.items() if name in ("kernel_size", "pool_size", "strides")}
    return given | pairs


@EVERY
@pytest.mark.parametrize("other", AS_OTHERS.values(), ids=AS_OTHERS)
def test_whole_numbers_are_taken_from_wherever_they_come(
    kind: type[AnyLayer], other: Callable[[Any], Any]
) -> None:
    usual = class_of(kind)(**needed(kind) | wholes(kind), input_shape=(8, 8, 1))
    given = {name: other(value) for name, value in wholes(kind).items()}
    taken = class_of(kind)(**needed(kind) | given, input_shape=other((8, 8, 1)))
    assert taken == usual
    assert msgspec.json.encode(taken.spec) == msgspec.json.encode(usual.spec)


def test_one_number_for_both_sides_and_several_axes_are_taken_from_wherever_they_come() -> None:
    for other in AS_OTHERS.values():
        assert gnn.Conv2D(2, other(3), strides=other(2)).spec == gnn.Conv2D(2, (3, 3), (2, 2)).spec
        assert gnn.LayerNormalization(axis=other((1, 2))).axis == (1, 2)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: gnn.Conv2D(2, 3.0), "Conv2D has kernel_size=3.0. Give two whole numbers at least 1."),
    (
        lambda: gnn.Conv2D(2, np.array([3.0, 3.0])),
        "Conv2D has kernel_size=[3.0, 3.0]. Give two whole numbers",
    ),
    (lambda: gnn.Conv2D(2, np.array([3, 3, 3])), "Conv2D has kernel_size=[3, 3, 3]. Give two whole numbers"),
    (
        lambda: gnn.Conv2D(2, 3, strides=np.array([1, 0])),
        "The strides are (1, 0); they must be two whole numbers",
    ),
    (lambda: gnn.LayerNormalization(axis=1.5), "LayerNormalization has axis=1.5. Give whole numbers."),
    (
        lambda: gnn.BatchNormalization(axis=np.array([1, 2])),
        "BatchNormalization has axis=[1, 2]; only the last",
    ),
    (lambda: gnn.Dense(), "Dense: missing a required argument: 'units'. Its arguments are units, activation"),
    (lambda: gnn.Dense(2, units=3), "Dense: multiple values for argument 'units'"),
    (lambda: gnn.Dense(1, "tanh", True, "zeros", "zeros", None, 7), "Dense: too many positional arguments"),
    (lambda: gnn.Dense(wrong("4")), "Dense has units='4'. Give a whole number of neurons, at least 1."),
    (lambda: gnn.Dense(wrong(2.5)), "Dense has units=2.5. Give a whole number of neurons"),
    (lambda: gnn.Dense(wrong(True)), "Dense has units=True. Give a whole number of neurons"),
    (lambda: gnn.Dense(wrong(np.array([4]))), "Dense has units=[4]"),
    (lambda: gnn.Dense(wrong(None)), "Dense has units=None"),
    (lambda: gnn.Dense(4, use_bias=wrong("no")), "Dense has use_bias='no'. Give true or false."),
    (lambda: gnn.Dense(4, activation=wrong(np.tanh)), "Dense has activation=<ufunc 'tanh'>"),
    (
        lambda: gnn.Dense(4, kernel_initializer=wrong(3)),
        "Dense has kernel_initializer=3. Choose one of zeros, ones",
    ),
    (lambda: gnn.Dense(4, name=wrong(5)), "Dense has name=5. Expected `str`, got `int`"),
    (lambda: gnn.Dense(4, kernel_regularizer=wrong("l2")), "Dense has kernel_regularizer='l2'; give gnn.L1"),
    (lambda: gnn.Dense(4, kernel_regularizer=gnn.L2(wrong("a"))), "The factor of L2 is 'a'; give a number"),
    (lambda: gnn.Dense(4, kernel_regularizer=gnn.L1(-1.0)), "L1 penalty is -1.0"),
    (lambda: gnn.Dense(0), "The number of units is 0; it must be a whole number of neurons, at least 1."),
    (lambda: gnn.Dense(4, activation="relux"), "The activation 'relux' is unknown. Choose one of"),
    (lambda: gnn.Dense(4, name="a/b"), "The layer name 'a/b' holds a slash"),
    (lambda: gnn.Dense(4, input_shape=wrong(2)), "Dense has input_shape=2; give the shape of an example"),
    (lambda: gnn.Dense(4, input_shape=()), "Dense has input_shape=()"),
    (lambda: gnn.Dense(4, input_shape=wrong("2")), "Dense has input_shape='2'"),
    (lambda: gnn.Dense(4, input_shape=(wrong(2.5),)), "The input_shape of Dense is 2.5"),
    (lambda: gnn.Dense(4, input_dim=wrong(2.5)), "The input_dim of Dense is 2.5"),
    (lambda: gnn.Dense(4, input_shape=(2,), input_dim=3), "Give one of the two"),
    (
        lambda: gnn.Dropout(wrong("half")),
        "Dropout has rate='half'. Give a number at least 0 and less than 1.",
    ),
    (lambda: gnn.Dropout(1), "The dropout rate is 1.0; it must be a number at least 0 and less than 1."),
    (lambda: gnn.Dropout(float("nan")), "The dropout rate is nan"),
    (lambda: gnn.Activation(wrong(np.tanh)), "Activation has activation=<ufunc 'tanh'>"),
    (lambda: gnn.Activation("relux"), "The activation 'relux' is unknown"),
    (lambda: gnn.BatchNormalization(momentum=wrong(None)), "BatchNormalization has momentum=None"),
    (lambda: gnn.BatchNormalization(momentum=1.5), "The momentum of the averages is 1.5"),
    (lambda: gnn.BatchNormalization(epsilon=0), "The epsilon is 0.0"),
    (lambda: gnn.BatchNormalization(axis=1), "BatchNormalization has axis=1; only the last axis"),
]


@pytest.mark.parametrize(("act", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_no_layer_can_be_is_refused_by_the_name_of_the_setting(
    act: Callable[[], object], words: str
) -> None:
    with pytest.raises(gnn.SettingError) as caught:
        act()
    assert words in str(caught.value)


def test_a_class_that_there_is_not_is_no_name_of_the_module() -> None:
    with pytest.raises(AttributeError, match="Recurrent"):
        _ = layers.Recurrent

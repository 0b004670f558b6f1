"""What every error of ours is: one line that can be read, of a bearable length, whole after a journey."""

from __future__ import annotations

import copy
import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.errors import MOST_LETTERS, DivergenceError, ExpressionError, GnnError


def _all_of(kind: type[GnnError]) -> list[type[GnnError]]:
    return [kind, *(inner for each in kind.__subclasses__() for inner in _all_of(each))]


KINDS = _all_of(GnnError)


def made(kind: type[GnnError], message: str) -> GnnError:
    if issubclass(kind, DivergenceError):
        return kind(message, update=3, node="h/matmul", cure="lower the rate", at_start=True)
    if issubclass(kind, ExpressionError):
        return kind(message, cures=("x*2", "x**2"))
    return kind(message)


@pytest.mark.parametrize("kind", KINDS)
@given(cited=st.text(st.characters()))
def test_whatever_a_message_cites_it_is_one_line_that_every_stream_can_carry(
    kind: type[GnnError], cited: str
) -> None:
    said = str(made(kind, f"The layer {cited} is unknown. Choose another."))
    assert said.startswith("The layer ")
    assert said.endswith(" is unknown. Choose another.")
    assert len(said.encode().decode().splitlines()) == 1
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in said)


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_message_keeps_its_beginning_and_its_cure(kind: type[GnnError]) -> None:
    said = str(made(kind, f"The column {'x' * 20_000} is a text. Choose another."))
    assert len(said) == MOST_LETTERS
    assert said.startswith("The column xx")
    assert " … " in said
    assert said.endswith("xx is a text. Choose another.")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "travel", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))]
)
def test_an_error_comes_whole_out_of_another_process(kind: type[GnnError], travel: object) -> None:
    error = made(kind, "The loss is not finite.\n")
    assert callable(travel)
    arrived = travel(error)
    assert type(arrived) is kind
    assert str(arrived) == str(error) == "The loss is not finite.\\n"
    assert vars(arrived) == vars(error)

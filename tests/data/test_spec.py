"""DataSpec: saved in a document, and checked field by field."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from graphviz_nn.data.spec import DataSpec
from graphviz_nn.errors import SettingError


def test_a_spec_survives_json() -> None:
    spec = DataSpec(
        source="iris", features=("petal_length",), target="species", held_out=0.5, standardise=True
    )
    assert msgspec.json.decode(msgspec.json.encode(spec), type=DataSpec) == spec


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.json.decode(b'{"colour": 1}', type=DataSpec)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("rows", 1, "number of rows is 1; it must be a whole number from 2 to 100,000"),
        ("rows", 12.0, "number of rows is 12.0; it must be a whole number"),
        ("noise", -0.1, "noise is -0.1; it must be a number from 0 to 10"),
        ("noise", "a lot", "noise is 'a lot'; it must be a number"),
        ("seed", 10**400, "seed of the data is 1000"),
        ("held_out", 0.91, "share held out is 0.91; it must be a number from 0 to 0.9"),
        ("source", 3, "source is 3; it must be a text"),
        ("features", "x1", "features are 'x1'; they must be a tuple of texts"),
        ("features", (1, 2), "features are (1, 2); they must be a tuple of texts"),
        ("target", 0, "target is 0; it must be the name of a column"),
    ],
)
def test_a_field_out_of_range_is_named_with_value_and_cure(field: str, value: Any, words: str) -> None:
    with pytest.raises(SettingError) as caught:
        DataSpec(**{field: value})
    assert words in str(caught.value)

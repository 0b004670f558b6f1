"""DataSpec: saved in a document, and checked field by field."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from graphviz_nn.data.spec import LIMITS, DataSpec, check_spec
from graphviz_nn.errors import SettingError


def test_the_default_is_in_range() -> None:
    check_spec(DataSpec())


def test_a_spec_survives_json() -> None:
    spec = DataSpec(
        source="iris", features=("petal_length",), target="species", held_out=0.5, standardise=True
    )
    assert msgspec.json.decode(msgspec.json.encode(spec), type=DataSpec) == spec


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.json.decode(b'{"colour": 1}', type=DataSpec)


@pytest.mark.parametrize("field", LIMITS)
def test_the_ends_of_each_range_are_in_it(field: str) -> None:
    for value in LIMITS[field][:2]:
        check_spec(msgspec.structs.replace(DataSpec(), **{field: value}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rows", 1),
        ("rows", 100_001),
        ("rows", 12.0),
        ("rows", True),
        ("noise", -0.1),
        ("noise", float("nan")),
        ("noise", float("inf")),
        ("noise", "a lot"),
        ("seed", -1),
        ("seed", 0.5),
        ("held_out", -0.1),
        ("held_out", 0.91),
        ("held_out", float("nan")),
        ("source", 3),
        ("features", "x1"),
        ("features", (1, 2)),
        ("target", 0),
    ],
)
def test_a_field_out_of_range_is_named_with_value_and_cure(field: str, value: Any) -> None:
    with pytest.raises(SettingError) as caught:
        check_spec(DataSpec(**{field: value}))
    assert str(caught.value).startswith(f"{field} is {value!r}; set it to ")

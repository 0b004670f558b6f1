"""Every road by which a number comes into a setting: whatever comes, it fits, or is refused in our words."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import DocumentError, SettingError
from graphviz_nn.face.taken import taken
from graphviz_nn.files.decode import checked
from graphviz_nn.settings import Field, typed
from tests.hostile import NAMES, NUMBERS
from tests.settings.every import NUMBERS as NUMBER_FIELDS
from tests.settings.every import identify, needed, tag

VALUES: tuple[object, ...] = (
    *(math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.8e308, 2**63, 10**400, -(10**400), 10**5000),
    *(True, False, None, "", "1", "nan", [], [1.0], {}, (1,), 1j, object(), b"1"),
    *(
        np.float64("nan"),
        np.float32("inf"),
        np.float64(-0.0),
        np.int64(-1),
        np.uint64(2**64 - 1),
        np.bool_(True),
    ),
    *(
        np.array(math.nan),
        np.array([1.0, 2.0]),
        np.array([]),
        np.datetime64("2020-01-01"),
        np.longdouble("1e4000"),
    ),
)


def from_json(struct: Any, field: Field, text: str) -> Any:
    """Read a number as a document has it."""
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError as error:  # which the documents' reader names
        raise DocumentError(f"{error}.") from error
    return filed(struct, field, value)


def from_toml(struct: Any, field: Field, text: str) -> Any:
    """Read a number as a lesson has it."""
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except ValueError as error:  # which the lessons' reader names
        raise DocumentError(f"{error}.") from error
    return filed(struct, field, value)


def filed(struct: Any, field: Field, value: object) -> Any:
    """Check what a file says for a field, as the struct that holds it does."""
    tree = {**tag(struct), **msgspec.to_builtins(needed(struct)), field.name: value}
    return getattr(checked(tree, struct, "a.gnn.json"), field.name)


def from_keys(struct: Any, field: Field, text: str) -> Any:
    """Read a number as the window does."""
    return typed(field, text)


def from_script(struct: Any, field: Field, value: object) -> Any:
    """Take a number as a script gives it."""
    return taken(field, value)


def outcome(
    road: Callable[[Any, Field, Any], Any], struct: Any, field: Field, given: object
) -> tuple[Any, str]:
    """Return what a setting becomes, and "", or what is said against it."""
    try:
        return road(struct, field, given), ""
    except (SettingError, DocumentError) as error:
        return None, str(error)


@pytest.mark.parametrize(
    ("road", "given"),
    [(from_json, NUMBERS), (from_toml, NUMBERS), (from_keys, (*NUMBERS, *NAMES)), (from_script, VALUES)],
)
@pytest.mark.parametrize(("struct", "field"), NUMBER_FIELDS, ids=identify)
def test_what_comes_fits_or_is_refused(
    struct: Any, field: Field, road: Callable[[Any, Field, Any], Any], given: tuple[object, ...]
) -> None:
    for each in given:
        value, said = outcome(road, struct, field, each)
        if said:
            assert len(said) < 1_300
            assert said.endswith((".", "?"))
            assert road is not from_script or said.startswith(field.keras)
        else:
            assert field.fault(value) == ""
            assert type(value) in (float, int, type(None))
            assert value is None or math.isfinite(value)

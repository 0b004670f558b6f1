"""What a script hands over for a setting, checked where it enters, by the name that the script calls it."""

from __future__ import annotations

from typing import Any

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.ops import plain
from graphviz_nn.settings import Field, settings_of
from graphviz_nn.text import cited


def taken(field: Field, value: Any, subject: str = "") -> Any:
    """Return what a setting becomes, from a value of Python's or NumPy's, as the field holds it.

    Raise SettingError, with the name that scripts have for it or with `subject`, for a value that does not fit.
    """
    subject, value = subject or field.keras, plain(value)
    if field.kind == "flag":
        return bool(value)
    if field.options:
        return _option(field, value, subject)
    if value == 0 and isinstance(value, float):
        value = 0.0  # −0 is as good as 0 to a script
    fault = field.fault(value, subject)
    if fault:
        raise SettingError(fault)
    return float(value) if field.kind == "number" and value is not None else value


def filled(struct: type[msgspec.Struct], given: dict[str, object]) -> dict[str, Any]:
    """Return fields of a struct from those settings that a script has given, by the names that it calls them."""
    fields = settings_of(struct).values()
    return {field.name: taken(field, given[field.keras]) for field in fields if field.keras in given}


def _option(field: Field, value: object, subject: str) -> str:
    keys = {option.keras or option.key: option.key for option in field.options}
    if not isinstance(value, str) or value not in keys:
        raise SettingError(f"{subject} {cited(value)} is unknown. Choose one of {', '.join(keys)}.")
    return keys[value]

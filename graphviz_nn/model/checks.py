"""Checks that settings of models share."""

from __future__ import annotations

from collections.abc import Collection

from graphviz_nn.errors import SettingError

MOST = 1e100


def one_of(what: str, value: str, known: Collection[str]) -> None:
    """Raise SettingError for a name that is not known."""
    if value not in known:
        raise SettingError(f"The {what} {value!r} is unknown. Choose one of {', '.join(known)}.")


def at_least_zero(what: str, value: float) -> None:
    """Raise SettingError unless a number is from 0 to MOST."""
    if not 0 <= value <= MOST:
        raise SettingError(f"{what} is {value}; it must be a number, at least 0 and at most {MOST:g}.")

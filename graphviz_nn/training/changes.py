"""Changes of a variant's: any setting of data, model or training, by its place in the work, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias, TypeVar

from graphviz_nn.data import DataSpec
from graphviz_nn.errors import SettingError
from graphviz_nn.model import LAYERS, Formula, Stack
from graphviz_nn.model.formula import leaf_field
from graphviz_nn.optim import OPTIMISERS, SCHEDULES
from graphviz_nn.settings import Field, settings_of
from graphviz_nn.settings.places import EVERY, names_in, replaced
from graphviz_nn.text import cited, counted
from graphviz_nn.training.spec import TrainingSpec

Changes: TypeAlias = Mapping[str, Any]
T = TypeVar("T")
ROOTS = ("training", "data", "subject")  # the parts of the work whose settings can be changed
_BRACKET = re.compile(r"\[(\d+|\*)\]")
_TRAINING, _RULES, _DATA, _LAYERS = (
    settings_of(*kinds) for kinds in ((TrainingSpec,), tuple(OPTIMISERS.values()), (DataSpec,), LAYERS)
)


def full_place(place: str) -> str:
    """Return a place as documents have it: `layers[*].use_bias` is `subject.layers.*.use_bias`.

    A single name is that of a setting of the training, of its rule, or else of the data. What is known nowhere stays.
    """
    place = _BRACKET.sub(r".\1", place)
    first, dot, _ = place.partition(".")
    if first in {*Stack.__struct_fields__, *Formula.__struct_fields__}:
        return f"subject.{place}"
    if not dot:
        known = {"training": _TRAINING, "training.optimiser": _RULES, "data": _DATA}
        return next((f"{root}.{place}" for root, names in known.items() if place in names), place)
    return place


def check_places(changes: Changes) -> None:
    """Raise SettingError at the first place that no work can have."""
    for place in changes:
        if place.partition(".")[0] not in ROOTS:
            names = [*_TRAINING, *_RULES, *_DATA, "loss", "layers", "leaves"]
            raise SettingError(
                f"A variant changes {cited(place)}, and no setting is called so. "
                f"{_meant(place, names) or 'Name it by its place, as data.standardise or layers[*].use_bias.'}"
            )


def changed(whole: T, root: str, changes: Changes, subject: str) -> T:
    """Return a part of the work, `root` being its name there, with those changes that are of it.

    Raise SettingError for a place or a value that it cannot have; `subject` begins the message.
    """
    for place, value in changes.items():
        first, _, rest = place.partition(".")
        if first != root:
            continue
        try:
            whole = replaced(whole, rest, value)
        except LookupError:
            cure = _meant(place, names_in(whole)) or "Take it out, or name a setting that there is."
            raise SettingError(
                f"{subject} sets {place} to {cited(value)}, and there is no such setting here. {cure}"
            ) from None
        except SettingError as error:
            raise SettingError(f"{subject} sets {place} to {cited(value)}: {error}") from None
    return whole


def field_at(place: str) -> Field | None:
    """Return what is declared of the setting at a place; None where that depends on more than the place."""
    match place.split("."):
        case ["training", "optimiser", "schedule", name]:
            return settings_of(*SCHEDULES.values()).get(name)
        case ["training", "optimiser", name]:
            return _RULES.get(name)
        case ["training", name]:
            return _TRAINING.get(name)
        case ["data", name]:
            return _DATA.get(name)
        case ["subject", "loss"]:
            return settings_of(Stack)["loss"]
        case ["subject", "layers", _, name]:
            return _LAYERS.get(name)
        case ["subject", "leaves", name]:
            return leaf_field(name)
    return None


def said(place: str, value: Any) -> str:
    """Return a change in a few words, as a legend has room for: "bias off", "units 8 in layer 2", "standardise on"."""
    field, name = field_at(place), place.rpartition(".")[2]
    if place == "subject.layers" and isinstance(value, list | tuple):
        return counted(len(value), "layer")
    if field is None or (field.kind != "part" and field.fault(value)):
        listed = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        return f"{name} {listed}"
    words = _part(field, value) if field.kind == "part" else field.said(value)
    number = place.split(".")[2] if place.startswith("subject.layers.") else EVERY
    return words if number == EVERY else f"{words} in layer {int(number) + 1}"


def _part(field: Field, value: Any) -> str:
    """Return the title of a part, which is told by its tag or by a table with its tag in it."""
    tag = field.key(value)
    return field.parts[tag].title if tag in field.parts else str(value)


def _meant(place: str, names: Any) -> str:
    near = get_close_matches(place.rpartition(".")[2], list(names), 1, 0.6)
    return f"Did you mean {near[0]!r}?" if near else ""

"""The settings of a document by their places in it, as in `training.optimiser.momentum` or `subject.layers.0.units`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import msgspec

from graphviz_nn.errors import DocumentError
from graphviz_nn.files.document import Work
from graphviz_nn.model.formula import leaf_field
from graphviz_nn.settings import Field, settings_of
from graphviz_nn.settings import places as settings
from graphviz_nn.training.changes import ROOTS

_LEAVES, _LAYERS = "leaves", "subject.layers."


def places(work: Work) -> Mapping[str, Field]:
    """Return every setting that the work has, by its place; one of several layers or variants is named in its label."""
    return {place: field for place, field in _places(work, "") if field.kind not in ("text", "texts")}


def comparable(work: Work) -> Mapping[str, Field]:
    """Return every setting that a variant may have of its own, by its place; of several layers also for all of them."""
    known = {place: field for place, field in places(work).items() if place.partition(".")[0] in ROOTS}
    layers = [place.split(".", 3) for place in known if place.startswith(_LAYERS)]
    shared = {name for name, times in Counter(parts[3] for parts in layers).items() if times > 1}
    several = {}
    for *_, number, name in layers:
        if name in shared and f"{_LAYERS}*.{name}" not in several:
            field = known[f"{_LAYERS}{number}.{name}"]
            label = f"{field.setting.label.rpartition(', ')[0]}, all layers"
            several[f"{_LAYERS}*.{name}"] = replace(field, setting=replace(field.setting, label=label))
    return known | several


def value_at(work: Work, place: str) -> Any:
    """Return the value of a setting; raise DocumentError where the work has none at that place."""
    try:
        return settings.value_at(work, place)
    except LookupError:
        raise DocumentError(unknown(work, place)) from None


def unknown(work: Work, place: str) -> str:
    """Return what is wrong with a place where there is no setting, and which one may be meant."""
    near = get_close_matches(place, places(work), 1, 0.5)
    cure = f"Did you mean {near[0]!r}?" if near else "Begin with training, data, subject or variants."
    return f"there is no setting at {place!r} in the page's document. {cure}"


def _places(struct: msgspec.Struct, before: str) -> Iterator[tuple[str, Field]]:
    """Yield the settings of a struct, and of those in it, with their places behind what comes before."""
    for name, field in settings_of(type(struct)).items():
        yield before + name, field
    for name in struct.__struct_fields__:
        inner = getattr(struct, name)
        if isinstance(inner, msgspec.Struct):
            yield from _places(inner, f"{before}{name}.")
        elif name == _LEAVES and isinstance(inner, Mapping):
            for leaf, value in inner.items():
                if not isinstance(value, list):
                    yield f"{before}{name}.{leaf}", leaf_field(leaf)
        elif isinstance(inner, tuple):
            yield from _of_several(struct, name, inner, before)


def _of_several(
    struct: msgspec.Struct, name: str, inner: tuple[object, ...], before: str
) -> Iterator[tuple[str, Field]]:
    """Yield the settings of each struct in a tuple, with its name or its letter in their labels."""
    names = getattr(struct, "layer_names", ())
    for number, each in enumerate(inner):
        if isinstance(each, msgspec.Struct):
            called = names[number] if number < len(names) else chr(ord("A") + number)
            for place, field in _places(each, f"{before}{name}.{number}."):
                label = f"{field.setting.label}, {called}"
                yield place, replace(field, setting=replace(field.setting, label=label))

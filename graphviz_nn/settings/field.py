"""A field with its setting: what its values are, and what keeps one from being taken."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from graphviz_nn.settings.setting import MOST_WHOLE, Option, Setting
from graphviz_nn.text import cited, full, short

Kind = Literal["number", "whole", "wholes", "numbers", "flag", "choice", "text", "texts", "part"]
_MOST: Mapping[Kind, float] = {"number": sys.float_info.max, "whole": MOST_WHOLE, "wholes": MOST_WHOLE}
_WRITTEN: Mapping[float, str] = {sys.float_info.max: "1.8e308", MOST_WHOLE: "2**63 - 1"}


@dataclass(frozen=True)
class Field:
    """A field of a struct, as `settings_of` finds it.

    Attributes:
        name: of the field.
        setting: what is said of it.
        kind: what its values are: wholes are a tuple of whole numbers, numbers a dict of them by name, a part is a
            struct, one of several that a tag tells apart.
        optional: whether it may be None.
        usual: its default; `msgspec.NODEFAULT` if it has none.
        parts: the structs that a part can be, by their tags.
        count: how many wholes there are; None is any number of them.

    """

    name: str
    setting: Setting
    kind: Kind
    optional: bool = False
    usual: Any = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.setting.called or self.setting.label.lower()

    @property
    def keras(self) -> str:
        """What a script calls it."""
        return self.setting.keras or self.name

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be chosen."""
        parts = (Option(tag, part.title, part.words) for tag, part in self.parts.items())
        return self.setting.options or tuple(parts)

    @property
    def range(self) -> str:
        """What fits, in words: "a whole number of updates, at least 1"."""
        return self._range(0.0)

    @property
    def tip(self) -> str:
        """What it does, and for a number what fits."""
        if self.kind not in _MOST or not self._bounds(0.0):
            return self.setting.tip
        return f"{self.setting.tip} {self.range[0].upper()}{self.range[1:]}."

    def has_effect(self, struct: object) -> bool:
        """Whether the struct has what the setting needs."""
        return not self.setting.needs or bool(getattr(struct, self.setting.needs))

    def key(self, value: Any) -> Any:
        """Return what stands for a value among the options: of a part its tag, by which alone it may be told, too."""
        if self.kind != "part" or value is None or isinstance(value, str):
            return value
        if isinstance(value, Mapping):
            return next((tag for tag in value.values() if isinstance(tag, str) and tag in self.parts), None)
        return value.__struct_config__.tag

    def another(self, value: Any) -> Any:
        """Return another value that fits, to be compared with one: the next of few, half a number, or one near it.

        A part is told by its tag; of numbers by name there are none. It is the value itself where there is no other.
        """
        if self.kind == "flag":
            return not value
        if self.options:
            keys = [option.key for option in self.options]
            return keys[(keys.index(self.key(value)) + 1) % len(keys)] if self.key(value) in keys else keys[0]
        if self.kind == "numbers":
            return {}
        if self.kind not in ("number", "whole"):
            return value
        known = value or 0
        tries = (
            (known // 2, known * 2, known + 1)
            if self.kind == "whole"
            else (known / 2, 0.1, 0.5, 1.0, known + 1)
        )
        return next((each for each in tries if each != value and not self.fault(each)), value)

    def text(self, value: Any) -> str:
        """Return a value as people read it: "0.9", "on", "rate outside"."""
        if value is None:
            return self.setting.empty
        if self.kind == "flag":
            return "on" if value else "off"
        if self.kind == "numbers":
            return (
                "; ".join(f"{name} = {full(number)}" for name, number in value.items()) or self.setting.empty
            )
        if self.kind == "wholes":
            return (", " if self.count is None else " × ").join(map(str, value))
        known = {option.key: option.text for option in self.options}
        return short(value) if self.kind == "number" else known.get(self.key(value), str(value))

    def said(self, value: Any) -> str:
        """Return a value with the setting's name, as in "momentum 0.9"; a choice tells enough without."""
        return self.text(value) if self.options else f"{self.called} {self.text(value)}"

    def fault(self, value: object, subject: str = "") -> str:
        """Return what is wrong with a value, and what would fit; "" if it can be taken.

        `subject` names the setting in place of "The momentum".
        """
        if (value is None and self.optional) or _FITS[self.kind](self, value):
            return ""
        verb, pronoun = ("are", "they") if self.setting.plural and not subject else ("is", "it")
        subject = subject or f"The {self.called}"
        if self.kind == "choice":
            known = ", ".join(option.key for option in self.options)
            return f"{subject} {cited(value)} {verb} unknown. Choose one of {known}."
        return f"{subject} {verb} {cited(value)}; {pronoun} must be {self._range(value)}."

    def _range(self, value: object) -> str:
        if self.options:
            return f"one of {', '.join(option.text for option in self.options)}"
        noun = f"{_COUNTED[self.count]} whole numbers" if self.count else _NOUNS[self.kind]
        return noun + (self._bounds(value) if self.kind in _MOST else "")

    def _bounds(self, value: object) -> str:
        """Return the limits; one that nobody set is told only to who went beyond it."""
        limits = self.setting
        most = limits.most
        numbers = value if isinstance(value, tuple) else (value,)
        if most is None and any(isinstance(one, int | float) and one > _MOST[self.kind] for one in numbers):
            most = _MOST[self.kind]
        unit = f" of {limits.unit}," if limits.unit else ""
        if limits.least is not None and most is not None:
            return f"{unit} from {_figure(limits.least)} to {_figure(most)}"
        ends = (
            ("at least", limits.least),
            ("above", limits.above),
            ("at most", most),
            ("less than", limits.below),
        )
        words = " and ".join(f"{word} {_figure(end)}" for word, end in ends if end is not None)
        return f"{unit} {words}" if words else unit.rstrip(",")

    def _holds(self, value: float) -> bool:
        """Whether a number is within the limits; comparing refuses NaN and needs no conversion of long integers."""
        limits, most = self.setting, _MOST[self.kind]
        if limits.least == 0 and value == 0 and math.copysign(1.0, value) < 0:
            return False
        return (
            -most <= value <= most
            and (limits.least is None or value >= limits.least)
            and (limits.above is None or value > limits.above)
            and (limits.most is None or value <= limits.most)
            and (limits.below is None or value < limits.below)
        )


def _is_whole(each: Field, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and each._holds(value)


def _are_wholes(each: Field, value: object) -> bool:
    counted = isinstance(value, tuple) and each.count in (None, len(value))
    return counted and isinstance(value, tuple) and all(_is_whole(each, one) for one in value)


def _are_numbers(each: Field, value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str)
        and isinstance(number, int | float)
        and not isinstance(number, bool)
        and abs(number) <= sys.float_info.max
        for name, number in value.items()
    )


def _is_number(each: Field, value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and each._holds(value)


def _is_chosen(each: Field, value: object) -> bool:
    return isinstance(value, str) and any(option.key == value for option in each.options)


_FITS: Mapping[Kind, Callable[[Field, object], bool]] = {
    "number": _is_number,
    "whole": _is_whole,
    "wholes": _are_wholes,
    "numbers": _are_numbers,
    "flag": lambda each, value: isinstance(value, bool),
    "choice": _is_chosen,
    "text": lambda each, value: isinstance(value, str),
    "texts": lambda each, value: isinstance(value, tuple) and all(isinstance(one, str) for one in value),
    "part": lambda each, value: isinstance(value, tuple(each.parts.values())),
}
_COUNTED = ("no", "one", "two", "three")
_NOUNS: Mapping[Kind, str] = {
    "number": "a number",
    "whole": "a whole number",
    "wholes": "whole numbers",
    "numbers": "finite numbers by name, as in a = 1; b = 2",
    "flag": "true or false",
    "text": "a text",
    "texts": "a tuple of texts",
}


def _figure(limit: float) -> str:
    if limit in _WRITTEN:
        return _WRITTEN[limit]
    return f"{limit:,}" if isinstance(limit, int) else f"{limit:g}"

"""A theme: the colours, fonts and sizes that everything in the window is drawn with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase

from graphviz_nn.gui.look.colour_map import ColourMap
from graphviz_nn.resources import resource

ThemeName = Literal["light", "dark", "projector", "projector_dark"]
THEMES: tuple[ThemeName, ...] = ("light", "dark", "projector", "projector_dark")
STEP = 4  # pixels in one step of space
INSET = 3  # steps between the side of a panel and its title, and all else in it
SMALLEST_SCALE, LARGEST_SCALE = 1.0, 2.0

FontName = Literal["small", "small_bold", "body", "body_bold", "heading", "title", "mono", "mono_small"]
WORDS, NUMBERS = "Inter", "JetBrains Mono"
_WEIGHT = QFont.Weight
# The family, the key of its size in the theme's file, and the weight.
_FONTS: Mapping[FontName, tuple[str, str, QFont.Weight]] = {
    "small": (WORDS, "small", _WEIGHT.Normal),
    "small_bold": (WORDS, "small", _WEIGHT.DemiBold),
    "body": (WORDS, "body", _WEIGHT.Normal),
    "body_bold": (WORDS, "body", _WEIGHT.DemiBold),
    "heading": (WORDS, "heading", _WEIGHT.DemiBold),
    "title": (WORDS, "title", _WEIGHT.DemiBold),
    "mono": (NUMBERS, "body", _WEIGHT.Normal),
    "mono_small": (NUMBERS, "small", _WEIGHT.Normal),
}


@dataclass(frozen=True, eq=False)
class Theme:
    """How everything looks.

    Attributes:
        name: of its file in resources/themes.
        tokens: the colours by name, as in `background` and `forward`.
        value_map: for values.
        gradient_map: for gradients.
        sizes: of text in pixels, by `small`, `body`, `heading` and `title`, before `scale`.
        scale: how much larger than that text and space are: the user's scale times the theme's, at most LARGEST_SCALE.

    """

    name: ThemeName
    tokens: Mapping[str, QColor]
    value_map: ColourMap
    gradient_map: ColourMap
    sizes: Mapping[str, float]
    scale: float

    @staticmethod
    def load(name: ThemeName, scale: float = 1.0) -> Theme:
        """Read a theme from the resources; `scale` enlarges text and space. Needs a QGuiApplication."""
        load_fonts()
        content = _read(name)
        colors = {key: QColor(value) for key, value in content.items() if str(value).startswith("#")}
        return Theme(
            name=name,
            tokens=colors,
            value_map=_map(content["value"], colors["error"]),
            gradient_map=_map(content["gradient"], colors["error"]),
            sizes=content["sizes"],
            scale=min(scale * content.get("scale", 1.0), LARGEST_SCALE),
        )

    def larger(self, share: float) -> Theme:
        """Return the theme with text and space so many times as large, within LARGEST_SCALE."""
        return self if share == 1.0 else replace(self, scale=min(self.scale * share, LARGEST_SCALE))

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on a dark ground."""
        return self.tokens["background"].lightnessF() < 0.5

    def color(self, token: str) -> QColor:
        """Return a colour by its name in the theme's file."""
        return self.tokens[token]

    def variant_color(self, place: int) -> QColor:
        """Return the hue of the variant at this place."""
        return self.tokens[self.variant_token(place)]

    def variant_token(self, place: int) -> str:
        """Return the name of that hue; the hues come again when they run out."""
        hues = sorted(token for token in self.tokens if token.startswith("variant_"))
        return hues[place % len(hues)]

    def font(self, name: FontName) -> QFont:
        """Return a font with tabular figures, at the theme's scale."""
        family, size, weight = _FONTS[name]
        font = QFont(family)
        font.setPixelSize(self.pixels(self.sizes[size]))
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        # Hinting pulls letters onto the pixels until Inter is no longer Inter; without it every machine looks the same.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def space(self, steps: float) -> int:
        """Return so many steps of 4 pixels, at the theme's scale."""
        return self.pixels(steps * STEP)

    def pixels(self, length: float) -> int:
        """Return a length at the theme's scale, in whole pixels."""
        return round(length * self.scale)


@cache
def load_fonts() -> None:
    """Give Qt the fonts of the resources, once."""
    for path in sorted(resource("fonts").rglob("*.[to]tf")):
        QFontDatabase.addApplicationFont(str(path))


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """Return the colour that lies `share` of the way from the first to the second, opaque."""
    channels = (
        (first.redF(), second.redF()),
        (first.greenF(), second.greenF()),
        (first.blueF(), second.blueF()),
    )
    red, green, blue = (a + (b - a) * share for a, b in channels)
    return QColor.fromRgbF(red, green, blue)


def _read(name: str) -> dict[str, Any]:
    """Return the content of a theme's file, over that of the theme that it is based on."""
    content = tomllib.loads(resource("themes", f"{name}.toml").read_text(encoding="utf-8"))
    return _read(content["base"]) | content if "base" in content else content


def _map(colors: list[Any], not_a_number: QColor) -> ColourMap:
    negative, zero, positive = map(QColor, colors)
    return ColourMap(negative, zero, positive, not_a_number)

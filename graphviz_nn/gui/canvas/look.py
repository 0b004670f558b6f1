"""The theme as pens, fonts and colours of the canvas, in the units of the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.look.theme import FontName, Theme, mix

CORNER = 7.0
READABLE = 10.0  # the least height of text on the screen, in pixels, before the theme's scale
_PHASES = {
    Phase.FORWARD: "forward",
    Phase.LOSS: "forward",
    Phase.BACKWARD: "backward",
    Phase.UPDATE: "parameter",
}


@dataclass(frozen=True, eq=False)
class Look:
    """What the drawing is drawn with; sizes are in the units of the drawing, which the camera scales."""

    theme: Theme

    @property
    def scale(self) -> float:
        """How much larger than usual text is."""
        return self.theme.scale

    def color(self, token: str) -> QColor:
        """Return a colour of the theme."""
        return self.theme.color(token)

    def hue(self, phase: Phase) -> QColor:
        """Return the colour of a phase."""
        return self.color(self.hue_name(phase))

    def hue_name(self, phase: Phase) -> str:
        """Return the name of the colour of a phase."""
        return _PHASES[phase]

    @cached_property
    def pale(self) -> QColor:
        """The colour of edges through which nothing has flowed."""
        return mix(self.color("line"), self.color("muted"), 0.25)

    @cached_property
    def frame(self) -> QColor:
        """The colour of frames."""
        return mix(self.color("line"), self.color("muted"), 0.15)

    def readable(self, name: FontName, zoom: float, least: float, most: float) -> QFont:
        """Return a font that can be read from afar as far as its place allows; sizes are before the theme's scale."""
        return self.sized(name, min(max(READABLE / zoom, least), most) * self.scale)

    def sized(self, name: FontName, size: float) -> QFont:
        """Return a font of so many pixels."""
        pixels = max(round(size), 1)
        if (name, pixels) not in self._readable:
            self._readable[name, pixels] = self._font(name, pixels)
        return self._readable[name, pixels]

    def width(self, text: str, font: QFont) -> float:
        """Return how wide a text is."""
        key = text, font.key()
        if key not in self._widths:
            self._widths[key] = QFontMetricsF(font).horizontalAdvance(text)
        return self._widths[key]

    @cached_property
    def _readable(self) -> dict[tuple[str, int], QFont]:
        return {}

    @cached_property
    def _widths(self) -> dict[tuple[str, str], float]:
        return {}

    @cached_property
    def _elided(self) -> dict[tuple[str, str, float], str]:
        return {}

    def elided(self, text: str, font: QFont, width: float) -> str:
        """Return the text, its end left out where it is wider than that: names differ in how they begin."""
        key = text, font.key(), width
        if key not in self._elided:
            self._elided[key] = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        return self._elided[key]

    def _font(self, name: FontName, pixels: int) -> QFont:
        font = self.theme.font(name)
        font.setPixelSize(pixels)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

"""Icons: the drawings of the resources, in a colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtSvg import QSvgRenderer

from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.painting import painting
from graphviz_nn.resources import resource

SIZES = (16, 32, 64)  # Qt takes the next larger one and scales it down


def icon(name: str, theme: Theme, token: str = "text", *, checked: str = "") -> QIcon:
    """Return the icon in a colour of the theme, paler where disabled; raise KeyError if there is none.

    `checked` names another one, for a button that is checked.
    """
    out = _add(QIcon(), name, theme, token, QIcon.State.Off)
    return _add(out, checked, theme, token, QIcon.State.On) if checked else out


def _add(out: QIcon, name: str, theme: Theme, token: str, state: QIcon.State) -> QIcon:
    color = theme.color(token)
    pale = mix(color, theme.color("surface"), 0.65)
    for mode, shade in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, pale)):
        for image in _images(name, shade.name()):
            out.addPixmap(QPixmap.fromImage(image), mode, state)
    return out


@lru_cache(
    maxsize=1024
)  # two inks of three themes, for every icon: a theme that comes again is not drawn again
def _images(name: str, ink: str) -> tuple[QImage, ...]:
    """Return the drawing in an ink, given as `#rrggbb`, in each size."""
    path = resource("icons", f"{name}.svg")
    if not path.exists():
        raise KeyError(f"There is no icon {name!r} in {path.parent}.")
    drawing = path.read_text(encoding="utf-8").replace("currentColor", ink)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    return tuple(_image(renderer, size) for size in SIZES)


def _image(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with painting(image) as painter:
        renderer.render(painter)
    return image

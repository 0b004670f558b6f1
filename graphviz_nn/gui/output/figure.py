"""A picture of how a model classifies, for scripts and notebooks: drawn without a window, and without a screen."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from PySide6.QtCore import QProcess, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from graphviz_nn.errors import DisplayError, SettingError
from graphviz_nn.files.disk import write_bytes
from graphviz_nn.gui.look.theme import Theme, ThemeName, load_fonts
from graphviz_nn.gui.output.formats import Sheet, written
from graphviz_nn.gui.plots.boundary_picture import BoundaryPicture
from graphviz_nn.gui.plots.chart import Chart
from graphviz_nn.gui.plots.picture import Picture
from graphviz_nn.gui.plots.regression_pictures import AgreementPicture
from graphviz_nn.gui.screen import missing_display
from graphviz_nn.landscape.boundary import Boundary
from graphviz_nn.ops import FloatArray

SIZE = (640, 480)  # of a figure, in pixels before the ratio
RATIO = 2.0  # pixels of a PNG for each of the figure's, so that it is sharp on a fine screen
MARGIN = 12


@dataclass(frozen=True, eq=False, repr=False)
class Figure:
    """A picture that can be shown, saved, or returned from a notebook's cell.

    Attributes:
        picture: what it shows.
        theme: the name of the theme that it is drawn in.
        size: its width and height in pixels.

    """

    picture: Picture
    theme: ThemeName = "light"
    size: tuple[int, int] = SIZE

    def __repr__(self) -> str:
        return f"<Figure of {self.size[0]} × {self.size[1]} pixels: .show() opens it, .save('figure.png') writes it>"

    def png(self) -> bytes:
        """Return the picture as PNG, twice as fine as its size."""
        with _application():
            return written(self._sheet(RATIO), ".png")

    def svg(self) -> bytes:
        """Return the picture as SVG; the ground is an image in it."""
        with _application():
            return written(self._sheet(1.0), ".svg")

    def save(self, path: str | PathLike[str]) -> None:
        """Write the picture to a file whose name ends in .png or .svg; raise SettingError or FileError."""
        makers = {".png": self.png, ".svg": self.svg}
        target = Path(path)
        if target.suffix.lower() not in makers:
            raise SettingError(f"{target.name!r} is neither a PNG nor an SVG. End the name in .png or .svg.")
        write_bytes(target, makers[target.suffix.lower()]())

    def show(self) -> None:
        """Open a window of its own process on the picture, and go on at once; raise DisplayError without a screen."""
        missing = missing_display()
        if missing:
            raise DisplayError(f"There is no screen to show the figure on: {missing}. Use save() instead.")
        with tempfile.NamedTemporaryFile(prefix="figure-", suffix=".png", delete=False) as file:
            file.write(self.png())
        root = str(Path(__file__).resolve().parents[3])
        code = (
            f"import sys; sys.path.insert(0, {root!r}); "
            f"from graphviz_nn.gui.output.figure_window import main; sys.exit(main({file.name!r}))"
        )
        # Detached: the script may end before the window, and nobody has to wait for it.
        QProcess.startDetached(sys.executable, ["-c", code])

    def _repr_png_(self) -> bytes:
        """Show the picture in a notebook."""
        return self.png()

    def _sheet(self, sharpness: float) -> Sheet:
        theme, ground = Theme.load(self.theme), QRectF(0, 0, *self.size)

        def paint(painter: QPainter) -> None:
            painter.fillRect(ground, theme.color("surface"))
            chart = Chart(theme)
            chart.show(self.picture)
            margin = theme.pixels(MARGIN)
            chart.draw(painter, ground.adjusted(margin, margin, -margin, -margin))

        return Sheet(QSize(*self.size), paint, "Decision boundary", sharpness)


def boundary_figure(
    made: Boundary,
    x: FloatArray,
    y: FloatArray,
    *,
    features: Sequence[str] = (),
    classes: Sequence[str] = (),
    logits: bool = False,
    theme: ThemeName = "light",
) -> Figure:
    """Return a figure of a boundary with rows x, (rows, features), and their classes y, (rows, outputs), on it.

    Without names, features are x1, x2, … and classes 0, 1, …; `logits` says that the outputs are no probabilities yet.
    """
    count = max(2, y.shape[1])
    names = tuple(features) or tuple(f"x{place + 1}" for place in range(x.shape[1]))
    known = tuple(classes) or tuple(str(place) for place in range(count))
    none, nothing = np.empty((0, x.shape[1])), np.empty((0, y.shape[1]))
    return Figure(BoundaryPicture(made, x, y, none, nothing, names, known, logits), theme)


def agreement_figure(targets: FloatArray, predictions: FloatArray, *, theme: ThemeName = "light") -> Figure:
    """Return a figure of predictions against targets, both of shape (rows,)."""
    nothing = np.empty(0)
    return Figure(AgreementPicture(targets, predictions, nothing, nothing, "target"), theme)


@contextmanager
def _application() -> Iterator[None]:
    """See to it that there is an application to draw for; one made for that only is gone afterwards.

    So a script may draw figures first and open the window later, which needs an application of another kind.
    """
    if QApplication.instance() is not None:
        yield
        return
    app = QApplication(["graphviz_nn", "-platform", "offscreen"])
    try:
        yield
    finally:
        app.shutdown()
        load_fonts.cache_clear()  # they went with the application

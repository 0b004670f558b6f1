"""The graph as a picture in memory or in a file, drawn as on the screen but without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from graphviz_nn.debug.moment import make_moment
from graphviz_nn.debug.record import Record
from graphviz_nn.errors import FileError
from graphviz_nn.files.disk import write_bytes
from graphviz_nn.files.document import Document
from graphviz_nn.gui.canvas.camera import fitted
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.paint import STILL, Motion, paint_all, paint_note
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.gui.look.theme import Theme, ThemeName
from graphviz_nn.scene import words
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.layout import NeuronLayout, Room
from graphviz_nn.scene.scene import Scene, make_scene
from graphviz_nn.session.tasks import data_of, problems
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem

MARGIN = 24.0
LARGEST = 1.6
FINE = 4.0  # pixels of a heat map for each logical one, where the file has no pixels of its own
POINTS_PER_INCH, PDF_DPI = 72, 96


@dataclass(frozen=True)
class Shot:
    """What to draw.

    Attributes:
        record: the update or the evaluation.
        position: how many of its events have happened; None is all.
        depth: how deep.
        folded: the layers that are folded.
        features: the names of the inputs.
        title: a line above the drawing, or "".
        motion: how far what travels has come, for animations.

    """

    record: Record
    position: int | None = None
    depth: Depth = "operations"
    folded: Sequence[str] = ()
    features: Sequence[str] = ()
    title: str = ""
    motion: Motion = STILL

    def scene(self, room: Room) -> Scene:
        """Return the same, laid out for a place."""
        events = len(self.record.events)
        position = events if self.position is None else min(self.position, events)
        return make_scene(self.record, position, self.depth, self.folded, self.features, room)


def image(shot: Shot, theme: Theme, size: QSize) -> QImage:
    """Return a picture of so many pixels."""
    out = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(out)
    draw(painter, shot, theme, QSizeF(size), 1.0)
    painter.end()
    return out


def save_picture(
    document: Document,
    path: str | Path,
    *,
    size: tuple[int, int] = (1600, 900),
    theme: ThemeName = "light",
) -> None:
    """Write the picture of a document where its view stands; needs no window and no screen.

    Raise FileError as `save_shot` does, and whatever the data and the model raise.
    """
    shot = shot_of(document)
    need_application()
    save_shot(shot, path, Theme.load(theme), QSize(*size))


def shot_of(document: Document) -> Shot:
    """Return what a document shows: the update that its cursor stands in."""
    view = document.view
    dataset = data_of(document.work)
    tasks = problems(document.work, dataset)
    record = _record(tasks[min(view.variant, len(tasks) - 1)], view.update)
    features = dataset.features if dataset else ()
    return Shot(record, view.position, view.depth, view.folded, features, document.work.title)


def save_shot(shot: Shot, path: str | Path, theme: Theme, size: QSize) -> None:
    """Write a picture as PNG, SVG or PDF, by the ending of the path; a PDF's page has the size's shape.

    Raise FileError for another ending, and where the file cannot be written.
    """
    path = Path(path)
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(_WRITERS)
        raise FileError(f"A picture cannot be written as {path.name!r}: give it one of the endings {known}.")
    if not path.parent.is_dir():
        raise FileError(f"{path} cannot be written: there is no folder {path.parent}. Make it first.")
    # Qt does not notice a full disk everywhere, and would leave half a file.
    with TemporaryDirectory(prefix="graphviz_nn-") as folder:
        drawn = Path(folder, path.name)
        if not writer(shot, drawn, theme, size):
            raise FileError(f"{path} cannot be drawn in {folder}. Is the disk full?")
        write_bytes(path, drawn.read_bytes())


@cache
def need_application() -> QCoreApplication:
    """Return Qt's application; if there is none yet, one without a screen, which stays until the program ends."""
    return QCoreApplication.instance() or QGuiApplication(["graphviz-nn", "-platform", "offscreen"])


def draw(painter: QPainter, shot: Shot, theme: Theme, size: QSizeF, ratio: float) -> None:
    """Draw on anything that can be painted on; `ratio` is how many pixels a logical one has."""
    window, look = QRectF(0, 0, size.width(), size.height()), Look(theme)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(window, look.color("background"))
    room = window.adjusted(0, _paint_title(painter, shot.title, theme, window), 0, 0)
    inner, largest = room.marginsRemoved(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)), LARGEST * theme.scale
    scene = shot.scene(Room((inner.width(), inner.height()), largest, theme.scale))
    canvas = Canvas(painter, fitted(scene.drawing.box, room, MARGIN, largest, ratio), look, Tiles(look))
    paint_all(canvas, scene, scene.drawing.box, shot.motion)
    if isinstance(scene.drawing, NeuronLayout):
        paint_note(canvas, words.example(shot.record, scene.example), window)


def _record(problem: Problem, update: int) -> Record:
    """Return the record of an update, or of the last one that the training reaches."""
    start = problem.start
    done = make_machine(problem).advance(start, min(update, problem.updates - 1))
    return make_moment(problem, done.states[-1] if done.states else start).record


def _paint_title(painter: QPainter, title: str, theme: Theme, window: QRectF) -> float:
    """Draw the title, and return how much of the window's height it takes."""
    if not title:
        return 0.0
    space = theme.space(4)
    painter.setFont(theme.font("heading"))
    painter.setPen(theme.color("text"))
    flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    area = window.adjusted(space, space, -space, -space)
    needed = painter.boundingRect(area, int(flags), title)
    painter.drawText(area, int(flags), title)
    return needed.height() + space


def _save_png(shot: Shot, path: Path, theme: Theme, size: QSize) -> bool:
    return bool(image(shot, theme, size).save(str(path)))


def _save_svg(shot: Shot, path: Path, theme: Theme, size: QSize) -> bool:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(shot.title or "graph")
    painter = QPainter()
    if not painter.begin(generator):
        return False
    draw(painter, shot, theme, QSizeF(size), FINE)
    return painter.end()


def _save_pdf(shot: Shot, path: Path, theme: Theme, size: QSize) -> bool:
    writer = QPdfWriter(str(path))
    writer.setTitle(shot.title or "graph")
    writer.setResolution(PDF_DPI)
    points = QSizeF(size) * (POINTS_PER_INCH / PDF_DPI)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    if not painter.begin(writer):
        return False
    draw(painter, shot, theme, QSizeF(size), FINE)
    return painter.end()


_WRITERS: Mapping[str, Callable[[Shot, Path, Theme, QSize], bool]] = MappingProxyType(
    {".png": _save_png, ".svg": _save_svg, ".pdf": _save_pdf}
)

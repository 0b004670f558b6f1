"""The graph as a picture in memory or in a file, drawn as on the screen but without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QRectF, QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QPainter

from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.debug.record import Record
from graphviz_nn.files.document import Document, View
from graphviz_nn.gui.canvas.camera import fitted
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.paint import STILL, Motion, paint_all, paint_note
from graphviz_nn.gui.canvas.paths import Paths
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.gui.canvas.title import paint_title
from graphviz_nn.gui.look.theme import Theme, ThemeName
from graphviz_nn.gui.output.formats import LINES, Sheet, check_ending, written
from graphviz_nn.landscape.neuron_maps import NeuronMaps, has_maps, neuron_maps
from graphviz_nn.scene import words
from graphviz_nn.scene.depth import Depth
from graphviz_nn.scene.drawing import DrawingWish
from graphviz_nn.scene.examples import within
from graphviz_nn.scene.layout import NeuronLayout, Room
from graphviz_nn.scene.scene import Scene, make_scene
from graphviz_nn.session.tasks import loaded, tasks_of
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import reach
from graphviz_nn.work import finish, quiet

Tell: TypeAlias = Callable[[str, float], object]  # what is being done, and how far it is, from 0 to 1
MARGIN = 24.0
WIDEST = 0.125  # of the picture's shorter side: how wide the margin is at most
LARGEST = 1.6
FINE = 4.0  # pixels of a heat map for each logical one, where the file has no pixels of its own


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
        example: which example of the mini-batch the neurons show, from 0.
        maps: what each neuron says over the plane of two features, or None.

    """

    record: Record
    position: int | None = None
    depth: Depth = "operations"
    folded: Sequence[str] = ()
    features: Sequence[str] = ()
    title: str = ""
    motion: Motion = STILL
    example: int = 0
    maps: NeuronMaps | None = None

    def scene(self, room: Room) -> Scene:
        """Return the same, laid out for a place."""
        events = len(self.record.events)
        position = events if self.position is None else min(self.position, events)
        wish = DrawingWish(self.depth, tuple(self.folded), tuple(self.features), room)
        example = within(self.record, self.example)
        return replace(make_scene(self.record, position, wish), example=example, maps=self.maps)


def sheet(shot: Shot, theme: Theme, size: QSize, ratio: float = 1.0) -> Sheet:
    """Return a picture to be written; `ratio` is how fine its heat maps are."""
    return Sheet(size, lambda painter: draw(painter, shot, theme, QSizeF(size), ratio), shot.title or "graph")


def picture_of(
    document: Document,
    ending: str,
    *,
    size: tuple[int, int] = (1600, 900),
    theme: ThemeName = "light",
    tell: Tell = quiet,
) -> bytes:
    """Return the picture of a document where its view stands, as a file holds it; needs no window and no screen.

    The ending is ".png", ".svg" or ".pdf"; a PDF's page has the size's shape. `tell` is told how far the training is
    that leads there. Raise FileError for any other ending, MemoryError where there is no room for the pixels, and
    whatever the data and the model raise.
    """
    check_ending(ending)  # before the work
    shot = shot_of(document, tell)
    need_application()
    ratio = FINE if ending.lower() in LINES else 1.0
    return written(sheet(shot, Theme.load(theme), QSize(*size), ratio), ending)


def shot_of(document: Document, tell: Tell = quiet) -> Shot:
    """Return what a document shows: the update that its cursor stands in; see `picture_of`."""
    view = document.view
    tasks = tasks_of(document.work, loaded(document.work))
    task = tasks[min(view.variant, len(tasks) - 1)]
    moment = _moment(task.problem, view.update, tell)
    features = task.dataset.features if task.dataset else ()
    return Shot(
        moment.record,
        view.position,
        view.depth,
        view.folded,
        features,
        document.work.title,
        example=view.example,
        maps=_maps(view, moment),
    )


def _maps(view: View, moment: Moment) -> NeuronMaps | None:
    """Return what the neurons say over the plane, where that is drawn."""
    problem, before = moment.problem, moment.before
    if view.depth != "neurons" or not view.maps or not has_maps(problem.network):
        return None
    return neuron_maps(problem.network, before.weights, problem.x, before.states)


@cache
def need_application() -> QCoreApplication:
    """Return Qt's application; if there is none yet, one without a screen, which stays until the program ends."""
    return QCoreApplication.instance() or QGuiApplication(["graphviz-nn", "-platform", "offscreen"])


def draw(painter: QPainter, shot: Shot, theme: Theme, size: QSizeF, ratio: float) -> None:
    """Draw on anything that can be painted on; `ratio` is how many pixels a logical one has."""
    window, look = QRectF(0, 0, size.width(), size.height()), Look(theme)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(window, look.color("background"))
    room = window.adjusted(0, paint_title(painter, shot.title, theme, window), 0, 0)
    margin, largest = min(MARGIN, WIDEST * size.width(), WIDEST * size.height()), LARGEST * theme.scale
    scene = shot.scene(Room((room.width() - 2 * margin, room.height() - 2 * margin), largest, theme.scale))
    camera = fitted(scene.drawing.box, room, margin, largest, ratio)
    canvas = Canvas(painter, camera, look, Tiles(look), Paths(scene.board.layout))
    paint_all(canvas, scene, scene.drawing.box, shot.motion)
    if isinstance(scene.drawing, NeuronLayout):
        paint_note(canvas, words.example(shot.record, scene.example), window)


def _moment(problem: Problem, update: int, tell: Tell) -> Moment:
    """Return an update, or the last one that the training reaches."""
    ahead = min(update, problem.updates - 1)
    if ahead > 0:
        prepare(ahead / problem.updates * seconds_of_training(problem), problem.training.dtype)
    way = reach(make_machine(problem), problem.start, ahead)
    return make_moment(problem, finish(way, lambda state: tell("Training", state.update / ahead)))

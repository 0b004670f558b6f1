"""The graph as a widget: shows a scene, and asks for what clicks and keys mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.edges import reach_of_shapes
from graphviz_nn.gui.canvas.example_bar import ExampleBar
from graphviz_nn.gui.canvas.hand import Hand
from graphviz_nn.gui.canvas.layer import HINTS
from graphviz_nn.gui.canvas.legend import legend_height, legend_picture
from graphviz_nn.gui.canvas.lens import lens_height
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.mover import Mover
from graphviz_nn.gui.canvas.pointer import Pointer
from graphviz_nn.gui.canvas.screen import Screen
from graphviz_nn.gui.canvas.viewpoint import MARGIN, Viewpoint
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.widgets.hover import Hover
from graphviz_nn.scene import words
from graphviz_nn.scene.hit import Hit, box_of, fold_around, hit
from graphviz_nn.scene.layout import NeuronLayout, Room
from graphviz_nn.scene.navigate import Way, neighbour, neuron_beside
from graphviz_nn.scene.scene import Scene

LEGEND_SHARE = 0.2  # of the height, the most that the legend takes
LARGEST_FIT = 1.35  # the zoom that a small drawing is fitted with
EXAMPLE_KEYS = {"[": -1, "]": 1}
ARROWS: Mapping[int, Way] = MappingProxyType(
    {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}
)
FOLD_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F)
# What the keys and the mouse do on it: the key, what it does, and more of that.
KEYS = (
    (
        "Arrow keys",
        "Select a neighbour",
        "Follow the edges from the selected node; among neurons, go from one to the next.",
    ),
    (
        "F or Enter",
        "Fold or open",
        "Fold the layer around the selected node, or open it; Enter, where no page covers anything.",
    ),
    ("[ and ]", "Another example", "Show the example before, or the next one, in the neurons."),
    ("Wheel", "Zoom", "Go nearer to what is under the pointer, or away from it."),
    ("Drag", "Move the graph", "Take hold of the ground, and pull."),
    (
        "Double click",
        "Fold, open, fit",
        "On a layer, fold it or open it; on the ground, show the whole graph.",
    ),
)
PLAIN_ARROW = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
WAITING = "The graph appears here as soon as there is one."


class CanvasView(QWidget):
    """Draws a scene.

    Attributes:
        reduce_motion: whether steps are shown at once, without anything travelling.
        hint: what assistive technology is told while nothing is selected.
        hover: tells the number or the node that the mouse is over.
        has_legend: whether a strip at its foot says what colours, lines and signs mean.

    Signals:
        nodeChosen, cellChosen: the name of a node to select, or a `Cell`.
        foldRequested: the name of a scope to fold or to open.
        exampleMoveRequested: by how many examples of the mini-batch.
        uncoverRequested: show the shapes that are covered.
        numberTried, trialEnded: another number for a `Cell`; back to the run's.
        roomChanged: there may be another place for the drawing than before.

    """

    nodeChosen = Signal(str)
    cellChosen = Signal(object)
    foldRequested = Signal(str)
    exampleMoveRequested = Signal(int)
    uncoverRequested = Signal()
    numberTried = Signal(object, float)
    trialEnded = Signal()
    roomChanged = Signal()

    def __init__(self, theme: Theme, hint: str) -> None:
        super().__init__()
        self.reduce_motion, self.hint, self.has_legend = False, hint, False
        self._theme, self._screen = theme, Screen(Look(theme))
        self._scene: Scene | None = None
        self._note = ""
        self._viewpoint = Viewpoint(self)
        self._viewpoint.changed.connect(self.update)
        self._examples = ExampleBar(self)
        self._examples.moveRequested.connect(self.exampleMoveRequested)
        self._examples.hide()
        self._mover = Mover(self)
        self._mover.moved.connect(self.update)
        self._hand = Hand(self, lambda: self._scene, self._hit)
        self._connect_pointer(Pointer(self, self._hand.grips))
        self.hover = Hover(
            self, lambda at: self._hit(at).pointed
        )  # before the pointer, which keeps all to itself
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 110)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_theme(self, theme: Theme) -> None:
        """Take over the colours; larger words need another drawing."""
        is_other_size = theme.scale != self._theme.scale
        self._theme, self._screen = theme, Screen(Look(theme))
        self._examples.show_theme(theme)
        if is_other_size or self._viewpoint.is_fitted:
            self.fit_view()
        self.update()

    def show_scene(self, scene: Scene | None, speed: float, note: str = "") -> None:
        """Show a scene, or that there is none yet; a step from the one before is seen to move, so many a second."""
        before, self._scene, self._note = self._scene, scene, note
        self._examples.show_scene(scene)
        self._examples.place(self.height() - self._seen.bottom())
        if scene is not None:
            is_new = before is None or before.tape is not scene.tape or before.position != scene.position
            if is_new:
                self._follow(before, scene, speed)
            _describe(self, before, scene)
        self.update()

    def show_legend(self, shown: bool) -> None:
        """Say below the drawing what its colours, lines and signs mean, or give that room to the drawing."""
        self.has_legend = shown
        self._examples.place(self.height() - self._seen.bottom())
        if self._viewpoint.is_fitted:
            self.fit_view()
        self.update()

    def fit_view(self) -> None:
        """Show the whole drawing, and keep doing so until the user moves it; of a huge one, where we are."""
        self._viewpoint.is_fitted = True
        self.roomChanged.emit()
        if self._scene is not None:
            self.fit_scene(self._scene)

    def fit_scene(self, scene: Scene) -> None:
        """Look at a whole scene."""
        here = scene.graph.nodes[scene.event.node if scene.event else 0].name
        window = self._window(isinstance(scene.drawing, NeuronLayout))
        self._viewpoint.take_ratio(self.devicePixelRatioF())
        box, look = scene.drawing.box, self._screen.look
        for zoom in (1.0, None):  # what is written beside it needs more of the room the smaller all is
            reach = reach_of_shapes(look, scene, zoom or self.camera.zoom)
            whole = replace(box, width=max(box.width, reach - box.left))
            self._viewpoint.fit(whole, window, LARGEST_FIT * self._theme.scale, box_of(scene, here))

    def zoom(self, factor: float) -> None:
        """Go nearer to the middle of the window by a factor, or away from it."""
        self._viewpoint.zoom(factor, self._seen.center())

    def place_of(self, name: str) -> QRectF | None:
        """Return where the card or the first circle of a node is on the widget, for tests and guided tours."""
        box = None if self._scene is None else box_of(self._scene, name)
        return None if box is None else self.camera.rect(box)

    def room(self, *, neurons: bool) -> Room:
        """Return the place that there is for a drawing."""
        window, scale = self._window(neurons), self._theme.scale
        size = max(window.width() - 2 * MARGIN, 1.0), max(window.height() - 2 * MARGIN, 1.0)
        return Room(size, LARGEST_FIT * scale, scale)

    @property
    def is_moving(self) -> bool:
        """Whether something travels at the moment."""
        return self._mover.is_moving()

    @property
    def is_fitted(self) -> bool:
        """Whether the drawing is to be seen whole, or as much of it as can be read."""
        return self._viewpoint.is_fitted

    @property
    def scene(self) -> Scene | None:
        """What is drawn; None while there is nothing."""
        return self._scene

    @property
    def camera(self) -> Camera:
        """From where it is seen."""
        return self._viewpoint.camera

    def _connect_pointer(self, pointer: Pointer) -> None:
        pointer.dragged.connect(self._viewpoint.drag)
        pointer.zoomed.connect(self._viewpoint.zoom)
        pointer.pulled.connect(self._hand.pull)
        self._hand.gripped.connect(self.cellChosen)
        self._hand.tried.connect(self.numberTried)
        self._hand.let_go.connect(self.trialEnded)
        pointer.clicked.connect(self._on_clicked)
        pointer.doubleClicked.connect(self._on_double_clicked)

    def _on_clicked(self, at: QPointF) -> None:
        """Select what was clicked on: a number, a node, or nothing."""
        found = self._hit(at)
        if found.is_sign:
            self.foldRequested.emit(found.layer)
        elif found.is_cover:
            self.uncoverRequested.emit()
        elif found.cell is not None:
            self.cellChosen.emit(found.cell)
        else:
            self.nodeChosen.emit(found.node)

    def _on_double_clicked(self, at: QPointF) -> None:
        """Fold or open a scope; on the empty ground show everything."""
        found = self._hit(at)
        if found.layer and not found.is_sign:
            self.foldRequested.emit(found.layer)
        elif not found.node:
            self.fit_view()

    def _hit(self, at: QPointF) -> Hit:
        return Hit() if self._scene is None else hit(self._scene, *self.camera.under(at))

    @property
    def _seen(self) -> QRectF:
        """The part of the widget that shows the drawing: all but the legend."""
        return QRectF(self.rect()).adjusted(0, 0, 0, -self._legend_height)

    @property
    def _legend_height(self) -> int:
        """How high the legend is; 0 where it is hidden, and where it would leave the drawing too little room."""
        if not self.has_legend or self._scene is None:
            return 0
        neurons = isinstance(self._scene.drawing, NeuronLayout)
        high = legend_height(self._screen.look, self.width(), neurons=neurons)
        return high if high <= LEGEND_SHARE * self.height() else 0

    def _window(self, neurons: bool) -> QRectF:
        """Return the part of the widget that the drawing is fitted into: above what stands at its foot."""
        foot = self._examples.sizeHint().height() if neurons or self._note else lens_height(self._screen.look)
        return self._seen.adjusted(0, 0, 0, -foot)

    def _follow(self, before: Scene | None, now: Scene, speed: float) -> None:
        """Let the step be seen: bring its card into view, and let flow what flowed."""
        box = None if now.event is None else box_of(now, now.graph.nodes[now.event.node].name)
        if box is not None:
            self._viewpoint.follow(box, self._seen)
        is_step = before is not None and before.tape is now.tape and now.position == before.position + 1
        if is_step and not self.reduce_motion:
            self._mover.step(speed)
        else:
            self._mover.stop()

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the graph, or that there is none yet."""
        window = self._seen
        with painting(self) as painter:
            painter.setRenderHints(HINTS)
            if self._scene is None:
                painter.fillRect(window, self._screen.look.color("background"))
                painter.setFont(self._theme.font("body"))
                painter.setPen(self._screen.look.color("muted"))
                margin = self._theme.space(INSET)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(window.adjusted(margin, 0, -margin, 0), flags, WAITING)
                return
            self._viewpoint.take_ratio(self.devicePixelRatioF())
            motion = replace(self._mover.motion, is_zooming=self._viewpoint.is_zooming)
            self._screen.paint(painter, window, self.camera, self._scene, motion, self._note)
            if self._legend_height:
                neurons, ratio = isinstance(self._scene.drawing, NeuronLayout), self.devicePixelRatioF()
                painter.resetTransform()
                picture = legend_picture(self._screen.look, self.width(), ratio, neurons=neurons)
                painter.drawImage(QPointF(0, window.bottom()), picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the drawing fitted, or where it is."""
        super().resizeEvent(event)
        self._examples.place(self.height() - self._seen.bottom())
        self.update()
        if self._viewpoint.is_fitted:
            self.fit_view()

    def event(self, event: QEvent) -> bool:
        """Show a tool tip about what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._hit(QPointF(event.pos())).tip, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection along the edges, fold, and fit."""
        key, scene = event.key(), self._scene
        if scene is None:
            super().keyPressEvent(event)
        elif self._hand.takes(event, scene):
            return
        elif key in ARROWS and event.modifiers() in PLAIN_ARROW:
            if isinstance(scene.drawing, NeuronLayout):
                self.cellChosen.emit(neuron_beside(scene, scene.drawing, ARROWS[key]))
            elif name := neighbour(scene, ARROWS[key]):
                self.nodeChosen.emit(name)
                if (box := box_of(scene, name)) is not None:
                    self._viewpoint.reveal(box, self._seen)
        elif event.text() in EXAMPLE_KEYS:
            self.exampleMoveRequested.emit(EXAMPLE_KEYS[event.text()])
        elif (
            key in FOLD_KEYS
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            and (name := fold_around(scene))
        ):
            self.foldRequested.emit(name)
        elif key == Qt.Key.Key_0 and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.fit_view()
        else:
            super().keyPressEvent(event)


def _describe(view: CanvasView, before: Scene | None, scene: Scene) -> None:
    """Tell assistive technology what is selected."""
    place = scene.graph.index.get(scene.selected)
    if place is None:
        view.setAccessibleDescription(view.hint)
        return
    value = scene.tape.value(place, scene.position)
    gradient = scene.tape.gradient(place, scene.position)
    view.setAccessibleDescription(words.spoken(scene.graph.nodes[place], value, gradient))
    if before is None or before.selected != scene.selected:
        QAccessible.updateAccessibility(QAccessibleEvent(view, QAccessible.Event.DescriptionChanged))

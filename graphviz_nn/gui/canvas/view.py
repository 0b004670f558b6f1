"""The graph in the middle of the window: it can be stepped, zoomed, and asked what everything is."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from graphviz_nn.debug.tape import Tape
from graphviz_nn.gui.canvas import circles
from graphviz_nn.gui.canvas.camera import Camera, fitted
from graphviz_nn.gui.canvas.example_bar import ExampleBar
from graphviz_nn.gui.canvas.hit import Hit, hit
from graphviz_nn.gui.canvas.layer import HINTS
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.mover import Mover
from graphviz_nn.gui.canvas.navigate import ARROWS, neighbour, neuron_beside
from graphviz_nn.gui.canvas.screen import Screen
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.panel import Panel
from graphviz_nn.scene import examples, words
from graphviz_nn.scene.drawing import DrawingWish, make_drawing
from graphviz_nn.scene.layout import Box, Layout, NeuronLayout, Room
from graphviz_nn.scene.scene import NO_NEURONS, Scene, scene_of
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.session.state import State

MARGIN = 14.0  # around a drawing that is fitted to the window
LARGEST_FIT = 1.35  # the zoom that a small drawing is fitted with
LEAST_FIT = 0.25  # a drawing that would be smaller than this is not shown whole
ZOOM_STEP = 1.25
WHEEL_NOTCH = 120.0
EXAMPLE_KEYS = {"[": -1, "]": 1}
DRAG_FROM = 4.0  # pixels: a press that moves less is a click
WAITING = "The graph appears here as soon as there is one."


class GraphView(Panel):
    """Draws the record at the cursor; requests go to the session as commands.

    Attributes:
        reduce_motion: whether steps are shown at once, without anything travelling.

    """

    title: ClassVar[str] = "Graph"
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.NoDockWidgetArea
    watches: ClassVar[tuple[str, ...]] = ("record", "view", "cell", "dataset")
    hint: ClassVar[str] = "The network as a graph: values flow to the right, gradients back to the left."

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__(session, theme)
        self.reduce_motion = False

    def build(self) -> None:
        """Prepare to draw."""
        self._screen = Screen(Look(self.theme))
        self._scene: Scene | None = None
        self._camera = Camera()
        self._is_fitted = True
        self._made_for: tuple[object, ...] = ()
        self._room = Room((1.0, 1.0))
        self._examples = ExampleBar(self)
        self._examples.moveRequested.connect(self.move_example)
        self._examples.hide()
        self._press: QPointF | None = None
        self._is_dragging = False
        self._mover = Mover(self)
        self._mover.moved.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self.theme, self._screen = theme, Screen(Look(theme))
        self._examples.show_theme(theme)
        if self._scene is not None:
            self._screen.show_drawing(self._scene.drawing)
            self._lay_out()
            if self._is_fitted:
                self.fit_view()
        self.update()

    def show_state(self, state: State) -> None:
        """Show the record at the cursor."""
        before = self._scene
        if state.record is None:
            self._scene, self._made_for = None, ()
            self._examples.hide()
            self.update()
            return
        position = queries.position(state)
        view = state.view
        tape = before.tape if before and before.tape.record is state.record else Tape(state.record)
        self._draw_anew(state, tape)
        assert self._scene is not None
        example = examples.chosen(self._scene, before, state.cell, before.example if before else 0)
        self._scene = replace(
            self._scene,
            tape=tape,
            position=position,
            selected=view.selected,
            cell=state.cell,
            example=example,
        )
        self._examples.show_scene(self._scene)
        if before is None or before.position != position or before.tape is not tape:
            self._follow(before, self._scene, state)
        self._describe(before)
        self.update()

    def fit_view(self) -> None:
        """Show the whole drawing, and keep doing so until the user moves it; of a huge one, where we are."""
        self._is_fitted = True
        if self._scene is None:
            return
        if self._room != self._make_room():
            self._lay_out()
        scene, window = self._scene, self._window()
        camera = fitted(scene.drawing.box, window, MARGIN, self._room.largest, self.devicePixelRatioF())
        if camera.zoom < LEAST_FIT:
            self._is_fitted = False
            camera = camera.zoomed(LEAST_FIT / camera.zoom, window.center())
            box = self._box_of(scene.graph.nodes[scene.event.node if scene.event else 0].name)
            camera = camera if box is None else camera.showing(box, window, MARGIN)
        self._look_through(camera)

    def zoom(self, factor: float) -> None:
        """Go nearer to the middle of the window by a factor, or away from it."""
        self._zoom(factor, QRectF(self.rect()).center())

    def move_example(self, by: int) -> None:
        """Show another example of the mini-batch in the neurons; a selected number of the old one moves along."""
        scene = self._scene
        if scene is None:
            return
        example = examples.moved(scene, by)
        if cell := examples.moved_cell(scene, example):
            self.session.perform(commands.select_cell, cell)
        else:
            self._scene = replace(scene, example=example)
            self._examples.show_scene(self._scene)
            self._describe(scene)
            self.update()

    def place_of(self, name: str) -> QRectF | None:
        """Return where the card or the first circle of a node is on the widget, for tests and guided tours."""
        box = self._box_of(name)
        return None if box is None else self._camera.rect(box)

    def is_moving(self) -> bool:
        """Whether something travels at the moment."""
        return self._mover.is_moving()

    @property
    def scene(self) -> Scene | None:
        """What is drawn; None while there is no record."""
        return self._scene

    @property
    def camera(self) -> Camera:
        """From where it is seen."""
        return self._camera

    def _draw_anew(self, state: State, tape: Tape) -> None:
        """Lay out the graph if it, the depth or a fold is another one, and fit the window if that is new."""
        graph, view = tape.record.graph, state.view
        features = state.dataset.features if state.dataset else ()
        made_for = (graph.nodes, view.depth, view.folded, features)
        old = self._scene
        if old is not None and all(a is b for a, b in zip(made_for, self._made_for, strict=True)):
            return
        depth_before = self._made_for[1] if self._made_for else None
        self._made_for = made_for
        self._room = self._make_room()
        drawing = make_drawing(graph, DrawingWish(view.depth, view.folded, features, self._room))
        self._scene = scene_of(tape, drawing, 0, shapes_on_arrows=view.depth == "layers")
        if old is not None and old.drawing == drawing and old.faces == self._scene.faces:
            return
        self._screen.show_drawing(drawing)
        self.update()
        is_other = old is None or view.depth != depth_before or old.names != self._scene.names
        if is_other or self._is_fitted:
            self.fit_view()

    def _lay_out(self) -> None:
        """Arrange the same graph anew, for the room that there is now."""
        scene, view = self._scene, self.session.state.view
        assert scene is not None
        self._room = self._make_room()
        features = self._made_for[3]
        assert isinstance(features, tuple)
        drawing = make_drawing(scene.graph, DrawingWish(view.depth, view.folded, features, self._room))
        if drawing == scene.drawing:
            return
        fresh = scene_of(scene.tape, drawing, scene.position, shapes_on_arrows=scene.shapes_on_arrows)
        self._scene = replace(fresh, selected=scene.selected, cell=scene.cell, example=scene.example)
        self._screen.show_drawing(drawing)
        self.update()

    def _window(self) -> QRectF:
        """Return the part of the widget that the drawing is fitted into: above the control of the neurons."""
        at_neurons = self.session.state.view.depth == "neurons"
        return QRectF(self.rect()).adjusted(0, 0, 0, -self._examples.sizeHint().height() if at_neurons else 0)

    def _make_room(self) -> Room:
        window, scale = self._window(), self.theme.scale
        size = max(window.width() - 2 * MARGIN, 1.0), max(window.height() - 2 * MARGIN, 1.0)
        return Room(size, LARGEST_FIT * scale, scale)

    def _follow(self, before: Scene | None, now: Scene, state: State) -> None:
        """Let the step be seen: bring its card into view, and let flow what flowed."""
        box = None if now.event is None else self._box_of(now.graph.nodes[now.event.node].name)
        window = QRectF(self.rect())
        if box is not None and not window.contains(self._camera.rect(box)):
            self._look_through(self._camera.centred(box, window))
        is_step = before is not None and before.tape is now.tape and now.position == before.position + 1
        if is_step and not self.reduce_motion:
            self._mover.step(state.playing.speed)
        else:
            self._mover.stop()

    def _describe(self, before: Scene | None) -> None:
        """Tell assistive technology what is selected."""
        scene = self._scene
        assert scene is not None
        if scene.selected not in scene.graph.index:
            self.setAccessibleDescription(self.hint)
            return
        place = scene.graph.index[scene.selected]
        value = scene.tape.value(place, scene.position)
        gradient = scene.tape.gradient(place, scene.position)
        self.setAccessibleDescription(words.spoken(scene.graph.nodes[place], value, gradient))
        if before is None or before.selected != scene.selected:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _box_of(self, name: str) -> Box | None:
        scene = self._scene
        if scene is None or name not in scene.graph.index:
            return None
        node = scene.graph.index[name]
        if isinstance(scene.drawing, Layout):
            return scene.drawing.cards[scene.card_of[node]].box
        found = [c.centre for c in scene.drawing.circles if c.node == node]
        return circles.box_around(found[0]) if found else None

    def _hit(self, at: QPointF) -> Hit:
        return Hit() if self._scene is None else hit(self._scene, *self._camera.under(at))

    def _zoom(self, factor: float, about: QPointF) -> None:
        self._is_fitted = False
        self._look_through(self._camera.zoomed(factor, about))

    def _look_through(self, camera: Camera) -> None:
        if camera != self._camera:
            self._camera = camera
            self.update()

    def _reveal(self, name: str) -> None:
        box = self._box_of(name)
        if box is not None:
            self._look_through(self._camera.showing(box, QRectF(self.rect()), MARGIN))

    def _note(self, scene: Scene) -> str:
        has_cards = isinstance(scene.drawing, Layout)
        depth = self.session.state.view.depth
        return NO_NEURONS if depth == "neurons" and has_cards else scene.drawing.note

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the graph, or that there is none yet."""
        with painting(self) as painter:
            painter.setRenderHints(HINTS)
            if self._scene is None:
                painter.fillRect(self.rect(), self._screen.look.color("background"))
                painter.setFont(self.theme.font("body"))
                painter.setPen(self._screen.look.color("muted"))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, WAITING)
            else:
                if self._camera.ratio != self.devicePixelRatioF():
                    self._camera = replace(self._camera, ratio=self.devicePixelRatioF())
                window, motion = QRectF(self.rect()), self._mover.motion
                self._screen.paint(
                    painter, window, self._camera, self._scene, motion, self._note(self._scene)
                )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the drawing fitted, or where it is."""
        super().resizeEvent(event)
        self._examples.place()
        self.update()
        if self._is_fitted:
            self.fit_view()

    def event(self, event: QEvent) -> bool:
        """Show a tool tip about what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self._hit(QPointF(event.pos())).tip
            if tip:
                QToolTip.showText(event.globalPos(), tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._is_dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the drawing."""
        if self._press is None:
            return
        by = event.position() - self._press
        if not self._is_dragging and by.manhattanLength() < DRAG_FROM:
            return
        self._is_dragging, self._is_fitted = True, False
        self._press = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._look_through(self._camera.moved(by))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select what was clicked on: a number, a node, or nothing."""
        pressed, self._press = self._press, None
        self.unsetCursor()
        if pressed is None or self._is_dragging or event.button() != Qt.MouseButton.LeftButton:
            return
        found = self._hit(event.position())
        if found.is_sign:
            self.session.perform(commands.toggle_fold, found.layer)
        elif found.cell is not None:
            self.session.perform(commands.select_cell, found.cell)
        else:
            self.session.perform(commands.select_node, found.node)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fold or open a layer; on the empty ground show everything."""
        found = self._hit(event.position())
        if found.layer and not found.is_sign:
            self.session.perform(commands.toggle_fold, found.layer)
        elif not found.node:
            self.fit_view()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        notches = event.angleDelta().y() / WHEEL_NOTCH
        if notches:
            self._zoom(ZOOM_STEP ** (notches / 2), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection along the edges, fold, and fit."""
        key, scene = event.key(), self._scene
        if scene is None:
            super().keyPressEvent(event)
        elif key in ARROWS and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._go(scene, key)
        elif event.text() in EXAMPLE_KEYS:
            self.move_example(EXAMPLE_KEYS[event.text()])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and scene.selected in scene.graph.index:
            self._fold_around(scene)
        elif key == Qt.Key.Key_0 and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.fit_view()
        else:
            super().keyPressEvent(event)

    def _go(self, scene: Scene, key: int) -> None:
        """Select what an arrow key leads to."""
        if isinstance(scene.drawing, NeuronLayout):
            if cell := neuron_beside(scene, scene.drawing, key):
                self.session.perform(commands.select_cell, cell)
        elif name := neighbour(scene, key):
            self.session.perform(commands.select_node, name)
            self._reveal(name)

    def _fold_around(self, scene: Scene) -> None:
        layer = scene.graph.nodes[scene.graph.index[scene.selected]].layer
        if layer:
            self.session.perform(commands.toggle_fold, layer)

"""The graph in the middle of the window: it can be stepped, zoomed, folded, and asked what everything is."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.tape import Tape
from graphviz_nn.gui.canvas.view import CanvasView
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.scene import examples, trial
from graphviz_nn.scene.board import Board
from graphviz_nn.scene.boards import Boards
from graphviz_nn.scene.layout import NeuronLayout
from graphviz_nn.scene.scene import Scene, note_of
from graphviz_nn.scene.stage import Star
from graphviz_nn.session import clock, commands
from graphviz_nn.session.rows import wish_of
from graphviz_nn.session.state import State


class GraphView(Panel):
    """Shows the record at the cursor on the canvas; requests go to the session as commands.

    Attributes:
        canvas: what it is drawn on.

    """

    title: ClassVar[str] = "Graph"
    stars: ClassVar[tuple[Star, ...]] = ("graph",)
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.NoDockWidgetArea
    watches: ClassVar[tuple[str, ...]] = (
        "record",
        "position",
        "view",
        "dataset",
        "room",
        "drawn",
        "maps",
        "pointed",
    )
    hint: ClassVar[str] = "The network as a graph: values flow to the right, gradients back to the left."

    leads: ClassVar[bool] = True
    every_ms: ClassVar[int] = 64

    def build(self) -> None:
        """Make the canvas."""
        self._boards = Boards()
        self.canvas = canvas = CanvasView(self.theme, self.hint)
        canvas.setAccessibleName(self.title)
        self._veil = Veil(canvas, self.theme)
        canvas.nodeChosen.connect(self._on_node_chosen)
        canvas.cellChosen.connect(self._on_cell_chosen)
        canvas.hover.pointed.connect(self._on_pointed)
        canvas.foldRequested.connect(self._on_fold_requested)
        canvas.numberTried.connect(self._on_number_tried)
        canvas.trialEnded.connect(self._on_trial_ended)
        canvas.uncoverRequested.connect(self._on_uncover_requested)
        canvas.exampleMoveRequested.connect(self._on_example_move_requested)
        # Later: a dock that appears while the views are being told of a state takes room away.
        canvas.roomChanged.connect(self._on_room_changed, Qt.ConnectionType.QueuedConnection)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(canvas)
        self.setFocusProxy(canvas)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and fonts; larger words need another drawing."""
        self.theme = theme
        self.canvas.show_theme(theme)
        self._veil.use_theme(theme)

    def show_state(self, state: State) -> None:
        """Show the record at the cursor; while its drawing is being made, the one from before."""
        tape, drawn = state.tape, state.drawn
        if tape is None:
            self._boards = Boards()
            self.canvas.show_scene(None, 0.0)
            self._veil.show_old(False)
            return
        graph, wish = tape.record.graph, wish_of(state)
        is_new = drawn is not self._boards.drawn
        if drawn is not None and drawn.graph.nodes is graph.nodes:
            is_other = self._boards.is_other(drawn)
            self._show(self._scene(state, tape, self._boards.of(drawn)), state)
            if is_new and (is_other or self.canvas.is_fitted):
                self.canvas.fit_view()
        self._veil.show_old(not (drawn and wish and drawn.suits(graph, wish)))

    def _show(self, scene: Scene, state: State) -> None:
        is_marked = isinstance(scene.drawing, NeuronLayout)  # below the neurons, beside the example
        note = "" if is_marked else trial.sentence(scene)
        self.canvas.show_scene(scene, clock.pulse(state), note or note_of(scene, state.view.depth))

    def _scene(self, state: State, tape: Tape, board: Board) -> Scene:
        """Return what is to be seen of a state on a board."""
        view = state.view
        example = examples.within(tape.record, view.example)
        return Scene(
            tape,
            board,
            state.position,
            view.selected,
            view.cell,
            state.pointed,
            example,
            maps=state.maps,
            one_scale=view.one_scale,
            what_if=state.what_if,
            covers_shapes="shapes" in view.covered,
        )

    @Slot()
    def _on_room_changed(self) -> None:
        neurons = self.session.state.view.depth == "neurons"
        self.session.perform(commands.set_room, self.canvas.room(neurons=neurons))

    def _on_node_chosen(self, name: str) -> None:
        self.session.perform(commands.select_node, name)

    def _on_cell_chosen(self, cell: Cell) -> None:
        self.session.perform(commands.select_cell, cell)

    def _on_pointed(self, cell: Cell | None) -> None:
        self.session.perform(commands.point_at, cell)

    def _on_fold_requested(self, name: str) -> None:
        self.session.perform(commands.toggle_fold, name)

    def _on_number_tried(self, cell: Cell, number: float) -> None:
        self.session.perform(commands.try_number, cell, number)

    @Slot()
    def _on_trial_ended(self) -> None:
        self.session.perform(commands.end_trial)

    @Slot()
    def _on_uncover_requested(self) -> None:
        self.session.perform(commands.toggle_cover, "shapes")

    def _on_example_move_requested(self, by: int) -> None:
        if self.canvas.scene is not None:
            self.session.perform(commands.show_example, self.canvas.scene.example + by)

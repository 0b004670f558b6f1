"""The map of thousands of runs, with the one in the window as a dot on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.map_picture import Dots, MapPicture
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.map_view import MapView
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.session import commands, mapping, queries
from graphviz_nn.session.state import State
from graphviz_nn.settings import settings_of, written
from graphviz_nn.text import counted, short
from graphviz_nn.training.axes import axis_names, called, label_of
from graphviz_nn.training.basins import OTHER
from graphviz_nn.training.run_map import MOST_WEIGHTS, MapSpec, RunMap, can_be_mapped, names_of
from graphviz_nn.training.variants import letter

ROOMY = 640  # pixels of width from which the caption is as large as other text
LEAST_CHOICE, LEAST_NUMBER = 96, 64  # pixels
LETTERS = 12  # of a name in its list; a longer one is shortened, and whole when it is opened
FIELDS = settings_of(MapSpec)
NOTHING = (
    "A map is over settings of a training: open a network, or a formula of a variable that it can descend."
)


class RunMapPanel(Panel):
    """Shows what comes of a run for each pair of settings, or starts; the dot is the run in the window."""

    title = "Map of runs"
    stars = ("map",)
    tab = "Map"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    behind = "BoundaryPanel"
    watches = (
        "run_map",
        "tasks",
        "seed",
        "work.training",
        "work.variants",
        "view.variant",
        "view.run_map",
        "view.covered",
        "surface",
        "outlook",
        "activities",
    )
    hint = (
        "Thousands of runs of this very network, one for each cell. Drag the dot, click a cell or use the arrow keys: "
        "the training in the window becomes the one under it. Beyond the dashed line descent with all rows would "
        "diverge in a bend like that of the shown update. The wheel zooms, a double click shows it all again."
    )

    every_ms = 64

    def build(self) -> None:
        """Make the choices, the map and the line below it."""
        self._shows = Segmented("What the map shows")
        self._shows.chosen.connect(self._on_shows_chosen)
        self._across = Choice("Across", "What the map is over from left to right")
        self._up = Choice("Up", "What the map is over from bottom to top")
        for choice in (self._across, self._up):
            choice.setMinimumContentsLength(LETTERS)
        self._across.chosen.connect(self._on_across_chosen)
        self._up.chosen.connect(self._on_up_chosen)
        self._updates, self._goal = NumberEdit(FIELDS["updates"]), NumberEdit(FIELDS["goal"])
        self._updates.changeRequested.connect(self._on_updates_asked)
        self._goal.changeRequested.connect(self._on_goal_asked)
        for edit in (self._updates, self._goal):
            edit.rejected.connect(self._on_rejected)
        self._view = MapView(self.theme)
        self._view.moved.connect(self._on_moved)
        self._view.stepped.connect(self._on_stepped)
        self._view.hovered.connect(self._on_hovered)
        self._view.plot.legend_clicked.connect(self._on_legend_clicked)
        self._is_in_front = True
        # Not at once: a new layout shows, for moments, what it puts behind another's tab.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_soon)
        self._note = Elided()
        set_kind(self._note, "hint")
        self._arrange()

    def _arrange(self) -> None:
        self._to_goal = Label("to loss")
        self._numbers = (_pair(Label("updates"), self._updates), _pair(self._to_goal, self._goal))
        axes = (_pair(Label("→"), self._across), _pair(Label("↑"), self._up))
        self.tools = self._header = Flow(*self._numbers, *axes, leader=self._shows)
        self._veil = Veil(self._view.plot, self.theme)
        self._column = column = QVBoxLayout(self)
        column.addWidget(self._header)
        column.addWidget(self._view, 1)
        column.addWidget(self._note)

    def entry(self) -> QWidget | None:
        """Return the map, where arrow keys move the dot."""
        return self._view

    def show_state(self, state: State) -> None:
        """Show the map and the dots."""
        found, spec = state.run_map, state.view.run_map
        value = queries.measured(state)
        options = [option[:3] for option in FIELDS["shows"].options]
        self._shows.set_options(
            [(key, text.replace("loss", value), tip.replace("loss", value)) for key, text, tip in options]
        )
        self._shows.show_option(spec.shows)
        self._to_goal.setText(f"to {value}")
        self._show_axes(state)
        updates, to_goal = self._numbers
        updates.setVisible(not self.is_slim)
        to_goal.setVisible(spec.shows == "updates" and not self.is_slim)
        goal = _goal_of(state)
        self._updates.show_value(spec.updates, "" if found is None else written(found.size.updates))
        self._goal.show_value(spec.goal, short(goal) if np.isfinite(goal) else "")
        places, active = mapping.places(state), state.view.variant
        limit, names = mapping.limit(state), _names(state, places)
        dots = Dots(places, active, *((limit.points, limit.words) if limit else ()))
        if found is None:
            is_possible = state.task is None or can_be_mapped(state.task.problem)
            self._view.show_map(None, dots, "computing …" if is_possible else NOTHING)
        else:
            covers = "legend" in state.view.covered
            self._view.show_map(MapPicture(found, spec.shows, goal, names, active, covers, value), dots)
        # A map that fills in is seen as it does; an older one waits below a veil.
        self._veil.show_old(mapping.is_old(state))
        text = " · ".join(caption(state))
        self._note.show_text(text or " ")
        self._view.setAccessibleDescription(text)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._view.use_theme(theme)
        self._veil.use_theme(theme)
        for choice in (self._across, self._up):
            choice.setMinimumWidth(theme.pixels(LEAST_CHOICE))
        for edit in (self._updates, self._goal):
            edit.setFixedWidth(theme.pixels(LEAST_NUMBER))
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)
        self._column.setSpacing(theme.space(1))
        self._header.set_space(theme.space(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the caption larger where there is room: on the stage it is read from afar."""
        super().resizeEvent(event)
        set_kind(self._note, "" if self.width() >= self.theme.pixels(ROOMY) else "hint")

    def showEvent(self, event: QShowEvent) -> None:
        """Have the runs trained from now on."""
        super().showEvent(event)
        self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Have none trained anew."""
        super().hideEvent(event)
        self._soon.start()

    def be_seen(self, is_seen: bool) -> None:
        """Have the runs trained while it is in front, and not behind another's tab."""
        self._is_in_front = is_seen
        self._soon.start()

    def _show_axes(self, state: State) -> None:
        is_possible = state.task is not None and can_be_mapped(state.task.problem)
        for widget in (self._across, self._up):
            widget.setEnabled(is_possible)
        if state.task is None or not is_possible:
            return
        problem = state.task.problem
        options = [(name, label_of(name), label_of(name)) for name in axis_names(problem, MOST_WEIGHTS)]
        for choice, name in zip((self._across, self._up), names_of(state.view.run_map, problem), strict=True):
            choice.set_options(options)
            choice.show_option(name)

    @Slot()
    def _on_soon(self) -> None:
        self.ask(commands.watch_map, self._is_in_front and self.isVisible())

    @Slot(str)
    def _on_shows_chosen(self, key: str) -> None:
        self.ask(commands.set_map, shows=key)

    @Slot(object)
    def _on_across_chosen(self, name: object) -> None:
        self.ask(commands.set_map, across=name)

    @Slot(object)
    def _on_up_chosen(self, name: object) -> None:
        self.ask(commands.set_map, up=name)

    @Slot(object)
    def _on_updates_asked(self, updates: object) -> None:
        self.ask(commands.set_map, updates=updates)

    @Slot(object)
    def _on_goal_asked(self, goal: object) -> None:
        self.ask(commands.set_map, goal=goal)

    @Slot(str)
    def _on_rejected(self, text: str) -> None:
        self.ask(commands.tell, text, "error")

    @Slot(int, int, bool)
    def _on_moved(self, column: int, row: int, is_held: bool) -> None:
        """Let the run in the window be that of a cell."""
        state = self.session.state
        here = _here(state)
        if state.run_map is not None and here is not None:
            values = mapping.at_cell(state.run_map, row, column)
            self.session.perform(commands.move_on_map, values, is_held=is_held)

    @Slot(int, int, bool)
    def _on_stepped(self, columns: int, rows: int, is_held: bool) -> None:
        here = _here(self.session.state)
        if here is not None:
            self._on_moved(round(here[0]) + columns, round(here[1]) + rows, is_held)

    @Slot(int, int)
    def _on_hovered(self, column: int, row: int) -> None:
        state = self.session.state
        if state.run_map is not None:
            self._view.plot.say("\n".join(reading(state, state.run_map, row, column)))

    @Slot()
    def _on_legend_clicked(self) -> None:
        self.session.perform(commands.toggle_cover, "legend")


def _pair(label: Label, widget: QWidget) -> QWidget:
    """Return what stands in one line, whatever the width: a word and what it is about."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(label)
    row.addWidget(widget)
    return both


def _names(state: State, places: tuple[mapping.Place | None, ...]) -> tuple[str, ...]:
    """Return what each variant is called; "" for one that is not on the map."""
    labels = queries.variant_labels(state)
    return tuple("" if place is None else name for name, place in zip(labels, places, strict=False))


def _here(state: State) -> mapping.Place | None:
    """Return where the dot is; None where it is not on the map."""
    places = mapping.places(state)
    return places[state.view.variant] if state.view.variant < len(places) else None


def _goal_of(state: State) -> float:
    """Return the loss to be reached: the one that was chosen, or one that half of the runs reach."""
    wanted, found = state.view.run_map.goal, state.run_map
    if wanted is not None:
        return wanted
    return float("nan") if found is None else found.common_goal


def reading(state: State, found: RunMap, row: int, column: int) -> list[str]:
    """Return what there is to say of a cell, a line each: what came of its run, and its settings."""
    rows, columns = found.found.losses.shape
    row, column = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
    settings = [f"{called(name)} {short(value)}" for name, value in found.settings_at(row, column).items()]
    return [*_outcome(state, found, row, column), *settings]


def _outcome(state: State, found: RunMap, row: int, column: int) -> list[str]:
    if not found.found.done[row, column]:
        return ["not trained yet"]
    loss = float(found.found.losses[row, column])
    after = f"after {counted(found.size.updates, 'update')}"
    said = [
        f"{queries.measured(state)} {short(loss)} {after}"
        if np.isfinite(loss)
        else f"diverged within {found.size.updates:,} updates"
    ]
    shows = state.view.run_map.shows
    if shows == "updates":
        goal = _goal_of(state)
        reached = float(found.found.updates_to(goal)[row, column])
        count = f"after {counted(round(reached), 'update')}" if np.isfinite(reached) else "never"
        said.insert(0, f"{queries.measured(state)} {short(goal)} reached {count}")
    if shows == "ends" and found.basins is not None and np.isfinite(loss):
        place = int(found.basins.places[row, column])
        said.insert(0, "ends elsewhere" if place == OTHER else f"basin {letter(place)}")
    return said


def caption(state: State) -> list[str]:
    """Return what there is to say below the map: what the dot's run comes to, and how large the map is."""
    found, here = state.run_map, _here(state)
    if found is None:
        return []
    rows, columns = found.found.losses.shape
    said = []
    if here is not None:
        row, column = found.up.nearest(here[1]), found.across.nearest(here[0])
        said.append(", ".join(reading(state, found, row, column)))
    said.append(f"{columns} × {rows} runs of {counted(found.size.updates, 'update')}")
    if found.size.is_less:
        said.append("fewer than usual: more would take too long")
    return said

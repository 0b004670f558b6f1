"""The loss surface with the paths that the variants take over it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from graphviz_nn.debug.moment import Moment
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.surface_picture import SlicePicture, SurfacePicture, Travellers, on_curve
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.height_view import HeightView
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.landscape.plane import PlaneSpec, Surface
from graphviz_nn.landscape.planes import NO_WEIGHTS
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser, Sgd
from graphviz_nn.scene.spans import span_of
from graphviz_nn.session import commands, queries
from graphviz_nn.session.state import State
from graphviz_nn.settings import settings_of
from graphviz_nn.text import short

NEAR = 1e-9  # a point no farther from the plane than this lies in it
MOST_NAMES = 2000  # of weights to choose from; a larger network's list would not help
LEAST_CHOICE = 80  # pixels: a narrow panel shows less of the name of its plane

PLANE = settings_of(PlaneSpec)["kind"]
VIEWS = (
    ("contours", "contours", "Lines of equal loss, from above"),
    ("3-D", "3-D", "The loss as a landscape; drag to turn it"),
)


class SurfacePanel(Panel):
    """Shows the loss over a plane, as contours or as a landscape, with the paths on it."""

    title = "Loss surface"
    stars = ("surface",)
    tab = "Surface"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    watches = (
        "surface",
        "runs",
        "moment",
        "activities",
        "work.subject",
        "work.variants",
        "work.training",
        "view.variant",
        "done",
        "view.plane",
        "view.three_d",
    )
    hint = (
        "The loss over a plane through weight space, and how each variant moves down it. "
        "The wheel zooms, a double click shows it all again."
    )

    every_ms = 16

    def build(self) -> None:
        """Make the switches, the plot and the landscape."""
        self._views = Segmented("View of the loss surface")
        self._views.set_options(VIEWS)
        self._views.chosen.connect(self._on_view_chosen)
        self._plane = Choice(PLANE.setting.label, PLANE.tip)
        self._plane.set_options([option[:3] for option in PLANE.options])
        self._plane.setMinimumContentsLength(max(len(option.text) for option in PLANE.options))
        self._plane.activated.connect(self._on_plane_activated)
        self._first = Choice("Weight across", "The weight along the horizontal axis")
        self._second = Choice("Weight up", "The weight along the vertical axis")
        for choice in (self._first, self._second):
            choice.activated.connect(self._on_weights_activated)
        self._plot = Plot(self.theme, "Loss surface, contours")
        self._plot.clicked.connect(self._on_hovered)
        self._plot.hovered.connect(self._on_hovered)
        self._heights = HeightView(self.theme)
        self._note = Elided()  # which must not widen the window's side as its words change
        set_kind(self._note, "hint")
        self._arrange()

    def _arrange(self) -> None:
        self._header = Flow(self._plane, leader=self._views)
        self._weights = Flow(self._first, self._second)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._plot)
        self._stack.addWidget(self._heights)
        self._veil = Veil(self._stack, self.theme)
        self._column = column = QVBoxLayout(self)
        column.addWidget(self._header)
        column.addWidget(self._weights)
        column.addWidget(self._stack, 1)
        column.addWidget(self._note)

    def show_state(self, state: State) -> None:
        """Show the surface, the paths and the places."""
        view, surface = state.view, state.surface
        self._views.show_option("3-D" if view.three_d else "contours")
        self._show_plane(state)
        names, active = queries.variant_labels(state), view.variant
        curve = surface is not None and len(surface.up) == 1
        flat = surface is None or curve or not view.three_d
        self._stack.setCurrentIndex(0 if flat else 1)
        self._views.setEnabled(not curve)
        if surface is None:
            self._plot.show_picture(None, note=_waiting(state))
        elif curve:
            paths = tuple(on_curve(surface, path) for path in travel(state, surface).paths)
            picture = SlicePicture(surface, names)
            self._plot.show_picture(picture, Travellers(picture.spans, paths, active=active).shapes)
        else:
            ground, travellers = SurfacePicture(surface, names), travel(state, surface)
            if flat:
                self._plot.show_picture(ground, travellers.shapes)
            else:
                self._heights.show_surface(ground, travellers)
        self._veil.show_old(state.is_computing("surface"))
        self._note.show_text(_note(state, self.theme))

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._plot.use_theme(theme)
        self._heights.use_theme(theme)
        self._veil.use_theme(theme)
        self._plane.setMinimumWidth(theme.pixels(LEAST_CHOICE))
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)
        self._column.setSpacing(theme.space(1))
        for row in (self._header, self._weights):
            row.set_space(theme.space(1))

    def _show_plane(self, state: State) -> None:
        network, plane = state.work.subject.network, state.view.plane
        has_choice = network.count > 2  # one or two parameters have one plane alone
        self._plane.setVisible(has_choice)
        self._plane.show_option(plane.kind)
        self._weights.setVisible(has_choice and plane.kind == "weights")
        if has_choice and plane.kind == "weights":
            names = [network.cell_name(at) for at in range(min(network.count, MOST_NAMES))]
            for choice, at in ((self._first, plane.first), (self._second, plane.second)):
                choice.set_options([(str(place), name, name) for place, name in enumerate(names)])
                choice.show_option(str(at))

    @Slot(str)
    def _on_view_chosen(self, key: str) -> None:
        self.session.perform(commands.set_three_d, key == "3-D")

    @Slot()
    def _on_plane_activated(self) -> None:
        plane, kind = self.session.state.view.plane, self._plane.currentData()
        again = plane.seed + 1 if kind == plane.kind == "random" else plane.seed
        self.session.perform(commands.set_plane, kind=kind, seed=again)

    @Slot()
    def _on_weights_activated(self) -> None:
        first, second = int(self._first.currentData()), int(self._second.currentData())
        self.session.perform(commands.set_plane, first=first, second=second)

    @Slot(float, float)
    def _on_hovered(self, across: float, up: float) -> None:
        surface = self.session.state.surface
        if surface is not None:
            self._plot.say(_reading(surface, across, up))


def travel(state: State, surface: Surface) -> Travellers:
    """Return the paths so far and the places; the whole paths where there is no run to say how far that is."""
    spans = span_of(surface.across), span_of(surface.up)
    if not state.runs:
        return Travellers(spans, surface.paths)
    epoch = state.done / queries.updates_per_epoch(state)
    paths = []
    for run, path in zip(state.runs, surface.paths, strict=False):
        now = epoch * run.problem.updates_per_epoch
        updates = np.array(run.path_updates[: len(path)], dtype=np.float64)
        paths.append(_until(updates, path[: len(updates)], now))
    return Travellers(spans, tuple(paths), _arrows(state, surface), state.view.variant)


def _until(updates: FloatArray, path: FloatArray, now: float) -> FloatArray:
    """Return the path up to an update, its last point straight between two that were kept."""
    passed = path[updates <= now]
    here = [np.interp(now, updates, path[:, axis]) for axis in (0, 1)]
    return np.vstack([passed, here])


def _arrows(state: State, surface: Surface) -> tuple[tuple[str, FloatArray], ...]:
    """Return what the update does to the place: the gradient's part and, where the rule adds to it, the whole step."""
    moment, plane = state.moment, surface.plane
    if moment is None or moment.before.weights.shape != plane.origin.shape:
        return ()
    changes = [np.ravel(change.gradient) for change in moment.record.changes.values()]
    if not changes:
        return ()
    rule = moment.problem.training.optimiser
    with np.errstate(all="ignore"):  # where a training diverges
        step = moment.after.weights - moment.before.weights
        downhill = _downhill(rule, moment.record.update, np.concatenate(changes), step)
        arrows: list[tuple[str, FloatArray]] = [("backward", plane.directions @ downhill)]
        if _step_name(rule):
            arrows.append(("text", plane.directions @ step))
    return tuple(arrows)


def _note(state: State, theme: Theme) -> str:
    """Return how far the place that is shown lies from the plane, and what the arrows are."""
    surface, moment = state.surface, state.moment
    if surface is None or moment is None or moment.before.weights.shape != surface.plane.origin.shape:
        return ""
    if surface.plane.exact and not moment.problem.network.is_fed:
        return _at(state, moment)
    distance = float(surface.plane.distance(moment.before.weights[None])[0])
    place = "in this plane" if distance < NEAR else f"{short(float(f'{distance:.2g}'))} off this plane"
    rule = moment.problem.training.optimiser
    step = f", {'white' if theme.is_dark else 'black'}: {_step_name(rule)}" if _step_name(rule) else ""
    return f"{place} · orange: {'−gradient' if isinstance(rule, Sgd) else 'downhill'}{step}"


def _at(state: State, moment: Moment) -> str:
    """Return where an expression stands: its variables and its value; those that the update leaves once it is done."""
    network, record, machine = moment.problem.network, moment.record, moment.machine
    is_done = machine is not None and state.position == len(record.events)
    weights = moment.after.weights if is_done else moment.before.weights
    parts = [f"{network.cell_name(place)} = {short(number)}" for place, number in enumerate(weights.tolist())]
    value = float(record.values[record.graph.index[record.graph.output]])
    if machine is not None and is_done:
        value = float(machine.losses(weights[None])[0])
    return " · ".join([*parts, f"result {short(value)}"])


def _downhill(rule: Optimiser, update: int, gradient: FloatArray, step: FloatArray) -> FloatArray:
    """Return the gradient's part of a step; where the rule measures it anew for each weight, only its direction."""
    if isinstance(rule, Sgd):
        return -rule.rate(update) * gradient
    length = float(np.linalg.norm(gradient))
    return -gradient * (float(np.linalg.norm(step)) / length) if length > 0 else gradient


def _step_name(rule: Optimiser) -> str:
    """Return what the step is called where it is more than the gradient times the rate; else nothing."""
    if not isinstance(rule, Sgd):
        return rule.title
    if rule.momentum:
        return "with velocity"
    is_plain = not rule.weight_decay and rule.clip_value is None and rule.clip_norm is None
    return "" if is_plain else "the step"


def _waiting(state: State) -> str:
    network = state.work.subject.network
    if network.has_surface:
        return "computing …"
    if network.is_fed:
        return NO_WEIGHTS
    return "A surface needs a result that is one number, and a variable that it depends on."


def _reading(surface: Surface, across: float, up: float) -> str:
    labels = surface.plane.labels
    column = int(np.abs(surface.across - across).argmin())
    row = int(np.abs(surface.up - up).argmin())
    lines = [f"loss {short(float(surface.losses[row, column]))}", f"{labels[0]} {short(across)}"]
    return "\n".join(lines if len(surface.up) == 1 else [*lines, f"{labels[1]} {short(up)}"])

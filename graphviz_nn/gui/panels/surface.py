"""The loss surface with the paths that the variants take over it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from graphviz_nn.gui.ground.moving import travellers_of
from graphviz_nn.gui.ground.told import reading, symbols_of, waiting, words_of
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.outline.section import draw_button, small_button
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.rays import ray_at
from graphviz_nn.gui.plots.shapes import Rays
from graphviz_nn.gui.plots.slice_picture import Balls, SlicePicture, SlopePicture
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.curve_view import CurveView
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.height_view import HeightView
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.landscape.frame import Frame, Window
from graphviz_nn.landscape.plane import PlaneSpec, Surface
from graphviz_nn.scene.fan import Pointed
from graphviz_nn.session import batches, beginning, commands, queries
from graphviz_nn.session.descent import (
    descent,
)
from graphviz_nn.session.endings import ends_on, nearest_end, points_of_ends, told_of_end
from graphviz_nn.session.ground import has_batches
from graphviz_nn.session.state import State
from graphviz_nn.settings import settings_of

ROOMY = 640  # pixels of width from which the caption is as large as other text
LOOKED_MS = 40  # a wheel that is still turning is not measured for
MOST_NAMES = 2000  # of weights to choose from; a larger network's list would not help
REACH = 8.0  # pixels within which the pointer touches the end of a run
LEAST_CHOICE = 80  # pixels: a narrow panel shows less of the name of its plane

FIT_TIP = (
    "Fit the plane, and what is seen of it, to the paths as they are. While a setting is dragged both stay."
)
GHOSTS_TIP = "Where the next updates would lead at a quarter, half, twice and four times the rate"
BATCHES_TIP = "The gradient of each mini-batch of this epoch, and of single rows, about that of all rows (N)"
THIS_BATCH_TIP = "The loss over the rows of this update's mini-batch alone, in the same colours (M)"

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
        "trials",
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
        "view.ghosts",
        "outlook",
        "view.batches",
        "estimates",
        "view.this_batch",
        "batch_surface",
        "view.covered",
    )
    hint = (
        "The loss over a plane through weight space, and how each variant moves down it. "
        "The diamond is where they begin: drag it, or click with Shift where they are to begin. "
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
        self._fit = small_button("Fit the plane anew", FIT_TIP)
        self._fit.clicked.connect(self._on_fit)
        self._ghosts = Switch("other rates", GHOSTS_TIP)
        self._ghosts.toggled.connect(self._on_ghosts_toggled)
        self._batches = Switch("mini-batches", BATCHES_TIP)
        self._batches.toggled.connect(self._on_batches_toggled)
        self._this_batch = Switch("this batch", THIS_BATCH_TIP)
        self._this_batch.toggled.connect(self._on_this_batch_toggled)
        self._first = Choice("Weight across", "The weight along the horizontal axis")
        self._second = Choice("Weight up", "The weight along the vertical axis")
        for choice in (self._first, self._second):
            choice.activated.connect(self._on_weights_activated)
        self._plot = Plot(self.theme, "Loss surface, contours", equal_units=True)
        self._curve, self._heights = CurveView(self.theme), HeightView(self.theme)
        self._plot.clicked.connect(self._on_clicked)
        for plot in (self._plot, self._curve.value):
            plot.handle_moved.connect(self._on_start_moved)
            plot.placed.connect(self._on_start_moved)
        self._heights.start_moved.connect(self._on_start_moved)
        for view in (self._plot, self._curve, self._heights):
            view.hovered.connect(self._on_hovered)
            view.legend_clicked.connect(self._on_legend_clicked)
        self._looked = QTimer(self, singleShot=True, interval=LOOKED_MS)
        self._looked.timeout.connect(self._on_looked)
        self._plot.looked.connect(self._looked.start)
        self._note = Elided()  # which must not widen the window's side as its words change
        self._scatter = Elided(), Elided()  # two lines of their own: the plot is not to jump as words change
        for line in (self._note, *self._scatter):
            set_kind(line, "hint")
        self._arrange()

    def _arrange(self) -> None:
        self.tools = self._header = Flow(
            self._batches, self._this_batch, self._ghosts, self._fit, self._plane, leader=self._views
        )
        self._weights = Flow(self._first, self._second)
        self._stack = QStackedWidget()
        for view in (self._plot, self._curve, self._heights):
            self._stack.addWidget(view)
        self._veil = Veil(self._stack, self.theme)
        self._column = column = QVBoxLayout(self)
        column.addWidget(self._header)
        column.addWidget(self._weights)
        column.addWidget(self._stack, 1)
        for line in self._scatter:
            column.addWidget(line)
        column.addWidget(self._note)

    def show_state(self, state: State) -> None:
        """Show the surface, the paths and the places."""
        surface = batches.shown_surface(state)
        self._views.show_option("3-D" if state.view.three_d else "contours")
        self._show_plane(state)
        self._views.setVisible(surface is None or not surface.is_curve)
        if surface is None:
            self._stack.setCurrentWidget(self._plot)
            self._plot.show_picture(None, note=waiting(state))
        elif surface.is_curve:
            self._show_curve(state, surface)
        else:
            self._show_ground(state, surface)
        # While runs are trained anew, the surface is still that of the old ones.
        awaited = ("surface", "runs", *(("batch_surface",) if state.view.this_batch else ()))
        self._veil.show_old(any(map(state.is_computing, awaited)))
        self._note.show_text(" · ".join(filter(None, words_of(state, surface))) or " ")
        self._show_scatter(state)

    def _show_curve(self, state: State, surface: Surface) -> None:
        names, view = queries.variant_labels(state), state.view
        value, slope = symbols_of(state, surface)
        covers = ("future" in view.covered, "legend" in view.covered)
        picture = SlicePicture(surface, names, value, view.variant, *covers)
        start = beginning.start_on(state, surface)
        balls = Balls(surface, descent(state, surface).paths, view.variant, start)
        self._curve.show_curve(picture, SlopePicture(surface, slope), balls)
        self._stack.setCurrentWidget(self._curve)

    def _show_ground(self, state: State, surface: Surface) -> None:
        view = state.view
        covers = ("future" in view.covered, "legend" in view.covered)
        value = queries.measured(state)
        fan = batches.fan_of(state, surface)
        names, levelled = queries.variant_labels(state), batches.levelled_by(state)
        value, caption = ("batch loss" if levelled else value), batches.caption(state)
        kinds = fan.kinds if fan else ()
        ends = ends_on(state, surface)
        ground = SurfacePicture(
            surface, names, view.variant, *covers, value, levelled, kinds, caption, ends.words
        )
        start = beginning.start_on(state, surface)
        travellers = travellers_of(state, surface, ground, fan, start, ends)
        if view.three_d:
            self._heights.show_surface(ground, travellers)
        else:
            self._plot.show_picture(ground, travellers.shapes)
        self._stack.setCurrentWidget(self._heights if view.three_d else self._plot)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._plot.use_theme(theme)
        self._curve.use_theme(theme)
        self._heights.use_theme(theme)
        self._veil.use_theme(theme)
        self._plane.setMinimumWidth(theme.pixels(LEAST_CHOICE))
        draw_button(self._fit, "fit_view", theme)
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)
        self._column.setSpacing(theme.space(1))
        for row in (self._header, self._weights):
            row.set_space(theme.space(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the caption larger where there is room: on the stage it is read from afar."""
        super().resizeEvent(event)
        for line in (self._note, *self._scatter):
            set_kind(line, "" if self.width() >= self.theme.pixels(ROOMY) else "hint")

    def _show_plane(self, state: State) -> None:
        network, plane = state.network, state.view.plane
        has_choice = network.count > 2  # one or two parameters have one plane alone
        self._plane.setVisible(has_choice)
        self._fit.setVisible(network.has_surface and not self.is_slim)
        self._ghosts.setVisible(network.has_surface)
        self._ghosts.setChecked(state.view.ghosts)
        for switch, is_on in (
            (self._batches, state.view.batches),
            (self._this_batch, state.view.this_batch),
        ):
            switch.setVisible(has_batches(network))
            switch.setChecked(is_on)
        self._plane.show_option(plane.kind)
        is_of_weights = has_choice and plane.kind in ("weights", "weight")
        self._weights.setVisible(is_of_weights and not self.is_slim)
        self._second.setVisible(plane.kind == "weights")
        if is_of_weights:
            names = [network.cell_name(at) for at in range(min(network.count, MOST_NAMES))]
            for choice, at in ((self._first, plane.first), (self._second, plane.second)):
                choice.set_options([(str(place), name, name) for place, name in enumerate(names)])
                choice.show_option(str(at))

    def _show_scatter(self, state: State) -> None:
        words, more = batches.summary(state), "\n".join(batches.scatter_lines(state))
        for line, text in zip(self._scatter, words or ("", ""), strict=True):
            line.show_text(text, more)
            line.setAccessibleDescription(more)
            line.setVisible(bool(words))

    @Slot(str)
    def _on_view_chosen(self, key: str) -> None:
        self.session.perform(commands.set_three_d, key == "3-D")

    @Slot()
    def _on_plane_activated(self) -> None:
        plane, kind = self.session.state.view.plane, self._plane.currentData()
        again = plane.seed + 1 if kind == plane.kind == "random" else plane.seed
        update = self.session.state.view.update if kind == "gradient" else plane.update
        self.session.perform(commands.set_plane, kind=kind, seed=again, update=update)

    @Slot()
    def _on_fit(self) -> None:
        self.session.perform(commands.fit_plane)
        self._plot.show_all()

    @Slot(bool)
    def _on_ghosts_toggled(self, flag: bool) -> None:
        self.session.perform(commands.set_ghosts, flag)

    @Slot(bool)
    def _on_batches_toggled(self, flag: bool) -> None:
        self.session.perform(commands.set_batches, flag)

    @Slot(bool)
    def _on_this_batch_toggled(self, flag: bool) -> None:
        self.session.perform(commands.set_this_batch, flag)

    @Slot()
    def _on_weights_activated(self) -> None:
        first, second = int(self._first.currentData()), int(self._second.currentData())
        self.session.perform(commands.set_plane, first=first, second=second)

    @Slot(float, float)
    def _on_hovered(self, across: float, up: float) -> None:
        state, pointed = self.session.state, self._pointed_at(across, up)
        surface = batches.shown_surface(state)
        if surface is not None:
            words = batches.told(state, pointed) if pointed else ""
            if not words and (ended := self._ended_at(across, up)) is not None:
                words = told_of_end(state, surface, *ended)
            self._plot.say(words or reading(state, surface, across, up))

    @Slot(float, float)
    def _on_clicked(self, across: float, up: float) -> None:
        """Step to the mini-batch whose gradient is clicked, or through the run whose end is; else say what there is."""
        pointed, ended = self._pointed_at(across, up), self._ended_at(across, up)
        update = batches.update_at(self.session.state, pointed) if pointed else None
        if update is None and ended is not None:
            self.session.perform(commands.choose_run, *ended)
        elif update is None:
            self._on_hovered(across, up)
        else:
            self.session.perform(commands.visit, update)

    @Slot(float, float)
    @Slot(float, float, bool)
    def _on_start_moved(self, across: float, up: float, is_held: bool = False) -> None:
        state = self.session.state
        if state.surface is not None:
            weights = beginning.weights_at(state, state.surface, across, up)
            if weights:
                self.session.perform(commands.move_start, weights, is_held=is_held)

    def _pointed_at(self, across: float, up: float) -> Pointed | None:
        """Return which gradient of the fan lies there."""
        if self._stack.currentWidget() is self._heights:
            return self._heights.pointed_at(across, up)
        if self._stack.currentWidget() is not self._plot:
            return None
        fans = ((each.shape, each.page) for each in self._plot.chart.moving)
        found = (ray_at(fan, page, (across, up)) for fan, page in fans if isinstance(fan, Rays) and page)
        return next(found, None)

    def _ended_at(self, across: float, up: float) -> tuple[int, int] | None:
        """Return the run that ended there, by the places of its variant and of its seed."""
        surface = self.session.state.surface
        if surface is None or surface.is_curve or self._stack.currentWidget() is not self._plot:
            return None
        reach = REACH * self.theme.scale
        ends = points_of_ends(self.session.state, surface)
        return nearest_end(ends, self._plot.chart.pixels, (across, up), reach)

    @Slot()
    def _on_legend_clicked(self) -> None:
        self.session.perform(commands.toggle_cover, "legend")

    @Slot()
    def _on_looked(self) -> None:
        """Have the surface measured for what is seen of it now, as finely as it can be seen."""
        seen, surface = self._plot.frame_seen, self.session.state.surface
        if seen is None or surface is None or surface.is_curve or not self.isVisible():
            return
        size, part = seen
        window = Window(surface.plane.labels, (*part[0],), (*part[1],)) if part else None
        if size.width() > 1 and size.height() > 1:
            self.session.perform(commands.set_frame, Frame(size.width(), size.height(), window))

"""The lines around the graph: header, messages, phases, what goes on, and the transport."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenuBar

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.shell.action_set import ActionSet
from graphviz_nn.gui.shell.activity import ActivityView
from graphviz_nn.gui.shell.message_bar import MessageBar
from graphviz_nn.gui.widgets.header import Header
from graphviz_nn.gui.widgets.offer_bar import OfferBar
from graphviz_nn.gui.widgets.phase_bar import PhaseBar
from graphviz_nn.gui.widgets.transport import Transport
from graphviz_nn.scene.strip import Strip
from graphviz_nn.session import Session, State, clock, commands, queries
from graphviz_nn.session.state import Unit

DEPTHS = ("layers", "neurons", "operations")
TOOLS = ("present", "theme", "palette")
BUTTONS = (
    "start",
    "step_back",
    "step",
    "step_over",
    "finish_forward",
    "finish_backward",
    "next_update",
    "next_epoch",
    "play",
)


class Bars(QObject):
    """Shows a state in every line, and performs what is asked for there."""

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        actions: ActionSet,
        menus: QMenuBar,
        theme: Theme,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self._paces = session.state.playing.paces
        depths, tools, buttons = ([actions[name] for name in names] for names in (DEPTHS, TOOLS, BUTTONS))
        self.header = Header(menus, depths, tools, theme)
        self.activity, self.messages, self.offers = ActivityView(theme), MessageBar(theme), OfferBar(theme)
        self.phases = PhaseBar(theme, self.activity)
        self.transport = Transport(buttons, theme)
        self.activity.cancelRequested.connect(self._on_cancel)
        self.transport.timeline.travelRequested.connect(self._on_travel)
        self.transport.unitRequested.connect(self._on_unit)
        self.transport.paceRequested.connect(self._on_pace)

    def show_state(self, state: State) -> None:
        """Say where in time one is, what has just happened, and what goes on."""
        strip, words = queries.strip(state), queries.sentence(state)
        place = strip.where(strip.update, strip.position) if state.record else ""
        self.header.show_title(queries.title(state))
        name = "" if "legend" in state.view.covered else queries.run_name(state)
        self.phases.show_run(state.view.variant, name, alone=len(state.work.variants) == 1)
        self.phases.show_phases(strip.update_steps.distinct or frozenset(Phase))
        self.phases.show_moment(queries.phase(state), place, words.before, words.node, words.after)
        self.messages.show_message(state.message)
        self.activity.show_activities(state.activities)
        self.transport.show_strip(strip)
        self._show_clock(state, strip)

    def set_slim(self, slim: bool) -> None:
        """Leave the room to the stage: no menus, one line above and one below; or show all again."""
        self.header.setHidden(slim)
        self.offers.set_slim(slim)
        self.phases.set_slim(slim)
        self.transport.set_slim(slim)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        for part in (self.header, self.activity, self.offers, self.phases, self.messages, self.transport):
            part.show_theme(theme)

    def _show_clock(self, state: State, strip: Strip) -> None:
        unit, playing = clock.unit(state), state.playing
        paces = [(pace.name, pace.text) for pace in clock.PACES[unit]]
        self.transport.show_clock(clock.units(state), unit, paces, playing.paces[unit])
        self.transport.show_place(strip.brief(unit, runs=playing.direction != 0))
        if playing.paces is not self._paces:
            self._paces = playing.paces
            for each, name in playing.paces.items():
                self._preferences.set_pace(each, name)

    @Slot(int, int)
    def _on_travel(self, update: int, position: int) -> None:
        self._session.perform(commands.go_to, update, position)

    @Slot(str)
    def _on_unit(self, unit: Unit) -> None:
        self._session.perform(commands.set_unit, unit)

    @Slot(object)
    def _on_pace(self, name: str) -> None:
        self._session.perform(commands.set_pace, name)

    @Slot(str)
    def _on_cancel(self, key: str) -> None:
        self._session.perform(commands.cancel, key)

"""The one table of everything that the user can ask for; menus, buttons, keys, palette and help are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, Protocol

from graphviz_nn.gui.appearance import Appearance
from graphviz_nn.gui.files import Files
from graphviz_nn.session import Session, State, commands

P = ParamSpec("P")


class Desk(Protocol):
    """What actions work on: the session, and what belongs to the window."""

    session: Session
    appearance: Appearance
    files: Files
    presenting: bool

    def present(self) -> None:
        """Start presenting, or stop."""

    def fit_view(self) -> None:
        """Show the whole graph."""

    def zoom(self, factor: float) -> None:
        """Make the graph larger or smaller."""

    def reset_layout(self) -> None:
        """Put every panel back to its place."""

    def show_palette(self) -> None:
        """Offer every action by name."""

    def show_keys(self) -> None:
        """List every key."""

    def show_about(self) -> None:
        """Say what the program is."""

    def leave(self) -> None:
        """Close the window."""


@dataclass(frozen=True)
class Action:
    """One thing that the user can ask for.

    Attributes:
        name: how the code calls it.
        text: how menus call it.
        tip: one sentence that explains it.
        menu: where it stands, as in `View` or `View/Theme`.
        run: does it.
        keys: its keys, the first one shown.
        icon: the name of its icon, or "".
        icon_on: its icon while it is on, if another.
        is_on: for a switch, whether it is on.
        is_possible: whether it can be done now.
        divides: whether a line stands before it in its menu.

    """

    name: str
    text: str
    tip: str
    menu: str
    run: Callable[[Desk], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    icon_on: str = ""
    is_on: Callable[[Desk], bool] | None = None
    is_possible: Callable[[State], bool] | None = None
    divides: bool = False


def _do(
    command: Callable[Concatenate[Session, P], None], *args: P.args, **kwargs: P.kwargs
) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        desk.session.perform(command, *args, **kwargs)

    return run


def _turn(pages: int) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        desk.session.perform(commands.go_to_page, desk.session.state.page + pages)

    return run


def _has_lesson(state: State) -> bool:
    return state.lesson is not None


def _has_record(state: State) -> bool:
    return state.record is not None


MENUS = ("File", "Edit", "Time", "View", "Lessons", "Help")

ACTIONS: tuple[Action, ...] = (
    Action(
        "new",
        "New network",
        "Start again from a small network on two blobs.",
        "File",
        lambda desk: desk.files.new(),
        ("Ctrl+N",),
        "new",
    ),
    Action(
        "expression",
        "New expression …",
        "Type a formula and look into its graph.",
        "File",
        lambda desk: desk.files.new_expression(),
        ("Ctrl+E",),
    ),
    Action(
        "open",
        "Open …",
        "Open a document that was saved.",
        "File",
        lambda desk: desk.files.ask_open(),
        ("Ctrl+O",),
        "open",
    ),
    Action(
        "table",
        "Open CSV …",
        "Learn from a table of your own.",
        "File",
        lambda desk: desk.files.ask_table(),
        ("Ctrl+Shift+O",),
        "data",
    ),
    Action(
        "save",
        "Save",
        "Save model, data, training and view into the document's file.",
        "File",
        lambda desk: desk.files.save(),
        ("Ctrl+S",),
        "save",
        divides=True,
    ),
    Action(
        "save_as",
        "Save as …",
        "Save into another file.",
        "File",
        lambda desk: desk.files.save_as(),
        ("Ctrl+Shift+S",),
        "save_as",
    ),
    Action(
        "export",
        "Export picture …",
        "Draw the graph into a file: PNG, SVG or PDF.",
        "File",
        lambda desk: desk.files.export_picture(),
        ("Ctrl+Shift+E",),
        "export",
    ),
    Action(
        "quit",
        "Quit",
        "Close the window; unsaved changes are asked about.",
        "File",
        lambda desk: desk.leave(),
        ("Ctrl+Q",),
        divides=True,
    ),
    Action(
        "undo",
        "Undo",
        "Take the newest change of a setting back.",
        "Edit",
        _do(commands.undo),
        ("Ctrl+Z",),
        "undo",
        is_possible=lambda state: bool(state.can_undo),
    ),
    Action(
        "redo",
        "Redo",
        "Do again what was taken back.",
        "Edit",
        _do(commands.redo),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        is_possible=lambda state: bool(state.can_redo),
    ),
    Action(
        "reseed",
        "Throw the dice",
        "Start from other random weights, and shuffle in another order.",
        "Edit",
        _do(commands.reseed),
        ("Ctrl+R",),
        "dice",
        is_possible=lambda state: state.document.expression is None,
        divides=True,
    ),
    Action(
        "add_layer",
        "Add a layer",
        "Add a hidden layer before the last one.",
        "Edit",
        _do(commands.add_layer),
        ("Ctrl+L",),
        "layers",
        is_possible=lambda state: state.document.expression is None,
    ),
    Action(
        "add_variant",
        "Add a variant",
        "Train one more network beside the others, with a setting of its own.",
        "Edit",
        _do(commands.add_variant),
        ("Ctrl+B",),
        "add",
        is_possible=lambda state: state.document.expression is None,
    ),
    Action(
        "start",
        "To the start",
        "Go to before the first step of the run.",
        "Time",
        _do(commands.to_start),
        ("Home",),
        "restart",
        is_possible=_has_record,
    ),
    Action(
        "step_back",
        "Step back",
        "Take the newest step back: every value and gradient is as it was before.",
        "Time",
        _do(commands.step_back),
        ("Shift+F11",),
        "step_back",
        is_possible=_has_record,
    ),
    Action(
        "step",
        "Step",
        "Do the next step: one value forward, one gradient backward, or one parameter updated.",
        "Time",
        _do(commands.step),
        ("F11",),
        "step",
        is_possible=_has_record,
    ),
    Action(
        "step_over",
        "Step over a layer",
        "Do all steps of this layer in this phase at once.",
        "Time",
        _do(commands.step_over),
        ("F10",),
        "step_over",
        is_possible=_has_record,
    ),
    Action(
        "step_over_back",
        "Step back over a layer",
        "Go back to the end of the layer before.",
        "Time",
        _do(commands.step_over_back),
        ("Shift+F10",),
        is_possible=_has_record,
    ),
    Action(
        "finish_forward",
        "Finish forward",
        "Go to the loss: every value is there, no gradient yet.",
        "Time",
        _do(commands.finish_forward),
        ("F8",),
        "finish_forward",
        is_possible=_has_record,
        divides=True,
    ),
    Action(
        "finish_backward",
        "Finish backward",
        "Go to where every gradient has arrived, and no parameter has moved yet.",
        "Time",
        _do(commands.finish_backward),
        ("Shift+F8",),
        "finish_backward",
        is_possible=_has_record,
    ),
    Action(
        "next_update",
        "Next update",
        "Go to the start of the next update, with the next mini-batch.",
        "Time",
        _do(commands.next_update),
        ("F9",),
        "update",
        is_possible=_has_record,
        divides=True,
    ),
    Action(
        "previous_update",
        "Previous update",
        "Go to the start of this update, or of the one before.",
        "Time",
        _do(commands.previous_update),
        ("Shift+F9",),
        is_possible=_has_record,
    ),
    Action(
        "next_epoch",
        "Next epoch",
        "Go to where every example has been seen once more.",
        "Time",
        _do(commands.next_epoch),
        ("Ctrl+Right",),
        "epoch",
        is_possible=_has_record,
    ),
    Action(
        "previous_epoch",
        "Previous epoch",
        "Go to the start of this epoch, or of the one before.",
        "Time",
        _do(commands.previous_epoch),
        ("Ctrl+Left",),
        is_possible=_has_record,
    ),
    Action(
        "end",
        "To the end",
        "Go to the last step of the run.",
        "Time",
        _do(commands.to_end),
        ("End",),
        "to_end",
        is_possible=_has_record,
    ),
    Action(
        "play",
        "Play",
        "Let time run, step after step; again to pause.",
        "Time",
        _do(commands.toggle_play),
        ("Space", "F5"),
        "play",
        icon_on="pause",
        is_on=lambda desk: desk.session.state.playing.direction != 0,
        is_possible=_has_record,
        divides=True,
    ),
    Action(
        "layers",
        "layers",
        "Draw the graph as one card for each layer.",
        "View",
        _do(commands.set_depth, "layers"),
        ("1",),
        "layers",
        is_on=lambda desk: desk.session.state.document.view.depth == "layers",
    ),
    Action(
        "neurons",
        "neurons",
        "Draw the graph as circles with weighted links, the classic picture.",
        "View",
        _do(commands.set_depth, "neurons"),
        ("2",),
        "neurons",
        is_on=lambda desk: desk.session.state.document.view.depth == "neurons",
    ),
    Action(
        "operations",
        "operations",
        "Draw every operation as a card with its value and its gradient.",
        "View",
        _do(commands.set_depth, "operations"),
        ("3",),
        "operations",
        is_on=lambda desk: desk.session.state.document.view.depth == "operations",
    ),
    Action(
        "fit",
        "Fit the graph",
        "Show the whole graph.",
        "View",
        lambda desk: desk.fit_view(),
        ("Ctrl+0",),
        "fit_view",
        divides=True,
    ),
    Action(
        "zoom_in",
        "Zoom in",
        "Make the graph larger.",
        "View",
        lambda desk: desk.zoom(1.25),
        ("Ctrl+Alt+=",),
        "zoom_in",
    ),
    Action(
        "zoom_out",
        "Zoom out",
        "Make the graph smaller.",
        "View",
        lambda desk: desk.zoom(0.8),
        ("Ctrl+Alt+-",),
        "zoom_out",
    ),
    Action(
        "larger",
        "Larger text",
        "Make text and controls larger, up to twice their size.",
        "View",
        lambda desk: desk.appearance.resize_text(1),
        ("Ctrl+=", "Ctrl++"),
        divides=True,
    ),
    Action(
        "smaller",
        "Smaller text",
        "Make text and controls smaller again.",
        "View",
        lambda desk: desk.appearance.resize_text(-1),
        ("Ctrl+-",),
    ),
    Action(
        "theme",
        "Light or dark",
        "Change between the light and the dark theme.",
        "View",
        lambda desk: desk.appearance.toggle(),
        ("Ctrl+D",),
        "theme_dark",
    ),
    Action(
        "theme_light",
        "Light",
        "Dark text on a light ground.",
        "View/Theme",
        lambda desk: desk.appearance.choose("light"),
        is_on=lambda desk: desk.appearance.chosen == "light",
    ),
    Action(
        "theme_dark",
        "Dark",
        "Light text on a dark ground.",
        "View/Theme",
        lambda desk: desk.appearance.choose("dark"),
        is_on=lambda desk: desk.appearance.chosen == "dark",
    ),
    Action(
        "theme_projector",
        "Projector",
        "Larger and with more contrast, for a lit hall.",
        "View/Theme",
        lambda desk: desk.appearance.choose("projector"),
        is_on=lambda desk: desk.appearance.chosen == "projector",
    ),
    Action(
        "present",
        "Present",
        "Fill the screen with the graph and the lesson's words; again, or Escape, to come back.",
        "View",
        lambda desk: desk.present(),
        ("F12", "Ctrl+P"),
        "present",
        is_on=lambda desk: desk.presenting,
        divides=True,
    ),
    Action(
        "reset_layout",
        "Reset the layout",
        "Put every panel back to its place.",
        "View",
        lambda desk: desk.reset_layout(),
    ),
    Action(
        "next_page",
        "Next page",
        "Turn to the next page of the lesson.",
        "Lessons",
        _turn(1),
        ("PgDown",),
        "chevron_right",
        is_possible=_has_lesson,
    ),
    Action(
        "previous_page",
        "Previous page",
        "Turn back to the page before.",
        "Lessons",
        _turn(-1),
        ("PgUp",),
        is_possible=_has_lesson,
    ),
    Action(
        "close_lesson",
        "Close the lesson",
        "Put the lesson's words away and keep its network to play with.",
        "Lessons",
        _do(commands.close_lesson),
        (),
        "close",
        is_possible=_has_lesson,
    ),
    Action(
        "palette",
        "Find an action …",
        "Type a word to find anything that the program can do.",
        "Help",
        lambda desk: desk.show_palette(),
        ("Ctrl+K",),
        "search",
    ),
    Action(
        "keys",
        "Keys",
        "List every key.",
        "Help",
        lambda desk: desk.show_keys(),
        ("F1", "?"),
        "help",
    ),
    Action(
        "about",
        "About graphviz_nn",
        "Say what the program is, and where its pieces come from.",
        "Help",
        lambda desk: desk.show_about(),
        (),
        "about",
        divides=True,
    ),
)

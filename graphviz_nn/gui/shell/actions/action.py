"""How an action is declared, and what it works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Literal, NamedTuple, ParamSpec, Protocol, TypeAlias

from graphviz_nn.gui.look.appearance import Appearance
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.shell.files import Files
from graphviz_nn.gui.shell.focus import Focus
from graphviz_nn.gui.widgets.blackout import Blackout
from graphviz_nn.session import Session, State

P = ParamSpec("P")
Sheet: TypeAlias = Literal["keys", "words", "about"]


class Desk(Protocol):
    """What actions work on: the session, and what belongs to the window."""

    session: Session
    appearance: Appearance
    preferences: Preferences
    files: Files
    outline: OutlinePanel
    focus: Focus
    black: Blackout
    presenting: bool

    @property
    def reduce_motion(self) -> bool:
        """Whether nothing travels along the graph's edges."""

    def toggle_legend(self) -> None:
        """Show the graph's legend, or hide it."""

    def present(self) -> None:
        """Start presenting, or stop."""

    def toggle_motion(self) -> None:
        """Let things travel along the graph's edges, or not."""

    def fit_view(self) -> None:
        """Show the whole graph."""

    def zoom(self, factor: float) -> None:
        """Make the graph larger or smaller."""

    def reset_layout(self) -> None:
        """Put every panel back to its place."""

    def show_palette(self) -> None:
        """Offer every action by name."""

    def show_sheet(self, name: Sheet) -> None:
        """List every key, say what the letters and words mean, or what the program is."""

    def leave(self) -> None:
        """Close the window."""


class Face(NamedTuple):
    """What an action is called, its icon and its tip, where these change with the state."""

    text: str
    icon: str
    tip: str


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
        is_on: for a switch, whether it is on.
        face: its text, icon and tip in a state, where they are not always the same.
        is_possible: whether it can be done now.
        why_not: why it cannot be done, for the tool tip then.
        says: how menus call it in a state, where that tells more than `text`.
        also: other words that it is found by.
        divides: whether a line stands before it in its menu.

    """

    name: str
    text: str
    tip: str
    menu: str
    run: Callable[[Desk], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    is_on: Callable[[Desk], bool] | None = None
    face: Callable[[State], Face] | None = None
    is_possible: Callable[[State], bool] | None = None
    why_not: str = ""
    says: Callable[[State], str] | None = None
    also: str = ""
    divides: bool = False


def perform(
    command: Callable[Concatenate[Session, P], None], *args: P.args, **kwargs: P.kwargs
) -> Callable[[Desk], None]:
    """Return what an action runs to perform a command of the session with these arguments."""

    def run(desk: Desk) -> None:
        desk.session.perform(command, *args, **kwargs)

    return run

"""What stands in the middle of the window, and what of it is covered."""

from __future__ import annotations

from collections.abc import Callable

from graphviz_nn.gui.shell.actions.action import Action, Desk, perform
from graphviz_nn.scene.stage import Star
from graphviz_nn.session import commands

# What can stand in the middle, as menus call it.
_STARS: tuple[tuple[Star, str], ...] = (
    ("graph", "Graph"),
    ("surface", "Loss surface"),
    ("loss", "Loss"),
    ("data", "Data and boundary"),
    ("trace", "Trace"),
    ("why", "Why this number"),
    ("cells", "Cells"),
)


def _stands(star: Star) -> Callable[[Desk], bool]:
    return lambda desk: star in desk.session.state.view.stage


STAGE: tuple[Action, ...] = (
    *(
        Action(
            f"stage_{star}",
            name,
            f"Give the middle of the window to: {name}. Again to give it back to the graph.",
            "View/Stage",
            perform(commands.swap_stage, star),
            (f"Alt+{place}",),
            is_on=_stands(star),
        )
        for place, (star, name) in enumerate(_STARS, 1)
    ),
    *(
        Action(
            f"beside_{star}",
            name,
            f"Let it share the middle of the window with what is there: {name}. Again to put it back.",
            "View/Beside it",
            perform(commands.share_stage, star),
            (f"Ctrl+Alt+{place}",),
            is_on=_stands(star),
        )
        for place, (star, name) in enumerate(_STARS, 1)
    ),
    Action(
        "turn_stage",
        "Turn the stage",
        "Put what shares the middle of the window above each other, or beside each other again.",
        "View/Stage",
        perform(commands.turn_stage),
        ("Ctrl+Alt+0",),
        is_possible=lambda state: len(state.view.stage) > 1,
        why_not="The stage holds one panel.",
        divides=True,
    ),
    Action(
        "cover_future",
        "Cover the future",
        "Draw curves and paths up to now only, or all of them.",
        "View/Cover",
        perform(commands.toggle_cover, "future"),
        ("Ctrl+Alt+F",),
        is_on=lambda desk: "future" in desk.session.state.view.covered,
    ),
    Action(
        "cover_legend",
        "Cover the names",
        "Put a plain field over the names of the runs until the room has guessed.",
        "View/Cover",
        perform(commands.toggle_cover, "legend"),
        ("Ctrl+Alt+L",),
        is_on=lambda desk: "legend" in desk.session.state.view.covered,
    ),
    Action(
        "cover_shapes",
        "Cover the shapes",
        "Put a plain field over the shapes of values that are not there yet.",
        "View/Cover",
        perform(commands.toggle_cover, "shapes"),
        ("Ctrl+Alt+S",),
        is_on=lambda desk: "shapes" in desk.session.state.view.covered,
    ),
)

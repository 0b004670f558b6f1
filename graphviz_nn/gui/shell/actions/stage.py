"""What stands in the middle of the window, and what of it is covered."""

from __future__ import annotations

from collections.abc import Callable

from graphviz_nn.gui.shell.actions.action import Action, Desk, perform
from graphviz_nn.scene.stage import Cover, Star
from graphviz_nn.session import Session, commands

# What can stand in the middle, as menus call it.
_STARS: tuple[tuple[Star, str], ...] = (
    ("graph", "Graph"),
    ("surface", "Loss surface"),
    ("loss", "Loss"),
    ("data", "Data and boundary"),
    ("trace", "Trace"),
    ("why", "Why this number"),
    ("cells", "Cells"),
    ("map", "Map of runs"),
)


# What can be covered, as menus call it, its key, and what the switch does.
_COVERS: tuple[tuple[Cover, str, str, str], ...] = (
    ("future", "future", "F", "Draw curves and paths up to now only, or all of them."),
    ("legend", "names", "L", "Put a plain field over the names of the runs until the room has guessed."),
    ("shapes", "shapes", "S", "Put a plain field over the shapes of values that are not there yet."),
)


def _stands(star: Star) -> Callable[[Desk], bool]:
    return lambda desk: star in desk.session.state.view.stage


def _is_covered(what: Cover) -> Callable[[Desk], bool]:
    return lambda desk: what in desk.session.state.view.covered


def _for_each(
    prefix: str, keys: str, menu: str, tip: str, command: Callable[[Session, Star], None]
) -> tuple[Action, ...]:
    """Return an action for each star: its keys are these and its place in the list."""
    return tuple(
        Action(
            f"{prefix}_{star}",
            name,
            tip.format(name),
            menu,
            perform(command, star),
            (f"{keys}+{place}",),
            is_on=_stands(star),
        )
        for place, (star, name) in enumerate(_STARS, 1)
    )


STAGE: tuple[Action, ...] = (
    *_for_each(
        "stage",
        "Alt",
        "View/Stage",
        "Give the middle of the window to: {}. Again to give it back to the graph.",
        commands.swap_stage,
    ),
    *_for_each(
        "beside",
        "Ctrl+Alt",
        "View/Beside it",
        "Let it share the middle of the window with what is there: {}. Again to put it back.",
        commands.share_stage,
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
    *(
        Action(
            f"cover_{what}",
            f"Cover the {name}",
            tip,
            "View/Cover",
            perform(commands.toggle_cover, what),
            (f"Ctrl+Alt+{key}",),
            is_on=_is_covered(what),
        )
        for what, name, key, tip in _COVERS
    ),
)

"""Finding out what the program can do."""

from __future__ import annotations

from graphviz_nn.gui.shell.actions.action import Action

HELP: tuple[Action, ...] = (
    Action(
        "palette",
        "Find an action…",
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

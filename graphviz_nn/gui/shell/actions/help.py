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
        lambda desk: desk.show_sheet("keys"),
        ("F1", "?"),
        "help",
    ),
    Action(
        "words",
        "Letters and words",
        "Say what x, W, g, L, ε and the other letters and words on the screen mean.",
        "Help",
        lambda desk: desk.show_sheet("words"),
        ("Shift+F1",),
    ),
    Action(
        "about",
        "About graphviz_nn",
        "Say what the program is, and where its pieces come from.",
        "Help",
        lambda desk: desk.show_sheet("about"),
        (),
        "about",
        divides=True,
    ),
)

"""Opening, saving, and leaving."""

from __future__ import annotations

from graphviz_nn.gui.shell.actions.action import Action

FILES: tuple[Action, ...] = (
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
        "New expression…",
        "Type a formula and look into its graph.",
        "File",
        lambda desk: desk.files.new_expression(),
        ("Ctrl+E",),
    ),
    Action(
        "open",
        "Open…",
        "Open a saved document, or a table.",
        "File",
        lambda desk: desk.files.ask_open(),
        ("Ctrl+O",),
        "open",
    ),
    Action(
        "table",
        "Open table…",
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
        "Save as…",
        "Save into another file.",
        "File",
        lambda desk: desk.files.save_as(),
        ("Ctrl+Shift+S",),
        "save_as",
    ),
    Action(
        "export",
        "Export picture…",
        "Draw the graph into a file: PNG, SVG or PDF.",
        "File",
        lambda desk: desk.files.export_picture(),
        ("Ctrl+Shift+E",),
        "export",
    ),
    Action(
        "export_runs",
        "Export runs…",
        "Write a row for each variant and seed into a file, as CSV: its losses, and when it came down to one.",
        "File",
        lambda desk: desk.files.export_runs(),
        is_possible=lambda state: state.trials is not None and state.trials.is_whole,
        why_not="There are runs to write once the variants have several seeds, and all have ended.",
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
)

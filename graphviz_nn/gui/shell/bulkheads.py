"""Show a fault of the program where it is, so that all else can be used on; where that has no place, tell of it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.look.appearance import Appearance
from graphviz_nn.gui.report import Fault
from graphviz_nn.gui.shell.culprit import Culprit
from graphviz_nn.gui.widgets.broken import Broken, lift_all
from graphviz_nn.session import Session, State, commands, queries

_DIRECT = "A part of the window"


class Bulkheads(QObject):
    """Covers what cannot be shown with a word on it, until what it shows changes; tells of all else in a message."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._appearance = session, appearance
        self._plates: list[Broken] = []  # over what is in no panel; a panel has its own
        self._unsubscribe = session.subscribe(self._on_state)

    def show(self, fault: Fault, culprit: Culprit, is_new: bool) -> None:
        """Show that something has failed; `is_new` is false for what comes again and has been told."""
        if culprit.covers and culprit.widget is not None and culprit.is_there:
            self._cover(culprit.widget, fault, culprit)
        elif is_new:
            place = f" in “{culprit.panel.title}”" if culprit.panel else ""
            words = (
                f"Something went wrong inside the program{place}, and your work is untouched. {fault.words}"
            )
            self._session.perform(commands.tell, words, "error", fault.report(shown(self._session.state)))

    def stop(self) -> None:
        """Stop watching the session."""
        self._unsubscribe()

    def _cover(self, widget: QWidget, fault: Fault, culprit: Culprit) -> None:
        if _is_covered(widget):
            return
        panel = culprit.panel
        title = panel.title if panel else widget.accessibleName() or _DIRECT
        report = fault.report(shown(self._session.state))
        plate = Broken(widget, title, fault.words, report, self._appearance.theme)
        (panel.plates if panel else self._plates).append(plate)

    def _on_state(self, old: State, new: State) -> None:
        if new.work is not old.work:
            lift_all(self._plates)


def shown(state: State) -> str:
    """Return what a state shows, as far as it helps to find a fault."""
    view, work = state.view, state.work
    layers = getattr(work.subject, "layers", ())
    subject = " → ".join(str(layer) for layer in layers) if layers else type(work.subject).__name__
    return "; ".join(
        (
            queries.title(state),
            f"update {view.update}, op {view.position}, variant {view.variant + 1} of {len(work.variants)}",
            f"{view.depth} on a stage of {', '.join(view.stage)}",
            f"time runs by {state.playing.direction}" if state.playing.direction else "time stands",
            subject,
        )
    )


def _is_covered(widget: QWidget) -> bool:
    """Whether a widget lies below a word about a fault already, its own or one of what it is a part of."""
    above: QWidget | None = widget
    while above is not None:
        if isinstance(above, Broken) or any(
            isinstance(child, Broken) and not child.isHidden() for child in above.children()
        ):
            return True
        above = above.parentWidget()
    return False

"""The whole stage of a document as a picture: the panels as the window has them, but without a window and a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from graphviz_nn.errors import DisplayError
from graphviz_nn.files.document import Document
from graphviz_nn.gui.look.style import dress, undress
from graphviz_nn.gui.look.theme import Theme, ThemeName
from graphviz_nn.gui.output.export import export
from graphviz_nn.gui.output.formats import check_ending
from graphviz_nn.gui.output.picture import Tell
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.panels import PANELS
from graphviz_nn.gui.panels.graph import GraphView
from graphviz_nn.gui.stage import Stage
from graphviz_nn.gui.widgets.aside import finish_errands
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.scene.stage import Star
from graphviz_nn.session import Session, commands
from graphviz_nn.session.state import State
from graphviz_nn.work import quiet

ROUNDS = 20  # of events, until every panel has its size and what it draws for that size


def staged(
    document: Document,
    ending: str,
    *,
    size: tuple[int, int] = (1600, 900),
    theme: ThemeName = "light",
    tell: Tell = quiet,
) -> bytes:
    """Return the picture of what stands on a document's stage, as a file of this ending holds it.

    All variants are trained for it, since paths and curves show their runs; `tell` is told how far that is. Raise
    FileError for an unknown ending, DisplayError where a program has Qt without widgets, and whatever the data and the
    model raise.
    """
    check_ending(ending)  # before the work
    with _dressed(theme) as look:
        session = Session()
        session.subscribe(lambda _, new: _tell(new, tell))
        commands.open_document(session, document)
        page, close = _page(session, document, look, QSize(*size))
        try:
            return export(page, ending, sharpness=1.0)()
        finally:
            close()


def _tell(state: State, tell: Tell) -> None:
    for activity in state.activities[-1:]:
        if activity.fraction is not None:
            tell(activity.label, activity.fraction)


@contextmanager
def _dressed(theme: ThemeName) -> Iterator[Theme]:
    app = QCoreApplication.instance() or QApplication(["graphviz-nn", "-platform", "offscreen"])
    if not isinstance(app, QApplication):
        raise DisplayError(
            "This program has Qt without widgets already. Draw the stage in a program of its own."
        )
    look = Theme.load(theme)
    dress(app, look)
    try:
        yield look
    finally:
        undress(app)


def _page(
    session: Session, document: Document, look: Theme, size: QSize
) -> tuple[QWidget, Callable[[], None]]:
    """Return a widget of this size with the stage in it, and what puts it away."""
    graph = GraphView(session, look)
    graph.canvas.reduce_motion = True
    view = document.view
    panels = [graph if star == "graph" else _made(star, session, look) for star in view.stage]
    page, stage = QWidget(), Stage(session, graph, look)
    stage.show_panels(panels, stacked=view.stacked)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(stage)
    page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    page.setFixedSize(size)
    page.show()
    _settle()
    for plot in page.findChildren(Plot):
        _ = plot.chart  # which a window makes later
    _settle()

    def close() -> None:
        for panel in {graph, *panels}:
            panel.close_down()
        page.close()
        page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    return page, close


def _settle() -> None:
    for _ in range(ROUNDS):
        finish_errands()
        QCoreApplication.processEvents()


def _made(star: Star, session: Session, look: Theme) -> Panel:
    return next(kind for kind in PANELS if star in kind.stars)(session, look)

"""Who sits where: some panels on the stage, the graph in the dock of one of them, the others in their own docks."""

from __future__ import annotations

from collections.abc import Sequence

from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.shell.dock import PanelDock
from graphviz_nn.gui.stage import Stage
from graphviz_nn.scene.stage import Star


class Seats:
    """Moves panels between their docks and the stage.

    Where the graph does not stand on the stage, it sits in the dock that the star has left; the other docks that are
    left are hidden for so long.

    Attributes:
        left: the docks that are hidden since their panels stand on the stage.

    """

    def __init__(self, stage: Stage, docks: Sequence[PanelDock]) -> None:
        self._stage, self._docks = stage, tuple(docks)
        self.left: frozenset[PanelDock] = frozenset()
        self._lent: PanelDock | None = None

    def show_stage(self, stars: Sequence[Star], *, stacked: bool) -> None:
        """Put the panels of these on the stage, the star first, and seat all others."""
        panels = [self._of(star) for star in stars]
        graph = self._stage.graph
        self._lent = None if graph in panels else next(d for d in self._docks if d.home is panels[0])
        self._stage.show_panels(panels, stacked=stacked)
        left = frozenset(dock for dock in self._docks if dock.home in panels and dock is not self._lent)
        for dock in self._docks:
            if dock not in left:
                dock.hold(graph if dock is self._lent else dock.home)
        then, self.left = self.left, left
        self.settle(then)

    def settle(self, left_then: frozenset[PanelDock]) -> None:
        """Show docks whose panels have come back, and hide those whose panels stand on the stage now.

        To be called too after a layout was brought back, with the docks that were hidden in it for the stage of then.
        """
        for dock in left_then - self.left:
            dock.show()
        for dock in self.left:
            dock.hide()
        for dock in self._docks:
            dock.toggleViewAction().setEnabled(dock not in self.left)
        if self._lent is not None:
            self._lent.show()
            self._lent.raise_()

    def _of(self, star: Star) -> Panel:
        panels = (self._stage.graph, *(dock.home for dock in self._docks))
        return next(panel for panel in panels if star in panel.stars)

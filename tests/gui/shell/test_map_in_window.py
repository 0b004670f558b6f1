"""The map of runs in the window: no run is trained for it while it is behind another's tab."""

from __future__ import annotations

from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import commands
from tests.gui.settling import settle


def test_none_are_trained_for_a_layout_that_shows_it_for_a_moment(window: MainWindow) -> None:
    seen: list[bool] = []
    window.session.subscribe(lambda _, new: seen.append(new.is_mapped))
    window.reset_layout()
    window.docks.dock("RunMapPanel").hide()
    window.docks.dock("RunMapPanel").show()
    window.docks.dock("BoundaryPanel").raise_()
    settle(window)
    window.session.perform(commands.step)
    assert seen
    assert not any(seen)


def test_runs_are_trained_while_the_map_is_in_front_alone(window: MainWindow) -> None:
    settle(window)
    dock, front = (window.docks.dock(name) for name in ("RunMapPanel", "BoundaryPanel"))
    assert front in window.tabifiedDockWidgets(dock)
    assert not window.session.state.is_mapped
    dock.raise_()
    settle(window)
    assert window.session.state.is_mapped
    assert window.session.state.run_map is not None
    front.raise_()
    settle(window)
    assert not window.session.state.is_mapped


def test_on_the_stage_it_is_in_front(window: MainWindow) -> None:
    commands.set_stage(window.session, "map")
    settle(window)
    assert window.session.state.is_mapped
    commands.set_stage(window.session, "graph")
    settle(window)
    assert window.session.state.is_mapped  # its place is where the graph was, in front
    window.docks.dock("BoundaryPanel").raise_()
    settle(window)
    assert not window.session.state.is_mapped

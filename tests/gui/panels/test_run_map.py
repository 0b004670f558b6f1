"""The map of runs: its cells, its legend, and the dot that a hand or the arrow keys move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.panels.run_map import RunMapPanel, caption, reading
from graphviz_nn.gui.plots.map_picture import Dots, MapPicture, borders
from graphviz_nn.gui.plots.shapes import Handle, Key, Mosaic, Ramp, Segments, Words
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.map_view import MapView
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.model import Formula
from graphviz_nn.session import Session, commands, mapping
from graphviz_nn.text import number_in
from graphviz_nn.training.run_map import MapSpec, RunMap
from graphviz_nn.training.variants import Variant
from tests.gui.hand import click, key, slide
from tests.gui.panels.conftest import Show
from tests.gui.settling import settle
from tests.session.documents import opened, small

FIRST, SECOND = "dense/kernel[0, 0]", "dense/bias[1]"


def session_of(**spec: object) -> Session:
    made = small(epochs=4)
    work = msgspec.structs.replace(made.work, variants=(Variant(),))
    view = msgspec.structs.replace(made.view, run_map=MapSpec(**spec))  # type: ignore[arg-type]
    return opened(Document(work, view))


def map_of(session: Session) -> RunMap:
    found = session.state.run_map
    assert found is not None
    return found


def view_of(panel: RunMapPanel) -> MapView:
    (view,) = panel.findChildren(MapView)
    panel.grab()
    assert view.plot.chart.box is not None
    QApplication.processEvents()
    return view


def pixel(view: MapView, column: float, row: float) -> QPoint:
    """Return where on the plot's view a cell lies."""
    (at,) = view.plot.chart.pixels(np.array([[column, row]], dtype=float)).tolist()
    return QPoint(round(at[0]), round(at[1]))


def seen(shown: Show, session: Session) -> RunMapPanel:
    """Show the panel, and let it see that it is in front."""
    panel = shown(RunMapPanel, session)
    settle(panel)
    return panel


def here(session: Session) -> mapping.Place | None:
    return mapping.places(session.state)[0]


def test_the_runs_are_trained_once_the_panel_is_seen(shown: Show) -> None:
    session = session_of()
    assert session.state.run_map is None
    panel = seen(shown, session)
    assert map_of(session).is_whole
    assert session.state.is_mapped
    panel.hide()
    settle(panel)
    assert not session.state.is_mapped


def test_a_click_on_a_cell_makes_its_run_the_one_in_the_window(shown: Show) -> None:
    session = session_of()
    view = view_of(seen(shown, session))
    click(view.plot.chart.widget.viewport(), pixel(view, 12, 50))
    QTest.qWait(10)
    assert here(session) == (12, 50)
    rule = session.state.work.training.optimiser
    assert rule.learning_rate == map_of(session).across.values[12]


def test_a_drag_of_the_dot_takes_the_run_along_and_is_undone_at_once(shown: Show) -> None:
    session = session_of()
    commands.watch_map(session, True)
    commands.move_on_map(session, mapping.at_cell(map_of(session), 32, 32))
    session.history = type(session.history)()
    before = session.state.work
    view = view_of(seen(shown, session))
    hand = pixel(view, 45, 20)
    slide(view.plot.chart.widget.viewport(), pixel(view, 32, 32), hand)
    place = here(session)
    assert place is not None
    # The legend says what the run is, and the picture moves by some pixels as that changes.
    assert (pixel(view, *place) - hand).manhattanLength() < 16
    assert place[0] > 42
    assert place[1] < 23
    assert len(session.history.behind) == 1
    commands.undo(session)
    assert session.state.work == before


@pytest.mark.parametrize(
    ("which", "step"),
    [
        (Qt.Key.Key_Left, (-1, 0)),
        (Qt.Key.Key_Right, (1, 0)),
        (Qt.Key.Key_Up, (0, 1)),
        (Qt.Key.Key_Down, (0, -1)),
    ],
)
def test_the_arrow_keys_move_the_dot_by_a_cell(shown: Show, which: Qt.Key, step: tuple[int, int]) -> None:
    session = session_of(across=FIRST, up="learning_rate")
    panel = seen(shown, session)
    assert panel.entry() is view_of(panel)
    commands.move_on_map(session, mapping.at_cell(map_of(session), 30, 40))
    key(view_of(panel), which)
    assert here(session) == (40 + step[0], 30 + step[1])


def test_at_the_edge_the_arrow_keys_stop(shown: Show) -> None:
    session = session_of()
    panel = seen(shown, session)
    commands.move_on_map(session, mapping.at_cell(map_of(session), 0, 0))
    key(view_of(panel), Qt.Key.Key_Left)
    key(view_of(panel), Qt.Key.Key_Down)
    assert here(session) == (0, 0)


def choose(panel: RunMapPanel, name: str, option: object) -> None:
    choice = next(each for each in panel.findChildren(Choice) if each.accessibleName() == name)
    choice.chosen.emit(option)


def test_another_axis_makes_another_map(shown: Show) -> None:
    session = session_of()
    panel = seen(shown, session)
    choose(panel, "Across", SECOND)
    assert map_of(session).across.name == SECOND
    choose(panel, "Up", SECOND)
    assert (map_of(session).across.name, map_of(session).up.name) == ("momentum", SECOND)


def test_the_updates_can_be_typed_and_an_empty_field_is_as_usual(shown: Show) -> None:
    session = session_of()
    panel = seen(shown, session)
    edit = next(each for each in panel.findChildren(NumberEdit) if each.field.name == "updates")
    assert edit.placeholderText() == "12"
    edit.take("5")
    assert map_of(session).size.updates == 5
    edit.take("")
    assert map_of(session).size.updates == 12


def test_the_caption_and_the_hover_say_what_comes_of_a_run(shown: Show) -> None:
    session = session_of()
    panel = seen(shown, session)
    found = map_of(session)
    said = reading(session.state, found, 3, 5)
    assert said[0].startswith("loss ")
    assert said[0].endswith("after 12 updates")
    assert said[1:] == [f"learning rate {found.across.values[5]:g}", f"momentum {found.up.values[3]:g}"]
    assert caption(session.state)[-1] == "65 × 65 runs of 12 updates"
    assert view_of(panel).accessibleDescription() == " · ".join(caption(session.state))
    bounded = replace(found, size=found.size._replace(is_less=True))
    session.update(run_map=bounded)
    assert "too long" in caption(session.state)[-1]


def test_an_expression_that_cannot_descend_says_why_there_is_no_map(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "[1, 2] * 3", {})
    panel = seen(shown, session)
    (view,) = panel.findChildren(MapView)
    assert view.plot.is_empty
    assert session.state.run_map is None


def shape_of(picture: MapPicture, kind: type, theme: Theme) -> list[object]:
    return [shape for shape in picture.shapes(theme) if isinstance(shape, kind)]


@pytest.fixture
def drawn() -> Callable[..., MapPicture]:
    def make(**spec: object) -> MapPicture:
        session = session_of(**spec)
        commands.watch_map(session, True)
        found = map_of(session)
        return MapPicture(found, session.state.view.run_map.shows, found.common_goal, ("SGD",), 0)

    return make


def test_what_diverged_is_hatched_and_said_in_the_legend(
    drawn: Callable[..., MapPicture], theme: Theme
) -> None:
    picture = drawn()
    losses = picture.found.found.losses.copy()
    losses[2, 3] = np.nan
    broken = replace(picture, found=replace(picture.found, found=replace(picture.found.found, losses=losses)))
    (mosaic,) = shape_of(broken, Mosaic, theme)
    assert isinstance(mosaic, Mosaic)
    assert mosaic.hatched[2, 3]
    words = [each.name for each in broken.shapes(theme) if isinstance(each, Key)]
    assert "▨ diverged" in words


def test_the_scale_has_numbers_and_lines_of_equal_loss_have_theirs(
    drawn: Callable[..., MapPicture], theme: Theme
) -> None:
    picture = drawn()
    (ramp,) = shape_of(picture, Ramp, theme)
    assert isinstance(ramp, Ramp)
    low, high = map(number_in, (ramp.parts[-1], ramp.high))
    assert np.isclose(low, np.nanmin(picture.numbers), rtol=0.06)
    assert low < high
    assert picture.labels == ("Learning rate", "Momentum")


def test_each_basin_has_its_letter_and_a_border(drawn: Callable[..., MapPicture], theme: Theme) -> None:
    picture = drawn(across=FIRST, up=SECOND, shows="ends")
    assert picture.basins is not None
    (words,) = shape_of(picture, Words, theme)
    assert isinstance(words, Words)
    assert words.texts == tuple("ABCDEF"[: len(picture.basins.losses)])
    for (x, y), text in zip(words.points.tolist(), words.texts, strict=True):
        assert picture.basins.places[int(y), int(x)] == "ABCDEF".index(text)
    (lines,) = shape_of(picture, Segments, theme)
    assert isinstance(lines, Segments)
    np.testing.assert_array_equal(lines.points, borders(picture.basins.places))


def test_borders_lie_between_cells_of_two_kinds() -> None:
    """By hand: one cell of four that is otherwise has two sides inside."""
    sides = borders(np.array([[0, 0], [0, 1]]))
    assert sorted(map(sorted, sides.tolist())) == [[[0.5, 0.5], [0.5, 1.5]], [[0.5, 0.5], [1.5, 0.5]]]
    assert borders(np.zeros((3, 3), dtype=int)).shape == (0, 2, 2)


def test_the_dot_is_that_of_the_variant_in_the_window(theme: Theme) -> None:
    shapes = Dots(((1.0, 2.0), (3.0, 4.0), None), 1).shapes(theme)
    (dot,) = [shape for shape in shapes if isinstance(shape, Handle)]
    assert dot.point.tolist() == [3.0, 4.0]
    assert len(shapes) == 2
    assert Dots((None,), 0).shapes(theme) == []


def test_an_old_map_waits_below_a_veil(shown: Show) -> None:
    session = session_of()
    panel = seen(shown, session)
    (veil,) = panel.findChildren(Veil)
    session.update(run_map=replace(map_of(session), key=None))
    assert mapping.is_old(session.state)
    QTest.qWait(250)
    assert veil.isVisible()


def test_runs_that_climb_beyond_all_range_leave_the_shades_to_the_others(theme: Theme) -> None:
    subject = Formula(text="2x² + y²/2", leaves={"x": 1.0, "y": 1.0})
    session = opened(Document(Work(subject=subject, variants=(Variant(),))))
    commands.watch_map(session, True)
    found = map_of(session)
    assert found.begun_at == 2.5
    picture = MapPicture(found, "loss", 0.1)
    assert np.nanmax(picture.numbers) > 1e100
    assert picture.scale.levels[-1] <= 25.0
    (ramp,) = (key for key in picture.shapes(theme) if isinstance(key, Ramp))
    assert ramp.high.endswith("and above")


def test_of_a_formula_the_map_tells_values(shown: Show) -> None:
    session = Session()
    commands.open_expression(session, "(x^2 - 1)^2 + y^2", {"x": 0.5, "y": 0.5})
    panel = seen(shown, session)
    words = " ".join(button.text() for button in panel.findChildren(QToolButton))
    assert "updates to a value" in words
    assert "loss" not in words
    found = map_of(session)
    assert any(line.startswith("value ") for line in reading(session.state, found, 0, 0))
    picture = MapPicture(found, "loss", float("nan"), value="value")
    (ramp,) = (key for key in picture.shapes(Theme.load("light")) if isinstance(key, Ramp))
    assert ramp.parts[0] == "value"

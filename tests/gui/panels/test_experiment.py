"""An experiment in the window: set up from the outline, seen as fans of losses, each strand a run that opens."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from graphviz_nn.errors import DocumentError, SettingError
from graphviz_nn.files.document import Document
from graphviz_nn.files.export import run_rows
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.losses.pictures import picture_of, strand_at
from graphviz_nn.gui.panels.loss_curve import LossCurvePanel
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.plots.shapes import Band
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.runs_model import RunsModel
from graphviz_nn.gui.widgets.runs_table import RunsTable
from graphviz_nn.scene.results import arrivals_text
from graphviz_nn.session import Session, commands, queries, training
from graphviz_nn.session.derived import Now
from graphviz_nn.text import short
from graphviz_nn.training.outcomes import Result, Results
from graphviz_nn.training.variants import Variant
from tests.gui.hand import click
from tests.gui.panels.conftest import Show
from tests.gui.panels.rows import row
from tests.session.documents import opened, small


@pytest.fixture
def session() -> Session:
    work = msgspec.structs.replace(small(12).work, seeds=5)
    return opened(Document(work))


def test_the_losses_of_all_seeds_are_a_band_a_median_and_strands(session: Session) -> None:
    picture = picture_of(session.state)
    assert picture is not None
    trials = session.state.trials
    assert trials is not None
    for fan, losses in zip(picture.fans, trials.outcome.losses, strict=True):
        np.testing.assert_array_equal(fan.strands, losses)
        np.testing.assert_array_equal(fan.median, np.sort(losses, axis=0)[2])
        assert (fan.low <= fan.median).all()
        assert (fan.median <= fan.high).all()
    low, high = picture.spans[1].low, picture.spans[1].high
    assert all(low <= fan.low.min() and fan.high.max() <= high for fan in picture.fans)


def test_a_band_ends_where_its_upper_end_does() -> None:
    x = np.arange(4.0)
    band = Band(x, x, np.array([1.0, 2.0, np.nan, 4.0]), None)  # type: ignore[arg-type]
    np.testing.assert_array_equal(band.points, [[0, 0], [1, 1], [1, 2], [0, 1]])


def test_a_click_on_a_strand_opens_that_run_and_travels_there(session: Session, shown: Show) -> None:
    plot = next(p for p in shown(LossCurvePanel, session).findChildren(Plot) if p.isVisible())
    assert plot.chart
    QApplication.processEvents()
    plot.grab()
    trials = session.state.trials
    assert trials is not None
    fan = trials.fans[1]
    highest = int(fan.strands[:, 3].argmax())
    place = plot.chart.pixels(np.array([[fan.epochs[3], fan.strands[highest, 3]]]))[0]
    click(plot.chart.widget.viewport(), QPoint(*(round(x) for x in place.tolist())))
    assert (session.state.view.variant, session.state.seed) == (1, highest)
    run = queries.active_run(session.state)
    assert run is not None
    assert run.problem.training.seed == highest
    assert queries.epoch(session.state)[0] == pytest.approx(3, abs=1)


def test_far_from_all_strands_and_before_they_are_uncovered_there_is_none(session: Session) -> None:
    assert strand_at(session.state, picture_of(session.state), 11.0, 0.39) is None
    median = session.state.trials.fans[0].median[5] if session.state.trials else 0.0
    assert strand_at(session.state, picture_of(session.state), 5.3, float(median)) is not None
    commands.toggle_cover(session, "future")
    assert strand_at(session.state, picture_of(session.state), 5.3, float(median)) is None


def test_it_says_when_half_of_the_seeds_came_down_to_a_loss_and_how_far_they_spread(session: Session) -> None:
    trials, results = session.state.trials, session.state.results
    assert trials is not None
    assert results is not None
    epochs = np.sort(trials.outcome.epochs_to(results.goal), axis=1)
    words = arrivals_text(results, "epoch")
    for name, row_ in zip(trials.outcome.variants, epochs, strict=True):
        assert f"{name} after {row_[2]:.0f} epochs ({row_[0]:.0f} … " in words


def test_any_setting_is_put_beside_the_shown_one_changed_there_and_left_again(
    session: Session, shown: Show
) -> None:
    outline = shown(OutlinePanel, session)
    variants = outline.variants
    variants.settings.offer(session.state.shown)
    menus = {action.text(): action.menu() for action in variants.settings.actions()}
    assert set(menus) == {"Data", "Model", "Training"}
    model = menus["Model"]
    assert isinstance(model, QMenu)
    chosen = next(a for a in model.actions() if a.text().startswith("Bias, all layers: on"))
    chosen.trigger()
    assert session.state.work.variants[2] == Variant(
        momentum=0.0, changes={"subject.layers.*.use_bias": False}
    )
    details = variants.rows[2].details
    assert not details.isHidden()
    shown_row = row(details.content.changes.rows, "subject.layers.*.use_bias")
    assert shown_row.currentText() == "off"
    shown_row.chosen.emit(None)
    assert session.state.work.variants[2] == Variant(momentum=0.0)
    assert not details.content.changes.isVisible()


def test_the_model_that_is_shown_is_that_of_the_shown_variant(session: Session, shown: Show) -> None:
    outline = shown(OutlinePanel, session)
    commands.add_variant(session, "subject.layers.0.units", 7)
    assert outline.model.layers[0].inputs["units"].widget.text() == "4"  # type: ignore[attr-defined]
    commands.choose_variant(session, 2)
    assert outline.model.layers[0].inputs["units"].widget.text() == "7"  # type: ignore[attr-defined]


def test_the_number_of_seeds_is_a_setting_beside_the_variants(session: Session, shown: Show) -> None:
    outline = shown(OutlinePanel, session)
    field = row(outline.variants.seeds, "seeds")
    assert field.text() == "5"
    field.changeRequested.emit(2)
    assert session.state.work.seeds == 2


def test_the_runs_are_written_as_a_table(session: Session, tmp_path: Path) -> None:
    commands.write_runs(session, tmp_path / "runs.csv")
    trials, results = session.state.trials, session.state.results
    assert trials is not None
    assert results is not None
    written = (tmp_path / "runs.csv").read_text()
    assert written == run_rows(results)
    rows = list(csv.DictReader(io.StringIO(written)))
    assert len(rows) == 10
    assert float(rows[3]["last_loss"]) == trials.outcome.losses[0, 3, -1]
    assert rows[0]["diverged_at"] == ""
    assert f"epochs_to_{results.goal:g}" in rows[0]
    commands.set_seeds(session, 1)
    with pytest.raises(DocumentError, match="no runs to write"):
        commands.write_runs(session, tmp_path / "none.csv")


def shown_table(panel: LossCurvePanel) -> RunsTable:
    table = panel.findChild(RunsTable)
    assert isinstance(table, RunsTable)
    return table


def cells(table: RunsTable, column: int) -> list[str]:
    model = table.model()
    return [model.index(row_, column).data() for row_ in range(model.rowCount())]


def test_the_runs_stand_in_a_table_that_sorts_by_any_column(session: Session, shown: Show) -> None:
    panel = shown(LossCurvePanel, session)
    commands.set_table(session, True)
    table, results = shown_table(panel), session.state.results
    assert table.isVisible()
    assert results is not None
    header = table.horizontalHeader()
    assert cells(table, 0)[:2] == [
        f"A  {results.rows[0].variant} · seed {results.rows[k].seed}" for k in (0, 1)
    ]
    heads = [table.model().headerData(c, Qt.Orientation.Horizontal) for c in range(header.count())]
    place = heads.index("lowest")
    for falls in (False, True, False):
        header.sectionClicked.emit(place)
        expected = sorted((r.best_loss for r in results.rows), reverse=falls)
        assert cells(table, place) == [short(loss) for loss in expected]


def test_a_row_steps_through_its_run_wherever_it_is_sorted_to(session: Session, shown: Show) -> None:
    table = shown_table(shown(LossCurvePanel, session))
    commands.set_table(session, True)
    for _ in range(2):
        table.horizontalHeader().sectionClicked.emit(1)
    results = session.state.results
    assert results is not None
    highest = max(range(len(results.rows)), key=lambda place: results.rows[place].last_loss)
    click(table.viewport(), table.visualRect(table.model().index(0, 0)).center())
    assert (session.state.view.variant, session.state.seed) == divmod(highest, results.seeds)
    commands.choose_run(session, 0, 2)
    (chosen,) = table.selectionModel().selectedRows()
    assert table.model().index(chosen.row(), 0).data().startswith("A ")


def test_what_has_no_number_stays_below_all_others_whichever_way_it_is_sorted(theme: Theme) -> None:
    rows = [
        Result(
            "SGD",
            seed,
            last,
            last,
            float("nan"),
            epochs,
            8 * epochs,
            epochs,
            0.1,
            7 if last == np.inf else None,
        )
        for seed, (last, epochs) in enumerate([(0.3, 5.0), (np.inf, np.nan), (0.1, 9.0), (0.2, np.nan)])
    ]
    model = RunsModel(theme)
    model.show_results(Results(0.15, 4, tuple(rows), ()), "epoch")
    heads = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    arrivals = ["epochs to 0.15", "updates to 0.15", "seconds to 0.15"]
    assert heads == ["run\u00a0▴", "loss", "lowest", *arrivals, "seconds"]
    for order, seeds in (
        (Qt.SortOrder.AscendingOrder, [0, 2, 1, 3]),
        (Qt.SortOrder.DescendingOrder, [2, 0, 1, 3]),
    ):
        model.sort(3, order)
        assert [model.run_at(place)[1] for place in range(4)] == seeds
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert model.index(0, 1).data() == "diverged"


def test_the_loss_to_come_down_to_is_typed_or_chosen(session: Session, shown: Show) -> None:
    panel = shown(LossCurvePanel, session)
    edit, results = panel.findChild(NumberEdit), session.state.results
    assert isinstance(edit, NumberEdit)
    assert results is not None
    assert (edit.text(), edit.placeholderText()) == ("", short(results.goal, 3))
    edit.changeRequested.emit(0.2)
    assert session.state.results is not None
    assert session.state.results.goal == 0.2
    outcome = session.state.trials.outcome if session.state.trials else None
    assert outcome is not None
    assert [r.epochs_to for r in session.state.results.rows] == pytest.approx(
        outcome.epochs_to(0.2).ravel().tolist(), nan_ok=True
    )
    edit.changeRequested.emit(None)
    assert session.state.results.goal == results.goal
    with pytest.raises(SettingError, match="above 0"):
        commands.set_goal(session, -1.0)


def test_a_variant_with_one_seed_has_a_row_too_and_no_spread(shown: Show) -> None:
    session = opened(small(12))
    table = shown_table(shown(LossCurvePanel, session))
    assert session.state.results is None  # nobody compares them
    commands.set_table(session, True)
    results = session.state.results
    assert results is not None
    assert cells(table, 0) == [
        f"{letter}  {row_.variant}" for letter, row_ in zip("AB", results.rows, strict=True)
    ]
    assert "…" not in arrivals_text(results, "epoch")


def test_while_runs_are_of_other_variants_than_there_are_now_nothing_is_compared() -> None:
    session = opened(small(12))
    commands.set_table(session, True)
    between = replace(session.state, runs=session.state.runs[:1])
    assert training.results(between) == Now(None)


def test_copied_are_the_chosen_rows_in_the_order_of_the_table_or_all(session: Session, shown: Show) -> None:
    panel = shown(LossCurvePanel, session)
    assert panel.copied() is None
    commands.set_table(session, True)
    table = shown_table(panel)
    table.horizontalHeader().sectionClicked.emit(1)
    make = panel.copied()
    assert make is not None
    losses = [float(line["last_loss"]) for line in csv.DictReader(io.StringIO(make()))]
    assert losses == sorted(losses)
    assert len(losses) == 10


def test_where_the_future_is_covered_no_table_tells_it(session: Session, shown: Show) -> None:
    panel = shown(LossCurvePanel, session)
    commands.set_table(session, True)
    commands.toggle_cover(session, "future")
    assert not shown_table(panel).isVisible()

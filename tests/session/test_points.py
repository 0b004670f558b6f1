"""Rows edited by hand: all follows at once, a stroke is one change, and the source is never lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graphviz_nn.data import DataSpec
from graphviz_nn.data.by_hand import MOST_ROWS
from graphviz_nn.errors import DataError, SettingError
from graphviz_nn.files.document import Document, Work
from graphviz_nn.files.store import from_bytes, to_bytes
from graphviz_nn.session import Session, commands
from graphviz_nn.session.hand import why_no_hand
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant
from tests.session.documents import opened, small
from tests.session.late import LateRunner

PENGUINS = DataSpec(
    source="penguins", features=("flipper_length_mm",), target="body_mass_g", standardise_target=True
)


def learning_from(data: DataSpec, *variants: Variant) -> Session:
    """A session on some data, its model fitted to them."""
    work = Work(training=TrainingSpec(epochs=3), variants=variants or (Variant(),))
    session = opened(Document(work))
    commands.set_data(session, **{name: getattr(data, name) for name in data.__struct_fields__})
    return session


def of(data: DataSpec, *variants: Variant) -> Session:
    """A session on some data, a hand over them."""
    session = learning_from(data, *variants)
    commands.take_hand(session)
    assert session.state.holding is not None
    return session


@pytest.fixture
def session() -> Session:
    return of(DataSpec(rows=20, held_out=0.2))


def rows(session: Session) -> np.ndarray:
    """All rows in the source's units, held-out ones behind the training rows."""
    dataset = session.state.dataset
    assert dataset is not None
    return dataset.unscale(np.concatenate([dataset.x, dataset.x_test]))


def test_a_hand_that_is_taken_changes_no_work(session: Session) -> None:
    assert session.state.holding is not None
    assert session.state.work.data.by_hand is None
    assert not session.state.can_undo.startswith("moved")
    commands.take_hand(session, False)
    assert session.state.holding is None


@pytest.mark.parametrize("row", [0, 15, 16, 19])
@pytest.mark.parametrize("standardise", [False, True])
def test_a_moved_row_is_where_it_was_put_and_the_others_stay(row: int, standardise: bool) -> None:
    session = of(DataSpec(rows=20, held_out=0.2, standardise=standardise))
    before, runs, dataset = rows(session), session.state.runs, session.state.dataset
    assert dataset is not None
    ((across, up),) = dataset.scale(np.array([[1.5, -0.5]])).tolist()
    commands.move_point(session, row, (across, up))
    after = rows(session)
    np.testing.assert_allclose(after[row], [1.5, -0.5], atol=1e-12)
    others = np.arange(20) != row
    np.testing.assert_allclose(after[others], before[others], atol=1e-12)
    assert session.state.runs is not runs
    assert session.state.boundary is not None
    assert session.state.score is not None
    now = session.state.dataset
    assert now is not None
    if standardise:
        np.testing.assert_allclose(now.x.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(now.x.std(axis=0), 1)
    else:
        np.testing.assert_array_equal(after[others], before[others])


def test_the_plot_reaches_as_far_as_long_as_the_hand_is_over_it(session: Session) -> None:
    before = session.state.boundary
    commands.move_point(session, 0, (2.0, 2.0))
    after = session.state.boundary
    assert before is not None
    assert after is not None
    np.testing.assert_array_equal(after.across, before.across)
    np.testing.assert_array_equal(after.up, before.up)


def test_what_was_learnt_stays_to_be_seen_until_the_new_run_is_there(runner: LateRunner) -> None:
    session = Session(runner)
    commands.open_document(session, small())
    runner.finish()
    commands.to_end(session)
    runner.finish()
    commands.take_hand(session)
    moment = session.state.moment
    commands.move_point(session, 0, (0.0, 0.0))
    assert session.state.moment is moment
    runner.finish()
    assert session.state.moment is not moment
    assert session.state.moment is not None
    assert session.state.moment.before.update == moment.before.update if moment else False
    assert session.state.moment.problem.x is session.state.dataset.x if session.state.dataset else False


def test_a_drag_is_one_change_however_long_it_takes() -> None:
    now = [0.0]
    session = Session(clock=lambda: now[0])
    commands.open_document(session, small())
    commands.take_hand(session)
    work, depth = session.state.work, len(session.history.behind)
    for step in range(5):
        now[0] += 10
        commands.move_point(session, 3, (step / 10, 0.0), "first")
    assert len(session.history.behind) == depth + 1
    commands.move_point(session, 3, (0.0, 0.0), "second")
    assert len(session.history.behind) == depth + 2
    commands.undo(session)
    commands.undo(session)
    assert session.state.work == work
    commands.redo(session)
    assert session.state.work.data.by_hand is not None
    assert rows(session)[3].tolist() == [0.4, 0.0]


def test_a_stroke_adds_points_of_the_class_in_the_hand(session: Session) -> None:
    commands.set_ink(session, 1)
    depth = len(session.history.behind)
    commands.add_points(session, [(0.0, 0.0)], "stroke")
    commands.add_points(session, [(0.1, 0.0), (0.2, 0.0)], "stroke")
    dataset, hand = session.state.dataset, session.state.holding
    assert dataset is not None
    assert hand is not None
    assert hand.row is not None
    assert len(rows(session)) == 23
    assert rows(session)[hand.row].tolist() == [0.2, 0.0]
    assert float(np.concatenate([dataset.y, dataset.y_test])[hand.row, 0]) == 1
    assert len(session.history.behind) == depth + 1


def test_the_first_point_of_a_new_class_gives_the_model_an_output_for_it_and_undo_takes_it(
    session: Session,
) -> None:
    commands.set_ink(session, 2)
    commands.add_points(session, [(0.0, 0.0)])
    assert classes(session) == ["0", "1", "2"]
    assert session.state.network.targets == 3
    assert session.state.network.loss == "categorical_crossentropy"
    assert session.state.holding is not None
    commands.undo(session)
    assert session.state.network.targets == 1
    assert classes(session) == ["0", "1"]
    commands.add_points(session, [(0.0, 0.0)])  # the ink is of a class that is not there any more
    assert classes(session) == ["0", "1", "2"]


def classes(session: Session) -> list[str]:
    return list(session.state.dataset.classes) if session.state.dataset else []


@pytest.mark.parametrize("place", [0, 7, 18])
def test_removed_rows_are_gone_and_no_other_changes_sides(session: Session, place: int) -> None:
    before, dataset = rows(session), session.state.dataset
    assert dataset is not None
    held_out = {tuple(row) for row in dataset.x_test.tolist()}
    commands.remove_points(session, [place])
    np.testing.assert_array_equal(rows(session), np.delete(before, place, axis=0))
    now = session.state.dataset
    assert now is not None
    assert {tuple(row) for row in now.x_test.tolist()} <= held_out
    assert not held_out & {tuple(row) for row in now.x.tolist()}


def test_two_rows_are_left(session: Session) -> None:
    commands.remove_points(session, range(18))
    assert len(rows(session)) == 2
    with pytest.raises(DataError, match="the least"):
        commands.remove_points(session, [0])
    assert len(rows(session)) == 2


def test_there_can_be_so_many_rows_and_no_more(session: Session) -> None:
    commands.add_points(session, [(0.0, 0.0)] * 100)
    with pytest.raises(DataError, match="2,000"):
        commands.add_points(session, [(0.0, 0.0)] * MOST_ROWS)
    assert len(rows(session)) == 120


def test_the_way_back_leads_to_the_rows_of_the_source(session: Session) -> None:
    before, work = rows(session), session.state.work
    commands.move_point(session, 0, (0.0, 0.0))
    commands.give_back(session)
    np.testing.assert_array_equal(rows(session), before)
    assert session.state.work == work
    commands.undo(session)
    assert rows(session)[0].tolist() == [0.0, 0.0]


def test_another_source_lets_go_of_what_was_edited(session: Session) -> None:
    commands.move_point(session, 0, (0.0, 0.0))
    commands.set_data(session, source="circles")
    assert session.state.work.data.by_hand is None
    assert session.state.dataset is not None
    assert session.state.dataset.name == "circles"


def test_over_other_rows_the_plot_follows_them_until_they_are_edited(session: Session) -> None:
    before = session.state.reach
    commands.set_data(session, source="spiral")
    assert session.state.holding is not None
    assert session.state.reach is None
    commands.move_point(session, 0, (0.0, 0.0))
    assert session.state.reach not in (None, before)


def test_places_are_across_and_up_whichever_feature_is_which(session: Session) -> None:
    commands.set_features(session, 1, 0)
    before, boundary = session.state.reach, session.state.boundary
    assert before is not None
    assert boundary is not None
    np.testing.assert_allclose([boundary.across[[0, -1]], boundary.up[[0, -1]]], before[::-1])
    commands.move_point(session, 0, (0.25, -0.5))
    assert rows(session)[0].tolist() == [-0.5, 0.25]


def test_a_document_keeps_the_edited_rows(session: Session) -> None:
    commands.move_point(session, 0, (0.25, -0.125))
    commands.set_ink(session, 2)
    commands.add_points(session, [(0.5, 0.5)])
    kept = from_bytes(to_bytes(session.state.document))
    assert kept.work == session.state.work
    again = opened(kept)
    np.testing.assert_array_equal(rows(again), rows(session))
    assert again.state.dataset is not None
    assert again.state.dataset.classes == ("0", "1", "2")


def test_a_number_told_by_one_feature_is_dragged_up_and_down_in_its_own_unit() -> None:
    session = of(PENGUINS)
    dataset = session.state.dataset
    assert dataset is not None
    across = float(dataset.x[4, 0])
    commands.move_point(session, 4, (across, 5000.0))
    now = session.state.dataset
    assert now is not None
    assert float(now.unscale_y(now.y)[4, 0]) == pytest.approx(5000)
    assert float(now.x[4, 0]) == across
    commands.add_points(session, [(across, 3000.0)])
    assert session.state.dataset is not None
    assert float(session.state.dataset.unscale_y(session.state.dataset.y)[-1, 0]) == pytest.approx(3000)
    assert session.state.fitted is not None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (DataSpec(source="iris"), "over two features; here are 4 features"),
        (DataSpec(rows=5000), "5,000 rows are too many"),
        (
            DataSpec(source="penguins", target="body_mass_g"),
            "one target is told by one feature; here are 1 target and 3 features",
        ),
    ],
)
def test_what_no_plane_shows_is_not_edited_and_why_is_said(data: DataSpec, why: str) -> None:
    session = learning_from(data)
    assert why in why_no_hand(session.state)
    with pytest.raises(SettingError, match=why):
        commands.take_hand(session)


def test_variants_that_prepare_the_rows_otherwise_follow_and_those_with_rows_of_their_own_stay() -> None:
    own = Variant(name="own", changes={"data.source": "circles"})
    scaled = Variant(name="scaled", changes={"data.standardise": True})
    session = of(DataSpec(rows=20), Variant(), scaled, own)
    commands.move_point(session, 0, (9.0, 9.0))
    plain, standardised, circles = (task.dataset for task in session.state.tasks)
    assert plain is not None
    assert standardised is not None
    assert circles is not None
    assert plain.x[0].tolist() == [9.0, 9.0]
    np.testing.assert_allclose(standardised.unscale(standardised.x), plain.x)
    assert circles.name == "circles"
    commands.choose_variant(session, 2)
    assert "rows of its own (data.source)" in why_no_hand(session.state)


def test_a_table_that_was_edited_needs_its_file_no_more(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(
        "a,b,kind\n" + "".join(f"{i * 0.37 % 1:.3f},{i * 0.61 % 1:.3f},{'xy'[i % 2]}\n" for i in range(30))
    )
    session = Session()
    commands.open_table(session, table)
    commands.take_hand(session)
    commands.move_point(session, 0, (1.0, 2.0))
    assert session.state.dataset is not None
    assert session.state.dataset.name == "mine, edited by hand"
    table.unlink()
    again = opened(from_bytes(to_bytes(session.state.document)))
    np.testing.assert_allclose(rows(again), rows(session))

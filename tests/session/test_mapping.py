"""The map of runs and its dot: the run in the window is the one under it, and moving it is one change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

import msgspec
import numpy as np
import pytest

from graphviz_nn.debug.explain import Cell
from graphviz_nn.engine import native
from graphviz_nn.errors import SettingError
from graphviz_nn.files.decode import document_of, tree_of
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.optim import Adam, Sgd
from graphviz_nn.session import Session, commands, mapping
from graphviz_nn.session.jobs import Deliver, Handle, ImmediateRunner, Runner
from graphviz_nn.session.jobs import Work as JobWork
from graphviz_nn.training.run_map import MapSpec, RunMap
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant
from tests.session.documents import opened, small
from tests.session.late import LateRunner

FIRST, SECOND = "dense/kernel[0, 0]", "dense/bias[1]"


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def document(**spec: object) -> Document:
    """Return a small network of one variant, and a map of it."""
    made = small(epochs=4)
    work = msgspec.structs.replace(made.work, variants=(Variant(),))
    return Document(work, View(run_map=MapSpec(**spec)))  # type: ignore[arg-type]


def watched(**spec: object) -> Session:
    session = opened(document(**spec))
    commands.watch_map(session, True)
    return session


def map_of(session: Session) -> RunMap:
    found = session.state.run_map
    assert found is not None
    return found


def leaves_of(session: Session) -> Mapping[str, LeafValue]:
    subject = session.state.work.subject
    assert isinstance(subject, Formula)
    return subject.leaves


def move(session: Session, row: int, column: int, *, is_held: bool = False) -> None:
    values = mapping.at_cell(map_of(session), row, column)
    commands.move_on_map(session, values, is_held=is_held)


def test_nothing_is_trained_for_a_map_that_nobody_looks_at() -> None:
    session = opened(document())
    assert session.state.run_map is None
    commands.watch_map(session, True)
    assert map_of(session).is_whole


def test_a_map_of_what_is_gone_is_not_kept_for_nobody_to_see() -> None:
    session = watched()
    found = map_of(session)
    commands.watch_map(session, False)
    move(session, 3, 5)
    assert map_of(session) is found  # it is a map of these runs still
    commands.open_expression(session, "x*y", {"x": 2.0, "y": 3.0})
    assert session.state.run_map is None


@pytest.mark.parametrize(
    "axes",
    [
        {},
        {"across": "batch_size"},
        {"across": FIRST, "up": SECOND},
        {"across": "learning_rate", "up": FIRST},
    ],
    ids=str,
)
def test_the_run_in_the_window_has_the_loss_of_the_cell_to_the_bit(axes: dict[str, str]) -> None:
    session = watched(**axes, updates=4)
    found = map_of(session)
    rows, columns = found.losses.shape
    for row, column in ((rows // 2, columns // 3), (3, 5)):
        move(session, row, column)
        assert map_of(session) is found
        (run,) = session.state.runs
        states, _, divergence = run.machine.advance(run.problem.start, 4)
        assert divergence is None
        assert run.machine.losses(states[-1].weights[None])[0] == found.losses[row, column]
        assert mapping.places(session.state) == ((column, row),)


def test_a_drag_is_one_change_and_undo_takes_all_of_it_back() -> None:
    session = watched(across="learning_rate", up=FIRST)
    before, found = session.state.work, map_of(session)
    session.clock = count(0.0, 60.0).__next__  # a slow hand, or a slow machine
    for column in range(20, 30):
        move(session, column - 10, column, is_held=column > 20)
    training = session.state.work.training
    assert training.optimiser.learning_rate == found.across.values[29]
    assert training.start == {FIRST: found.up.values[19]}
    assert session.state.can_undo == "place on the map"
    commands.undo(session)
    assert session.state.work == before
    assert session.state.can_undo == ""
    assert map_of(session) is found
    move(session, 3, 3)
    move(session, 4, 4)
    assert len(session.history.behind) == 2


def test_a_change_that_is_no_axis_makes_another_map() -> None:
    session = watched()
    found = map_of(session)
    commands.set_training(session, seed=5)
    assert map_of(session) is not found
    assert (map_of(session).found.losses != found.found.losses).any()


def test_of_a_longer_training_with_runs_as_long_the_map_stays() -> None:
    session = watched(updates=6)
    found = map_of(session)
    commands.set_training(session, epochs=9)
    assert map_of(session) is found


def test_what_a_variant_has_of_its_own_is_changed_there() -> None:
    made = document()
    own = (Variant(momentum=0.5), Variant())
    session = opened(Document(msgspec.structs.replace(made.work, variants=own), made.view))
    commands.watch_map(session, True)
    move(session, 8, 8)
    found = map_of(session)
    assert session.state.work.variants[0].momentum == found.up.values[8]
    assert session.state.work.variants[1].momentum is None
    shared = session.state.work.training.optimiser
    assert shared.learning_rate == found.across.values[8]
    assert mapping.places(session.state) == ((8, 8), (8, found.up.place(getattr(shared, "momentum", 0.0))))


def test_a_variant_that_is_otherwise_than_the_map_is_not_on_it() -> None:
    made = document()
    others = (Variant(), Variant(optimiser=Adam()), Variant(seed=7), Variant(shuffle=False))
    session = opened(Document(msgspec.structs.replace(made.work, variants=others), made.view))
    commands.watch_map(session, True)
    here, *rest = mapping.places(session.state)
    assert here is not None
    assert rest == [None, None, None]


def test_the_dot_of_a_formula_moves_its_variables_and_the_map_stays() -> None:
    session = Session()
    commands.open_expression(session, "(x**2 - 1)**2 + sum(w*w)", {"x": 0.5, "w": [1.0, -1.0]})
    commands.set_map(session, across="x", up="w[1]")
    commands.watch_map(session, True)
    found = map_of(session)
    assert (found.across.name, found.up.name) == ("x", "w[1]")
    move(session, 20, 30)
    assert map_of(session) is found
    x, w = found.across.values[30], found.up.values[20]
    assert leaves_of(session) == {"x": x, "w": [1.0, w]}
    assert session.state.work.training.start == {}
    assert mapping.places(session.state)[0] == (30, 20)
    commands.undo(session)
    assert leaves_of(session) == {"x": 0.5, "w": [1.0, -1.0]}


def test_a_variable_that_is_no_number_is_nowhere_on_the_map() -> None:
    session = Session()
    commands.open_expression(session, "(x**2 - 1)**2 + w*w", {"x": 0.5, "w": 1.0})
    commands.set_map(session, across="x", up="w")
    commands.watch_map(session, True)
    map_of(session)
    commands.set_leaf(session, "x", float("nan"))
    assert set(mapping.places(session.state)) == {None}


class _Held(LateRunner):
    """Holds maps alone; all else is done at once."""

    def start(self, work: Callable[[], JobWork], deliver: Deliver, *, is_derived: bool = False) -> Handle:
        made = work()
        runner: Runner = ImmediateRunner()
        if getattr(made, "__name__", "") == "mapped":
            return super().start(lambda: made, deliver)
        return runner.start(lambda: made, deliver)


def test_an_old_map_stays_until_the_new_one_is_there_and_a_late_one_is_dropped() -> None:
    runner = _Held()
    session = Session(runner)
    commands.open_document(session, document())
    commands.watch_map(session, True)
    runner.finish()
    first = map_of(session)
    assert not mapping.is_old(session.state)
    commands.set_training(session, seed=3)
    assert mapping.is_old(session.state)
    np.testing.assert_array_equal(map_of(session).losses, first.losses)
    commands.set_training(session, seed=4)
    commands.set_training(session, seed=0)  # as it was: the one for 4 must not come in its place
    late, newest = runner.held[:-1], runner.held[-1:]
    for work, deliver in late:
        ImmediateRunner().start(work, deliver)
    assert mapping.is_old(session.state)
    runner.held = newest
    runner.finish()
    assert not mapping.is_old(session.state)
    np.testing.assert_array_equal(map_of(session).losses, first.losses)
    assert map_of(session).problem.training.seed == 0


def test_a_map_that_is_cancelled_keeps_what_there_is() -> None:
    runner = _Held()
    session = Session(runner)
    commands.open_document(session, document())
    commands.watch_map(session, True)
    commands.cancel(session, "run_map")
    runner.finish()
    assert session.state.run_map is None
    commands.set_map(session, shows="ends")
    runner.finish()
    assert map_of(session).basins is not None


def test_another_choice_of_an_axis_that_is_taken_exchanges_the_two() -> None:
    session = watched()
    commands.set_map(session, across="momentum")
    spec = session.state.view.run_map
    assert (spec.across, spec.up) == ("momentum", "learning_rate")
    commands.set_map(session, up=FIRST)
    assert (session.state.view.run_map.across, map_of(session).up.name) == ("momentum", FIRST)


def test_basins_are_found_when_they_are_asked_for_and_kept_for_the_loss() -> None:
    session = watched(across=FIRST, up=SECOND)
    assert map_of(session).basins is None
    commands.set_map(session, shows="ends")
    found = map_of(session)
    assert found.basins is not None
    commands.set_map(session, shows="updates")
    commands.set_map(session, shows="loss")
    assert map_of(session) is found


def test_a_start_that_is_of_no_weight_is_refused_and_the_work_stays() -> None:
    session = opened(document())
    before = session.state.work
    with pytest.raises(SettingError, match="The start sets 'dense/kernel' to 1"):
        commands.set_training(session, start={"dense/kernel": 1.0})
    assert session.state.work is before


def test_a_start_goes_with_the_weight_that_it_is_of() -> None:
    session = opened(document())
    commands.set_training(session, start={"dense/bias[3]": 1.0, "dense/bias[0]": 2.0})
    commands.set_layer(session, 0, units=2)
    assert session.state.work.training.start == {"dense/bias[0]": 2.0}
    message = session.state.message
    assert message is not None
    assert "The start of dense/bias[3] is left" in message.text
    commands.undo(session)
    assert session.state.work.training.start == {"dense/bias[3]": 1.0, "dense/bias[0]": 2.0}


def test_a_variant_with_another_model_begins_as_its_seed_says() -> None:
    session = opened(document())
    commands.set_training(session, start={"dense/bias[3]": 1.0})
    commands.add_variant(session, "subject.layers.0.units", 2)
    assert [task.problem.training.start for task in session.state.tasks] == [{"dense/bias[3]": 1.0}, {}]
    commands.change_variant(session, 1, "training.start", {"dense/bias[1]": 3.0})
    other = session.state.tasks[1].problem
    assert other.start.weights[other.network.place_of("dense/bias[1]")] == 3.0


def test_weights_that_were_tried_out_and_kept_are_all_that_training_begins_with() -> None:
    session = opened(document())
    commands.set_training(session, start={FIRST: 1.0})
    commands.try_number(session, Cell("dense/kernel", "value", (0, 0)), 2.5)
    commands.keep_trial(session)
    assert session.state.work.training.start == {}
    (task,) = session.state.tasks
    assert task.problem.start.weights[task.problem.network.place_of(FIRST)] == 2.5


def test_a_document_keeps_map_and_start() -> None:
    view = View(run_map=MapSpec(across=FIRST, up="batch_size", shows="ends", updates=77, goal=0.25))
    work = Work(training=TrainingSpec(optimiser=Sgd(), start={FIRST: 1 / 3}))
    kept = document_of(tree_of(Document(work, view)), "x")
    assert kept.view == view
    assert kept.work.training == work.training


def quadratic(across: str, up: str, updates: int | None = None, text: str = "2x² + y²/2") -> Session:
    """Return a session with x²/2 · 4 + y²/2, or another: λmax is 4, everywhere, and a map of it."""
    subject = Formula(text=text, leaves={"x": 1.0, "y": 1.0})
    training = TrainingSpec(optimiser=Sgd(learning_rate=0.1, momentum=0.5), epochs=20)
    work = Work(subject=subject, training=training, variants=(Variant(),))
    session = opened(Document(work, View(run_map=MapSpec(across=across, up=up, updates=updates))))
    commands.watch_map(session, True)
    return session


@pytest.mark.parametrize("axes", [("learning_rate", "momentum"), ("momentum", "learning_rate")], ids=str)
def test_beyond_the_limit_every_run_of_a_quadratic_goes_up_and_below_it_down(axes: tuple[str, str]) -> None:
    session = quadratic(across=axes[0], up=axes[1], updates=4000)
    found, limit = map_of(session), mapping.limit(session.state)
    assert limit is not None
    assert limit.words == "(2+2β)/λmax"
    is_across = axes[0] == "learning_rate"
    losses = found.losses if is_across else found.losses.T
    places = limit.points if is_across else limit.points[:, ::-1]
    rates, momenta = (found.across, found.up) if is_across else (found.up, found.across)
    for (place, row), momentum in zip(places.tolist(), momenta.values.tolist(), strict=True):
        assert rates.place((2 + 2 * momentum) / 4) == pytest.approx(place)
        below, above = losses[int(row), : int(place)], losses[int(row), int(place) + 2 :]
        assert (below <= 2.5).all()
        assert not (above <= 2.5).any()


def test_on_next_to_flat_ground_no_rate_of_the_map_is_the_limit() -> None:
    session = quadratic(across="learning_rate", up="momentum", text="1e-310*x² + 1e-311*y²")
    limit = mapping.limit(session.state)
    assert limit is not None
    assert np.isnan(limit.points[:, 0]).all()


def test_where_no_limit_is_known_there_is_none() -> None:
    assert mapping.limit(quadratic(across="x", up="y").state) is None
    session = quadratic(across="learning_rate", up="x")
    limit = mapping.limit(session.state)
    assert limit is not None
    assert len(set(limit.points[:, 0].tolist())) == 1
    commands.set_rule(session, "adam")
    assert mapping.limit(session.state) is None

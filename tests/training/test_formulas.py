"""Training an expression: its variables go downhill as weights do, by the reference and by the native machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graphviz_nn.debug.moment import make_moment
from graphviz_nn.engine import native
from graphviz_nn.errors import DataError
from graphviz_nn.graph.expression import names
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.optim import AnyOptimiser, Sgd, empty_memory
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run, train
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.debug.examples import RULES, TENSORS, TEXTS

MACHINES = pytest.mark.parametrize("machine", [ReferenceMachine, NativeMachine])
Make = Callable[[Problem], Machine]

HILLS = "x**2*cos(x) + sin(x)"
BOTTOMS = (-9.619390, -3.588823, 3.692901, 9.639647)
SADDLE = Formula(text="x*x*y + y*y", leaves={"x": 1.0, "y": 0.5})
NUMBERS: dict[str, LeafValue] = {"x": 1.5, "y": 2.5}
LEAVES: dict[str, LeafValue] = {name: np.asarray(value).tolist() for name, value in TENSORS.items()}


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def task(formula: Formula, rule: AnyOptimiser, updates: int = 100) -> Problem:
    return Problem(formula.network, TrainingSpec(optimiser=rule, epochs=updates))


def trained(make: Make, formula: Formula, rule: AnyOptimiser, updates: int) -> Run:
    problem = task(formula, rule, updates)
    return finish(train(problem, make(problem)), quiet)


def descent(make: Make, text: str, x: float, updates: int, rate: float, momentum: float = 0.0) -> Run:
    rule = Sgd(learning_rate=rate, momentum=momentum)
    return trained(make, Formula(text=text, leaves={"x": x}), rule, updates)


@MACHINES
def test_cos_never_moves_from_its_crest(machine: Make) -> None:
    run = descent(machine, "cos(x)", 0.0, 100, rate=0.1, momentum=0.9)
    assert run.path.tolist() == [[0.0]] * 101
    assert run.losses.tolist() == [1.0] * 100


@MACHINES
def test_beside_its_crest_cos_rolls_down_to_pi(machine: Make) -> None:
    assert descent(machine, "cos(x)", 0.01, 200, rate=0.1).end.weights[0] == pytest.approx(np.pi, abs=1e-6)


@MACHINES
def test_plain_descent_ends_in_the_nearest_valley(machine: Make) -> None:
    run = descent(machine, HILLS, 6.0, 1000, rate=0.01)
    assert run.end.weights[0] == pytest.approx(3.692901, abs=5e-7)


@MACHINES
def test_momentum_hops_over_the_hill_into_the_next_valley(machine: Make) -> None:
    run = descent(machine, HILLS, 6.0, 1000, rate=0.01, momentum=0.9)
    assert run.end.weights[0] == pytest.approx(-3.588823, abs=5e-7)
    assert np.abs(run.path).max() < 12


@MACHINES
@pytest.mark.parametrize("bottom", BOTTOMS)
def test_the_four_minima_within_twelve_hold_what_starts_beside_them(machine: Make, bottom: float) -> None:
    run = descent(machine, HILLS, bottom + 0.05, 500, rate=0.005)
    assert run.end.weights[0] == pytest.approx(bottom, abs=5e-7)


def test_the_hills_are_unbounded_below() -> None:
    far = Formula(text=HILLS, leaves={"x": 0.0}).network.graph(1)
    lows = [float(far.with_leaves(x=(2 * k + 1) * np.pi).value) for k in (1, 10, 100)]
    assert lows == sorted(lows, reverse=True)
    assert lows[-1] < -1e5


@MACHINES
@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_each_point_is_one_step_of_the_rule_from_the_one_before(machine: Make, rule: AnyOptimiser) -> None:
    run = trained(machine, SADDLE, rule, 5)
    w = np.array([1.0, 0.5])
    memory = empty_memory(rule, w)
    for t, (point, loss) in enumerate(zip(run.path[1:], run.losses, strict=True), 1):
        assert loss == pytest.approx(w[0] ** 2 * w[1] + w[1] ** 2, rel=1e-13)
        g = np.array([2 * w[0] * w[1], w[0] ** 2 + 2 * w[1]])
        w, memory = rule.step(w, g, memory, t)
        np.testing.assert_allclose(point, w, rtol=1e-12)
    assert len(run.path) == 6


@pytest.mark.parametrize("rule", RULES, ids=repr)
@pytest.mark.parametrize("text", [f"0.01*({HILLS})", "ln(1 + x*x + 3*y*y) + sin(x)*y", "2*x + 3", "x/y**2"])
def test_the_native_machine_goes_the_way_of_the_reference(rule: AnyOptimiser, text: str) -> None:
    formula = Formula(text=text, leaves={name: leaf for name, leaf in NUMBERS.items() if name in names(text)})
    ours, theirs = (trained(make, formula, rule, 60) for make in (NativeMachine, ReferenceMachine))
    np.testing.assert_allclose(ours.path, theirs.path, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ours.losses, theirs.losses, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("text", TEXTS)
def test_tensors_are_trained_number_by_number_as_any_weight(text: str) -> None:
    whole = f"sum(({text}) * ({text})) * 0.001"
    formula = Formula(text=whole, leaves={name: leaf for name, leaf in LEAVES.items() if name in names(text)})
    rule = Sgd(learning_rate=1e-3, momentum=0.9)
    ours, theirs = (trained(make, formula, rule, 20) for make in (NativeMachine, ReferenceMachine))
    np.testing.assert_allclose(ours.path, theirs.path, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ours.losses, theirs.losses, rtol=1e-12, atol=1e-12)
    assert ours.path.shape == (21, formula.network.count)
    assert (ours.end.weights != ours.path[0]).any()
    assert ours.losses[-1] < ours.losses[0]


@MACHINES
def test_every_number_of_a_tensor_moves_by_its_own_slope(machine: Make) -> None:
    formula = Formula(text="sum(a*a) * s", leaves={"a": [[1.0, -2.0], [0.0, 4.0]], "s": 0.5})
    run = trained(machine, formula, Sgd(learning_rate=0.1), 1)
    assert run.end.weights.tolist() == pytest.approx([0.9, -1.8, 0.0, 3.6, 0.5 - 0.1 * 21.0])


@MACHINES
def test_a_descent_that_falls_out_of_all_numbers_ends_before_and_says_so(machine: Make) -> None:
    run = descent(machine, "x**4", 10.0, 50, rate=1.0)
    assert run.divergence is not None
    assert 1 <= run.updates < 50
    assert run.divergence.update == run.updates + 1
    assert run.divergence.node in str(run.divergence)
    assert np.isfinite(run.path).all()
    assert np.isfinite(run.losses).all()
    assert len(run.losses) == run.updates


def test_both_machines_stop_before_the_same_update_for_the_same_reason() -> None:
    first, second = (descent(make, "x**4", 10.0, 50, rate=1.0) for make in (NativeMachine, ReferenceMachine))
    assert str(first.divergence) == str(second.divergence)
    assert first.updates == second.updates


@MACHINES
@pytest.mark.parametrize("start", [np.nan, np.inf])
def test_a_start_that_is_not_finite_ends_before_the_first_update(machine: Make, start: float) -> None:
    run = descent(machine, "x*x", start, 9, rate=0.1)
    assert run.divergence is not None
    assert (run.path_updates, len(run.losses)) == ((0,), 0)


@MACHINES
@pytest.mark.parametrize("update", [0, 1, 77, 499, 3000])
def test_any_update_is_had_again_to_the_bit(machine: Make, update: int) -> None:
    rule = Sgd(learning_rate=0.01, momentum=0.9)
    run = trained(machine, Formula(text=HILLS, leaves={"x": 6.0}), rule, 3000)
    assert len(run.checkpoints) < 3000  # so that there is something to replay
    straight = run.machine.advance(run.problem.start, update).states[-1]
    replayed = run.state_before(update)
    assert (replayed.weights == straight.weights).all()
    assert (replayed.memory[0] == straight.memory[0]).all()


@MACHINES
def test_the_loss_at_many_places_is_the_formula_s(machine: Make) -> None:
    problem = task(SADDLE, Sgd())
    points = np.random.default_rng(0).normal(size=(50, 2))
    x, y = points.T
    np.testing.assert_allclose(machine(problem).losses(points), x * x * y + y * y, rtol=1e-13)
    slopes = np.stack([2 * x * y, x * x + 2 * y], axis=1)
    np.testing.assert_allclose(machine(problem).gradients(points), slopes, rtol=1e-13)


@MACHINES
def test_a_formula_with_reductions_is_measured_place_by_place(machine: Make) -> None:
    formula = Formula(text="sum(a * s) + t", leaves={"a": [1.0, 2.0, 3.0], "s": 0.5, "t": 1.0})
    points = np.random.default_rng(0).normal(size=(20, 5))
    expected = points[:, :3].sum(axis=1) * points[:, 3] + points[:, 4]
    np.testing.assert_allclose(machine(task(formula, Sgd())).losses(points), expected, rtol=1e-13)


@MACHINES
def test_a_variable_that_the_result_does_not_depend_on_stays(machine: Make) -> None:
    run = trained(machine, Formula(text="x*x + 0*y", leaves={"x": 1.0, "y": 3.0}), Sgd(learning_rate=0.1), 9)
    assert run.path[:, 1].tolist() == [3.0] * 10
    assert abs(run.end.weights[0]) < 0.2


@MACHINES
def test_a_variable_that_only_chooses_stays_and_has_the_gradient_zero(machine: Make) -> None:
    formula = Formula(text="where(c, a*a, b)", leaves={"a": 1.0, "b": 3.0, "c": 2.0})
    run = trained(machine, formula, Sgd(learning_rate=0.1), 9)
    assert run.path[:, 1:].tolist() == [[3.0, 2.0]] * 10
    assert run.machine.gradients(run.path[:1]).tolist() == [[2.0, 0.0, 0.0]]
    moment = make_moment(run.problem, run.problem.start, run.machine)
    assert moment.record.changes["c"].gradient == 0.0
    assert moment.after.weights.tolist() == run.path[1].tolist()


@MACHINES
def test_a_formula_that_is_its_variable_alone_goes_down_for_ever(machine: Make) -> None:
    run = descent(machine, "x", 1.0, 10, rate=0.5)
    assert run.path[:, 0] == pytest.approx(1.0 - 0.5 * np.arange(11))


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("a * 2", {"a": [1.0, 2.0]}),
        ("2 + 3", {}),
        ("sum(x)", {"x": []}),
        ("a @ transpose(a)", {"a": [[1.0, 2.0]]}),
    ],
)
def test_what_is_not_one_number_or_has_no_variable_has_no_updates(text: str, leaves: dict[str, Any]) -> None:
    problem = task(Formula(text=text, leaves=leaves), Sgd())
    assert problem.updates == 0


def test_its_updates_are_its_epochs_whatever_the_mini_batch() -> None:
    problem = Problem(SADDLE.network, TrainingSpec(epochs=7, batch_size=1, shuffle=False))
    assert (problem.updates, problem.updates_per_epoch, problem.batch_size) == (7, 1, 1)


def test_the_seed_changes_nothing() -> None:
    runs = []
    for seed in (0, 5):
        problem = Problem(SADDLE.network, TrainingSpec(epochs=20, seed=seed))
        runs.append(finish(train(problem, make_machine(problem)), quiet))
    assert (runs[0].path == runs[1].path).all()


def test_a_run_that_is_told_piece_by_piece_ends_as_one_that_is_not() -> None:
    problem = task(SADDLE, Sgd(learning_rate=0.01), 500)
    *pieces, last = train(problem, make_machine(problem))
    assert [piece.updates for piece in pieces] == sorted(piece.updates for piece in pieces)
    straight = make_machine(problem).advance(problem.start, 500).states[-1]
    assert (last.end.weights == straight.weights).all()


def test_rows_are_refused_since_nothing_feeds_it() -> None:
    with pytest.raises(DataError, match="2 features"):
        Problem(SADDLE.network, TrainingSpec(), np.ones((3, 2)), np.ones((3, 1)))


def test_the_native_machine_is_chosen_when_it_is_ready() -> None:
    assert isinstance(make_machine(task(SADDLE, Sgd())), NativeMachine)

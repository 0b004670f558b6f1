from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from graphviz_nn.debug.debugger import Debugger
from graphviz_nn.debug.record import Phase
from graphviz_nn.errors import SettingError
from graphviz_nn.graph import expression
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem, TrainingState
from tests.debug.examples import LECTURE, small_problem

TASK = small_problem()


@dataclass(frozen=True)
class Model:
    """What the debugger asks of a model."""

    task: Problem

    def problem(self, x: ArrayLike, y: ArrayLike, batch_size: int | None = None) -> Problem:
        return self.task

    @property
    def state(self) -> TrainingState:
        return self.task.start


def on_graph() -> Debugger:
    return Debugger(expression(LECTURE, x1=2.0, x2=5.0))


def on_model() -> Debugger:
    return Debugger(Model(TASK), TASK.x, TASK.y)


def phase(debugger: Debugger) -> str | None:
    return debugger.event.phase if debugger.event else None


VERBS: dict[str, Callable[[Debugger], Debugger]] = {
    "step": Debugger.step,
    "back": Debugger.back,
    "over": Debugger.step_over,
    "run": Debugger.run,
}


def test_it_starts_before_everything() -> None:
    debugger = on_graph()
    assert debugger.position == 0
    assert debugger.event is None
    assert debugger.values.keys() == {"x1", "x2"}
    assert debugger.gradients == {}


def test_a_step_shows_one_more_value() -> None:
    debugger = on_graph().step()
    assert debugger.values["multiply"] == 10.0
    assert debugger.sentence == "forward: multiply multiplies x1 by x2"
    assert repr(debugger) == "<Debugger: Step 1 of 14 — forward: multiply multiplies x1 by x2>"


def test_a_graph_runs_to_its_end_and_stays_there() -> None:
    debugger = on_graph().run()
    assert debugger.gradients["x1"] == 5.5
    assert debugger.gradients["x2"] == 1.7163378145367738
    position = debugger.position
    assert debugger.step().run().step_over().position == position


def test_back_at_the_very_start_stays() -> None:
    assert on_graph().back().position == 0
    assert on_model().back().position == 0


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["step", "over", "run"]), max_size=8))
def test_stepping_back_undoes_everything_also_across_updates(verbs: list[str]) -> None:
    debugger = on_model()
    for verb in verbs:
        VERBS[verb](debugger)
    seen = (
        debugger.update,
        debugger.position,
        repr(debugger),
        {k: v.copy() for k, v in debugger.values.items()},
    )
    debugger.step().back()
    assert (debugger.update, debugger.position, repr(debugger)) == seen[:3]
    assert all(np.array_equal(debugger.values[name], seen[3][name]) for name in seen[3])
    steps = 0
    while (debugger.update, debugger.position) != (0, 0):
        debugger.back()
        steps += 1
    assert steps == seen[0] * (len(debugger.record.events) + 1) + seen[1]


def test_it_goes_on_from_update_to_update_as_the_training_does() -> None:
    debugger = on_model()
    for _ in range(6):  # past the incomplete last mini-batch, into the third epoch
        debugger.run()
    assert debugger.update == 5
    assert repr(debugger).startswith("<Debugger: Epoch 2 · update 6 · step ")
    state = make_machine(TASK).advance(TASK.start, 6).states[-1]
    np.testing.assert_allclose(TASK.network.pack(debugger.values), state.weights, rtol=1e-12)


def test_it_begins_with_the_model_s_own_weights() -> None:
    np.testing.assert_array_equal(TASK.network.pack(on_model().values), TASK.start.weights)


def test_it_runs_to_a_node_and_then_to_the_next_event_there() -> None:
    debugger = on_model().run("dense/tanh")
    assert phase(debugger) == "forward"
    debugger.run("dense/tanh")
    assert phase(debugger) == "backward"
    assert debugger.gradients["dense/tanh"].shape == (4, 3)
    assert "dense/add" not in debugger.gradients
    assert debugger.run("dense/tanh").update == 1


@pytest.mark.parametrize("wanted", [Phase.LOSS, Phase.BACKWARD, Phase.UPDATE])
def test_it_runs_to_the_beginning_of_a_phase(wanted: Phase) -> None:
    debugger = on_model().run(wanted.value)
    assert phase(debugger) == wanted
    assert phase(debugger.back()) != wanted


def test_running_to_forward_enters_the_next_update() -> None:
    debugger = on_model().run("loss").run("forward")
    assert (debugger.update, debugger.position) == (1, 1)


def test_what_is_never_reached_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SettingError, match=r"'nowhere'.*forward.*dense/matmul"):
        on_model().run("nowhere")


def test_a_model_needs_examples() -> None:
    with pytest.raises(SettingError, match=r"Debugger\(model, X, Y\)"):
        Debugger(Model(TASK))

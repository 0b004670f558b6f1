"""Any update of a run again: replayed from a state that is known before it."""

from __future__ import annotations

from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.kept import kept
from graphviz_nn.training.machine import Machine
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.run import Run

KEPT_NUMBERS = (
    2_000_000  # in updates that are asked for again: a step to the next one asks, and then goes there
)

REPLAY_AT_ONCE = 8  # to replay so many updates costs less than a frame
NUMBERS_AT_ONCE = 200_000  # and so does what asks the network for no more numbers


@kept(4, KEPT_NUMBERS, weigh=lambda moment: moment.record.numbers)
def moment_from(problem: Problem, machine: Machine | None, start: TrainingState, update: int) -> Moment:
    """Return an update, replayed from a state before it; the newest ones are kept."""
    return replayed(problem, machine, start, update)


def moment_at(problem: Problem, run: Run | None, update: int) -> Moment:
    """Return an update of a run; where there is no run yet, the problem's first one."""
    if run is None:
        return moment_from(problem, None, problem.start, 0)
    return moment_from(run.problem, run.machine, run.checkpoint_before(update), update)


def replayed(problem: Problem, machine: Machine | None, start: TrainingState, update: int) -> Moment:
    """Return an update, replayed from a state before it, and keep nothing."""
    steps = update - start.update
    reached = machine.advance(start, steps).states[-1] if machine and steps else start
    return make_moment(problem, reached, machine)


def nearest(moment: Moment | None, run: Run, update: int) -> TrainingState:
    """Return the latest known state that does not lie after an update."""
    known = [run.checkpoint_before(update)]
    if moment is not None and moment.machine is run.machine:
        known += [state for state in (moment.before, moment.after) if state.update <= update]
    return max(known, key=lambda state: state.update)


def is_quick(problem: Problem, start: TrainingState, update: int) -> bool:
    """Whether an update is replayed from a state before it in less than a frame."""
    return update - start.update <= REPLAY_AT_ONCE and numbers_of_update(problem) <= NUMBERS_AT_ONCE


def numbers_of_update(problem: Problem) -> int:
    """Return how many numbers the nodes of an update hold; a node alone takes as long as a hundred of them."""
    return problem.network.numbers_of_example * problem.batch_size + 100 * len(problem.network.graph(1).nodes)

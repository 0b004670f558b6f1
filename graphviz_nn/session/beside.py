"""The plan of what all runs make of the plane of two features, where somebody looks at them side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graphviz_nn.debug.moment import Moment
from graphviz_nn.landscape.beside import MOST, RUNS, Asked, Tile, tile
from graphviz_nn.landscape.boundary import axes_of, has_plane
from graphviz_nn.session.derived import KEEP, Later, Now, Plan
from graphviz_nn.session.jobs import Work
from graphviz_nn.session.resting import rest_over
from graphviz_nn.session.state import State
from graphviz_nn.session.tasks import Task
from graphviz_nn.training.problem import TrainingState
from graphviz_nn.training.run import Run


class _Wanted(NamedTuple):
    """A run of a variant from one of its seeds, both by their places, and the moment of it: an update, or a state."""

    variant: int
    seed: int
    task: Task
    run: Run
    at: int | TrainingState

    def asked(self, of: State) -> Asked:
        """Return the run in its state then, replayed to the bit: of many updates it keeps one state."""
        state = self.at if isinstance(self.at, TrainingState) else self.run.state_before(self.at)
        assert self.task.dataset is not None  # else it has no plane
        data = self.task.dataset
        return Asked(self.variant, self.seed, self.run.problem, data, state, rest_over(data, of))


def columns(state: State) -> int:
    """Return of how many seeds each variant's run is shown: as many as leave room for all variants."""
    return max(1, min(state.work.seeds, MOST // max(1, len(state.tasks))))


def can_be_beside(state: State) -> bool:
    """Whether there is more than one run of classes over a plane of features."""
    return len(state.tasks) * state.work.seeds > 1 and any(map(_has_plane, state.tasks))


def tiles(state: State) -> Plan:
    """Ask every run: at the time that is shown; where there are several seeds, at its end."""
    moment = state.moment
    if state.view.space != RUNS or moment is None or not can_be_beside(state):
        return Now(())
    features, known = state.view.features, state.beside
    runs = list(_at_their_ends(state) if state.work.seeds > 1 else _at_the_same_time(state, moment))[:MOST]
    if not runs:
        return KEEP

    def work() -> Work:
        made = list[Tile]()
        for place, wanted in enumerate(runs):
            yield place / len(runs)
            asked = wanted.asked(state)
            same = (old for old in known if old.of.is_that_of(asked) and _is_over(old, features))
            made.append(next(same, None) or tile(asked, features))
        return tuple(made)

    return Later(work)


def _at_the_same_time(state: State, moment: Moment) -> Iterator[_Wanted]:
    """Yield the run of each variant where the one that is stepped through stands."""
    update = moment.before.update
    for place, (task, run) in enumerate(zip(state.tasks, state.runs, strict=False)):
        if _has_plane(task) and run.problem.is_on_the_ground_of(task.problem):
            is_shown = place == state.view.variant and moment.machine is run.machine
            yield _Wanted(place, 0, task, run, moment.before if is_shown else min(update, run.updates))


def _at_their_ends(state: State) -> Iterator[_Wanted]:
    """Yield the runs of each variant from its first seeds, as far as they have come."""
    if state.trials is None or state.trials.tasks is not state.tasks:
        return
    for place, (task, runs) in enumerate(zip(state.tasks, state.trials.outcome.runs, strict=True)):
        for seed, run in enumerate(runs[: columns(state)]):
            if _has_plane(task):
                yield _Wanted(place, seed, task, run, run.end)


def _has_plane(task: Task) -> bool:
    dataset, network = task.dataset, task.problem.network
    fits = dataset is not None and bool(dataset.classes) and network.features == dataset.x.shape[1]
    return fits and has_plane(network)


def _is_over(made: Tile, features: tuple[int, int]) -> bool:
    """Whether a picture is over two features, by their places."""
    return made.boundary.features == axes_of(features, made.of.problem.network.features)

"""The plans of what there is to see of the ground that runs walk on: the surface, its bends, what is to come."""

from __future__ import annotations

import math

from graphviz_nn.landscape.batch_surface import batch_surface
from graphviz_nn.landscape.epoch_ends import epoch_ends
from graphviz_nn.landscape.epoch_ends import is_worth_it as ends_are_worth_it
from graphviz_nn.landscape.estimates import estimates, is_quick
from graphviz_nn.landscape.outlook import outlook
from graphviz_nn.landscape.stability import along_runs, is_worth_it
from graphviz_nn.landscape.survey import is_quick as is_quick_to_survey
from graphviz_nn.landscape.survey import survey
from graphviz_nn.model import Network
from graphviz_nn.session import clock
from graphviz_nn.session.derived import KEEP, Later, Now, Plan
from graphviz_nn.session.queries import active_run, is_trained
from graphviz_nn.session.state import State
from graphviz_nn.training.run import Runs

FOLLOWED = 5.0  # updates a second: so fast may time run while a picture is made of each


def surface(state: State) -> Plan:
    """Cut the loss with the document's plane, along the paths of all runs on its ground, once they are there."""
    runs, view, before, frame, task = state.runs, state.view, state.surface, state.frame, state.task
    if not state.network.has_surface:
        return Now(None)
    place = min(view.variant, len(runs) - 1)
    if task is None or not is_trained(state) or not runs[place].problem.is_on_the_ground_of(task.problem):
        return KEEP
    return Later(lambda: survey(view.plane, runs, frame, before, place))


def is_soon(state: State) -> bool:
    """Whether a surface is measured so soon that each of a drag can come to its end."""
    return state.task is not None and is_quick_to_survey(state.task.problem)


def batch_surface_of(state: State) -> Plan:
    """Measure the shown update's mini-batch at the places of the surface, where that is asked for and keeps up."""
    whole, moment, run, known = state.surface, state.moment, active_run(state), state.batch_surface
    if whole is None or not state.network.is_fed:
        return Now(None)
    if not state.view.this_batch or moment is None or run is None or _races(state):
        return KEEP  # so that it is there at once when it is asked for again
    problem, update = moment.problem, moment.before.update
    if problem.network.count != whole.plane.origin.size:
        return KEEP  # that of another network is still shown
    if known is not None and known.is_of(whole, problem, update):
        return KEEP
    return Later(lambda: batch_surface(whole, problem, update, run.end.states))


def outlook_of(state: State) -> Plan:
    """Look at the update that is shown, where time stands: a second look would be late while it plays."""
    moment, fan = state.moment, state.view.ghosts
    if moment is None or not moment.problem.network.has_surface:
        return Now(None)
    if state.playing.direction:
        return KEEP
    return Later(lambda: outlook(moment.problem, moment.before, moment.after, fan))


def estimates_of(state: State) -> Plan:
    """Ask the mini-batches of the epoch and single examples for their gradients, where that keeps up."""
    moment = state.moment
    if moment is None or not state.view.batches or not has_batches(moment.problem.network):
        return Now(None)
    if state.playing.direction and (_races(state) or not is_quick(moment.problem)):
        return KEEP
    return Later(lambda: estimates(moment.problem, moment.before, moment.after))


def has_batches(network: Network) -> bool:
    """Whether there are rows to draw mini-batches of, and weights for a gradient."""
    return network.is_fed and network.has_surface


def _races(state: State) -> bool:
    """Whether time runs from update to update faster than an eye follows what is new at each."""
    unit = clock.unit(state)
    per_second = clock.pace(state.playing, unit).per_second or math.inf
    return state.playing.direction != 0 and unit != "op" and (unit == "epoch" or per_second > FOLLOWED)


def epoch_ends_of(state: State) -> Plan:
    """Measure the shown run at the ends of its epochs, where that is asked for, once it is whole."""
    run, known = active_run(state), state.epoch_ends
    if not state.view.ends or run is None or not ends_are_worth_it(run.problem):
        return Now(None)
    if known is not None and known.run is run:
        return KEEP
    return Later(lambda: epoch_ends(run)) if run.is_over else KEEP


def sharpness(state: State) -> Plan:
    """Measure the bends that the runs have passed, where they are shown, once the runs are whole."""
    runs = state.runs
    if not state.view.curvature or not can_bend(runs):
        return Now(())
    return Later(lambda: along_runs(runs)) if is_trained(state) else KEEP


def can_bend(runs: Runs) -> bool:
    """Whether the bends that runs pass can be known soon enough to be shown; those of all, since they share a scale."""
    return bool(runs) and all(is_worth_it(run.problem) for run in runs)

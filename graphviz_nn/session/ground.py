"""The plans of what there is to see of the ground that runs walk on: the surface, its bends, what is to come."""

from __future__ import annotations

from graphviz_nn.landscape.outlook import outlook
from graphviz_nn.landscape.stability import along_runs, is_worth_it
from graphviz_nn.landscape.survey import survey
from graphviz_nn.session.derived import KEEP, Later, Now, Plan
from graphviz_nn.session.queries import is_trained
from graphviz_nn.session.state import State


def surface(state: State) -> Plan:
    """Cut the loss with the document's plane, along the paths of all runs on its ground, once they are there."""
    runs, view, before, frame, task = state.runs, state.view, state.surface, state.frame, state.task
    if not state.network.has_surface:
        return Now(None)
    place = min(view.variant, len(runs) - 1)
    if task is None or not is_trained(state) or not runs[place].problem.is_on_the_ground_of(task.problem):
        return KEEP
    return Later(lambda: survey(view.plane, runs, frame, before, place))


def outlook_of(state: State) -> Plan:
    """Look at the update that is shown, where time stands: a second look would be late while it plays."""
    moment, fan = state.moment, state.view.ghosts
    if moment is None or not moment.problem.network.has_surface:
        return Now(None)
    if state.playing.direction:
        return KEEP
    return Later(lambda: outlook(moment.problem, moment.before, moment.after, fan))


def sharpness(state: State) -> Plan:
    """Measure the bends that the runs have passed, where they are shown, once the runs are whole."""
    runs = state.runs
    if not state.view.curvature or not runs or not all(is_worth_it(run.problem) for run in runs):
        return Now(())
    return Later(lambda: along_runs(runs)) if is_trained(state) else KEEP

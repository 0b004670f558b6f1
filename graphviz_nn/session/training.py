"""The plans of what is trained: the runs that are stepped through, all variants from all seeds, and their results."""

from __future__ import annotations

from graphviz_nn.session.derived import KEEP, Later, Now, Plan
from graphviz_nn.session.queries import is_trained, variant_labels
from graphviz_nn.session.state import State
from graphviz_nn.session.tasks import train_all, try_all
from graphviz_nn.training.effort import seconds_of_update
from graphviz_nn.training.machines import is_ready
from graphviz_nn.training.outcomes import Experiment, compared

SOON = 0.2  # seconds


def runs(state: State) -> Plan:
    """Train every variant; the runs of the same network on the same data stay until newer ones arrive.

    Under a hand those on other data stay, too: at each of its moves there are other data.
    """
    tasks, seed = state.tasks, state.seed
    if not tasks or not state.network.is_trainable:
        return Now(())
    held = state.holding is not None
    stay = [
        run.problem.is_on_the_ground_of(task.problem)
        or (held and run.problem.network is task.problem.network)
        for run, task in zip(state.runs, tasks, strict=False)
    ]
    return Later(lambda: train_all(tasks, seed), KEEP if stay and all(stay) else ())


def is_soon(state: State) -> bool:
    """Whether a training is over so soon that a hand which drags one of its settings can see each come to its end."""
    tasks = [task.problem for task in state.tasks]
    return is_ready(*tasks) and sum(each.updates * seconds_of_update(each) for each in tasks) <= SOON


def trials(state: State) -> Plan:
    """Train every variant from all its seeds after the runs that are stepped through; the old ones stay so long."""
    tasks, seeds, known, names = state.tasks, state.work.seeds, state.trials, variant_labels(state)
    if seeds == 1 or not tasks or not state.network.is_trainable:
        return Now(None)
    if known is not None and known.tasks is tasks and len(known.outcome.seeds) == seeds:
        return KEEP
    if not is_trained(state):
        same = known is not None and len(known.tasks) == len(tasks)
        return Now(known if same else None)
    return Later(lambda: try_all(tasks, names, seeds))


def results(state: State) -> Plan:
    """Put the runs side by side once all have come to their ends, where a table is shown or there are several seeds."""
    trials, runs, goal = state.trials, state.runs, state.view.goal
    if not runs or not (state.view.table or state.work.seeds > 1):
        return Now(None)
    if not is_trained(state) or (state.work.seeds > 1 and not (trials and trials.is_whole)):
        return Now(state.results if _fits(state) else None)
    names = variant_labels(state)
    if trials is None and len(names) != len(runs):  # of variants that are to be trained yet
        return Now(None)
    outcome = trials.outcome if trials else Experiment(names, (0,), tuple((run,) for run in runs))
    return Later(lambda: compared(outcome, goal), KEEP if _fits(state) else None)


def _fits(state: State) -> bool:
    """Whether the old results have as many runs as there are now, and may be seen until the new ones are there."""
    results, work = state.results, state.work
    many = len(work.variants) * work.seeds
    return results is not None and results.seeds == work.seeds and len(results.rows) == many

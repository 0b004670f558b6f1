"""The table of what follows from the state; a new derived field is one more row."""

from __future__ import annotations

from graphviz_nn.debug.diagnosis import findings_at
from graphviz_nn.debug.finding import Finding
from graphviz_nn.debug.since import is_worth_it, search
from graphviz_nn.landscape.stability import POINTS
from graphviz_nn.lessons import lesson_names
from graphviz_nn.scene.drawing import DrawingWish, Drawn, is_quick, make_drawing
from graphviz_nn.scene.inspection import inspect, numbers_of, subject
from graphviz_nn.session import beside, ground, mapping, said, standing, training
from graphviz_nn.session.derived import KEEP, Derived, Later, Now, Plan, always, computed
from graphviz_nn.session.jobs import Work
from graphviz_nn.session.queries import active_run, variant_labels
from graphviz_nn.session.replay import (
    NUMBERS_AT_ONCE,
    numbers_of_update,
    replayed,
)
from graphviz_nn.session.state import State
from graphviz_nn.session.tasks import share_done
from graphviz_nn.training.score import score_of

ROWS_AT_ONCE = 5_000  # to judge the network by so many rows costs less than a frame


def _divergence(state: State) -> str:
    """Say why a run diverged, the one that the graph steps through before others, and of several which one it is."""
    names, shown = variant_labels(state), active_run(state)
    ran = sorted(zip(names, state.runs, strict=False), key=lambda named: named[1] is not shown)
    name, error = next(((name, run.divergence) for name, run in ran if run.divergence), ("", None))
    if error is None:
        return ""
    text = str(error)
    return text if len(names) == 1 else f"{name}: {text[0].lower()}{text[1:]}"


def wish_of(state: State) -> DrawingWish | None:
    """Return how a state is to be drawn; None where nobody draws."""
    if state.room is None:
        return None
    features = state.dataset.features if state.dataset else ()
    return DrawingWish(state.view.depth, state.view.folded, features, state.room)


def _drawn(state: State) -> Plan:
    """Lay out the network for the place that there is, at once if that is quick; until then the old drawing stays."""
    record, wish, known = state.record, wish_of(state), state.drawn
    if record is None or wish is None:
        return Now(None)
    graph = record.graph
    if known is not None and known.suits(graph, wish):
        return Now(known)
    at_once = is_quick(graph, wish)
    return computed(lambda: Drawn(graph, wish, make_drawing(graph, wish)), at_once=at_once)


def _score(state: State) -> Plan:
    """Judge the network by what it says of every row, beside what one gets without it."""
    moment, dataset, said = state.moment, state.dataset, state.predictions
    if moment is None or dataset is None:
        return Now(None)
    problem = moment.problem
    if said is None or problem.x is not dataset.x:
        return KEEP
    if (said.training.shape, said.held_out.shape) != (dataset.y.shape, dataset.y_test.shape):
        return KEEP
    at_once = said.training.size + said.held_out.size <= ROWS_AT_ONCE
    return computed(lambda: score_of(problem, dataset, said.training, said.held_out), at_once=at_once)


def _inspection(state: State) -> Plan:
    """Look into the number that is chosen, or that the newest event made, where somebody explains it."""
    tape, position, view, terms = state.tape, state.position, state.view, state.terms
    cell = subject(tape, position, view.selected, view.cell) if tape and terms else None
    if tape is None or cell is None:
        return Now(None)
    at_once = numbers_of(tape, position, cell) <= NUMBERS_AT_ONCE
    return computed(lambda: inspect(tape, position, cell, terms), at_once=at_once)


def _findings(state: State) -> Plan:
    """Look for what keeps the network from learning, in what is asked of it and in the update that is shown."""
    moment = state.moment
    if moment is None:
        return Now(())
    return computed(lambda: findings_at(moment), at_once=numbers_of_update(moment.problem) <= NUMBERS_AT_ONCE)


def _since(state: State) -> Plan:
    """Search the run, where time stands still, for the updates from which on the findings hold."""
    findings, moment, run = state.findings, state.moment, active_run(state)
    if moment is None or not findings or state.playing.direction:
        return Now(None)
    update = moment.before.update
    if update and (run is None or moment.machine is not run.machine or not is_worth_it(run)):
        return Now(None)

    def look(at: int) -> tuple[Finding, ...]:
        if run is None or at == update:
            return findings_at(moment)
        return findings_at(replayed(run.problem, run.machine, run.checkpoint_before(at), at))

    def work() -> Work:
        yield 0.0
        if look(update) != findings:
            return None  # they are of the moment before; those of this one are about to come
        return (yield from search(findings, update, run.path_updates if run else (), look))

    return Later(work)


def _taught(state: State) -> Plan:
    """Look up which lessons there are, once one is open."""
    return KEEP if state.lesson is None or state.taught else computed(lesson_names)


# In the order in which they follow from each other.
DERIVED = (
    Derived(
        field="runs",
        label="Training",
        needs=("tasks", "seed"),
        plan=training.runs,
        shows_parts=True,
        of_all=True,
        lets_finish=training.is_soon,
        fraction=share_done,
        verdict=_divergence,
    ),
    Derived(
        field="trials",
        label="Training from all seeds",
        needs=("tasks", "work.seeds", "runs"),
        plan=training.trials,
        shows_parts=True,
        of_all=True,
        fraction=lambda trials: trials.done,
    ),
    Derived(
        field="results",
        label="Comparing the runs",
        needs=("runs", "trials", "view.table", "view.goal"),
        plan=training.results,
        of_all=True,
        lets_finish=always,
    ),
    Derived(
        field="what_if",
        label="Going back to the run",
        needs=("tasks", "view.variant", "seed", "view.update"),
        plan=standing.what_if,
    ),
    Derived(
        field="moment",
        label="Going there",
        needs=("tasks", "runs", "view.variant", "view.update", "what_if"),
        plan=standing.moment,
        settle=standing.at_its_cursor,
    ),
    Derived(
        field="position",
        label="Stepping",
        needs=("moment", "view.update", "view.position"),
        plan=standing.position,
        settle=standing.with_position,
    ),
    Derived(
        field="done",
        label="Counting the updates",
        needs=("network", "moment", "position", "view.update", "ahead", "playing"),
        plan=standing.done,
    ),
    Derived(
        field="drawn",
        label="Laying out the graph",
        needs=("network", "nodes", "view.depth", "view.folded", "dataset", "room"),
        plan=_drawn,
    ),
    Derived(
        field="maps",
        label="Asking the neurons",
        needs=("moment", "dataset", "view.depth", "view.maps", "room"),
        plan=said.maps,
        lets_finish=always,
    ),
    Derived(
        field="boundary",
        label="Drawing the boundary",
        needs=("moment", "dataset", "view.features", "view.rests", "reach"),
        plan=said.boundary,
        lets_finish=always,
    ),
    Derived(
        field="hidden",
        label="Bending the space",
        needs=("moment", "dataset", "view.space", "view.features", "view.rests", "reach", "position"),
        plan=said.hidden,
        lets_finish=always,
    ),
    Derived(
        field="beside",
        label="Asking every run",
        needs=("runs", "trials", "moment", "view.space", "view.features", "view.rests"),
        plan=beside.tiles,
        of_all=True,
        lets_finish=always,
    ),
    Derived(
        field="fitted",
        label="Drawing the curve",
        needs=("moment", "dataset", "reach"),
        plan=said.fitted,
        lets_finish=always,
    ),
    Derived(
        field="predictions",
        label="Predicting the rows",
        needs=("moment", "dataset"),
        plan=said.predictions,
        lets_finish=always,
    ),
    Derived(
        field="agreement",
        label="Holding predictions against targets",
        needs=("predictions", "dataset"),
        plan=said.agreement,
    ),
    Derived(
        field="score",
        label="Judging the network",
        needs=("predictions", "dataset"),
        plan=_score,
        lets_finish=always,
    ),
    Derived(
        field="run_map",
        label="Training a map of runs",
        needs=("tasks", "view.variant", "seed", "view.run_map", "is_mapped"),
        plan=mapping.run_map,
        shows_parts=True,
        fraction=lambda found: float(found.found.done.mean()),
    ),
    Derived(
        field="surface",
        label="Measuring the loss surface",
        needs=("network", "dataset", "runs", "view.plane", "frame"),
        plan=ground.surface,
        lets_finish=ground.is_soon,
    ),
    Derived(
        field="batch_surface",
        label="Measuring this mini-batch's surface",
        needs=("surface", "moment", "view.this_batch", "playing"),
        plan=ground.batch_surface_of,
        lets_finish=always,
    ),
    Derived(
        field="outlook",
        label="Looking ahead",
        needs=("moment", "view.ghosts", "playing"),
        plan=ground.outlook_of,
        lets_finish=always,
    ),
    Derived(
        field="estimates",
        label="Asking the mini-batches",
        needs=("moment", "view.batches", "playing"),
        plan=ground.estimates_of,
        lets_finish=always,
    ),
    Derived(
        field="epoch_ends",
        label="Measuring the ends of epochs",
        needs=("runs", "view.variant", "view.ends"),
        plan=ground.epoch_ends_of,
        lets_finish=always,
    ),
    Derived(
        field="sharpness",
        label="Measuring the bends",
        needs=("runs", "view.curvature"),
        plan=ground.sharpness,
        shows_parts=True,
        fraction=lambda found: min((len(each.epochs) for each in found), default=0) / POINTS,
    ),
    Derived(
        field="inspection",
        label="Explaining the number",
        needs=("moment", "position", "terms", "view.selected", "view.cell"),
        plan=_inspection,
        lets_finish=always,
    ),
    Derived(
        field="findings", label="Looking for faults", needs=("moment",), plan=_findings, lets_finish=always
    ),
    Derived(field="since", label="Looking since when", needs=("findings", "playing"), plan=_since),
    Derived(field="taught", label="Looking for the lessons", needs=("lesson",), plan=_taught),
)

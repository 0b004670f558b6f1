"""What follows from the document: runs, moment, surface and boundary, derived off the session's thread."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias

import msgspec

from graphviz_nn.data import Dataset, DataSpec, load
from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.engine import native
from graphviz_nn.errors import DataError
from graphviz_nn.files.document import Document
from graphviz_nn.landscape.boundary import boundary
from graphviz_nn.landscape.planes import make_plane
from graphviz_nn.landscape.surface import surface
from graphviz_nn.session.jobs import Job, Work
from graphviz_nn.session.queries import active_run
from graphviz_nn.session.session import Session
from graphviz_nn.training.experiment import together
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.run import Run, train
from graphviz_nn.training.variants import apply

# Replaying so many updates costs less than a frame; a longer way goes through a job.
REPLAY_AT_ONCE = 8
ENGINE = "engine"  # the key of the job that gets it ready

Runs: TypeAlias = tuple[Run, ...]


def load_then(session: Session, data: DataSpec, then: Callable[[Session, Dataset], None]) -> None:
    """Load data off the session's thread, then perform a command with them."""

    def work() -> Work:
        yield
        return load(data)

    session.jobs.start(Job("data", "Loading the data", work, lambda dataset: session.perform(then, dataset)))


def data_of(document: Document) -> Dataset | None:
    """Return the data that feed a document's network, loaded at once; None where none do."""
    return load(document.data) if document.subject.network.is_fed else None


def problems(document: Document, dataset: Dataset | None) -> tuple[Problem, ...]:
    """Return what each variant trains; raise where network, data and settings do not fit each other."""
    network, rows = document.subject.network, (dataset.x, dataset.y) if dataset else ()
    settings = (apply(variant, document.training) for variant in document.variants)
    return tuple(Problem(network, training, *rows) for training in settings)


def accept(session: Session, /, document: Document, **changes: Any) -> None:
    """Make this the document, with other fields of the state, and derive anew what no longer fits.

    Raise before anything changes where the document is not sound.
    """
    old = session.state
    is_fed = document.subject.network.is_fed
    dataset = changes["dataset"] = changes.get("dataset", old.dataset) if is_fed else None
    if is_fed and dataset is None:
        raise DataError("The data are still being loaded. Wait a moment, then do it again.")
    tasks = problems(document, dataset)
    before = old.document
    rebuilt = old.moment is None or dataset is not old.dataset or before.subject != document.subject
    retrained = (before.training, before.variants) != (document.training, document.variants)
    session.update(document=document, **changes, **(_first_sight(document, tasks) if rebuilt else {}))
    if rebuilt:
        for key in ("record", "boundary", "surface"):
            session.jobs.cancel(key)
        start_boundary(session)
    if rebuilt or retrained:
        start_training(session, tasks)
    elif before.view.plane != document.view.plane:
        start_surface(session)
    follow_cursor(session)


def _first_sight(document: Document, tasks: tuple[Problem, ...]) -> dict[str, Any]:
    """Return what a new graph shows before it is trained: its first update, and nothing of the old one."""
    active = tasks[min(document.view.variant, len(tasks) - 1)]
    moment = make_moment(active, active.start)
    nothing: dict[str, Any] = {"runs": (), "surface": None, "boundary": None, "cell": None}
    return {"moment": moment, "record": moment.record, **nothing}


def start_training(session: Session, tasks: tuple[Problem, ...]) -> None:
    """Train every variant; what is on the screen stays until newer results arrive."""
    if not tasks[0].network.is_trainable:
        for key in ("train", "surface"):
            session.jobs.cancel(key)
        return
    dataset = session.state.dataset
    session.jobs.start(
        Job(
            key="train",
            label="Training",
            work=lambda: _train_all(tasks, dataset),
            on_part=lambda runs: show_runs(session, runs),
            on_done=lambda runs: _finish_training(session, runs),
        )
    )


def _train_all(tasks: tuple[Problem, ...], dataset: Dataset | None) -> Generator[Runs, None, Runs]:
    """Train all variants side by side."""
    metrics = ("accuracy",) if dataset and dataset.classes else ()
    # Loading the kernels takes about a second, once; compiling takes longer, and `warm_up` begins anew after it.
    wait = native.compiled()
    makers = []
    for task in tasks:
        aside = held_out(task, dataset)
        test = make_machine(aside) if aside else None
        makers.append(train(task, make_machine(task, wait=wait), metrics=metrics, test=test))
    return (yield from together(makers))


def held_out(task: Problem, dataset: Dataset | None) -> Problem | None:
    """Return the problem of the held-out rows; None where there are none."""
    if dataset is None or not len(dataset.x_test):
        return None
    return Problem(task.network, task.training, dataset.x_test, dataset.y_test)


def warm_up(session: Session) -> None:
    """Get the native kernels ready; a training that is still going through the reference begins anew with them."""

    def work() -> Work:
        for progress in native.warm_up():
            yield progress.done / progress.steps

    def done(_: None) -> None:
        state = session.state
        if "train" in session.jobs.running:
            start_training(session, problems(state.document, state.dataset))

    label = "Getting the engine ready" if native.compiled() else "Compiling the engine, this once"
    session.jobs.start(Job(ENGINE, label, work, done, lambda fraction: session.jobs.report(ENGINE, fraction)))


def show_runs(session: Session, runs: Runs) -> None:
    """Take runs, finished or not, and follow the cursor into them."""
    session.update(runs=runs)
    session.jobs.report("train", sum(r.updates for r in runs) / sum(r.problem.updates for r in runs))
    follow_cursor(session)


def _finish_training(session: Session, runs: Runs) -> None:
    show_runs(session, runs)
    for run in runs:
        if run.divergence:
            session.say(str(run.divergence), "warning")
            break
    start_surface(session)


def follow_cursor(session: Session) -> None:
    """Show the moment that the cursor stands in, as soon as it can be had."""
    state, run = session.state, active_run(session.state)
    if run is None:
        return
    wanted = min(state.document.view.update, run.problem.updates - 1)
    if wanted > run.updates and "train" not in session.jobs.running:
        wanted = run.updates  # the training ended before that update
    if wanted > run.updates or _shows(state.moment, run, wanted):
        return
    nearest = _nearest(state.moment, run, wanted)
    if wanted - nearest.update <= REPLAY_AT_ONCE:
        session.jobs.cancel("record")
        _show_moment(session, _moment(run, nearest, wanted))
        return
    session.jobs.start(
        Job(
            key="record",
            label="Going there",
            work=lambda: _moment_later(run, nearest, wanted),
            on_done=lambda moment: _show_moment(session, moment),
        )
    )


def _shows(moment: Moment | None, run: Run, update: int) -> bool:
    return moment is not None and moment.machine is run.machine and moment.before.update == update


def _nearest(moment: Moment | None, run: Run, update: int) -> TrainingState:
    """Return the latest known state that does not lie after the update."""
    known = [run.checkpoint_before(update)]
    if moment is not None and moment.machine is run.machine:
        known += [state for state in (moment.before, moment.after) if state.update <= update]
    return max(known, key=lambda state: state.update)


def _moment(run: Run, start: TrainingState, update: int) -> Moment:
    reached = run.machine.advance(start, update - start.update).states[-1]
    return make_moment(run.problem, reached, run.machine)


def _moment_later(run: Run, start: TrainingState, update: int) -> Work:
    yield
    return _moment(run, start, update)


def _show_moment(session: Session, moment: Moment) -> None:
    view = session.state.document.view
    if view.update != moment.before.update:
        view = msgspec.structs.replace(view, update=moment.before.update)
    document = msgspec.structs.replace(session.state.document, view=view)
    session.update(document=document, moment=moment, record=moment.record)
    start_boundary(session)


def start_boundary(session: Session) -> None:
    """Ask the model at the shown weights about the plane of two features."""
    moment, dataset = session.state.moment, session.state.dataset
    if moment is None or dataset is None:
        return
    before = moment.before

    def work() -> Work:
        yield
        return boundary(moment.problem.network, before.weights, dataset.x, states=before.states)

    session.jobs.start(
        Job("boundary", "Drawing the boundary", work, lambda made: session.update(boundary=made))
    )


def start_surface(session: Session) -> None:
    """Cut the loss with the document's plane, along the paths of all runs."""
    document, runs = session.state.document, session.state.runs
    if not runs:
        return

    def work() -> Work:
        spec = document.view.plane
        plane = make_plane(spec, document.subject.network, runs)
        paths, states = [run.path for run in runs], runs[0].end.states
        made = yield from surface(runs[0].machine, plane, paths, ranges=spec.ranges, states=states)
        return made

    session.jobs.start(
        Job(
            key="surface",
            label="Measuring the loss surface",
            work=work,
            on_done=lambda made: session.update(surface=made),
            on_part=lambda fraction: session.jobs.report("surface", fraction),
        )
    )

"""The way in for a changed document: checked before anything changes; what follows from it is derived."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

from graphviz_nn.data import Dataset, DataSpec
from graphviz_nn.data.load import loading
from graphviz_nn.debug.tape import Tape
from graphviz_nn.engine import native
from graphviz_nn.files.document import Document
from graphviz_nn.model import Formula, Stack
from graphviz_nn.ops import DType
from graphviz_nn.session.jobs import Job, Work
from graphviz_nn.session.queries import active_run, total_updates
from graphviz_nn.session.replay import is_quick, moment_from, nearest
from graphviz_nn.session.same_time import same_time
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import State
from graphviz_nn.session.tasks import check_room, tasks_of

ENGINE = "engine"  # the key of the job that gets it ready
OPENING = "data"  # of the job that gets what a document needs; one asked for later takes its place
BUILDING = "Reading the expression"  # its label, where that is what it does
T = TypeVar("T")


def make_then(
    session: Session,
    label: str,
    make: Callable[[], T],
    then: Callable[[Session, T], None],
    *,
    at_once: bool = False,
    key: str = OPENING,
) -> None:
    """Make something off the session's thread, then perform a command with it; here and now where that is quick."""
    if at_once:
        then(session, make())
        return

    def work() -> Generator[float, None, T]:
        yield 0.0
        return make()

    session.jobs.start(Job(key, label, work, lambda made: session.perform(then, made)))


def build_then(session: Session, subject: Stack | Formula, then: Callable[[Session], None]) -> None:
    """Perform a command once the network of a subject can be had without a wait."""
    shown = session.state.work.subject
    is_there = not isinstance(subject, Formula) or subject.is_quick or subject.is_like(shown)
    make_then(session, BUILDING, lambda: subject.network, lambda session, _: then(session), at_once=is_there)


def load_then(session: Session, data: Sequence[DataSpec], then: Callable[..., None]) -> None:
    """Load data off the session's thread, then perform a command with what each is."""

    def work() -> Generator[float, None, list[Dataset]]:
        found = []
        for spec in data:
            found.append((yield from loading(spec)))
        return found

    session.jobs.start(
        Job(
            OPENING,
            "Loading the data",
            work,
            lambda datasets: session.perform(then, *datasets),
            lambda fraction: session.jobs.report(OPENING, fraction),
        )
    )


def known_data(state: State, *more: Dataset) -> tuple[Dataset, ...]:
    """Return the data that are there: those of the variants, and more."""
    return (*more, *(task.dataset for task in state.tasks if task.dataset is not None))


def accept(
    session: Session,
    /,
    document: Document,
    *datasets: Dataset,
    keeps_time: bool = False,
    **changes: Any,
) -> None:
    """Take on work and view, with other fields of the state; raise before anything changes where they are not sound.

    The data are those that are there and those that are given. The view is that of the document, or with `keeps_time`
    at the time that is shown now.
    """
    old, work, view = session.state, document.work, document.view
    before, tasks = old.work, old.tasks
    same_start = (before.subject, before.data) == (work.subject, work.data) and before.weights is work.weights
    same_settings = (before.training, before.variants) == (work.training, work.variants)
    has_all = {*map(id, datasets)} <= {id(task.dataset) for task in tasks}
    if not (tasks and has_all and same_start and same_settings):
        tasks = tasks_of(work, known_data(old, *datasets))
    elif work.seeds > before.seeds:
        check_room(tasks, work.seeds)
    if keeps_time:
        view = same_time(old, tasks, view)
    else:
        changes["counted"] = None
    session.update(work=work, view=view, tasks=tasks, ahead=0.0, sought=None, **changes)
    _warm_up_for_others(session)


def warm_up(session: Session, dtype: DType = "float64") -> None:
    """Get the native kernels ready; a training that is still going through the reference begins anew with them."""

    def work() -> Work:
        for progress in native.warm_up(dtype, apart=True):
            yield progress.done / progress.steps

    def done(_: None) -> None:
        session.deriver.again("run_map")  # one that was made without them is coarser
        if "runs" in session.jobs.running:
            session.deriver.again("runs")
        if "trials" in session.jobs.running:
            session.update(trials=None)  # what there is of them stays otherwise
            session.deriver.again("trials")
        _warm_up_for_others(session)

    label = "Getting the engine ready" if native.compiled(dtype) else "Compiling the engine, this once"
    session.jobs.start(Job(ENGINE, label, work, done, lambda fraction: session.jobs.report(ENGINE, fraction)))


def _warm_up_for_others(session: Session) -> None:
    """Get the kernels ready for a type of number that is trained in now, where they are not yet on their way."""
    dtypes = {task.problem.training.dtype for task in session.state.tasks} - {"float64"}
    wanted = [dtype for dtype in dtypes if not native.ready(dtype)]
    if wanted and ENGINE not in session.jobs.running:
        warm_up(session, wanted[0])


def tape_at(state: State, update: int) -> Tape | None:
    """Return the tape of an update, replayed; None beyond the updates that there are. See `is_at_hand`."""
    run = active_run(state)
    if run is None or not 0 <= update < total_updates(state):
        return None
    start = nearest(state.moment, run, update)
    return moment_from(run.problem, run.machine, start, update).tape


def is_at_hand(state: State, update: int) -> bool:
    """Whether the tape of an update can be had in less than a frame."""
    run = active_run(state)
    if run is None or not 0 <= update < total_updates(state):
        return True
    return is_quick(run.problem, nearest(state.moment, run, update), update)
